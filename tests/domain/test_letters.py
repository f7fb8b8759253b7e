"""A decision letter gives a reason for every criterion, and nothing that was not meant for the applicant."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ids import CallId, EntryId
from domain.model.letter_contents import Case, Line, Occasion, OtherCall, band_of, contents, line_of
from domain.model.letters import Band, Outcome

CRITERIA: list[dict[str, Any]] = [
    {
        "key": "feasibility",
        "title": {"th": "ความเป็นไปได้", "en": "Feasibility"},
        "min": 1,
        "max": 5,
        "minimum": 3,
    },
    {"key": "benefit", "title": {"th": "ประโยชน์"}, "min": 0, "max": 10, "minimum": None},
]
CHOSEN = [
    ("4.500000", {"feasibility": "4.333333", "benefit": "9.000000"}),
    ("4.100000", {"feasibility": "4.000000", "benefit": "8.000000"}),
]


def an_occasion(**more: Any) -> Occasion:
    given_ = {
        "call_title": {"th": "พลิกไทย", "en": "Plik Thai"},
        "criteria": CRITERIA,
        "places": 2,
        "line": line_of(CHOSEN),
        "other_calls": [],
        "appeal_days": 7,
        **more,
    }
    return Occasion(**given_)


def a_case(**more: Any) -> Case:
    given_ = {
        "entry_id": EntryId("entry_1"),
        "title": {"th": "ฝายชะลอน้ำ"},
        "province": "TH-50",
        "outcome": Outcome.NOT_SELECTED,
        "place": None,
        "waiting_place": None,
        "score": "3.200000",
        "means": {"feasibility": "3.666667", "benefit": "5.000000"},
        "moved_reason": None,
        "comments": [],
        **more,
    }
    return Case(**given_)


def test_the_line_is_the_score_of_the_last_one_chosen_and_the_mean_of_all_chosen_per_criterion() -> None:
    line = line_of(CHOSEN)

    assert line == Line(
        score=Decimal("4.10"), criteria={"feasibility": Decimal("4.17"), "benefit": Decimal("8.50")}
    )


def test_a_letter_says_per_criterion_how_good_it_was_and_what_was_missing() -> None:
    letter = contents(a_case(), an_occasion())

    feasibility, benefit = letter["criteria"]
    assert (feasibility["band"], feasibility["mean"], feasibility["line"], feasibility["distance"]) == (
        "good",
        "3.67",
        "4.17",
        "0.50",
    )
    assert "0.50" in feasibility["reason"]["en"]
    assert (benefit["band"], benefit["distance"]) == ("fair", "3.50")
    assert "3.50" in benefit["reason"]["th"]


def test_a_criterion_that_reached_the_line_lacks_nothing() -> None:
    letter = contents(a_case(means={"feasibility": "4.500000", "benefit": "9.000000"}), an_occasion())

    assert [one["distance"] for one in letter["criteria"]] == [None, None]


def test_a_criterion_under_its_minimum_says_so() -> None:
    low = a_case(score=None, means={"feasibility": "2.000000", "benefit": "9.000000"})

    letter = contents(low, an_occasion())

    assert "under the minimum of 3" in letter["criteria"][0]["reason"]["en"]
    assert letter["score"] is None


@given(st.integers(0, 4_000_000), st.integers(0, 10_000_000))
def test_whatever_is_under_the_line_has_a_reason_in_both_languages(feasibility: int, benefit: int) -> None:
    means = {"feasibility": f"{1 + feasibility / 10**6:.6f}", "benefit": f"{benefit / 10**6:.6f}"}

    letter = contents(a_case(means=means), an_occasion())

    assert len(letter["criteria"]) == 2
    for one in letter["criteria"]:
        assert one["reason"]["th"]
        assert one["reason"]["en"]
        assert one["distance"] is None or one["distance"] in one["reason"]["en"]
        assert one["reason"]["th"] in letter["body"]["th"]


@pytest.mark.parametrize(
    ("mean", "band"),
    [
        ("1", Band.WEAK),
        ("2.59", Band.WEAK),
        ("2.6", Band.FAIR),
        ("3.4", Band.GOOD),
        ("4.2", Band.STRONG),
        ("5", "strong"),
    ],
)
def test_bands_are_shares_of_the_scale(mean: str, band: str) -> None:
    assert band_of(Decimal(mean), 1, 5) == band


def test_released_comments_stand_in_an_order_that_does_not_tell_whose_they_are() -> None:
    one, other = {"th": "น่าสนใจ"}, {"th": "กกกก"}

    letters = [contents(a_case(comments=order), an_occasion()) for order in ([one, other], [other, one])]

    assert letters[0] == letters[1]
    assert letters[0]["comments"] == [other, one]
    assert "น่าสนใจ" in letters[0]["body"]["th"]


def test_what_could_come_next_are_calls_that_the_entry_may_enter() -> None:
    def call(number: int, *provinces: str) -> OtherCall:
        return OtherCall(id=CallId(f"call_{number}"), title={"th": f"โครงการ {number}"}, provinces=provinces)

    calls = [call(1), call(2, "TH-10"), call(3, "TH-50"), call(4), call(5)]

    letter = contents(a_case(), an_occasion(other_calls=calls))

    assert [step["id"] for step in letter["next_steps"] if step["kind"] == "call"] == [
        "call_1",
        "call_3",
        "call_4",
    ]


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_its_letter_and_only_a_no_speaks_of_appeals(outcome: Outcome) -> None:
    letter = contents(a_case(outcome=outcome, place=1, waiting_place=1), an_occasion())

    assert "ฝายชะลอน้ำ" in letter["title"]["th"]
    assert ("appeal" in letter["body"]["en"]) == (outcome is Outcome.NOT_SELECTED)
    assert letter["next_steps"]


def test_where_no_appeals_are_taken_none_is_offered() -> None:
    letter = contents(a_case(), an_occasion(appeal_days=0))

    assert "appeal" not in letter["body"]["en"]


def test_a_title_with_braces_is_text_like_any_other() -> None:
    letter = contents(a_case(title={"en": "{place} {0} %s"}), an_occasion())

    assert "{place} {0} %s" in letter["title"]["en"]
