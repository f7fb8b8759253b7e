"""A round goes one way only; sealed, it may open again, and what was committed to stays published."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.errors import Conflict, Invalid
from domain.model.rounds import LIFECYCLE, Round, RoundState, hash_of_seed
from tests.domain.builders import LATER, NOON, a_round

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
