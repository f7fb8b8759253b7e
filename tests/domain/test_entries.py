"""An entry is a frozen project and what becomes of it; every other way than the published one is refused."""

from collections.abc import Callable
from typing import Any

import pytest

from domain.access import Actor
from domain.actions import verdicts
from domain.errors import Conflict
from domain.events import Event
from domain.model.entries import LIFECYCLE, Entry, EntryState, Verdict
from domain.policy.entries import WITHDRAW
from tests.domain.builders import LATER, NOON, ROUND, SPONSOR, a_snapshot, an_entry

S = EntryState
# What may be done, from where, and where it leads: as people were promised, told once more beside the code.
PROMISED: dict[str, tuple[set[EntryState], EntryState]] = {
    "resubmit": ({S.NEEDS_WORK}, S.SUBMITTED),
    "find eligible": ({S.SUBMITTED}, S.ELIGIBLE),
    "find ineligible": ({S.SUBMITTED}, S.INELIGIBLE),
    "send back": ({S.SUBMITTED}, S.NEEDS_WORK),
    "withdraw": ({S.SUBMITTED, S.NEEDS_WORK, S.ELIGIBLE, S.IN_REVIEW}, S.WITHDRAWN),
    "enter a round": ({S.ELIGIBLE}, S.IN_REVIEW),
    "win": ({S.IN_REVIEW, S.WAITLISTED}, S.SELECTED),
    "wait": ({S.IN_REVIEW}, S.WAITLISTED),
    "pass over": ({S.IN_REVIEW}, S.NOT_SELECTED),
    "decline": ({S.SELECTED}, S.DECLINED),
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
