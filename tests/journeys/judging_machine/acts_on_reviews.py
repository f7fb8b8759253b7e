"""Judges write, send in, revise, abstain and step back; and the others wait."""

from typing import Any

from hypothesis import strategies as st

from domain.access import Actor
from domain.ids import ReviewId
from domain.model.reviews import Recommendation
from domain.policy import reviews
from domain.usecases.assignments import UnassignReview
from domain.usecases.reviews import AbstainReview, RecuseReview, ReviseReview, SubmitReview, UpdateReview
from tests.journeys.judging_machine.walk import Walk

Shown = dict[str, Any]
POINTS = st.integers(1, 5)


def some_review(walk: Walk, *states: str) -> Shown | None:
    """Mostly one in these states."""
    all_of_them = walk.of_call("reviews")
    fitting = [review for review in all_of_them if review["state"] in states]
    choice = all_of_them if not fitting or walk.chance(4) else fitting
    return walk.pick(choice) if choice else None


def write(walk: Walk) -> None:
    if review := some_review(walk, "assigned", "draft"):
        _write(walk, review, walk.who([_judge(walk, review)]))


def submit(walk: Walk) -> None:
    if review := some_review(walk, "draft"):
        wish = SubmitReview(review_id=ReviewId(review["id"]))
        walk.tries(wish, walk.who([_judge(walk, review)]), reviews.SUBMIT, review["id"])


def abstain(walk: Walk) -> None:
    if review := some_review(walk, "assigned", "draft"):
        wish = AbstainReview(review_id=ReviewId(review["id"]), reason="ไม่รู้เรื่องนี้")
        walk.tries(wish, walk.who([_judge(walk, review)]), reviews.ABSTAIN, review["id"])


def recuse(walk: Walk) -> None:
    if review := some_review(walk, "assigned", "draft", "submitted"):
        wish = RecuseReview(review_id=ReviewId(review["id"]), reason="รู้จักกัน")
        walk.tries(wish, walk.who([_judge(walk, review)]), reviews.RECUSE, review["id"])


def revise(walk: Walk) -> None:
    of_use = walk.of_call("reviews", "revisable")
    if review := walk.pick(of_use) if of_use else some_review(walk, "submitted"):
        wish = ReviseReview(review_id=ReviewId(review["id"]))
        walk.tries(wish, walk.who([_judge(walk, review)]), reviews.REVISE, review["id"])


def unassign(walk: Walk) -> None:
    if review := some_review(walk, "assigned"):
        wish = UnassignReview(review_id=ReviewId(review["id"]))
        walk.tries(wish, walk.who(walk.cast.managers), reviews.UNASSIGN, review["id"])


def judge_all(walk: Walk, judge_id: str) -> None:
    """A judge sends in all that they have, those of the calibration first."""
    own = "judge_id = '" + judge_id + "' AND state IN ('assigned', 'draft')"
    judge = walk.account(judge_id)
    for review in sorted(walk.of_call("reviews", own), key=lambda one: not one["calibration"]):
        _write(walk, review, judge, whole=True)
        walk.tries(SubmitReview(review_id=ReviewId(review["id"])), judge, reviews.SUBMIT, review["id"])


def _write(walk: Walk, review: Shown, by: Actor, *, whole: bool = False) -> None:
    scores: dict[str, int | None] = {"feasibility": walk.data.draw(POINTS), "benefit": walk.data.draw(POINTS)}
    if not whole and walk.chance(4):
        scores["benefit"] = walk.pick([None, 9])
    changes: dict[str, Any] = {"scores": scores, "comment": {"th": "ดี"}}
    if walk.chance(2):
        changes["recommendation"] = walk.pick(list(Recommendation))
    wish = UpdateReview(
        review_id=ReviewId(review["id"]),
        expected_version=review["version"] - (0 if whole else walk.pick([0, 0, 0, 1])),
        changes=changes,
    )
    walk.tries(wish, by, reviews.UPDATE, review["id"])


def _judge(walk: Walk, review: Shown) -> Actor:
    return walk.account(review["judge_id"])
