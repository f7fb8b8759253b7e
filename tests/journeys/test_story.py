"""The story of `flask story`, from nothing to the public's money, told to either face and to both in turns."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from adapters.database.ledger_verify import verify_ledger
from api.demo.faces import Answer, Face, Rest, Send
from api.demo.graph import GraphQL
from api.demo.scene import Scene
from api.demo.story import play
from api.demo.story_end import COUNTED, COUNTED_OF_MONEY, GRANT
from api.demo.story_pledges import GIVEN_BACK, RAISED
from api.demo.story_round import REASON
from api.demo.telling import Teller
from api.demo.till import Till
from tests.fundraising import hears_of_it
from tests.provider import Sandbox
from tests.recomputing import recompute
from tests.running import Clock, drain

POOL = 100_000_000  # satang
WAYS: Mapping[str, Sequence[Callable[[Send], Face]]] = {
    "rest": (Rest,),
    "graphql": (GraphQL,),
    "both in turns": (Rest, GraphQL),
}


def in_process(client: FlaskClient) -> Send:
    def send(method: str, path: str, body: Any, headers: Mapping[str, str]) -> Answer:
        sent = {"data": body} if isinstance(body, bytes) else {"json": body}
        answer = client.open(path, method=method, headers=dict(headers), **sent)
        return answer.status_code, dict(answer.headers), answer.data

    return send


def by_many(app: Flask) -> Send:
    """As `in_process`, from several threads at once."""

    def send(method: str, path: str, body: Any, headers: Mapping[str, str]) -> Answer:
        return in_process(app.test_client())(method, path, body, headers)

    return send


@pytest.fixture(scope="module", params=WAYS)
def told(request: pytest.FixtureRequest, app: Flask, shared_sandbox: Sandbox) -> Iterator[Scene]:
    """The story is told once a way; what it left is looked at by many."""
    faces = [face(by_many(app)) for face in WAYS[request.param]]
    clock = Clock(app.config["CLOCK"])
    shared_sandbox.clear_faults()

    def settle() -> None:
        hears_of_it(app, shared_sandbox)
        drain(app)

    settle()
    teller = Teller(faces, say=print, settle=settle, wait=lambda seconds: clock.forward(seconds=seconds))
    yield play(teller, Till(shared_sandbox.url))
    clock.reset()


@pytest.fixture(params=["rest", "graphql"])
def face(request: pytest.FixtureRequest, client: FlaskClient) -> Face:
    """Whoever looks, through either face, at what the story wrote through the other."""
    [made] = WAYS[request.param]
    return made(in_process(client))


def test_exactly_ten_win_and_all_see_which(told: Scene, face: Face) -> None:
    grants = face.browse("grants", call_id=told.call["id"], first=100)["data"]
    entries = face.browse("entries", call_id=told.call["id"], first=100)["data"]

    live = [grant for grant in grants if grant["state"] != "declined"]
    assert sorted(grant["place"] for grant in live) == list(range(1, 11))
    assert {entry["id"] for entry in entries} == {grant["entry_id"] for grant in live}
    assert {entry["state"] for entry in entries} == {"selected"}


def test_the_grants_are_equal_and_make_up_the_pool(told: Scene, face: Face) -> None:
    grants = face.browse("grants", call_id=told.call["id"], state=["offered", "accepted"], first=100)["data"]

    assert [grant["amount"] for grant in grants] == [{"amount": GRANT, "currency": "THB"}] * 10
    assert sum(grant["amount"]["amount"] for grant in grants) == POOL


def test_the_first_of_the_waiting_list_has_the_place_that_was_given_back(told: Scene, face: Face) -> None:
    token = told.foundation.token
    ranking = face.browse("ranking", token, round_id=told.round["id"], first=100)["data"]
    second = face.show("entry", token, id=ranking[1]["entry_id"])
    tenth = face.show("entry", token, id=ranking[9]["entry_id"])
    twelfth = face.show("entry", token, id=ranking[11]["entry_id"])

    assert (second["state"], second["place"]) == ("declined", None)
    assert (tenth["state"], tenth["place"], tenth["waiting_place"]) == ("selected", 2, None)
    assert (twelfth["state"], twelfth["waiting_place"]) == ("waitlisted", 2)


def test_the_chair_moved_one_up_with_a_reason_that_everybody_reads(told: Scene, face: Face) -> None:
    ranking = face.browse("ranking", told.latecomer.token, round_id=told.round["id"], first=100)["data"]

    places = [(row["place"], row["waiting_place"]) for row in ranking]
    first_nine = [(place, None) for place in range(1, 10)]
    assert places == [*first_nine, (None, 1), (10, None), (None, 2), (None, None)]
    assert ranking[10]["moved_reason"] == REASON


def test_who_was_let_on_by_an_appeal_was_judged_with_the_others(told: Scene, face: Face) -> None:
    ranking = face.browse("ranking", told.foundation.token, round_id=told.round["id"], first=100)["data"]
    before = face.browse("ranking", told.foundation.token, round_id=told.long_list["id"], first=100)["data"]

    appealed = told.appeal["entry_id"]
    assert [row["place"] for row in before if row["entry_id"] == appealed] == [None]
    assert appealed in {row["entry_id"] for row in ranking}
    assert len(before) == len(ranking) == 13


def test_who_had_a_conflict_judged_the_entry_in_neither_round(told: Scene, face: Face) -> None:
    token, [supported, *_] = told.foundation.token, told.entries
    rounds = (told.long_list["id"], told.round["id"])

    readers = {
        review["judge_id"]
        for id in rounds
        for review in face.browse("reviews", token, round_id=id, entry_id=[supported["id"]], first=100)[
            "data"
        ]
    }

    assert told.judges[0].id not in readers


def test_both_rounds_are_recomputed_by_anybody(told: Scene, face: Face) -> None:
    bundles = [face.show("roundBundle", id=round["id"]) for round in (told.long_list, told.round)]

    assert [recompute(bundle) for bundle in bundles] == [None, None]


def test_its_applicant_has_a_letter_of_each_round(told: Scene, face: Face) -> None:
    entry = told.appeal["entry_id"]
    owner = told.owner(next(one["project_id"] for one in told.entries if one["id"] == entry))

    letters = face.browse("entryLetters", owner.token, entry_id=entry)["data"]
    managers = face.browse("entryLetters", told.foundation.token, entry_id=entry)["data"]

    assert "not_selected" in {letter["outcome"] for letter in letters}
    assert len(letters) == 2
    assert managers == letters


def test_everybody_sees_who_won_and_nobody_else_reads_their_letters(told: Scene, face: Face) -> None:
    winner = told.grants[0]["entry_id"]

    letters = face.browse("entryLetters", told.latecomer.token, entry_id=winner)["data"]

    assert letters == []


def test_the_other_face_shows_the_very_same(told: Scene, client: FlaskClient) -> None:
    rest, graph = Rest(in_process(client)), GraphQL(in_process(client))
    token = told.foundation.token
    things = [("call", told.call), ("round", told.round), ("round", told.long_list)]
    things += [("project", told.projects[0]), ("entry", told.entries[2]), ("grant", told.grants[0])]

    for noun, thing in things:
        shown, same = (way.show(noun, token, id=thing["id"]) for way in (rest, graph))
        assert shown == {name: part for name, part in same.items() if name in shown}
        assert same.keys() - shown.keys() <= {"screening_reasons"}  # REST shows them where they are asked for


def test_all_of_the_feed_is_the_same_through_either_face(told: Scene, client: FlaskClient) -> None:
    rest, graph = Rest(in_process(client)), GraphQL(in_process(client))
    token = told.foundation.token

    first = rest.browse("events", token, after=told.feed, first=100)
    same = graph.browse("events", token, after=told.feed, first=100)
    goes_on = graph.browse("events", token, after=first["page"]["next_cursor"], first=100)

    assert first["data"] == same["data"] == told.events[:100]
    assert goes_on["data"] == told.events[100:200]


def test_the_insights_count_what_was_told_and_nothing_twice(told: Scene) -> None:
    before, after = told.before["counts"], told.after["counts"]

    counted = COUNTED | COUNTED_OF_MONEY
    grown = {name: after[name] - before.get(name, 0) for name in counted}

    assert grown == counted


def test_strangers_see_no_draft_no_review_and_nobody_who_did_not_win(told: Scene, face: Face) -> None:
    stranger = told.latecomer.token
    reviews = face.browse("reviews", stranger, round_id=told.round["id"])["data"]
    entries = face.browse("entries", stranger, call_id=told.call["id"], first=100)["data"]

    assert reviews == []
    assert told.entries[-1]["id"] not in {entry["id"] for entry in entries}


def test_whoever_was_charged_was_charged_once_and_the_books_say_the_same(told: Scene, app: Flask) -> None:
    verdict = verify_ledger(lambda: app.config["DATABASE_URL"])

    assert verdict.shown(datetime.now(UTC))["problems"] == []


def test_of_three_who_wanted_the_last_reward_one_has_it(told: Scene, face: Face) -> None:
    shown = face.show("campaign", id=told.campaign["id"])
    pledges = face.browse("pledges", campaign_id=told.campaign["id"], first=100)["data"]

    assert [reward["left"] for reward in shown["rewards"]] == [None, 0]
    assert [pledge["reward_id"] for pledge in pledges].count("visit") == 1
    assert sum(pledge["amount"]["amount"] for pledge in pledges) == RAISED == shown["raised_at_end"]["amount"]


def test_what_the_failed_campaign_was_paid_has_gone_back_and_nobody_sees_whose_it_was(
    told: Scene, face: Face
) -> None:
    shown = face.show("campaign", id=told.failing["id"])

    assert (shown["state"], shown["raised"]["amount"]) == ("failed", 0)
    assert shown["totals"]["refunded"]["amount"] == GIVEN_BACK
    assert face.browse("pledges", campaign_id=told.failing["id"])["data"] == []


def test_where_nobody_can_pay_the_rest_of_the_story_is_told(app: Flask) -> None:
    teller = Teller(
        [Rest(by_many(app))], say=print, settle=lambda: drain(app), wait=lambda _: pytest.fail("why wait?")
    )

    scene = play(teller, None)

    assert scene.pledges == {}
    assert scene.opportunity["full"]
