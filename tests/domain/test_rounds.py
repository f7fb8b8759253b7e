"""A round goes one way only, and gives out exactly as many places as there are: as ranked, but for the chair's word."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Conflict, Fault, Invalid
from domain.model.ranking import Rule
from domain.model.rounds import LIFECYCLE, Round, RoundState, hash_of_seed
from domain.model.standings import Move, Standing, decide
from tests.domain.builders import LATER, NOON, a_criterion, a_round, a_standing

S = RoundState
PROMISED: dict[str, tuple[set[RoundState], RoundState]] = {
    "open": ({S.DRAFT}, S.OPEN),
    "reopen": ({S.SEALED}, S.OPEN),
    "seal": ({S.OPEN}, S.SEALED),
    "rank": ({S.SEALED}, S.RANKED),
    "decide": ({S.RANKED}, S.DECIDED),
    "publish": ({S.DECIDED}, S.PUBLISHED),
}
ACTS: dict[str, Callable[[Round], Any]] = {
    "open": lambda round: round.open(now=LATER),
    "reopen": lambda round: round.reopen([], "", now=LATER),
    "seal": lambda round: round.seal(["b", "a"], now=LATER),
    "rank": lambda round: round.rank("1", {}, now=LATER),
    "decide": lambda round: round.decide(now=LATER),
    "publish": lambda round: round.publish(now=LATER),
}
WHY = {"th": "เพราะอยู่ใกล้กัน"}


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("act", ACTS)
def test_a_round_goes_where_it_was_promised_or_nowhere(act: str, state: RoundState) -> None:
    round = a_round(state=state)
    sources, leads_to = PROMISED[act]

    if state in sources:
        ACTS[act](round)

        assert round.state is leads_to
    else:
        with pytest.raises(Conflict) as refusal:
            ACTS[act](round)

        assert refusal.value.code == f"round_is_{state}"
        assert round.state is state


def test_no_other_way_is_open() -> None:
    ways = {(source, to) for sources, to in PROMISED.values() for source in sources}

    assert {(source, to) for source, reached in LIFECYCLE.moves.items() for to in reached} == ways


@pytest.mark.parametrize("act", ACTS)
def test_only_the_publication_is_heard_by_everybody(act: str) -> None:
    round = a_round(state=next(iter(sorted(PROMISED[act][0]))))

    event = ACTS[act](round)

    assert event.public is (act == "publish")
    assert event.tally == ({"rounds.published": 1} if act == "publish" else {})


def test_a_round_remembers_when_it_did_what() -> None:
    round = a_round()

    told = [ACTS[act](round).type for act in ("open", "seal", "rank", "decide", "publish")]

    assert told == ["round.opened", "round.sealed", "round.ranked", "round.decided", "round.published"]
    assert {
        round.opened_at,
        round.sealed_at,
        round.ranked_at,
        round.decided_at,
        round.published_at,
    } == {LATER}
    assert round.commitments == ["a", "b"]
    assert round.method_version == "1"


def test_a_sealed_round_opens_again_as_it_was_opened_first() -> None:
    round = a_round()
    round.open(now=NOON)
    round.seal([], now=NOON)

    event = round.reopen([], "", now=LATER)

    assert event.type == "round.reopened"
    assert (round.opened_at, round.sealed_at) == (NOON, None)


def test_a_round_that_opens_again_says_what_is_discussed_and_why_and_keeps_what_it_was_opened_for_before() -> (
    None
):
    round = a_round(state=S.SEALED)

    round.reopen(["entry_1"], "the panel is split", now=NOON)
    round.seal([], now=NOON)
    round.reopen([], "two reviews are missing", now=LATER)

    assert round.discussed_entry_ids == []
    assert round.reopenings == [
        {"at": "2026-09-30T12:00:00.000000Z", "reason": "the panel is split", "entry_ids": ["entry_1"]},
        {"at": "2026-09-30T13:00:00.000000Z", "reason": "two reviews are missing", "entry_ids": []},
    ]


def test_nothing_is_discussed_again_without_a_reason() -> None:
    round = a_round(state=S.SEALED)

    with pytest.raises(Invalid) as refusal:
        round.reopen(["entry_1"], " ", now=LATER)

    assert [(fault.pointer, fault.code) for fault in refusal.value.faults] == [("/reason", "reason_missing")]
    assert round.state is S.SEALED


def test_what_was_published_at_one_sealing_is_published_at_the_next() -> None:
    round = a_round(state=S.OPEN)

    round.seal(["b"], now=NOON)
    round.reopen([], "", now=NOON)
    round.seal(["c", "a"], now=LATER)

    assert round.commitments == ["a", "b", "c"]


def test_judges_are_given_more_time_and_told_why() -> None:
    round = a_round(state=S.OPEN, due_at=LATER)

    event = round.extend(LATER + timedelta(days=1), "holidays", now=NOON)

    assert event.type == "round.extended"
    assert round.due_at == LATER + timedelta(days=1)
    assert round.extensions == [
        {
            "due_before": "2026-09-30T13:00:00.000000Z",
            "due_at": "2026-10-01T13:00:00.000000Z",
            "reason": "holidays",
            "at": "2026-09-30T12:00:00.000000Z",
        }
    ]


@pytest.mark.parametrize(
    ("due_at", "reason", "codes"),
    [
        (LATER, "holidays", ["due_not_later"]),
        (NOON - timedelta(days=1), "holidays", ["due_not_later"]),
        (LATER, " ", ["due_not_later", "reason_missing"]),
        (LATER + timedelta(days=1), "", ["reason_missing"]),
    ],
)
def test_more_time_is_later_time_for_a_reason(due_at: datetime, reason: str, codes: list[str]) -> None:
    round = a_round(state=S.OPEN, due_at=LATER)

    with pytest.raises(Invalid) as refusal:
        round.extend(due_at, reason, now=NOON)

    assert [fault.code for fault in refusal.value.faults] == codes
    assert (round.due_at, round.extensions) == (LATER, [])


def faults_of(round: Round, awards: int = 10) -> list[Fault]:
    return list(round.faults(awards=awards, now=NOON))


def test_winners_come_from_as_many_places_as_there_are_awards_and_others_advance_to_any_number() -> None:
    assert faults_of(a_round(places=10)) == []
    assert faults_of(a_round(places=30)) == [Fault("/places", "places_differ_from_awards", {"awards": 10})]
    assert faults_of(a_round(places=30, final=False, waiting_list=0)) == []


def test_nobody_waits_for_awards_that_a_round_does_not_give() -> None:
    faults = faults_of(a_round(final=False, waiting_list=5))

    assert faults == [Fault("/waiting_list", "waiting_list_without_awards")]


def test_a_panel_that_is_seated_is_enough_for_the_reviews_wanted() -> None:
    faults = faults_of(a_round(judge_ids=["account_1", "account_2"], reviews_per_entry=3))

    assert faults == [Fault("/reviews_per_entry", "panel_too_small", {"least": 3})]


def test_reviews_are_wanted_by_a_time_to_come() -> None:
    assert faults_of(a_round(due_at=NOON)) == [Fault("/due_at", "due_in_the_past")]
    assert faults_of(a_round(due_at=LATER)) == []


def test_an_entry_calibrates_once() -> None:
    faults = faults_of(a_round(calibration_entry_ids=["entry_1", "entry_1"]))

    assert faults == [Fault("/calibration_entry_ids", "named_twice")]


@pytest.mark.parametrize(
    ("criteria", "fault"),
    [
        ([a_criterion("Feasible")], Fault("/criteria/0/key", "key_malformed")),
        ([a_criterion("a" * 41)], Fault("/criteria/0/key", "key_malformed")),
        ([a_criterion(min=5, max=5)], Fault("/criteria/0/max", "scale_empty")),
        ([a_criterion(minimum=0)], Fault("/criteria/0/minimum", "score_off_scale", {"least": 1, "most": 5})),
        ([a_criterion(minimum=6)], Fault("/criteria/0/minimum", "score_off_scale", {"least": 1, "most": 5})),
    ],
)
def test_criteria_that_make_no_sense_are_refused_where_they_stand(
    criteria: list[dict[str, Any]], fault: Fault
) -> None:
    assert faults_of(a_round(criteria=criteria)) == [fault]


def test_two_criteria_of_one_name_are_both_pointed_at() -> None:
    faults = faults_of(a_round(criteria=[a_criterion("same"), a_criterion("other"), a_criterion("same")]))

    assert [(fault.pointer, fault.code) for fault in faults] == [
        ("/criteria/0/key", "named_twice"),
        ("/criteria/2/key", "named_twice"),
    ]


def test_all_that_is_wrong_with_a_round_is_named_at_once() -> None:
    faults = faults_of(a_round(criteria=[a_criterion("?")], name={"th": ""}, quorum=4, reviews_per_entry=3))

    assert [(fault.pointer, fault.code) for fault in faults] == [
        ("/criteria/0/key", "key_malformed"),
        ("/name", "text_missing"),
        ("/quorum", "quorum_above_reviews"),
    ]


@pytest.mark.parametrize("minimum", [None, 1, 5])
def test_a_sensible_round_is_taken_and_ranked_by_its_own_rules(minimum: int | None) -> None:
    round = a_round(criteria=[a_criterion("a1_b", weight=7, minimum=minimum)], quorum=3, reviews_per_entry=3)

    faults = faults_of(round)

    assert faults == []
    assert round.rules == [Rule(key="a1_b", weight=7, minimum=minimum)]


@pytest.mark.parametrize(
    ("judges", "code"),
    [(["j1", "j2", "j1"], "named_twice"), (["j1", "j2"], "panel_too_small"), ([], "panel_too_small")],
)
def test_a_panel_has_enough_judges_and_each_once(judges: list[str], code: str) -> None:
    round = a_round(reviews_per_entry=3, judge_ids=["before"])

    with pytest.raises(Invalid) as refusal:
        round.seat(judges, now=LATER)

    assert [(fault.pointer, fault.code) for fault in refusal.value.faults] == [("/judge_ids", code)]
    assert round.judge_ids == ["before"]


def test_a_panel_takes_the_place_of_the_one_before() -> None:
    round = a_round(reviews_per_entry=2, judge_ids=["before"])

    event = round.seat(("j2", "j1"), now=LATER)

    assert round.judge_ids == ["j2", "j1"]
    assert (event.type, event.public) == ("round.panel_set", False)


def test_whoever_knows_the_hash_of_the_seed_can_check_it_and_no_more() -> None:
    assert hash_of_seed("seed") == hash_of_seed("seed") != hash_of_seed("other")
    assert len(hash_of_seed("seed")) == 64


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
