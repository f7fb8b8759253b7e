"""Who reads a decision letter: whoever it is for, and those who run the call."""

from domain.access import MANAGERS
from domain.policy.entries import APPLICANT
from domain.rules import ADMIN, Member, Related

VISIBLE = Related("entry", APPLICANT) | Member("organization_id", MANAGERS) | ADMIN
