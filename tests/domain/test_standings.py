"""A decision gives out exactly as many places as there are: as ranked, but for the chair's word."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Conflict, Invalid
from domain.model.standings import Move, Standing, decide
from tests.domain.builders import a_standing

WHY = {"th": "เพราะอยู่ใกล้กัน"}


def a_ranking(ranked: int, below: int = 0) -> list[Standing]:
    """So many ranked entries, and after them some under a minimum."""
    unranked = range(ranked + 1, ranked + below + 1)
    return [a_standing(n) for n in range(1, ranked + 1)] + [a_standing(n, position=None) for n in unranked]


def a_move(number: int, place: int | None, **reason: str) -> Move:
    return Move(entry_id=f"entry_{number}", place=place, reason=reason or WHY)


def placed(standings: Sequence[Standing]) -> dict[int, str]:
    return {one.place: one.entry_id for one in standings if one.place}


def waiting(standings: Sequence[Standing]) -> list[str]:
    on_list = [one for one in standings if one.waiting_place]
    return [one.entry_id for one in sorted(on_list, key=lambda one: one.waiting_place or 0)]


def test_ten_win_the_next_five_wait_the_rest_do_not() -> None:
    standings = a_ranking(18)

    decide(standings, [], places=10, waiting_list=5)

    assert [one.place for one in standings] == [*range(1, 11), *[None] * 8]
    assert [one.waiting_place for one in standings] == [*[None] * 10, 1, 2, 3, 4, 5, None, None, None]


def test_standings_are_decided_by_rank_in_whatever_order_they_come() -> None:
    standings = a_ranking(5)[::-1]

    decide(standings, [], places=2, waiting_list=2)

    assert placed(standings) == {1: "entry_1", 2: "entry_2"}
    assert waiting(standings) == ["entry_3", "entry_4"]


def test_whoever_is_moved_up_pushes_the_others_down_in_their_order() -> None:
    standings = a_ranking(5)

    decide(standings, [a_move(5, 1)], places=3, waiting_list=5)

    assert placed(standings) == {1: "entry_5", 2: "entry_1", 3: "entry_2"}
    assert waiting(standings) == ["entry_3", "entry_4"]
    assert standings[4].moved_reason == WHY
    assert [one.moved_reason for one in standings[:4]] == [None] * 4


def test_whoever_is_moved_off_all_places_neither_wins_nor_waits() -> None:
    standings = a_ranking(5)

    decide(standings, [a_move(1, None)], places=3, waiting_list=5)

    assert placed(standings) == {1: "entry_2", 2: "entry_3", 3: "entry_4"}
    assert waiting(standings) == ["entry_5"]
    assert standings[0].moved_reason == WHY


def test_an_entry_under_a_minimum_wins_only_by_a_move() -> None:
    standings = a_ranking(2, below=2)

    decide(standings, [a_move(4, 2)], places=2, waiting_list=5)

    assert placed(standings) == {1: "entry_1", 2: "entry_4"}
    assert waiting(standings) == ["entry_2"]


@pytest.mark.parametrize(
    ("ranked", "below", "moves", "have"),
    [
        (9, 5, [], 9),
        (10, 0, [a_move(1, None)], 9),
        (8, 2, [a_move(9, 1)], 9),
    ],
)
def test_places_that_nobody_can_fill_are_not_given_out(
    ranked: int, below: int, moves: list[Move], have: int
) -> None:
    standings = a_ranking(ranked, below)

    with pytest.raises(Conflict) as refusal:
        decide(standings, moves, places=10, waiting_list=5)

    assert refusal.value.code == "too_few_entries"
    assert refusal.value.details == {"have": have, "need": 10}
    assert placed(standings) == {}


@pytest.mark.parametrize(
    ("moves", "faults"),
    [
        ([a_move(99, 1)], [("/moves/0/entry_id", "entry_not_in_round")]),
        ([a_move(1, 2), a_move(1, 3)], [("/moves/1", "named_twice")]),
        ([a_move(1, 2), a_move(2, 2)], [("/moves/1", "named_twice")]),
        ([a_move(1, 11)], [("/moves/0/place", "no_such_place")]),
        ([a_move(1, 0)], [("/moves/0/place", "no_such_place")]),
        ([a_move(1, 1, th=" ", en="")], [("/moves/0/reason", "reason_missing")]),
        (
            [Move(entry_id="entry_99", place=11, reason={}), a_move(2, 1)],
            [
                ("/moves/0/entry_id", "entry_not_in_round"),
                ("/moves/0/place", "no_such_place"),
                ("/moves/0/reason", "reason_missing"),
            ],
        ),
    ],
)
def test_a_move_that_cannot_be_is_refused_where_it_stands_and_nobody_wins(
    moves: list[Move], faults: list[tuple[str, str]]
) -> None:
    standings = a_ranking(12)

    with pytest.raises(Invalid) as refusal:
        decide(standings, moves, places=10, waiting_list=5)

    assert [(fault.pointer, fault.code) for fault in refusal.value.faults] == faults
    assert placed(standings) == {}


def test_two_may_be_moved_off_without_being_taken_for_one_place() -> None:
    standings = a_ranking(12)

    decide(standings, [a_move(1, None), a_move(2, None)], places=10, waiting_list=5)

    assert placed(standings)[1] == "entry_3"


@st.composite
def decisions(draw: st.DrawFn) -> tuple[list[Standing], list[Move], int, int]:
    ranked, below = draw(st.integers(1, 15)), draw(st.integers(0, 3))
    places = draw(st.integers(1, ranked))
    entries = draw(st.lists(st.integers(1, ranked + below), unique=True, max_size=5))
    spots = draw(st.permutations([*range(1, places + 1), *[None] * 5]))
    moves = [a_move(number, spot) for number, spot in zip(entries, spots, strict=False)]
    standings = draw(st.permutations(a_ranking(ranked, below)))
    return list(standings), moves, places, draw(st.integers(0, 6))


@given(decisions())
def test_exactly_as_many_win_as_there_are_places_and_the_chair_is_obeyed(
    decision: tuple[list[Standing], list[Move], int, int],
) -> None:
    standings, moves, places, waiting_list = decision
    moved = {move.entry_id: move.place for move in moves}
    unmoved = [one for one in sorted(standings, key=lambda one: one.number) if one.entry_id not in moved]
    ranked = [one.entry_id for one in unmoved if one.position]
    chosen = [place for place in moved.values() if place]

    if len(ranked) + len(chosen) < places:
        with pytest.raises(Conflict, match="too_few_entries"):
            decide(standings, moves, places=places, waiting_list=waiting_list)
        return

    decide(standings, moves, places=places, waiting_list=waiting_list)

    won = placed(standings)
    in_order = [won[place] for place in sorted(won)]
    assert sorted(won) == list(range(1, places + 1))
    assert len(set(in_order)) == places
    assert all(one.place == moved[one.entry_id] for one in standings if one.entry_id in moved)
    assert [entry for entry in in_order if entry not in moved] == ranked[: places - len(chosen)]
    left = [entry for entry in ranked if entry not in in_order]
    assert waiting(standings) == left[:waiting_list]
    assert all(one.position or one.entry_id in moved for one in standings if one.place or one.waiting_place)
