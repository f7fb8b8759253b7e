"""An entry is a frozen project and what becomes of it; every other way than the published one is refused."""

from collections.abc import Callable
from typing import Any

import pytest

from domain.access import Actor, Role
from domain.actions import verdicts
from domain.errors import Conflict
from domain.events import Event
from domain.ids import AccountId
from domain.model.entries import LIFECYCLE, Entry, EntryState, Verdict
from domain.model.grants import GrantState
from domain.policy.entries import DISQUALIFY, WITHDRAW
from tests.domain.builders import LATER, NOON, ROUND, SPONSOR, a_snapshot, an_entry

S = EntryState
# What may be done, from where, and where it leads: as people were promised, told once more beside the code.
PROMISED: dict[str, tuple[set[EntryState], EntryState]] = {
    "resubmit": ({S.NEEDS_WORK}, S.SUBMITTED),
    "find eligible": ({S.SUBMITTED, S.INELIGIBLE}, S.ELIGIBLE),
    "find ineligible": ({S.SUBMITTED}, S.INELIGIBLE),
    "send back": ({S.SUBMITTED, S.INELIGIBLE}, S.NEEDS_WORK),
    "withdraw": ({S.SUBMITTED, S.NEEDS_WORK, S.ELIGIBLE, S.IN_REVIEW}, S.WITHDRAWN),
    "enter a round": ({S.ELIGIBLE, S.IN_REVIEW, S.NOT_SELECTED}, S.IN_REVIEW),  # the last by an appeal
    "win": ({S.IN_REVIEW, S.WAITLISTED}, S.SELECTED),
    "wait": ({S.IN_REVIEW, S.NOT_SELECTED}, S.WAITLISTED),  # likewise
    "pass over": ({S.IN_REVIEW}, S.NOT_SELECTED),
    "decline": ({S.SELECTED}, S.DECLINED),
    "disqualify": (
        {S.SUBMITTED, S.ELIGIBLE, S.IN_REVIEW, S.WAITLISTED, S.SELECTED, S.NOT_SELECTED},
        S.DISQUALIFIED,
    ),
}
ACTS: dict[str, Callable[[Entry], Any]] = {
    "resubmit": lambda entry: entry.resubmit(a_snapshot(), now=LATER),
    "find eligible": lambda entry: entry.screen(Verdict.ELIGIBLE, [], now=LATER),
    "find ineligible": lambda entry: entry.screen(Verdict.INELIGIBLE, [{"code": "late"}], now=LATER),
    "send back": lambda entry: entry.screen(Verdict.NEEDS_WORK, [{"code": "budget"}], now=LATER),
    "withdraw": lambda entry: entry.withdraw(now=LATER),
    "enter a round": lambda entry: entry.enter(ROUND),
    "win": lambda entry: entry.win(1, now=LATER),
    "wait": lambda entry: entry.wait(1, now=LATER),
    "pass over": lambda entry: entry.pass_over(now=LATER),
    "decline": lambda entry: entry.decline(now=LATER),
    "disqualify": lambda entry: entry.disqualify([{"code": "untrue"}], now=LATER),
}


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("act", ACTS)
def test_what_is_done_with_an_entry_leads_where_it_was_promised_or_nowhere(
    act: str, state: EntryState
) -> None:
    entry = an_entry(state=state)
    sources, leads_to = PROMISED[act]

    if state in sources:
        ACTS[act](entry)

        assert entry.state is leads_to
    else:
        with pytest.raises(Conflict) as refusal:
            ACTS[act](entry)

        assert refusal.value.code == f"entry_is_{state}"
        assert entry.state is state


def test_no_other_way_is_open() -> None:
    ways = {(source, to) for sources, to in PROMISED.values() for source in sources}

    assert {(source, to) for source, reached in LIFECYCLE.moves.items() for to in reached} == ways


@pytest.mark.parametrize(
    "other",
    [
        {"document": {"summary": {"th": "อื่น"}}},
        {"people": {"team": []}},
        {"answers": {"age": 3}},
    ],
)
def test_the_receipt_changes_with_whatever_was_submitted(other: dict[str, Any]) -> None:
    assert a_snapshot(**other).fingerprint != a_snapshot().fingerprint
    assert a_snapshot().fingerprint == a_snapshot().fingerprint


def test_submitting_again_replaces_everything_and_is_counted() -> None:
    entry = an_entry(state=S.NEEDS_WORK, reasons=[{"code": "budget", "note": {}}])
    better = a_snapshot(title={"en": "Water"}, province="TH-50", people={"team": []}, answers={"age": 3})

    event = entry.resubmit(better, now=LATER)

    assert {name: getattr(entry, name) for name in vars(better)} == vars(better)
    assert (entry.fingerprint, entry.submission, entry.submitted_at) == (better.fingerprint, 2, LATER)
    assert entry.reasons == []
    assert (event.type, event.public, event.tally) == ("entry.resubmitted", False, {"entries.needs_work": -1})


@pytest.mark.parametrize("verdict", Verdict)
def test_screening_keeps_its_reasons_and_is_counted(verdict: Verdict) -> None:
    entry, reasons = an_entry(), [{"code": "why", "note": {"th": "เพราะ"}}]

    event = entry.screen(verdict, reasons, now=LATER)

    assert entry.reasons == reasons
    assert (event.type, event.public, event.tally) == ("entry.screened", False, {f"entries.{verdict}": 1})


def test_an_entry_in_a_round_knows_which() -> None:
    entry = an_entry(state=S.ELIGIBLE)

    entry.enter(ROUND)

    assert entry.round_id == ROUND


def test_everybody_hears_of_a_winner_and_it_counts_for_its_province() -> None:
    entry = an_entry(state=S.IN_REVIEW)

    event = entry.win(3, now=LATER)

    assert entry.place == 3
    assert event.public
    assert event.tally == {"entries.selected": 1, "entries.selected.province.TH-67": 1}


def test_a_winner_without_a_province_counts_nowhere_in_particular() -> None:
    assert an_entry(state=S.IN_REVIEW, province=None).win(1, now=LATER).tally == {"entries.selected": 1}


def test_whoever_moves_up_leaves_the_waiting_list() -> None:
    entry = an_entry(state=S.IN_REVIEW)
    entry.wait(2, now=NOON)

    event = entry.move_up(7, now=LATER)

    assert (entry.state, entry.place, entry.waiting_place) == (S.SELECTED, 7, None)
    assert event.type == "entry.selected"


def test_a_winner_who_declines_gives_the_place_back_and_counts_no_more() -> None:
    entry = an_entry(state=S.IN_REVIEW)
    won = entry.win(1, now=NOON)

    declined = entry.decline(now=LATER)

    assert entry.place is None
    assert declined.public
    assert {name: won.tally.get(name, 0) + by for name, by in declined.tally.items()} == {
        "entries.selected": 0,
        "entries.selected.province.TH-67": 0,
        "entries.declined": 1,
    }


@pytest.mark.parametrize(
    ("state", "act", "what", "tally"),
    [
        (S.SUBMITTED, "withdraw", "withdrawn", {"entries.withdrawn": 1}),
        (S.IN_REVIEW, "wait", "waitlisted", {"entries.waitlisted": 1}),
        (S.IN_REVIEW, "pass over", "not_selected", {}),
    ],
)
def test_only_the_applicant_and_the_organization_hear_of_what_is_no_honour(
    state: EntryState, act: str, what: str, tally: dict[str, int]
) -> None:
    entry = an_entry(state=state)

    event: Event = ACTS[act](entry)

    assert event == Event(
        type=f"entry.{what}",
        subject=entry.id,
        version=1,
        at=LATER,
        public=False,
        organization_id=SPONSOR,
        account_id=entry.account_id,
        tally=tally,
    )


def test_whoever_waited_until_the_round_was_ranked_cannot_take_the_entry_back() -> None:
    entry = an_entry(state=S.IN_REVIEW, ranked_at=LATER)

    [verdict] = verdicts([WITHDRAW], vars(entry), Actor(account_id=entry.account_id), NOON)

    assert verdict["reason_code"] == "round_already_ranked"


@pytest.mark.parametrize(
    ("document", "asked"),
    [
        ({"asked_for": {"amount": 5, "currency": "THB"}, "budget_total": {"amount": 9}}, 5),
        ({"asked_for": None, "budget_total": {"amount": 9, "currency": "THB"}}, 9),
        ({}, 0),
    ],
)
def test_an_entry_asks_for_what_it_says_or_else_for_all_that_it_costs(
    document: dict[str, Any], asked: int
) -> None:
    assert an_entry(document=document).asked == a_snapshot(document=document).asked == asked


def test_a_no_that_is_taken_back_was_never_counted() -> None:
    entry = an_entry()
    turned_down = entry.screen(Verdict.INELIGIBLE, [{"code": "other"}], now=NOON)

    taken_back = entry.screen(Verdict.ELIGIBLE, [{"code": "mended"}], now=LATER)

    assert turned_down.tally["entries.ineligible"] + taken_back.tally["entries.ineligible"] == 0
    assert entry.reasons == [{"code": "mended"}]


def test_whoever_is_disqualified_leaves_the_place_that_was_won_and_counts_no_more() -> None:
    entry = an_entry(state=S.IN_REVIEW)
    won = entry.win(1, now=NOON)

    out = entry.disqualify([{"code": "untrue"}], now=LATER)

    assert (entry.place, entry.reasons, out.public) == (None, [{"code": "untrue"}], True)
    assert {name: won.tally.get(name, 0) + by for name, by in out.tally.items()} == {
        "entries.selected": 0,
        "entries.selected.province.TH-67": 0,
        "entries.disqualified": 1,
    }


def test_whoever_is_disqualified_waits_no_longer_and_only_those_concerned_hear_of_it() -> None:
    entry = an_entry(state=S.WAITLISTED)

    out = entry.disqualify([{"code": "copied"}], now=LATER)

    assert (entry.waiting_place, out.public) == (None, False)
    assert out.tally == {"entries.disqualified": 1, "entries.waitlisted": -1}


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"state": S.IN_REVIEW, "ranked_at": None}, None),
        ({"state": S.IN_REVIEW, "ranked_at": NOON}, "round_already_ranked"),
        ({"state": S.IN_REVIEW, "ranked_at": NOON, "advanced": True}, None),
        ({"state": S.SELECTED, "ranked_at": NOON, "grant_state": GrantState.OFFERED}, None),
        ({"state": S.SELECTED, "ranked_at": NOON, "grant_state": GrantState.ACCEPTED}, "grant_is_accepted"),
        ({"state": S.NOT_SELECTED, "ranked_at": NOON}, None),
    ],
)
def test_nobody_is_disqualified_between_ranking_and_publication_nor_once_a_grant_is_accepted(
    facts: dict[str, Any], code: str | None
) -> None:
    manager = Actor(account_id=AccountId("account_m"), memberships={SPONSOR: Role.MANAGER})
    entry = {**vars(an_entry()), "grant_state": None, **facts}

    [verdict] = verdicts([DISQUALIFY], entry, manager, LATER)

    assert verdict["reason_code"] == code
