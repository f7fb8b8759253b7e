"""Who hears of what, in one order; and what everything adds up to."""

from collections.abc import Iterable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from domain.access import Scope
from tests.faces import Shown
from tests.judging import Judging, a_judging
from tests.running import drain
from tests.world import make_machine, register_admin

STORY = [
    ("entry", "submitted"),
    ("entry", "screened"),
    ("review", "drafted"),
    ("review", "submitted"),
    ("round", "opened"),
    ("round", "sealed"),
    ("round", "ranked"),
    ("round", "decided"),
    ("round", "published"),
    ("entry", "selected"),
    ("grant", "offered"),
    ("call", "announced"),
]
PUBLIC = {
    "round.published",
    "entry.selected",
    "grant.offered",
    "call.opened",
    "call.began",
    "call.closed",
    "call.announced",
}


@pytest.fixture
def judging(app: Flask, client: FlaskClient) -> Judging:
    """One entry that won, one that waits; all of it in the feed."""
    told = a_judging(client, until="published", entries=2)
    drain(app)
    return told


def heard(face: Any, who: Any, subjects: Iterable[str]) -> list[str]:
    """The types of all events about these things that somebody sees, oldest first."""
    feed = face.by(who).does("events", subject=list(subjects), first=100)["data"]
    assert [event["sequence"] for event in feed] == sorted(event["sequence"] for event in feed)
    return [event["type"] for event in feed]


def subjects(judging: Judging) -> list[str]:
    reviews = [review["id"] for review in judging.reviews_of(judging.manager)]
    grants = [grant["id"] for grant in judging.grants()]
    return [judging.call["id"], judging.round["id"], *judging.entry_ids, *reviews, *grants]


def test_the_organization_hears_of_everything_in_its_order(face: Any, judging: Judging) -> None:
    types = heard(face, judging.manager, subjects(judging))

    firsts = [types.index(f"{noun}.{what}") for noun, what in STORY if (noun, what) != ("review", "drafted")]
    assert {f"{noun}.{what}" for noun, what in STORY} <= set(types)
    assert types.index("round.opened") < types.index("review.drafted") < types.index("round.sealed")
    assert types.index("round.sealed") < types.index("round.ranked") < types.index("round.published")
    assert firsts[0] == types.index("entry.submitted")


def test_everybody_hears_of_what_is_public_and_of_nothing_else(
    face: Any, judging: Judging, client: FlaskClient
) -> None:
    about = subjects(judging)

    for who in (None, judging.house.stranger):
        assert set(heard(face, who, about)) == PUBLIC


def test_an_applicant_hears_of_their_own_entry_and_never_of_a_review(face: Any, judging: Judging) -> None:
    about = subjects(judging)
    winner, waiting = judging.applicants

    assert heard(face, winner, judging.entry_ids[:1]) == [
        "entry.submitted",
        "entry.screened",
        "entry.selected",
    ]
    assert heard(face, waiting, judging.entry_ids[1:]) == [
        "entry.submitted",
        "entry.screened",
        "entry.waitlisted",
    ]
    assert heard(face, waiting, judging.entry_ids[:1]) == ["entry.selected"]
    assert not [told for who in (winner, waiting) for told in heard(face, who, about) if "review" in told]


def test_a_judge_hears_of_their_own_reviews_only(face: Any, judging: Judging) -> None:
    judge = judging.judges[0]
    own = [review["id"] for review in judging.reviews_of(judge) if review["judge_id"] == judge.id]
    others = [review["id"] for review in judging.reviews_of(judging.manager) if review["id"] not in own]

    assert sorted(heard(face, judge, own)) == ["review.drafted"] * 2 + ["review.submitted"] * 2
    assert heard(face, judge, others) == []


def test_a_machine_of_the_organization_hears_what_its_members_do(face: Any, judging: Judging) -> None:
    house = judging.house
    machine = make_machine(house.owner, house.organization, "events:read")

    about = subjects(judging)

    assert heard(face, machine, about) == heard(face, house.viewer, about) == heard(face, house.owner, about)


def test_a_machine_without_the_scope_hears_what_everybody_hears(face: Any, judging: Judging) -> None:
    house = judging.house
    machine = make_machine(house.owner, house.organization, *(set(Scope) - {Scope.EVENTS_READ}))

    about = subjects(judging)

    assert heard(face, machine, about) == heard(face, None, about)


def test_an_administrator_hears_everything(
    face: Any, judging: Judging, client: FlaskClient, database: Any
) -> None:
    about = subjects(judging)

    assert heard(face, register_admin(client, database), about) == heard(face, judging.manager, about)


def test_an_event_is_thin_and_leads_to_its_subject(face: Any, judging: Judging) -> None:
    [grant] = judging.grants()

    [event] = face.by(None).does("events", subject=[grant["id"]])["data"]

    assert set(event) == {"id", "type", "time", "subject", "version", "sequence", "link"}
    assert (event["type"], event["version"]) == ("grant.offered", 1)
    assert event["link"] == f"/v1/grants/{grant['id']}"
    assert event["time"] == grant["created_at"]


def test_events_are_found_by_type(face: Any, judging: Judging) -> None:
    asked = {"types": ["entry.selected", "entry.waitlisted"], "subject": judging.entry_ids}

    told = face.by(judging.manager).does("events", **asked)["data"]

    assert sorted((event["type"], event["subject"]) for event in told) == [
        ("entry.selected", judging.entry_ids[0]),
        ("entry.waitlisted", judging.entry_ids[1]),
    ]


def test_nothing_is_heard_before_the_sequencer_has_numbered_it(
    face: Any, app: Flask, judging: Judging
) -> None:
    [grant] = judging.grants()
    judging.applicants[0].does("acceptGrant", id=grant["id"])

    before = heard(face, None, [grant["id"]])
    drain(app)
    after = heard(face, None, [grant["id"]])

    assert (before, after) == (["grant.offered"], ["grant.offered", "grant.accepted"])


def moved(before: Shown, after: Shown) -> dict[str, int]:
    """Which public counters moved, and by how much."""
    names = {*before["counts"], *after["counts"]}
    by = {name: after["counts"].get(name, 0) - before["counts"].get(name, 0) for name in sorted(names)}
    return {name: number for name, number in by.items() if number}


def selected_in(shown: Shown, province: str) -> int:
    return sum(row["entries_selected"] for row in shown["by_province"] if row["province"] == province)


def test_insights_add_everything_up_and_take_back_what_was_given_back(
    face: Any, app: Flask, client: FlaskClient
) -> None:
    drain(app)
    before = face.does("insights")
    judging = a_judging(client, until="published", entries=3, places=2)
    drain(app)
    after = face.does("insights")
    first, second = judging.grants()
    judging.applicants[0].does("acceptGrant", id=first["id"])
    judging.applicants[1].does("declineGrant", id=second["id"])
    drain(app)
    finally_ = face.does("insights")

    assert moved(before, after) == {
        "accounts": 11,
        "calls": 1,
        "calls.announced": 1,
        "entries": 3,
        "entries.eligible": 3,
        "entries.selected": 2,
        "entries.waitlisted": 1,
        "grants.offered": 2,
        "grants.offered.satang": 100_000_000,
        "organizations": 1,
        "projects.published": 3,
        "reviews.submitted": 9,
        "rounds.published": 1,
    }
    assert selected_in(after, "TH-67") - selected_in(before, "TH-67") == 2
    assert moved(after, finally_) == {
        "entries.declined": 1,
        "entries.waitlisted": -1,
        "grants.accepted": 1,
        "grants.accepted.satang": 50_000_000,
        "grants.declined": 1,
    }
    assert selected_in(finally_, "TH-67") == selected_in(after, "TH-67")
    assert before["as_of_sequence"] < after["as_of_sequence"] < finally_["as_of_sequence"]


def test_whoever_comes_back_with_the_cursor_misses_nothing_and_sees_nothing_twice(
    face: Any, judging: Judging
) -> None:
    about = [*judging.entry_ids, judging.round["id"]]
    seen: list[str] = []
    page: Shown = {"page": {"has_more": True, "next_cursor": None}}
    while page["page"]["has_more"]:
        page = face.by(judging.manager).does(
            "events", subject=about, first=2, after=page["page"]["next_cursor"]
        )
        seen += [event["id"] for event in page["data"]]

    whole = face.by(judging.manager).does("events", subject=about, first=100)["data"]

    assert seen == [event["id"] for event in whole]
    assert len(seen) == len(set(seen)) > 8


def test_the_end_of_the_feed_has_a_cursor_to_come_back_with_and_no_next_page(
    client: FlaskClient, judging: Judging
) -> None:
    end = client.get("/v1/events", query_string={"limit": 100, "subject": judging.call["id"]})

    again = client.get("/v1/events", query_string={"after": end.json["page"]["next_cursor"]})

    assert not end.json["page"]["has_more"]
    assert "Link" not in end.headers
    assert again.status_code == 200
