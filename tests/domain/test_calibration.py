"""Calibration tells a judge how lenient they are, and nobody what another judge gave."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.ids import AccountId, EntryId, ReviewId
from domain.model.calibration import leniency, sittings
from domain.model.ranking import Rule
from domain.model.reviews import Review, ReviewState
from tests.domain.builders import NOON, a_review

RULES = [Rule(key="feasibility", weight=2), Rule(key="benefit", weight=1)]
ME = AccountId("account_0")


def at(minute: int) -> datetime:
    return NOON + timedelta(minutes=minute)


def a_score(judge: int, points: int, *, minute: int = 0, entry: int = 1, **more: Any) -> Review:
    """Sent in at that minute, the same points on both criteria."""
    given = {
        "id": ReviewId(f"review_{judge}_{entry}"),
        "judge_id": AccountId(f"account_{judge}"),
        "entry_id": EntryId(f"entry_{entry}"),
        "scores": {"feasibility": points, "benefit": points},
        "submitted_at": at(minute),
        "calibration": True,
    }
    return a_review(**{"state": ReviewState.SUBMITTED} | given | more)


def unsent(judge: int, *, entry: int = 1, **more: Any) -> Review:
    given = {"judge_id": AccountId(f"account_{judge}"), "entry_id": EntryId(f"entry_{entry}")}
    return a_review(calibration=True, **given | more)


def mine(*reviews: Review, gone: dict[str, datetime] | None = None) -> Any:
    return leniency(ME, sittings(reviews, RULES, gone or {}))


def test_leniency_is_ones_own_mean_against_the_others() -> None:
    own = mine(a_score(0, 5), a_score(0, 4, entry=2), a_score(1, 3), a_score(1, 2, entry=2), a_score(2, 4))

    assert own is not None
    assert (own.mean, own.panel_mean, own.leniency) == (Decimal("4.5"), Decimal("2.75"), Decimal("1.75"))
    assert own.judges == 2


def test_criteria_count_by_their_weights() -> None:
    uneven = {"feasibility": 5, "benefit": 2}

    own = mine(a_score(0, 0, scores=uneven), a_score(1, 3), a_score(2, 3))

    assert own.leniency == Decimal(1)


def test_nothing_is_told_before_two_others_have_sent_in_theirs() -> None:
    assert mine(a_score(0, 5), a_score(1, 3), unsent(2)) is None
    assert mine(a_score(0, 5), unsent(0, entry=2), a_score(1, 3), a_score(2, 4)) is None
    assert mine(a_score(1, 3), a_score(2, 4), a_score(3, 4)) is None


def test_whoever_stepped_back_from_one_entry_is_measured_on_the_others() -> None:
    stepped_back = unsent(0, entry=2, state=ReviewState.RECUSED, given_back_at=at(1))

    own = mine(a_score(0, 5), stepped_back, a_score(1, 3), a_score(1, 1, entry=2), a_score(2, 4))

    assert own.panel_mean == Decimal("3.5")


def test_an_entry_that_left_the_round_is_waited_for_no_longer() -> None:
    reviews = a_score(0, 5), unsent(0, entry=2), a_score(1, 3), a_score(2, 4)

    assert mine(*reviews) is None
    assert mine(*reviews, gone={"entry_2": at(3)}) is not None


def test_what_was_first_sent_in_counts_whatever_is_revised_or_taken_back_later() -> None:
    first = {
        "scores": {"feasibility": 3, "benefit": 3},
        "submitted_at": "2026-09-30T12:00:00.000000Z",
    }
    before = mine(a_score(0, 5), a_score(1, 3), a_score(2, 4))

    after = mine(
        a_score(0, 5),
        a_score(1, 1, minute=90, earlier=[first]),
        a_score(2, 4, state=ReviewState.RECUSED, given_back_at=at(50)),
    )

    assert after == before


MINUTES = st.integers(0, 30).filter(lambda minute: minute != 15)  # no two at one moment


@given(
    st.lists(st.tuples(st.integers(1, 5), MINUTES), min_size=2, max_size=8, unique_by=lambda sent: sent[1])
)
def test_asking_again_after_each_of_the_others_tells_nothing_more(sent: list[tuple[int, int]]) -> None:
    """By what has arrived up to each moment, the answer is none until it is there, and then always the same."""
    reviews = [a_score(0, 5, minute=15)]
    reviews += [a_score(judge, points, minute=minute) for judge, (points, minute) in enumerate(sent, 1)]
    by_time = sorted(reviews, key=lambda review: (review.submitted_at or NOON, review.id))

    answers = [
        mine(*by_time[:known], *map(_not_yet, by_time[known:])) for known in range(1, len(by_time) + 1)
    ]

    assert len({repr(answer) for answer in answers if answer is not None}) <= 1


def _not_yet(review: Review) -> Review:
    return a_review(judge_id=review.judge_id, entry_id=review.entry_id, calibration=True)
