"""Every operation of both contracts, tried by every kind of caller: nobody reads or changes what is not for them."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from flask import Flask

from tests.api.walking import everything_read
from tests.architecture.contracts import REST_ALONE, operations, root_fields
from tests.faces import FACES, Refused, Rest
from tests.journeys.callers import (
    CITIZENS,
    EVERYBODY,
    IMPOSTORS,
    JUDGES,
    KNOWN,
    MACHINES,
    MEMBERS,
    STRANGERS,
    Cast,
    a_cast,
)
from tests.journeys.hidden import Kept, hide
from tests.journeys.tales import Step, Tale
from tests.journeys.wishes import OPEN_TO_ALL, STORY, TOLD_ELSEWHERE
from tests.postgres import Server
from tests.provider import Sandbox
from tests.running import drain, payments_by, settings
from wsgi import make_app


@pytest.fixture(scope="module")
def own_app(
    server: Server, template: str, tmp_path_factory: pytest.TempPathFactory, shared_sandbox: Sandbox
) -> Iterator[Flask]:
    """On a database that nobody else writes to, so that all of it can be compared."""
    folder = tmp_path_factory.mktemp("nobody")
    with server.fresh_database("nobody_gets_in", template=template) as url:
        made = make_app(settings(folder), url, payments=payments_by(shared_sandbox), cheap_passwords=True)
        made.config.update(DATABASE_URL=url)
        yield made


@pytest.fixture(scope="module")
def own_database(own_app: Flask) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(own_app.config["DATABASE_URL"], autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def cast(own_app: Flask, own_database: Any) -> Cast:
    return a_cast(own_app, own_database)


@pytest.fixture(scope="module")
def kept(cast: Cast, own_database: Any) -> Kept:
    found = hide(cast, own_database)
    drain(cast.app)
    return found


ALIKE = (
    STRANGERS,
    CITIZENS,
    JUDGES,
    MEMBERS,
    MACHINES,
)  # side by side, what one asks is prepared for the next
DEEP = (
    "stranger",
    "applicant",
    "judge",
    "viewer",
)  # who walks on from where others turn; rules do not know the way
KINDS = [kind for kinds in ALIKE for kind in sorted(kinds)] + ["admin"]
NOUNS = (
    "external",
    "organization",
    "membership",
    "notice",
    "call",
    "project",
    "attachment",
    "entry",
    "round",
    "conflict",
    "review",
    "look",
    "grant",
    "letter",
    "appeal",
    "opinion",
    "mentorship",
    "meeting",
    "campaign",
    "pledge",
    "update",
    "opportunity",
    "placement",
    "teammate",
    "supporter",
)
IDS = {f"{noun}_id" for noun in NOUNS} | {"number"}


def test_the_walk_knows_every_way_that_leads_to_something(own_app: Flask, kept: Kept) -> None:
    """A new path, with an id of its own kind, is a new way to read: it must be walked."""
    asked = {name for each in operations(own_app) if each.verb == "get" for name in named_in(each.path)}

    assert set(KINDS) == KNOWN
    assert asked == set(kept.ids) == IDS


@pytest.mark.parametrize("kind", KINDS)
def test_everybody_reads_what_is_for_them_and_no_secret_else(cast: Cast, kept: Kept, kind: str) -> None:
    text = everything_read(cast.app.test_client(), cast[kind], kept.ids, deep=kind in DEEP)

    read = {name for name, secret in kept.secrets.items() if secret.word in text}
    assert read == {name for name, secret in kept.secrets.items() if kind in secret.may}


def test_every_operation_that_changes_something_has_its_step_in_the_story(own_app: Flask) -> None:
    told = [step.operation for step in STORY]
    changing = {each.id for each in operations(own_app) if each.verb != "get"}

    assert len(set(told)) == len(told)
    assert set(told) | set(OPEN_TO_ALL) | set(TOLD_ELSEWHERE) == changing
    assert changing <= set(root_fields()) | set(REST_ALONE)


def test_at_every_step_of_a_story_nobody_does_what_is_for_others(cast: Cast, own_database: Any) -> None:
    tale = Tale(cast)
    for step in STORY:
        step.first(tale)
        before = state_of(own_database)

        tried = {
            (kind, face): attempt(tale, step, kind, face) for kind in EVERYBODY - step.may for face in FACES
        }

        assert {who: codes for who, codes in tried.items() if not may_be_said(who[0], codes)} == {}
        assert changed_since(before, own_database) == set(), step.operation
        rest = Rest(cast.app.test_client()).by(cast[step.by])
        done = rest.does(step.operation, **step.given(tale, rest))
        tale.things[step.made or step.operation] = done
        assert bool(changed_since(before, own_database)) == step.changes, step.operation


def test_who_has_a_token_that_is_none_is_told_one_and_the_same_whatever_they_ask(cast: Cast) -> None:
    """What changes something, the story tells."""
    client = cast.app.test_client()
    paths = [each.path for each in operations(cast.app) if each.verb == "get"]
    query = {"query": "{ calls { nodes { id } } insights { asOfSequence } }"}

    for kind in IMPOSTORS:
        read = [client.get(path, headers=cast[kind].headers) for path in paths]
        asked = client.post("/graphql", json=query, headers=cast[kind].headers)

        assert {(each.status_code, each.headers["WWW-Authenticate"]) for each in read} == {
            (401, read[0].headers["WWW-Authenticate"])
        }
        assert len({told_in(each.get_json()) for each in read}) == 1
        assert (asked.status_code, asked.get_json()["errors"][0]["extensions"]["code"]) == (
            401,
            "token_invalid",
        )


def attempt(tale: Tale, step: Step, kind: str, face: str) -> list[str]:
    """By which codes it is refused; none, if it is not. Machines bring the key that they must."""
    asking = FACES[face](tale.cast.app.test_client()).by(tale.cast[kind]).sending(idempotency_key=uuid4().hex)
    given = step.given(tale, asking)
    try:
        asking.does(step.operation, **given)
    except Refused as refusal:
        return refusal.codes
    return []


def may_be_said(kind: str, codes: list[str]) -> bool:
    """Only that it is not theirs: who gets to hear more has come too far in."""
    if kind in IMPOSTORS:
        return codes == ["token_invalid"]
    if kind == "visitor":
        return codes == ["sign_in_first"]
    [code] = codes or [""]
    return (
        code in ("account_needed", "client_needed", "scope_missing", "not_open_to_joining")
        or code.startswith("not_your_")
        or code.endswith("_not_found")
    )


def state_of(database: psycopg.Connection[Any]) -> dict[str, str]:
    """Every table, as one word."""
    names = database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    question = "SELECT md5(coalesce(string_agg(row::text, '|' ORDER BY row::text), '')) FROM {} AS row"
    return {name: database.execute(question.format(name).encode()).fetchone()[0] for (name,) in names}


def changed_since(before: dict[str, str], database: psycopg.Connection[Any]) -> set[str]:
    """The tables that are not as they were."""
    return {name for name, word in state_of(database).items() if before[name] != word}


def told_in(problem: dict[str, Any]) -> str:
    """A problem without what is of the one request."""
    return str({name: said for name, said in problem.items() if name not in ("request_id", "instance")})


def named_in(path: str) -> list[str]:
    return [part[1:-1] for part in path.split("/") if part.startswith("{")]
