"""How REST answers: JSON by orjson, an ETag of version and bytes, what caches may keep, and refusals as problems."""

import hashlib
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import orjson
from flask import Response, g, request

from api.caller import actor, language, request_id, run
from api.conditions import known_already
from api.problems import problem
from api.rest.asking import everything, wanted_many, wanted_one
from api.retries import key_word, once
from domain.catalogue import CATALOGUE
from domain.collections import Changed
from domain.core import Command
from domain.errors import Invalid, PreconditionRequired, Refusal
from domain.reading import Many, Part, Selection
from domain.usecases.showing import Browse, Show

PUBLIC = "public, max-age=5, stale-while-revalidate=30"
OWN = "private, no-cache"
VARY = "Authorization, Accept-Language, Accept-Encoding"
PLURALS = {noun.name: noun.table for noun in CATALOGUE.nouns.values()}


def json_response(body: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(body), status, content_type="application/json")


def show_one(noun: str, id: str) -> Response:
    """GET of one thing: as much as the query wants and the caller may see."""
    shown = run(Show(id=id, selection=wanted_one(noun)))
    return cached(json_response(shown), shown.get("version", 0))


def show_list(relation: str) -> Response:
    """GET of a list that belongs to nobody."""
    listed = CATALOGUE.lists[relation]
    wanted = wanted_many(listed.noun, listed)
    return _listed(run(Browse(relation=relation, selection=wanted.selection, page=wanted.page)))


def show_part(owner: str, id: str, relation: str) -> Response:
    """GET of a list that belongs to one other thing; a 404 where that may not be seen."""
    listed = CATALOGUE.relation(owner, relation)
    assert isinstance(listed, Many)
    wanted = wanted_many(listed.noun, listed)
    selection = Selection(owner, (), (Part(relation, relation, wanted.selection, wanted.page),))
    return _listed(run(Show(id=id, selection=selection))[relation])


def carry_out(
    command: Command[Changed],
    noun: str,
    *,
    status: int | Callable[[dict[str, Any]], int] = 200,
    then: Callable[[Changed], None] = lambda _: None,
) -> Response:
    """Run a command (once, where a key says so) and answer what it made or changed, as the caller sees it. What may
    have been there before, and was not, is a 201."""

    def render(changed: Changed) -> Response:
        then(changed)
        shown = run(Show(id=changed.id, selection=everything(noun)))
        usual = status if isinstance(status, int) else status(shown)
        response = json_response(shown, 201 if changed.is_new else usual)
        if response.status_code in (201, 202):
            response.headers["Location"] = f"/v1/{PLURALS[noun]}/{changed.id}"
        return cached(response, changed.version)

    return once(command, render, refused, word=key_word(), body=g.get("body"))


def expected_version(*, needed: bool) -> int | None:
    """The version in `If-Match`; `W/` is taken too. 428 where one is needed and none came."""
    header = request.headers.get("If-Match", "").strip()
    if not header:
        if needed:
            raise PreconditionRequired("if_match_required")
        return None
    word = header.removeprefix("W/").strip('"').partition(".")[0]
    if not (word.isascii() and word.isdigit() and len(word) < 10):
        raise Invalid("if_match_malformed")
    return int(word)


def only_if_new() -> bool:
    """Whether `If-None-Match: *` asks to make what is not there yet, and to change nothing that is."""
    header = request.headers.get("If-None-Match", "").strip()
    if header not in ("", "*"):
        raise Invalid("if_none_match_malformed")
    return header == "*"


def needed_version() -> int:
    version = expected_version(needed=True)
    assert version is not None
    return version


def refused(refusal: Refusal) -> Response:
    """A refusal as application/problem+json."""
    body = problem(refusal, language=language(), request_id=request_id(), instance=request.path)
    response = Response(orjson.dumps(body), body["status"], content_type="application/problem+json")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = language()
    if "retry_after" in refusal.details:
        response.headers["Retry-After"] = str(refusal.details["retry_after"])
    if body["status"] == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="plik"'
    if "version" in refusal.details and body["status"] == 412:
        response.headers["ETag"] = f'"{refusal.details["version"]}."'
    return response


def _listed(shown: dict[str, Any]) -> Response:
    response = json_response(shown)
    if shown["page"]["has_more"]:  # a feed has a cursor on its last page too, but no page to go on to yet
        query = request.args.to_dict() | {"after": shown["page"]["next_cursor"]}
        link = urlencode(query)
        response.headers["Link"] = f'<{request.path}?{link}>; rel="next"'
    return cached(response, 0)


def cached(response: Response, version: int) -> Response:
    """ETag "VERSION.HASH": the version to decide on, and a hash of the bytes as this caller sees them."""
    response.headers["ETag"] = f'"{version}.{hashlib.sha256(response.get_data()).hexdigest()[:16]}"'
    response.headers["Vary"] = VARY
    response.headers["Cache-Control"] = OWN if actor().is_known else PUBLIC
    known_already(response)
    return response
