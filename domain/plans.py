"""What a command would do, worked out before it is done: the plan, and a token that stands for it.

A simulation answers with the plan and its token. Executing with that token works the plan out again, from the world
as it is by then and inside its own transaction, and refuses when it is another one. Nothing is kept in between.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.errors import Conflict
from domain.text import fingerprint

Plan = Mapping[str, Any]


@dataclass(frozen=True)
class Planned:
    """What a simulation answers with."""

    plan: Plan

    @property
    def token(self) -> str:
        return token_of(self.plan)


def token_of(plan: Plan) -> str:
    """SHA-256 over the canonical JSON of the plan. A plan holds only what it leads to: no ids made for it, no time."""
    return fingerprint(plan)


def as_planned(plan: Plan, token: str | None) -> None:
    """Where a token was named, this must be the plan that it stands for. Raises Conflict(plan_stale)."""
    if token is not None and token_of(plan) != token:
        raise Conflict("plan_stale", plan_token=token_of(plan))
