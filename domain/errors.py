"""Every way the platform can say no.

A refusal has a stable code for machines; `errors.toml`, beside this file, has its sentences for people in Thai and
English. A refusal knows nothing of HTTP or GraphQL: `api/problems.py` gives each kind its status, once.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar

MOST_FAULTS = 200  # of one refusal: a megabyte of mistakes must not be answered by a hundred


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend in what was sent: where (a JSON pointer into it), and what."""

    pointer: str
    code: str
    details: Mapping[str, Any] | None = None


class Refusal(Exception):
    """A no that the caller can understand and act on. `details` go out with it: no secrets, no other people's data."""

    kind: ClassVar[str]
    is_verdict: ClassVar[bool] = False  # the end of a request, to be told again to whoever asks again

    def __init__(self, code: str, *, faults: Iterable[Fault] = (), **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.faults = tuple(islice(faults, MOST_FAULTS))
        self.details = details
        self.subject: str | None = (
            None  # the id it is about, where the door must ask whether that may be seen
        )


class Malformed(Refusal):
    """What was sent cannot be read at all."""

    kind = "malformed"


class Invalid(Refusal):
    """What was sent can never succeed as written; `faults` name all that is to be mended, at once."""

    kind = "invalid"


class Unauthenticated(Refusal):
    """We do not know who is asking."""

    kind = "unauthenticated"


class Forbidden(Refusal):
    """The caller may see this, but not do that."""

    kind = "forbidden"


class NotFound(Refusal):
    """It does not exist, or may not be seen: nobody can tell which."""

    kind = "not_found"


class Conflict(Refusal):
    """The wish is fine, but not in this state or at this moment."""

    kind = "conflict"


class SoldOut(Conflict):
    """Somebody else was first: asking again with the same key cannot change that."""

    is_verdict = True


class PaymentRequired(Refusal):
    """The provider of payments said no to the backer's card or account."""

    kind = "payment_required"
    is_verdict = True


class Stale(Refusal):
    """The caller decided on an older version than the present one."""

    kind = "stale"


class PreconditionRequired(Refusal):
    """A change must say which version it was decided on."""

    kind = "precondition_required"


class TooLarge(Refusal):
    """More was sent than we read at once; the details name the limit."""

    kind = "too_large"


class Unsupported(Refusal):
    """It was sent in a form that we do not read."""

    kind = "unsupported"


class TooMany(Refusal):
    """Asked too often; `retry_after` in the details says when again, in seconds."""

    kind = "too_many"


class Unavailable(Refusal):
    """Something that we lean on does not answer; the same wish may succeed later."""

    kind = "unavailable"


def verdict(code: str, details: Mapping[str, Any]) -> Refusal:
    """A verdict as it was given before."""
    return (SoldOut if explanations()[code].kind == Conflict.kind else PaymentRequired)(code, **details)


class Contended(Exception):
    """Two transactions stood in each other's way and this one gave in: nothing changed, and it may be tried again."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a code means, for people: title, cause and cure, each {"th": ..., "en": ...}."""

    code: str
    kind: str
    title: Mapping[str, str]
    cause: Mapping[str, str]
    cure: Mapping[str, str]


@cache
def explanations() -> Mapping[str, Explanation]:
    """All codes and their explanations, as `errors.toml` has them."""
    table = tomllib.loads((Path(__file__).parent / "errors.toml").read_text(encoding="utf-8"))
    return {
        code: Explanation(
            code=code, kind=row["kind"], title=row["title"], cause=row["cause"], cure=row["cure"]
        )
        for code, row in table.items()
    }
