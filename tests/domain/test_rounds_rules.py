"""The rules of a round make sense together, or everything that does not is named at once."""

from typing import Any

import pytest

from domain.errors import Fault
from domain.model.ranking import Rule
from domain.model.rounds import Round
from tests.domain.builders import LATER, NOON, a_criterion, a_round


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
