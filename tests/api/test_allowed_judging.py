"""What `allowed_actions` says is what acting answers: of rounds, reviews and grants, in every state, for
everybody, on both faces. What is allowed is really done, and undone at the last moment."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient

from domain.access import NOBODY, Actor, Scope
from domain.collections import Work
from domain.core import Command, Core
from domain.errors import Refusal
from domain.ids import AccountId, EntryId, GrantId, ReviewId, RoundId, SessionId
from domain.model.grants import GrantState
from domain.model.reviews import ReviewState
from domain.model.rounds import RoundState
from domain.ports import Asking
from domain.usecases.assignments import AssignReview, AssignRound, UnassignReview
from domain.usecases.conflicts import DeclareConflict
from domain.usecases.grants import AcceptGrant, DeclineGrant
from domain.usecases.letters import ReleaseComments
from domain.usecases.progress import RemindJudges
from domain.usecases.reviews import AbstainReview, RecuseReview, ReviseReview, SubmitReview, UpdateReview
from domain.usecases.rounds import RoundChanges, UpdateRound
from domain.usecases.rounds_deciding import DecideRound
from domain.usecases.rounds_opening import OpenRound
from domain.usecases.rounds_panel import SetRoundPanel
from domain.usecases.rounds_publishing import PublishRound
from domain.usecases.rounds_ranking import RankRound
from domain.usecases.rounds_running import ExtendRound, LookIntoRound, SealRound
from tests.faces import FACES, Refused, Rest
from tests.judging import Judging, a_judging
from tests.world import CRITERIA, Machine, Person, a_house, make_machine, register_admin

Commands = Mapping[str, Command[Any]]
Allowed = Mapping[str, set[str]]
STEPS = {
    RoundState.DRAFT: {"update", "set_panel", "declare_conflict", "open"},
    RoundState.OPEN: {
        "set_panel",
        "declare_conflict",
        "assign",
        "assign_review",
        "remind_judges",
        "extend",
        "seal",
    },
    RoundState.SEALED: {"declare_conflict", "open", "rank", "look_into", "release_comments"},
    RoundState.RANKED: {"decide", "look_into", "release_comments"},
    RoundState.DECIDED: {"publish", "look_into", "release_comments"},
    RoundState.PUBLISHED: set[str](),
}
IN_PERSON = {"look_into", "release_comments"}  # no machine does it for them
WRITING = {
    ReviewState.ASSIGNED: {"update", "abstain", "recuse"},
    ReviewState.DRAFT: {"update", "submit", "abstain", "recuse"},
    ReviewState.SUBMITTED: {"revise", "recuse"},
    ReviewState.ABSTAINED: set[str](),
    ReviewState.RECUSED: set[str](),
}


class Undone(Exception):
    """All went well until the commit."""


@pytest.fixture
def rehearsal(app: Flask) -> Core:
    """The platform, but nothing that it does stays."""
    ports = app.extensions["plik"].core._ports

    @contextmanager
    def begin(asking: Asking) -> Iterator[Work]:
        with ports.begin(asking) as work:
            yield work
            raise Undone

    return Core(replace(ports, begin=begin))


@dataclass(frozen=True)
class Scene:
    """A round, and everybody who might ask about it."""

    judging: Judging
    callers: Mapping[str, Any]


def a_scene(app: Flask, until: str, **more: Any) -> Scene:
    client = app.test_client()
    judging = a_judging(client, until=until, entries=2, **more)
    with psycopg.connect(app.config["DATABASE_URL"], autocommit=True) as database:
        return Scene(judging, callers(client, judging, register_admin(client, database)))


@pytest.fixture(scope="module")
def judged(app: Flask) -> Scene:
    """One for all tests: each brings a thing in it into a state of its own, and all else is undone."""
    return a_scene(app, "open")


@pytest.fixture(scope="module")
def won(app: Flask) -> Scene:
    """Likewise, published."""
    return a_scene(app, "published")


def callers(client: FlaskClient, judging: Judging, administrator: Person) -> dict[str, Any]:
    house, other = judging.house, a_house(client)
    every, none = (
        make_machine(house.owner, house.organization, *scopes) for scopes in (Scope, ["events:read"])
    )
    foreign = make_machine(other.owner, other.organization, *Scope)
    return {
        "nobody": None,
        "stranger": house.stranger,
        "owner": house.owner,
        "manager": house.manager,
        "finance": house.finance,
        "viewer": house.viewer,
        "applicant": judging.applicants[0],
        "another applicant": judging.applicants[1],
        "judge": judging.judges[0],
        "another judge": judging.judges[1],
        "administrator": administrator,
        "machine": every,
        "machine without scopes": none,
        "machine of another organization": foreign,
    }


def actor_of(app: Flask, who: Any) -> Actor:
    """As the platform knows whoever calls."""
    parts = app.extensions["plik"]
    if who is None:
        return NOBODY
    if isinstance(who, Machine):
        return parts.actors.of_client(who.id)  # type: ignore[no-any-return]  # an extension of Flask is anything
    [session] = re.findall(r"session_[0-9a-z]{26}", who.refresh_token)
    return parts.actors.of_session(AccountId(who.id), SessionId(session), parts.now())  # type: ignore[no-any-return]  # likewise


def said(face: Any, noun: str, id: str) -> dict[str, str | None] | None:
    """By action the reason why not, or None where it is allowed. None where the thing is not to be seen."""
    asked = {"fields": "allowed_actions"} if isinstance(face, Rest) else {}
    try:
        shown = face.does(noun, id=id, **asked)["allowed_actions"]
    except Refused:
        return None
    assert all(each["allowed"] == (each["reason_code"] is None) for each in shown)
    return {each["action"]: each["reason_code"] for each in shown}


def answered(core: Core, actor: Actor, command: Command[Any]) -> str | None:
    try:
        core.run(command, actor)
    except Refusal as refusal:
        return refusal.code
    except Undone:
        return None
    raise AssertionError("it was not undone")


def check(
    app: Flask, core: Core, noun: str, id: str, people: Mapping[str, Any], commands: Commands
) -> Allowed:
    """Everybody is told what they would be answered, on both faces; and what each may do."""
    told, done = {}, {}
    for name, who in people.items():
        actor = actor_of(app, who)
        done[name] = {action: answered(core, actor, command) for action, command in commands.items()}
        for face, kind in FACES.items():
            listed = said(kind(app.test_client()).by(who), noun, id)
            hidden = {f"{noun}_not_found", "sign_in_first", "scope_missing", "account_needed"}
            if listed is None and set(done[name].values()) <= hidden:
                listed = done[name]
            told[name, face] = listed

    assert told == {(name, face): done[name] for name in people for face in FACES}
    return {name: {action for action, code in codes.items() if code is None} for name, codes in done.items()}


def ways_on(judging: Judging) -> Commands:
    """All that can be done with a round."""
    id, version = RoundId(judging.round["id"]), judging.round["version"]
    panel = tuple(AccountId(judge.id) for judge in judging.judges)
    entry = EntryId(judging.entry_ids[0])
    busy = {one["judge_id"] for one in judging.reviews_of(judging.manager) if one["entry_id"] == entry}
    free = next(judge for judge in panel if judge not in busy)
    later = datetime.now(UTC) + timedelta(days=9)
    return {
        "update": UpdateRound(round_id=id, expected_version=version, changes=RoundChanges()),
        "set_panel": SetRoundPanel(round_id=id, judge_ids=panel),
        "declare_conflict": DeclareConflict(round_id=id, judge_id=panel[0], entry_id=entry, reason="x"),
        "open": OpenRound(round_id=id),
        "assign": AssignRound(round_id=id),
        "assign_review": AssignReview(round_id=id, judge_id=free, entry_id=entry),
        "remind_judges": RemindJudges(round_id=id),
        "extend": ExtendRound(round_id=id, due_at=later, reason="x"),
        "seal": SealRound(round_id=id),
        "look_into": LookIntoRound(round_id=id, reason="x"),
        "release_comments": ReleaseComments(round_id=id, review_ids=()),
        "rank": RankRound(round_id=id),
        "decide": DecideRound(round_id=id),
        "publish": PublishRound(round_id=id),
    }


@pytest.mark.parametrize("cancelled", [False, True])
@pytest.mark.parametrize("state", RoundState)
def test_of_a_round_in_every_state(
    app: Flask, rehearsal: Core, database: Any, state: RoundState, cancelled: bool
) -> None:
    due_at = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    scene = a_scene(app, state, judges=4, due_at=due_at)
    judging, people = scene.judging, dict(scene.callers)
    del people["another judge"]  # a judge speaks of conflicts of their own
    for name in ("manager", "administrator") if {"look_into"} & STEPS[state] else ():
        judging.look(people[name])  # the owner has not read what could be released
    if cancelled:
        database.execute("UPDATE rounds SET cancelled_at = now() WHERE id = %s", [judging.round["id"]])

    allowed = check(app, rehearsal, "round", judging.round["id"], people, ways_on(judging))

    steps = STEPS[state] & IN_PERSON if cancelled else STEPS[state]
    assert [allowed[name] for name in ("manager", "administrator")] == [steps] * 2
    assert allowed["owner"] == steps - {"release_comments"}
    assert allowed["machine"] == steps - IN_PERSON
    assert allowed["judge"] == steps & {"declare_conflict"}
    assert not any(allowed[name] for name in ("viewer", "stranger", "machine without scopes", "nobody"))


@pytest.mark.parametrize("sealed", [False, True])
@pytest.mark.parametrize("state", ReviewState)
def test_of_a_review_in_every_state(
    app: Flask, rehearsal: Core, database: Any, judged: Scene, state: ReviewState, sealed: bool
) -> None:
    review = judged.judging.review_of(judged.judging.judges[0])
    id = ReviewId(review["id"])
    scores = ", ".join(f'"{each["key"]}": 3' for each in CRITERIA)
    database.execute(
        "UPDATE reviews SET state = %s, scores = %s, commitment = %s, sealed_at = CASE WHEN %s THEN now() END,"
        " revisable = state_of.name = 'submitted', submitted_at = now() FROM (SELECT %s AS name) AS state_of"
        " WHERE id = %s",
        [state, f"{{{scores}}}", "hash", sealed, state, id],
    )
    commands = {
        "update": UpdateReview(review_id=id, expected_version=review["version"], changes={}),
        "submit": SubmitReview(review_id=id),
        "revise": ReviseReview(review_id=id),
        "abstain": AbstainReview(review_id=id, reason="x"),
        "recuse": RecuseReview(review_id=id, reason="x"),
        "unassign": UnassignReview(review_id=id),
    }

    allowed = check(app, rehearsal, "review", id, judged.callers, commands)

    taken = {"unassign"} if state is ReviewState.ASSIGNED and not sealed else set()
    assert allowed["judge"] == (set() if sealed else WRITING[state])
    assert all(allowed[name] == taken for name in ("manager", "owner", "administrator", "machine"))
    others = allowed.keys() - {"judge", "manager", "owner", "administrator", "machine"}
    assert not any(allowed[name] for name in others)


@pytest.mark.parametrize("revisable", [False, True])
def test_of_a_review_that_waits_for_the_calibration_or_is_discussed(
    app: Flask, rehearsal: Core, database: Any, revisable: bool
) -> None:
    judging = a_judging(app.test_client(), entries=2, calibration=1)
    judge = judging.judges[0]
    id = ReviewId(judging.review_of(judge, 1)["id"])
    database.execute(
        "UPDATE reviews SET state = %s, revisable = %s, commitment = 'hash', submitted_at = now() WHERE id = %s",
        ["submitted" if revisable else "draft", revisable, id],
    )
    commands = {"submit": SubmitReview(review_id=id), "revise": ReviseReview(review_id=id)}

    said_of = said(FACES["rest"](app.test_client()).by(judge), "review", id)

    told = {action: answered(rehearsal, actor_of(app, judge), wish) for action, wish in commands.items()}
    assert said_of is not None
    assert {action: said_of[action] for action in commands} == told
    assert told["revise"] == (None if revisable else "review_is_draft")
    assert told["submit"] == ("review_is_submitted" if revisable else "calibration_first")


@pytest.mark.parametrize("state", GrantState)
def test_of_a_grant_in_every_state(
    app: Flask, rehearsal: Core, database: Any, won: Scene, state: GrantState
) -> None:
    [grant] = won.judging.grants()
    id = GrantId(grant["id"])
    database.execute("UPDATE grants SET state = %s WHERE id = %s", [state, id])
    commands = {"accept": AcceptGrant(grant_id=id), "decline": DeclineGrant(grant_id=id)}

    allowed = check(app, rehearsal, "grant", id, won.callers, commands)

    assert allowed["applicant"] == ({"accept", "decline"} if state is GrantState.OFFERED else set())
    assert not any(allowed[name] for name in allowed if name != "applicant")
