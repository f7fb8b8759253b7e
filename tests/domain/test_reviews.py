"""A review is written piece by piece on the scale, sent in whole, and committed to from then on."""

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from domain.access import Actor
from domain.actions import Action, verdicts
from domain.errors import Conflict, Fault, Invalid
from domain.ids import AccountId
from domain.model.reviews import LIFECYCLE, Recommendation, Review, ReviewState, commitment_to, is_overdue
from domain.policy import reviews as policy
from tests.domain.builders import CRITERIA, LATER, NOON, SPONSOR, a_review

S = ReviewState
WHOLE = {"feasibility": 4, "benefit": 5}
PROMISED: dict[str, tuple[set[ReviewState], ReviewState]] = {
    "write": ({S.ASSIGNED, S.DRAFT}, S.DRAFT),
    "submit": ({S.DRAFT}, S.SUBMITTED),
    "revise": ({S.SUBMITTED}, S.DRAFT),
    "abstain": ({S.ASSIGNED, S.DRAFT}, S.ABSTAINED),
    "recuse": ({S.ASSIGNED, S.DRAFT, S.SUBMITTED}, S.RECUSED),
}
ACTS: dict[str, Callable[[Review], Any]] = {
    "write": lambda review: review.write({"scores": {"benefit": 1}}, CRITERIA, now=LATER),
    "submit": lambda review: review.submit(CRITERIA, "salt", now=LATER),
    "revise": lambda review: review.revise(now=LATER),
    "abstain": lambda review: review.abstain("not my field", now=LATER),
    "recuse": lambda review: review.recuse("a cousin", now=LATER),
}


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("act", ACTS)
def test_a_review_goes_where_it_was_promised_or_nowhere(act: str, state: ReviewState) -> None:
    review = a_review(state=state, scores=WHOLE, submitted_at=NOON)
    sources, leads_to = PROMISED[act]

    if state in sources:
        ACTS[act](review)

        assert review.state is leads_to
    else:
        with pytest.raises(Conflict) as refusal:
            ACTS[act](review)

        assert refusal.value.code == f"review_is_{state}"
        assert review.state is state


def test_no_other_way_is_open() -> None:
    ways = {(source, to) for sources, to in PROMISED.values() for source in sources}

    assert {(source, to) for source, reached in LIFECYCLE.moves.items() for to in reached} == ways


def test_a_review_is_saved_piece_by_piece_and_a_score_can_be_taken_back() -> None:
    review = a_review()

    review.write({"scores": {"feasibility": 1, "benefit": 5}}, CRITERIA, now=LATER)
    review.write({"comment": {"th": "ดี"}, "private_comment": "hm"}, CRITERIA, now=LATER)
    event = review.write({"scores": {"feasibility": 2, "benefit": None}}, CRITERIA, now=LATER)

    assert review.scores == {"feasibility": 2}
    assert (review.comment, review.private_comment) == ({"th": "ดี"}, "hm")
    assert (event.type, event.public, event.account_id) == ("review.drafted", False, "account_judge")


@pytest.mark.parametrize("points", [1, 5])
def test_both_ends_of_the_scale_are_on_it(points: int) -> None:
    review = a_review()

    review.write({"scores": {"benefit": points}}, CRITERIA, now=LATER)

    assert review.scores == {"benefit": points}


def test_all_scores_that_cannot_be_are_named_at_once_and_none_is_kept() -> None:
    review = a_review(state=S.DRAFT, scores={"benefit": 3})
    wrong = {"feasibility": 6, "benefit": 0, "charm": 3, "looks": None}

    with pytest.raises(Invalid) as refusal:
        review.write({"scores": wrong, "comment": {"th": "ดี"}}, CRITERIA, now=LATER)

    scale, known = {"least": 1, "most": 5}, {"known": ["benefit", "feasibility"]}
    assert list(refusal.value.faults) == [
        Fault("/scores/feasibility", "score_off_scale", scale),
        Fault("/scores/benefit", "score_off_scale", scale),
        Fault("/scores/charm", "criterion_unknown", known),
        Fault("/scores/looks", "criterion_unknown", known),
    ]
    assert (review.scores, review.comment) == ({"benefit": 3}, {})


@pytest.mark.parametrize(
    ("scores", "missing"),
    [
        ({}, ["/scores/feasibility", "/scores/benefit"]),
        ({"benefit": 1}, ["/scores/feasibility"]),
    ],
)
def test_a_review_that_is_not_complete_names_all_that_is_missing(
    scores: dict[str, int], missing: list[str]
) -> None:
    review = a_review(state=S.DRAFT, scores=scores)

    with pytest.raises(Invalid) as refusal:
        review.submit(CRITERIA, "salt", now=LATER)

    assert refusal.value.code == "review_incomplete"
    assert [(fault.pointer, fault.code) for fault in refusal.value.faults] == [
        (at, "missing") for at in missing
    ]
    assert (review.state, review.commitment) == (S.DRAFT, None)


def test_sending_in_commits_to_what_is_said_and_anybody_with_the_salt_can_check_it() -> None:
    review = a_review(state=S.DRAFT, scores=WHOLE)

    event = review.submit(CRITERIA, "salt", now=LATER)

    said = (
        '{"commitment_version":2,"entry":"entry_1","recommendation":null,"review":"review_1","salt":"salt",'
        '"scores":{"benefit":5,"feasibility":4}}'
    )
    assert review.commitment == sha256(said.encode()).hexdigest()
    assert (review.salt, review.submitted_at) == ("salt", LATER)
    assert (event.type, event.tally) == ("review.submitted", {"reviews.submitted": 1})


@pytest.mark.parametrize(
    "other",
    [
        {"scores": {"feasibility": 4, "benefit": 4}},
        {"salt": "pepper"},
        {"entry_id": "entry_2"},
        {"id": "review_2"},
        {"recommendation": Recommendation.FUND},
    ],
)
def test_the_commitment_breaks_with_a_single_score_salt_entry_or_review_changed(
    other: dict[str, Any],
) -> None:
    review = a_review(state=S.DRAFT, scores=WHOLE)
    review.submit(CRITERIA, "salt", now=LATER)

    for name, value in other.items():
        setattr(review, name, value)

    assert review.content_hash() != review.commitment


def test_a_commitment_of_before_recommendations_still_verifies() -> None:
    said = '{"entry":"entry_1","review":"review_1","salt":"salt","scores":{"benefit":5,"feasibility":4}}'
    review = a_review(state=S.SUBMITTED, scores=WHOLE, salt="salt", commitment_version=1)

    assert review.content_hash() == sha256(said.encode()).hexdigest()


def test_what_was_sent_in_before_a_revision_is_kept_and_both_commitments_verify() -> None:
    review = a_review(state=S.DRAFT, scores=WHOLE, recommendation=Recommendation.FUND)
    review.submit(CRITERIA, "salt", now=NOON)

    event = review.revise(now=LATER)
    review.write({"scores": {"benefit": 1}, "recommendation": None}, CRITERIA, now=LATER)
    review.submit(CRITERIA, "pepper", now=LATER)

    [before] = review.earlier
    assert (event.type, event.tally) == ("review.reopened", {"reviews.submitted": -1})
    assert (before["scores"], before["recommendation"], before["salt"]) == (WHOLE, "fund", "salt")
    assert before["commitment"] == commitment_to(before, entry=review.entry_id, review=review.id, version=2)
    assert review.commitments == [before["commitment"], review.content_hash()]
    assert (review.first_scores, review.first_submitted_at) == (WHOLE, NOON)
    assert (review.scores, review.submitted_at) == ({"feasibility": 4, "benefit": 1}, LATER)


def test_a_review_that_is_taken_up_again_is_missing_until_it_is_sent_in_anew() -> None:
    review = a_review(state=S.DRAFT, scores=WHOLE)
    review.submit(CRITERIA, "salt", now=NOON)

    review.revise(now=LATER)

    assert (review.state, review.commitment, review.submitted_at) == (S.DRAFT, None, None)
    assert len(review.commitments) == 1


@pytest.mark.parametrize(
    ("state", "earlier", "revisable"),
    [(S.SUBMITTED, [], True), (S.SUBMITTED, [{}], False), (S.DRAFT, [], False), (S.RECUSED, [], False)],
)
def test_a_discussion_opens_to_revision_what_was_sent_in_and_never_revised(
    state: ReviewState, earlier: list[dict[str, Any]], revisable: bool
) -> None:
    review = a_review(state=state, earlier=earlier)

    review.open_to_revision()

    assert review.revisable is revisable


def test_an_abstention_is_no_score_and_no_conflict() -> None:
    review = a_review(state=S.DRAFT, scores=WHOLE)

    event = review.abstain("not my field", now=LATER)

    assert (event.type, event.tally) == ("review.abstained", {})
    assert (review.abstention_reason, review.recusal_reason) == ("not my field", None)
    assert review.commitments == []


@pytest.mark.parametrize(
    ("state", "due_at", "overdue"),
    [
        (S.ASSIGNED, LATER, True),
        (S.DRAFT, LATER, True),
        (S.SUBMITTED, LATER, False),
        (S.RECUSED, LATER, False),
        (S.DRAFT, LATER + timedelta(seconds=1), False),
        (S.DRAFT, None, False),
    ],
)
def test_overdue_is_what_is_wanted_by_now_and_not_there(
    state: ReviewState, due_at: datetime | None, overdue: bool
) -> None:
    assert is_overdue(state, due_at, LATER) is overdue


def test_a_comment_may_be_polished_without_breaking_the_commitment() -> None:
    review = a_review(state=S.DRAFT, scores=WHOLE)
    review.submit(CRITERIA, "salt", now=LATER)

    review.comment = {"th": "ดีมาก"}

    assert review.content_hash() == review.commitment


@pytest.mark.parametrize("reason", ["", " \n"])
def test_nobody_steps_back_without_a_reason(reason: str) -> None:
    review = a_review()

    with pytest.raises(Invalid) as refusal:
        review.recuse(reason, now=LATER)

    assert [(fault.pointer, fault.code) for fault in refusal.value.faults] == [("/reason", "reason_missing")]
    assert review.state is S.ASSIGNED


@pytest.mark.parametrize(
    ("state", "tally"),
    [(S.ASSIGNED, {}), (S.DRAFT, {}), (S.SUBMITTED, {"reviews.submitted": -1})],
)
def test_whoever_steps_back_counts_no_more(state: ReviewState, tally: dict[str, int]) -> None:
    review = a_review(state=state, scores=WHOLE)

    event = review.recuse("a cousin", now=LATER)

    assert review.recusal_reason == "a cousin"
    assert (event.type, event.public, event.organization_id) == ("review.recused", False, SPONSOR)
    assert event.tally == tally


OWN = [action for action in policy.ACTIONS if action.allow is policy.JUDGE]


@pytest.mark.parametrize("action", OWN, ids=lambda action: action.name)
def test_whoever_waited_until_the_round_was_sealed_is_too_late(action: Action) -> None:
    judge = Actor(account_id=AccountId("account_judge"))
    review = a_review(state=min(action.states), scores=WHOLE, sealed_at=LATER)

    [verdict] = verdicts([action], vars(review), judge, NOON)

    assert verdict["reason_code"] == "round_is_sealed"
