"""Who is calling, in which language, by which request: known once per request, used by both faces."""

import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from flask import Flask, current_app, g, request

from domain.access import Actor
from domain.collections import Changed
from domain.core import USE_CASES, Command, Core
from domain.errors import Malformed
from domain.ids import AccountId
from domain.ports import Actors, Claim, IdempotencyKeys, Secrets

R = TypeVar("R")
_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{8,128}")


@dataclass(frozen=True, kw_only=True)
class Platform:
    """What the faces stand on; `wsgi.py` makes it."""

    core: Core
    keys: IdempotencyKeys
    actors: Actors
    secrets: Secrets
    now: Callable[[], Any]
    ready: Callable[[], Mapping[str, Any]]
    statements: Callable[[], int] | None = None  # how many this request has run so far, where it is counted


def platform() -> Platform:
    return cast(Platform, current_app.extensions["plik"])


def request_id() -> str:
    """The caller's own where it is well-formed, else a new one."""
    return cast(str, g.request_id)


def language() -> str:
    """What the caller reads best: Thai or English; Thai where nothing is said."""
    accepted = request.accept_languages
    asked = request.args.get("lang")
    return asked if asked in ("th", "en") else accepted.best_match(["th", "en"], "th") or "th"


def actor() -> Actor:
    """Whoever the credentials say; asked once a request."""
    if "actor" not in g:
        g.actor = current_app.extensions["plik_actor"]()
    return cast(Actor, g.actor)


def become(registered: Changed) -> None:
    """Whoever has just registered is whom the answer is for: they may see what is theirs."""
    g.actor = Actor(account_id=AccountId(registered.id))


@contextmanager
def for_one_answer() -> Iterator[None]:
    """Whoever one becomes within, one is no longer afterwards: nobody acts for an account without logging in."""
    before = actor()
    try:
        yield
    finally:
        g.actor = before


def run(command: Command[R], *, claim: Claim | None = None, by: Actor | None = None) -> R:
    """Hand a command to the core on behalf of whoever is calling, or `by` another, credentials not looked at. What
    moves money needs a claim, so that it can be asked for again."""
    if claim is None and USE_CASES[type(command)].needs_key:
        platform().core.admit(command, by or actor())
        raise Malformed("idempotency_key_required")
    return platform().core.run(command, by or actor(), request_id=request_id(), claim=claim)


def install(app: Flask, parts: Platform, actor_of_request: Callable[[], Actor]) -> None:
    app.extensions["plik"] = parts
    app.extensions["plik_actor"] = actor_of_request

    @app.before_request
    def name_request() -> None:
        given = request.headers.get("X-Request-Id", "")
        g.request_id = given if _REQUEST_ID.fullmatch(given) else str(uuid.uuid4())
