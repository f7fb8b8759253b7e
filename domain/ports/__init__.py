"""What the domain needs from the world, in its own words. Adapters implement it; nothing here is implemented."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from domain.collections import Work
from domain.ports.files import Files, Opened, Received
from domain.ports.outside import Mail, Payments
from domain.ports.people import Actors, Passwords, Secrets
from domain.ports.retries import Answered, Asking, Claim, IdempotencyKeys, Kept, Key
from domain.ports.showing import Bundles, Counters, Likenesses, Progress, Reader, Shown
from domain.ports.texts import Forms, Markdown, Words, WrongAnswer

__all__ = [
    "Actors",
    "Answered",
    "Asking",
    "Bundles",
    "Claim",
    "Counters",
    "Files",
    "Forms",
    "IdempotencyKeys",
    "Kept",
    "Key",
    "Likenesses",
    "Mail",
    "Markdown",
    "Opened",
    "Passwords",
    "Payments",
    "Ports",
    "Progress",
    "Reader",
    "Received",
    "Secrets",
    "Shown",
    "Words",
    "WrongAnswer",
]


@dataclass(frozen=True, kw_only=True)
class Ports:
    begin: Callable[[Asking], AbstractContextManager[Work]]
    reader: Reader
    passwords: Passwords
    secrets: Secrets
    actors: Actors
    forms: Forms
    words: Words
    likenesses: Likenesses
    payments: Payments
    markdown: Markdown
    files: Files
    mail: Mail | None = None  # nobody carries mails
    counters: Counters
    progress: Progress
    bundles: Bundles
    keys: IdempotencyKeys
    now: Callable[[], datetime]
    real_now: Callable[[], datetime]  # for tokens, leases and rate limits, which no test clock may move
    new_id: Callable[[str], str]
    asking: Asking | None = None

    def calling(self, asking: Asking) -> "Ports":
        """The same ports on behalf of one call."""
        return replace(self, asking=asking)

    @property
    def begun(self) -> str | None:
        """What an earlier run of the same request has begun."""
        return self.asking.claim.begun if self.asking and self.asking.claim else None

    def unclaimed(self) -> "Ports":
        """For a part of a call that is not its end, and does not settle its claim."""
        assert self.asking is not None, "use cases run through the door"
        return self.calling(replace(self.asking, claim=None))

    def work(self) -> AbstractContextManager[Work]:
        """A transaction: leaving commits, an exception undoes. Nothing outside is called while it is open."""
        assert self.asking is not None, "use cases run through the door"
        return self.begin(self.asking)

    @contextmanager
    def rehearsal(self) -> Iterator[Work]:
        """A transaction that is undone in the end, whatever was done in it: for finding out what would come of it."""
        try:
            with self.unclaimed().work() as work:
                yield work
                raise _RehearsalOver
        except _RehearsalOver:
            pass


class _RehearsalOver(Exception):
    """Everything was tried."""
