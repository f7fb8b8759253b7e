"""Who sees a notice: the account that it is for, and nobody else."""

from domain.rules import ACTOR, Is

VISIBLE = Is("account_id", ACTOR)
