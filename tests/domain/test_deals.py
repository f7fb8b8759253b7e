"""Assigning again while a round is open: what was begun stays, and what a conflict speaks against goes nowhere."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from domain.ids import AccountId, EntryId, ReviewId
from domain.model.deals import BEGUN, OVER, Deal, deal
from domain.model.reviews import Review, ReviewState
from domain.model.rounds import RoundState
from tests.domain.builders import CALL, NOON, ROUND, SPONSOR, a_round

JUDGES, ENTRIES = [f"account_{n}" for n in range(5)], [f"entry_{n}" for n in range(4)]
PAIRS = list(product(JUDGES, ENTRIES))
States = dict[tuple[str, str], ReviewState]


def reviews_of(states: States) -> list[Review]:
    return [
        Review(
            id=ReviewId(f"review_{judge}_{entry}"),
            round_id=ROUND,
            call_id=CALL,
            entry_id=EntryId(entry),
            organization_id=SPONSOR,
            judge_id=AccountId(judge),
            state=state,
            created_at=NOON,
            updated_at=NOON,
        )
        for (judge, entry), state in states.items()
    ]


def dealt(states: States, barred: frozenset[tuple[str, str]], calibration: list[str]) -> Deal:
    round_ = a_round(state=RoundState.OPEN, judge_ids=JUDGES, reviews_per_entry=2, quorum=1)
    round_.calibration_entry_ids = calibration
    return deal(round_, ENTRIES, reviews_of(states), barred, [])


@given(
    st.dictionaries(st.sampled_from(PAIRS), st.sampled_from(ReviewState), max_size=12),
    st.frozensets(st.sampled_from(PAIRS), max_size=6),
    st.lists(st.sampled_from(ENTRIES), max_size=1),
)
def test_whatever_there_was_begun_stays_and_nobody_gets_what_they_must_not(
    states: States, barred: frozenset[tuple[str, str]], calibration: list[str]
) -> None:
    found = dealt(states, barred, calibration)

    pairs = set(found.assignment.pairs)
    begun = {pair for pair, state in states.items() if state in BEGUN}
    over = {pair for pair, state in states.items() if state in OVER}
    assert pairs.isdisjoint(barred | over)
    assert pairs >= begun - barred
    assert set(found.coming).isdisjoint(states), "nobody gets a second review of one entry"
    assert {states[pair] for pair in found.going} <= {ReviewState.ASSIGNED}
    for entry in calibration:
        assert pairs >= {(judge, entry) for judge in JUDGES} - barred - over
    lacking = {lack["entry_id"] for lack in found.lacking}
    for entry in set(ENTRIES) - lacking:
        assert sum(one == entry for _, one in pairs) >= 2


@given(st.frozensets(st.sampled_from(PAIRS), max_size=6))
def test_dealing_again_what_was_dealt_changes_nothing(barred: frozenset[tuple[str, str]]) -> None:
    first = dealt({}, barred, [])

    again = dealt(dict.fromkeys(first.assignment.pairs, ReviewState.ASSIGNED), barred, [])

    assert (again.coming, again.going) == ([], []) or not first.is_connected
