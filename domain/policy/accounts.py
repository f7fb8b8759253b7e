"""What others see of an account: its name. Contact details are its own."""

from domain.rules import ACTOR, ADMIN, Is

ONESELF = Is("id", ACTOR) | ADMIN
