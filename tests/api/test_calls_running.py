"""What becomes of a call that people know of: more time, called off, put away; and how far it has come."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from domain.core import Command
from domain.usecases.calls_due import BeginDueCalls, CloseDueCalls, EndDueAppeals
from tests.faces import Shown, refused
from tests.fundraising import launch_campaign
from tests.judging import a_judging, closing_soon
from tests.running import Clock, carry_out, drain
from tests.world import House, a_house, draft_call, enter, open_call, register, rfc3339

FLOOD = {"th": "น้ำท่วมหลายจังหวัด", "en": "Floods"}


@pytest.fixture
def house(client: FlaskClient) -> House:
    return a_house(client)


def sweep(app: Flask, command: Command[int]) -> None:
    """Until nothing is due: others' calls are, too."""
    while carry_out(app, command):
        """Some at a time."""


def test_a_call_is_given_more_time_for_a_reason_that_everybody_reads(face: Any, house: House) -> None:
    due = {"decision_due_at": rfc3339(timedelta(days=40))}
    call = open_call(house.manager, house.organization, **due)
    later = rfc3339(timedelta(days=37))

    extended = face.by(house.manager).does("extendCall", id=call["id"], closes_at=later, reason=FLOOD)

    moved = moment(extended["closes_at"]) - moment(call["closes_at"])
    [told] = face.by(None).does("call", id=call["id"])["extensions"]
    assert timedelta(days=6) < moved < timedelta(days=8)
    assert moment(extended["decision_due_at"]) - moment(call["decision_due_at"]) == moved
    assert (told["closed_before"], told["closes_at"]) == (call["closes_at"], extended["closes_at"])
    assert told["reason"] == FLOOD


def test_an_end_that_has_passed_is_not_moved_any_more(
    face: Any, app: Flask, clock: Clock, house: House
) -> None:
    call = open_call(house.manager, house.organization, **closing_soon(hours=1))
    extending = {"id": call["id"], "closes_at": rfc3339(timedelta(days=9)), "reason": FLOOD}
    manager = face.by(house.manager)

    clock.forward(hours=1)
    with refused("call_closed"):
        manager.does("extendCall", **extending)
    sweep(app, CloseDueCalls())
    with refused("call_is_closed"):
        manager.does("extendCall", **extending)

    assert manager.does("call", id=call["id"])["extensions"] == []


def test_an_extension_is_later_than_the_end_and_says_why(face: Any, house: House) -> None:
    call = open_call(house.manager, house.organization)

    with refused("only_later_once_open", "reason_missing") as refusal:
        face.by(house.manager).does("extendCall", id=call["id"], closes_at=rfc3339(timedelta(1)), reason={})

    assert refusal.at == ["/closes_at", "/reason"]


def test_who_has_entered_is_told_of_an_extension_and_who_took_it_back_is_not(
    face: Any, house: House, client: FlaskClient
) -> None:
    call = open_call(house.manager, house.organization)
    entered, gone = register(client), register(client)
    enter(entered, call)
    gone.does("withdrawEntry", id=enter(gone, call)["id"])

    later = rfc3339(timedelta(days=37))
    face.by(house.manager).does("extendCall", id=call["id"], closes_at=later, reason=FLOOD)

    assert notices(face, entered) == [("call_extended", call["id"])]
    assert notices(face, gone) == []


def test_a_call_is_called_off_with_a_word_and_its_entries_stay(
    face: Any, house: House, client: FlaskClient
) -> None:
    call, applicant = open_call(house.manager, house.organization), register(client)
    entry = enter(applicant, call)
    manager = face.by(house.manager)

    with refused("reason_missing"):
        manager.does("cancelCall", id=call["id"], reason={"th": " "})
    cancelled = manager.does("cancelCall", id=call["id"], reason=FLOOD)
    with refused("call_is_cancelled"):
        manager.does("cancelCall", id=call["id"], reason=FLOOD)

    assert (cancelled["state"], cancelled["phase"]) == ("cancelled", "cancelled")
    assert face.by(None).does("call", id=call["id"])["cancelled_reason"] == FLOOD
    assert face.by(applicant).does("entry", id=entry["id"])["state"] == "submitted"
    with refused("call_is_cancelled"):
        face.by(applicant).does("submitEntry", call_id=call["id"], project_id=entry["project_id"])


def test_a_draft_that_is_called_off_stays_unknown(face: Any, house: House) -> None:
    call = draft_call(house.manager, house.organization)

    face.by(house.manager).does("cancelCall", id=call["id"], reason=FLOOD)

    assert face.by(house.viewer).does("call", id=call["id"])["state"] == "cancelled"
    for nobody in (house.stranger, None):
        with refused("call_not_found"):
            face.by(nobody).does("call", id=call["id"])


def test_a_call_is_put_away_when_nobody_may_appeal_any_more(
    face: Any, app: Flask, clock: Clock, client: FlaskClient, database: Any
) -> None:
    judging = a_judging(client, until="published", entries=2)
    manager, id = face.by(judging.manager), judging.call["id"]
    announced = manager.does("call", id=id)

    with refused("appeals_still_open"):
        manager.does("archiveCall", id=id)
    clock.forward(days=7, minutes=1)
    sweep(app, EndDueAppeals())
    archived = manager.does("archiveCall", id=id)

    assert moment(announced["appeals_until"]) - moment(announced["announced_at"]) == timedelta(days=7)
    assert (archived["state"], archived["phase"]) == ("archived", "finished")
    told = told_of(app, database, id)
    assert [one for one in told if one in ("call.appeals_ended", "call.archived")] == [
        "call.appeals_ended",
        "call.archived",
    ]


def test_the_platform_tells_when_a_call_begins_and_tells_it_once(
    face: Any, app: Flask, clock: Clock, house: House, database: Any
) -> None:
    ahead = open_call(house.manager, house.organization, opens_at=rfc3339(timedelta(hours=1)))
    begun = open_call(house.manager, house.organization)

    sweep(app, BeginDueCalls())
    before = face.does("call", id=ahead["id"])
    clock.forward(hours=1)
    sweep(app, BeginDueCalls())
    sweep(app, BeginDueCalls())

    assert (before["began_at"], before["phase"]) == (None, "upcoming")
    assert face.does("call", id=ahead["id"])["phase"] == "taking_entries"
    for call in (ahead, begun):
        assert face.does("call", id=call["id"])["began_at"] is not None
        assert told_of(app, database, call["id"]).count("call.began") == 1


def test_a_call_is_overdue_once_its_decision_was_promised_for_a_time_that_is_past(
    face: Any, clock: Clock, house: House
) -> None:
    promised = {**closing_soon(hours=1), "decision_due_at": rfc3339(timedelta(hours=2))}
    call = open_call(house.manager, house.organization, **promised)

    early = face.does("call", id=call["id"])["overdue"]
    clock.forward(hours=2)
    late = face.does("call", id=call["id"])
    listed = face.does("calls", organization_id=[house.organization["id"]])["data"]

    assert (early, late["overdue"], late["phase"]) == (False, True, "screening")
    assert [each["overdue"] for each in listed] == [True]


def test_a_calls_phase_follows_its_rounds_and_its_winners(face: Any, client: FlaskClient) -> None:
    seen = []
    for until in ("draft", "open", "sealed", "ranked", "decided", "published"):
        judging = a_judging(client, until=until, entries=2)
        seen.append(face.does("call", id=judging.call["id"])["phase"])
    winner = judging.applicant_of(judging.grants()[0])
    campaign = launch_campaign(winner, project_id=judging.grants()[0]["project_id"])
    raising = face.does("call", id=judging.call["id"])["phase"]
    winner.does("cancelCampaign", id=campaign["id"])
    after = face.does("call", id=judging.call["id"])["phase"]

    assert seen == ["screening", "judging", "judging", "deciding", "deciding", "incubating"]
    assert (raising, after) == ("campaigning", "reporting")


def moment(written: str) -> datetime:
    return datetime.fromisoformat(written)


def told_of(app: Flask, database: Any, id: str) -> list[str]:
    """The types of all events about it, in their order."""
    drain(app)
    rows = database.execute("SELECT type FROM events WHERE subject = %s ORDER BY sequence", [id])
    return [type_ for (type_,) in rows]


def notices(face: Any, who: Any) -> list[tuple[str, str]]:
    found: list[Shown] = face.by(who).does("notices", first=100)["data"]
    return [(each["kind"], each["about"]) for each in found]
