"""Who goes first when scores are equal: every link of the published chain, and the lottery."""

from collections.abc import Mapping
from fractions import Fraction
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from domain.model.ranking import Marks, Method, Rule, rank
from domain.model.ties import Tally, in_order

RULES = (
    Rule(key="feasibility", weight=1),
    Rule(key="community_benefit", weight=1),
    Rule(key="idea", weight=1, minimum=3),
)


def review(judge: str, entry: str, feasibility: int, benefit: int, idea: int) -> Marks:
    scores = {"feasibility": feasibility, "community_benefit": benefit, "idea": idea}
    return Marks(judge=judge, entry=entry, scores=scores)


def outcome(*marks: Marks) -> list[tuple[str, str | None]]:
    ranking = rank(marks, RULES, method=Method.RAW_MEAN, seed="s")
    return [(one.entry, one.tie_broken_by) for one in ranking.standings]


def tally(entry: str, *, reviews: int = 1) -> Tally:
    return Tally(entry=entry, reviews=reviews, means={}, low_scores=0)


def test_a_better_score_needs_no_chain():
    assert outcome(review("a", "x", 5, 5, 5), review("a", "y", 9, 9, 9)) == [("y", None), ("x", None)]


def test_first_the_more_feasible_wins():
    found = outcome(review("a", "x", 5, 9, 4), review("a", "y", 6, 6, 6))

    assert found == [("y", "feasibility"), ("x", "feasibility")]


def test_then_the_one_that_benefits_the_community_more():
    found = outcome(review("a", "x", 5, 6, 7), review("a", "y", 5, 7, 6))

    assert found == [("y", "community_benefit"), ("x", "community_benefit")]


def test_then_the_one_with_fewer_scores_under_a_minimum():
    found = outcome(
        review("a", "x", 5, 5, 2),
        review("b", "x", 5, 5, 8),
        review("a", "y", 5, 5, 3),
        review("b", "y", 5, 5, 7),
    )

    assert found == [("y", "fewer_low_scores"), ("x", "fewer_low_scores")]


def test_then_the_one_with_more_reviews():
    found = outcome(review("a", "x", 5, 5, 5), review("a", "y", 5, 5, 5), review("b", "y", 5, 5, 5))

    assert found == [("y", "more_reviews"), ("x", "more_reviews")]


def test_last_the_lottery_decides_as_anybody_can_repeat():
    entries = ["u", "v", "w", "x", "y", "z"]

    found = outcome(*(review("a", entry, 5, 5, 5) for entry in entries))

    drawn = sorted(entries, key=lambda entry: sha256(f"s\n{entry}".encode()).hexdigest())
    assert found == [(entry, "lottery") for entry in drawn]


def test_another_seed_draws_another_order():
    marks = [review("a", entry, 5, 5, 5) for entry in "uvwxyz"]

    one, other = (rank(marks, RULES, method=Method.FAIR, seed=seed) for seed in ("s", "t"))

    assert [s.entry for s in one.standings] != [s.entry for s in other.standings]


def test_each_of_a_tie_names_the_last_link_it_needed():
    found = outcome(
        review("a", "best", 6, 5, 4),
        review("a", "x", 5, 5, 5),
        review("a", "y", 5, 5, 5),
        review("a", "z", 5, 6, 4),
    )

    assert dict(found) == {
        "best": "feasibility",
        "z": "community_benefit",
        "x": "lottery",
        "y": "lottery",
    }


def test_a_criterion_that_the_round_does_not_have_parts_nobody():
    rules = (Rule(key="idea", weight=1),)
    marks = [Marks(judge="a", entry=entry, scores={"idea": 5}) for entry in "xy"]

    ranking = rank(marks, rules, method=Method.RAW_MEAN, seed="s")

    assert [one.tie_broken_by for one in ranking.standings] == ["lottery", "lottery"]


def test_a_chain_of_near_scores_is_one_tie():
    step = Fraction(6, 10**10)
    scores = {"x": 5 + 2 * step, "y": 5 + step, "z": Fraction(5)}
    tallies = [tally("x", reviews=1), tally("y", reviews=2), tally("z", reviews=3)]

    found = in_order(tallies, scores, seed="s")

    assert [(one.entry, link) for one, link in found] == [(entry, "more_reviews") for entry in "zyx"]


def test_scores_a_billionth_apart_are_no_tie():
    scores = {"x": 5 + Fraction(1, 10**9), "y": Fraction(5)}

    found = in_order([tally("y", reviews=9), tally("x")], scores, seed="s")

    assert [(one.entry, link) for one, link in found] == [("x", None), ("y", None)]


@given(
    scores=st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.integers(0, 6), max_size=8),
    moved=st.fractions(-10, 10),
)
def test_moving_all_scores_by_the_same_amount_changes_no_tie(scores: Mapping[str, int], moved: Fraction):
    step = Fraction(4, 10**10)
    before = {entry: score * step for entry, score in scores.items()}
    after = {entry: score + moved for entry, score in before.items()}
    tallies = [tally(entry) for entry in scores]

    assert in_order(tallies, after, seed="s") == in_order(tallies, before, seed="s")
