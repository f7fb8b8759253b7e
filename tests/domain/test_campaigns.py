"""A campaign promises terms, and has one outcome: by what was promised and collected, at its deadline, once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Conflict, Invalid
from domain.ids import AccountId, ProjectId
from domain.model.campaigns import (
    LIFECYCLE,
    LONGEST,
    OPEN_ENDED,
    WAITING,
    Campaign,
    CampaignState,
    Model,
    platform_fee,
)
from domain.model.campaigns import Elsewhere as Report
from domain.model.pledges import COUNTED, PledgeState
from domain.model.projects import Project, ProjectState
from domain.model.totals import Totals
from domain.money import MOST, Money
from tests.domain.builders import NOON, a_campaign

S, P = CampaignState, PledgeState
END = NOON + timedelta(days=10)
PROJECT = Project(
    id=ProjectId("project_1"),
    account_id=AccountId("account_owner"),
    province="TH-50",
    goals=[6, 11],
    state=ProjectState.PUBLISHED,
    created_at=NOON,
    updated_at=NOON,
)


def totals(**amounts: int) -> Totals:
    return Totals({state: (1, amount) for state, amount in amounts.items()})


ACTS: dict[str, tuple[Callable[[Campaign], Any], CampaignState]] = {
    "launch": (lambda campaign: campaign.launch(PROJECT, now=NOON), S.LIVE),
    "wait": (lambda campaign: campaign.wait(now=END), S.WAITING_FUNDS),
    "succeed": (lambda campaign: campaign.decide(totals(secured=1_000_000), now=END), S.SUCCEEDED),
    "fail": (lambda campaign: campaign.decide(totals(secured=999_999), now=END), S.FAILED),
    "cancel": (lambda campaign: campaign.cancel(now=NOON), S.CANCELLED),
}


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("act", ACTS)
def test_only_what_the_lifecycle_has_is_done(act: str, state: CampaignState) -> None:
    campaign = a_campaign(state=state)
    do, leads_to = ACTS[act]

    if leads_to in LIFECYCLE.moves[state]:
        do(campaign)

        assert campaign.state is leads_to
    else:
        with pytest.raises(Conflict) as refusal:
            do(campaign)

        assert refusal.value.code == f"campaign_is_{state}"
        assert campaign.state is state


def test_an_outcome_stays() -> None:
    assert {state for state in S if not LIFECYCLE.moves[state]} == {S.SUCCEEDED, S.FAILED, S.CANCELLED}
    assert LIFECYCLE.sources(S.SUCCEEDED) == LIFECYCLE.sources(S.FAILED) == OPEN_ENDED


@given(
    secured=st.integers(0, 1_200_000),
    collected=st.integers(0, 1_200_000),
    elsewhere=st.integers(0, 1_200_000),
)
def test_it_succeeds_when_all_that_counts_reaches_the_goal(
    secured: int, collected: int, elsewhere: int
) -> None:
    campaign = a_campaign()
    campaign.report(Report(elsewhere, 1, NOON))

    campaign.decide(totals(secured=secured, collected=collected, refunded=10**9, cancelled=10**9), now=END)

    reached = secured + collected + elsewhere >= campaign.goal_amount
    assert campaign.state is (S.SUCCEEDED if reached else S.FAILED)
    assert campaign.ended_amount == secured + collected + elsewhere


@pytest.mark.parametrize(("raised", "outcome"), [(0, S.FAILED), (1_000, S.SUCCEEDED)])
def test_what_keeps_what_it_raises_succeeds_with_anything(raised: int, outcome: CampaignState) -> None:
    campaign = a_campaign(model=Model.KEEP_WHAT_YOU_RAISE)

    campaign.decide(totals(collected=raised), now=END)

    assert campaign.state is outcome


@pytest.mark.parametrize("state", P)
def test_only_what_is_promised_or_collected_is_raised(state: PledgeState) -> None:
    assert totals(**{state: 700}).raised == (700 if state in COUNTED else 0)


def test_it_waits_for_what_is_on_its_way_but_not_for_ever() -> None:
    campaign, on_its_way = a_campaign(), totals(awaiting_payment=1_000)
    assert campaign.is_due(totals(), now=END)
    assert not campaign.is_due(on_its_way, now=END + timedelta(days=30)), "the platform was asleep"

    campaign.wait(now=END)

    assert not campaign.is_due(on_its_way, now=END + WAITING - timedelta(seconds=1))
    assert campaign.is_due(on_its_way, now=END + WAITING)
    assert campaign.is_due(totals(), now=END)


def test_a_partners_campaign_waits_for_the_report_of_its_last_day() -> None:
    campaign = a_campaign(mirrored=True)
    campaign.report(Report(1, 1, END - timedelta(hours=1)))
    assert not campaign.is_due(totals(), now=END)

    campaign.report(Report(1, 1, END))

    assert campaign.is_due(totals(), now=END)


def test_it_is_counted_by_province_cause_model_and_month() -> None:
    campaign = a_campaign(state=S.DRAFT, public=False)

    launched = campaign.launch(PROJECT, now=NOON)
    ended = campaign.decide(totals(secured=1_000_000), now=END)

    kinds = ("province.TH-50", "goal.6", "goal.11", "model.all_or_nothing")
    assert launched.tally["campaigns.live"] + ended.tally["campaigns.live"] == 0
    assert all(launched.tally[f"campaigns.launched.{kind}"] == 1 for kind in kinds)
    assert all(ended.tally[f"campaigns.succeeded.{kind}"] == 1 for kind in (*kinds, "month.2026-10"))
    assert ended.tally["campaigns.raised.satang"] == 1_000_000


def test_a_draft_that_is_called_off_is_told_to_nobody() -> None:
    event = a_campaign(state=S.DRAFT).cancel(now=NOON)

    assert not event.public
    assert event.tally == {}


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"title": {"th": " "}}, {"/title": "text_missing"}),
        ({"goal_amount": 999}, {"/goal/amount": "number_out_of_range"}),
        ({"least_amount": 999}, {"/least/amount": "number_out_of_range"}),
        ({"most_amount": 20_000, "least_amount": 20_001}, {"/most/amount": "most_under_least"}),
        ({"deadline": NOON}, {"/deadline": "deadline_in_the_past"}),
        ({"deadline": NOON + LONGEST + timedelta(seconds=1)}, {"/deadline": "deadline_too_far"}),
    ],
)
def test_terms_that_make_no_sense_are_all_named(change: dict[str, Any], codes: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refusal:
        a_campaign(state=S.DRAFT, launched_at=None, rewards=[], **change).check(now=NOON)

    assert {fault.pointer: fault.code for fault in refusal.value.faults} == codes


def test_rewards_have_names_of_their_own_and_are_for_pledges_that_can_be_made() -> None:
    reward = a_campaign().rewards[0]

    with pytest.raises(Invalid) as refusal:
        a_campaign(rewards=[reward, reward, reward | {"id": "cup", "least": 999}]).check(now=NOON)

    faults = {fault.pointer: fault.code for fault in refusal.value.faults}
    assert faults == {"/rewards/1/id": "id_repeated", "/rewards/2/least/amount": "number_out_of_range"}


@given(st.integers(0, MOST))
def test_the_platform_keeps_three_percent_and_never_a_satang_more(amount: int) -> None:
    fee = platform_fee(Money(amount)).amount

    assert fee * 1000 <= amount * 30 < (fee + 1) * 1000
