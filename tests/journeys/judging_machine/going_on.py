"""What usually comes next in the life of a call: done by whoever should, so that walks come to their end at times."""

from typing import Any

from tests.journeys.judging_machine import acts_after, acts_on_calls, acts_on_reviews, acts_on_rounds
from tests.journeys.judging_machine.promises import evenly_dealt
from tests.journeys.judging_machine.walk import Walk

calls, rounds, reviews, after = acts_on_calls, acts_on_rounds, acts_on_reviews, acts_after
AFTERWARDS = (
    after.answer_grant,
    after.appeal,
    after.assign_appeal,
    after.give_opinion,
    after.decide_appeal,
    after.propose_mentor,
    after.answer_mentor,
)
FIELD = 5  # entries that make it worth to judge


def go_on(walk: Walk) -> None:
    [call] = walk.rows("SELECT * FROM calls WHERE id = %s", walk.call)
    if call["state"] == "draft":
        calls.open_the_call(walk)
    elif call["state"] == "open":
        _come_in(walk, call)
    elif call["state"] == "closed":
        _judge(walk)
    elif call["state"] == "announced":
        walk.pick(AFTERWARDS)(walk)


def _come_in(walk: Walk, call: dict[str, Any]) -> None:
    if call["opens_at"] > walk.cast.time:
        walk.cast.pass_time(hours=48)
        calls.sweep(walk)
    elif len(walk.of_call("entries", "state <> 'withdrawn'")) < FIELD and walk.acts < 25:
        calls.enter(walk)
    elif walk.of_call("entries", "state = 'submitted'"):
        calls.screen_all(walk, yes=True)
    else:
        calls.close_the_call(walk)


def _judge(walk: Walk) -> None:
    round = rounds.latest(walk)
    if walk.of_call("entries", "state = 'submitted'"):
        calls.screen_all(walk, yes=True)
    elif round is None or round["state"] == "published":
        rounds.create_round(walk)
    elif round["state"] == "draft":
        _begin(walk, round)
    elif round["state"] == "open":
        _fill(walk, round)
    elif round["state"] == "sealed":
        _rank(walk, round)
    elif round["state"] == "ranked":
        rounds.decide(walk, round)
    else:
        rounds.publish(walk, round)


def _rank(walk: Walk, round: dict[str, Any]) -> None:
    """Unless something is to be discussed first, or lacks reviews."""
    if not round["reopenings"] and walk.chance(3):
        rounds.open_round(walk, round)
        return
    if walk.chance(3):
        rounds.release(walk, round)
    rounds.rank(walk, round)
    if "quorum_not_met" in walk.journal[-1] or "disconnected" in walk.journal[-1]:
        rounds.open_round(walk, round)


def _begin(walk: Walk, round: dict[str, Any]) -> None:
    if len(round["judge_ids"]) < round["reviews_per_entry"] + 1:
        rounds.set_panel(walk, round)
        return
    rounds.open_round(walk, round)
    said, [now] = walk.journal[-1], walk.rows("SELECT * FROM rounds WHERE id = %s", round["id"])
    if now["state"] == "open":
        evenly_dealt(walk, now)
    elif "too_few_entries" in said or "calibration_entry_gone" in said or "invalid_input" in said:
        rounds.update_round(walk, round)
    elif "lacking" in said or "disconnected" in said:
        rounds.set_panel(walk, round)


def _fill(walk: Walk, round: dict[str, Any]) -> None:
    """One judge after the other; then more judges where some are lacking; then the seal."""
    waiting = f"round_id = '{round['id']}' AND state IN ('assigned', 'draft')"
    if found := walk.of_call("reviews", waiting):
        reviews.judge_all(walk, walk.pick(sorted({review["judge_id"] for review in found})))
    elif walk.of_call("reviews", "revisable") and walk.chance(2):
        reviews.revise(walk)
    else:
        walk.pick([rounds.seal, rounds.seal, rounds.assign])(walk, round)
