"""Who is shown the looks into a round: those who run it, and those who judge in it."""

from domain.policy.rounds import RUNS_IT, SITS_ON_IT
from domain.rules import Related

LISTED = RUNS_IT | SITS_ON_IT  # asked of the round
VISIBLE = Related("round", LISTED)
