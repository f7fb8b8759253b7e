"""How a request is done once, however often it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.access import Actor
from domain.collections import Changed
from domain.errors import Refusal


@dataclass(frozen=True)
class Key:
    """An idempotency key: whose, the word itself, and the request that brings it."""

    scope: str
    word: str
    request_id: str


class Claim(Protocol):
    """The right to run one request once; it travels with the call and is settled in its last commit."""

    @property
    def key(self) -> str: ...

    @property
    def begun(self) -> str | None:
        """The id of what an earlier run of the same request has begun, and was killed before it could end."""


@dataclass(frozen=True)
class Answered:
    """An answer as it went out."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What a finished request left: what it changed, and its answer unless it died before sending one. Then whoever
    makes the answer keeps it by the `claim`."""

    claim: Claim
    changed: Changed | None  # none where it was refused for good
    refusal: Refusal | None  # the verdict
    request_id: str
    answer: Answered | None


class IdempotencyKeys(Protocol):
    def claim(self, key: Key, fingerprint: str, now: datetime) -> Claim | Kept:
        """The right to go on, or what the first request left.

        Raises Conflict(idempotency_key_in_use) while it runs, Invalid(idempotency_key_reused) for another request.
        """

    def keep(self, claim: Claim, answer: Answered) -> Answered:
        """The answer that goes out, which is the one that was kept first."""

    def conclude(self, claim: Claim, verdict: Refusal) -> None:
        """The request was refused for good, and whoever asks again is told so."""

    def release(self, claim: Claim) -> None:
        """The request has come to no end: the key may be used again, to go on with what was begun."""


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Who wants what: kept in the audit trail with every change."""

    actor: Actor
    command: str
    request_id: str = ""
    claim: Claim | None = None
