"""The story of `flask story`, from nothing to ten winners, told to either face and to both in turns."""

from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.demo.faces import Answer, Face, Rest, Send
from api.demo.graph import GraphQL
from api.demo.scene import Scene
from api.demo.story import play
from api.demo.story_end import COUNTED, GRANT
from api.demo.telling import Teller
from tests.running import drain

POOL = 100_000_000  # satang
WAYS = {"rest": (Rest,), "graphql": (GraphQL,), "both in turns": (Rest, GraphQL)}


def in_process(client: FlaskClient) -> Send:
    def send(method: str, path: str, body: Any, headers: Mapping[str, str]) -> Answer:
        answer = client.open(path, method=method, json=body, headers=dict(headers))
        return answer.status_code, answer.headers, answer.data

    return send


@pytest.fixture(scope="module", params=WAYS)
def told(request: pytest.FixtureRequest, app: Flask) -> Scene:
    """The story is told once a way; what it left is looked at by many."""
    send = in_process(app.test_client())
    faces = [face(send) for face in WAYS[request.param]]
    drain(app)
    return play(Teller(faces, say=print, settle=lambda: drain(app)))


@pytest.fixture(params=["rest", "graphql"])
def face(request: pytest.FixtureRequest, client: FlaskClient) -> Face:
    """Whoever looks, through either face, at what the story wrote through the other."""
    [made] = WAYS[request.param]
    found: Face = made(in_process(client))
    return found


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
    eleventh = face.show("entry", token, id=ranking[10]["entry_id"])
    twelfth = face.show("entry", token, id=ranking[11]["entry_id"])

    places = [(row["place"], row["waiting_place"]) for row in ranking]
    assert places == [*((place, None) for place in range(1, 11)), (None, 1), (None, 2), (None, None)]
    assert (second["state"], second["place"]) == ("declined", None)
    assert (eleventh["state"], eleventh["place"], eleventh["waiting_place"]) == ("selected", 2, None)
    assert (twelfth["state"], twelfth["waiting_place"]) == ("waitlisted", 2)


def test_the_other_face_shows_the_very_same(told: Scene, client: FlaskClient) -> None:
    rest, graph = Rest(in_process(client)), GraphQL(in_process(client))
    token = told.foundation.token
    things = [("call", told.call), ("round", told.round), ("project", told.projects[0])]
    things += [("entry", told.entries[2]), ("grant", told.grants[0])]

    for noun, thing in things:
        assert rest.show(noun, token, id=thing["id"]) == graph.show(noun, token, id=thing["id"])


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

    grown = {name: after[name] - before.get(name, 0) for name in COUNTED}

    assert grown == COUNTED


def test_strangers_see_no_draft_no_review_and_nobody_who_did_not_win(told: Scene, face: Face) -> None:
    stranger = told.latecomer.token
    reviews = face.browse("reviews", stranger, round_id=told.round["id"])["data"]
    entries = face.browse("entries", stranger, call_id=told.call["id"], first=100)["data"]

    assert reviews == []
    assert told.entries[-1]["id"] not in {entry["id"] for entry in entries}
