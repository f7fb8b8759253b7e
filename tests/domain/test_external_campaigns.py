"""A partner's campaign follows what its partner says, newest last, and counts what is reported once."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.access import Actor, Scope, client_with
from domain.errors import Conflict, Forbidden, Invalid, Unauthenticated
from domain.ids import AccountId, ClientId
from domain.model.campaigns import Campaign, CampaignState, Model
from domain.model.external_campaigns import (
    STORED_AS,
    differences,
    differing,
    faults_of,
    faults_of_change,
    mirror,
)
from domain.model.external_references import faults_of_external_id
from domain.money import MOST, Currency
from tests.domain.builders import NOON, a_campaign
from tests.domain.projects import a_project


def as_said(**more: Any) -> dict[str, Any]:
    return {
        "title": {"th": "คืนน้ำ"},
        "story": {},
        "goal_amount": 1_000_000,
        "currency": Currency.THB,
        "deadline": NOON + timedelta(days=10),
        "model": Model.ALL_OR_NOTHING,
        "rewards": [],
        "url": "https://meefund.example/weirs",
        "elsewhere_amount": 200_000,
        "elsewhere_backers": 20,
        "elsewhere_as_of": NOON,
        **more,
    }


def mirrored(**more: Any) -> Campaign:
    """Live, as it was said."""
    return a_campaign(mirrored=True, least_amount=0, most_amount=MOST, **{**as_said(), **more})


def follow(campaign: Campaign, **more: Any) -> Any:
    said = as_said(**more)
    return mirror(campaign, said, differing(campaign, said), now=NOON)


def test_what_is_said_again_differs_in_nothing() -> None:
    assert differing(mirrored(), as_said()) == []


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"title": {"en": "Water"}}, "title"),
        ({"story": {"th": "เรื่อง"}}, "story"),
        ({"goal_amount": 5}, "goal"),
        ({"deadline": NOON}, "deadline"),
        ({"model": Model.KEEP_WHAT_YOU_RAISE}, "model"),
        ({"rewards": [{"id": "r1", "title": {"th": "เสื้อ"}, "least": 1, "limit": None}]}, "rewards"),
        ({"url": "https://a.example"}, "url"),
        ({"elsewhere_backers": 21}, "totals"),
        ({"elsewhere_as_of": NOON + timedelta(1)}, "as_of"),
    ],
)
def test_whatever_is_changed_is_named_with_both_values_and_followed(
    change: dict[str, Any], name: str
) -> None:
    campaign, said = mirrored(), as_said(**change)

    told = differences(campaign, said, differing(campaign, said))
    event = follow(campaign, **change)

    assert list(told) == [name]
    assert told[name]["present"] != told[name]["sent"]
    assert differing(campaign, said) == []
    assert event.type == ("campaign.reported" if name in ("totals", "as_of") else "campaign.updated")


def test_every_field_has_its_columns() -> None:
    assert {column for columns in STORED_AS.values() for column in columns} == set(as_said())


@given(st.permutations(range(6)))
def test_in_whatever_order_reports_come_the_newest_stays_and_is_counted_once(order: list[int]) -> None:
    campaign, counted = mirrored(elsewhere_amount=0, elsewhere_as_of=None), 0

    for number in order:
        report = {"elsewhere_amount": number * 1_000, "elsewhere_as_of": NOON + timedelta(hours=number)}
        with suppress(Conflict):  # an older one
            counted += follow(campaign, **report).tally.get("campaigns.elsewhere.satang", 0)

    assert (campaign.elsewhere_amount, counted) == (5_000, 5_000)


def test_what_a_draft_reports_is_counted_when_it_is_launched_and_taken_back_when_it_is_called_off() -> None:
    campaign = mirrored(state=CampaignState.DRAFT)
    reported = follow(campaign, elsewhere_amount=300_000)

    launched = campaign.launch(a_project(), now=NOON)
    cancelled = campaign.cancel(now=NOON)

    name = "campaigns.elsewhere.satang"
    assert [event.tally.get(name) for event in (reported, launched, cancelled)] == [None, 300_000, -300_000]


def test_a_report_that_is_older_changes_nothing_else_either() -> None:
    campaign = mirrored()

    with pytest.raises(Conflict, match="report_outdated"):
        follow(campaign, elsewhere_as_of=NOON - timedelta(1), title={"th": "ใหม่"})

    assert campaign.title == {"th": "คืนน้ำ"}


def test_our_limits_do_not_hold_for_what_runs_elsewhere_but_sense_does() -> None:
    follow(mirrored(), goal_amount=1, deadline=NOON + timedelta(days=999))

    for senseless in ({"goal_amount": 0}, {"title": {"th": " "}}):
        with pytest.raises(Invalid):
            follow(mirrored(), **senseless)


def test_after_the_deadline_only_what_decides_nothing_changes() -> None:
    campaign, after = mirrored(), NOON + timedelta(days=10)

    faults = faults_of_change(campaign, STORED_AS, now=after)

    assert {fault.pointer for fault in faults} == {"/goal", "/deadline", "/model"}
    assert faults_of_change(campaign, STORED_AS, now=after - timedelta(microseconds=1)) == []
    assert faults_of_change(mirrored(state=CampaignState.DRAFT), STORED_AS, now=after) == []


@pytest.mark.parametrize(("ahead", "codes"), [(300, []), (301, ["as_of_in_the_future"])])
def test_a_partners_clock_may_be_five_minutes_ahead(ahead: int, codes: list[str]) -> None:
    said = as_said(elsewhere_as_of=NOON + timedelta(seconds=ahead))

    assert [fault.code for fault in faults_of(said, now=NOON)] == codes


@given(st.text(max_size=250))
def test_a_name_that_is_taken_is_one_visible_step_of_a_path(name: str) -> None:
    taken = not faults_of_external_id(name)

    assert taken == bool(
        name.isprintable() and "/" not in name and "".join(name.split()) == name and name.strip(".")
    )


def test_only_a_client_with_the_scope_passes() -> None:
    gate = client_with(Scope.CAMPAIGNS_SYNC)
    others = [
        (Actor(), Unauthenticated, "sign_in_first"),
        (Actor(account_id=AccountId("account_1")), Forbidden, "client_needed"),
        (Actor(system=True), Forbidden, "client_needed"),
        (Actor(client_id=ClientId("client_1"), scopes=frozenset()), Forbidden, "scope_missing"),
    ]

    for actor, kind, code in others:
        with pytest.raises(kind, match=code):
            gate(actor)
    gate(Actor(client_id=ClientId("client_1"), scopes=frozenset({Scope.CAMPAIGNS_SYNC})))
