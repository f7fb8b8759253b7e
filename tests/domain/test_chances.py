"""How sure a place is: repeatable by anybody, whatever the order of the input, and right where the answer is known."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.model.chances import Chance, chances, times_drawn
from domain.model.ranking import Marks, Method, Rule, rank
from domain.model.resampled_scores import Sheet, resampled
from tests.domain.panels import IDEA, connected_panels, order, renamed, review
from tests.domain.repeating import SCORERS, drawn, numbered, repeated

methods = st.sampled_from(list(Method))
SURE, NEVER = Decimal("1.00"), Decimal("0.00")


@settings(max_examples=60)
@given(panel=connected_panels(), method=methods, places=st.integers(1, 4))
def test_anybody_can_repeat_the_probabilities_with_nothing_but_floats(panel, method, places):
    rules = [*IDEA, Rule(key="team", weight=2, minimum=1)]
    marks = [
        Marks(judge=m.judge, entry=m.entry, scores={**m.scores, "team": len(m.entry) % 7}) for m in panel
    ]
    ranking = rank(marks, rules, method=method, seed="ตาก")

    found = chances(ranking, marks, rules, places=places, resamples=30)

    expected = repeated(ranking, marks, rules, places=places, resamples=30)
    assert found == {entry: Chance(*chance) for entry, chance in expected.items()}


@settings(max_examples=30)
@given(panel=connected_panels(), method=methods, seed=st.text(max_size=3))
def test_scores_in_a_resample_are_the_same_to_the_last_bit(panel, method, seed):
    sheet = Sheet.of({(one.judge, one.entry): one.scores["idea"] for one in panel}, 1)
    resamples = times_drawn(seed, sheet.panel, 5)

    found = resampled(method, sheet, resamples)

    by_hand = [SCORERS[method](numbered(panel, IDEA), drawn(seed, sheet.panel, at)) for at in range(5)]
    there = [[any(resamples[judges, at]) for at in range(5)] for judges in sheet.judges]
    assert [
        [float(score) for score, counts in zip(row, counted, strict=True) if counts]
        for row, counted in zip(found, there, strict=True)
    ] == [
        [by_hand[at][entry] for at in range(5) if counted[at]]
        for entry, counted in zip(sheet.entries, there, strict=True)
    ]


@given(panel=connected_panels(), method=methods)
def test_with_every_judge_drawn_once_the_scores_are_the_exact_ones(panel, method):
    sheet = Sheet.of({(one.judge, one.entry): one.scores["idea"] for one in panel}, 1)
    exact = {s.entry: float(s.exact) for s in rank(panel, IDEA, method=method, seed="s").standings}

    found = resampled(method, sheet, np.ones((sheet.panel, 1), dtype=np.int64))[:, 0]

    level = exact[sheet.entries[0]] - found[0]  # the panel's, which only `fair` leaves out
    assert [level + score for score in found] == pytest.approx(
        [exact[e] for e in sheet.entries], abs=2e-5, rel=0
    )


@given(panel=connected_panels(), method=methods, chance=st.randoms(use_true_random=False))
def test_the_order_of_the_input_and_the_names_of_the_judges_change_nothing(panel, method, chance):
    ranking = rank(panel, IDEA, method=method, seed="s")
    shuffled = chance.sample(renamed(panel), len(panel))

    found = chances(ranking, shuffled, IDEA, places=2, resamples=20)

    assert found == chances(ranking, panel, IDEA, places=2, resamples=20)


@given(more=st.integers(-20, 20))
def test_a_constant_added_by_one_judge_takes_nobodys_chance_in_the_fair_ranking(more):
    panel = [
        review(judge, f"entry {entry}", entry + more * (judge == "a"))
        for judge in "abc"
        for entry in range(5)
    ]
    ranking = rank(panel, IDEA, method=Method.FAIR, seed="s")

    found = chances(ranking, panel, IDEA, places=2, resamples=20)

    assert [entry for entry, chance in found.items() if chance.probability == SURE] == ["entry 4", "entry 3"]


def test_a_draw_is_the_first_48_bits_of_a_hash_by_the_number_of_judges():
    # printf 's\nchance\n0\n0' | sha256sum; and so on
    digests = "0606d37145c6", "594874332c6e", "a0fb9da8bb89"

    drawn_by_hand = [int(digest, 16) % 3 for digest in digests]

    assert times_drawn("s", 3, 1)[:, 0].tolist() == [drawn_by_hand.count(judge) for judge in range(3)]


def test_every_resample_draws_as_many_judges_as_there_are_and_none_more_often_than_others():
    times = times_drawn("s", 7, 2000)

    assert set(times.sum(axis=0).tolist()) == {7}
    assert times.sum(axis=1) / 2000 == pytest.approx([1] * 7, abs=0.07)  # three standard errors


@pytest.mark.parametrize("method", Method)
def test_where_all_judges_agree_the_best_are_sure_of_their_places(method):
    panel = [
        review(f"judge {judge}", f"entry {entry}", 2 * entry) for judge in range(4) for entry in range(5)
    ]

    found = chances(rank(panel, IDEA, method=method, seed="s"), panel, IDEA, places=2)

    assert {entry: chance.probability for entry, chance in found.items()} == {
        "entry 4": SURE,
        "entry 3": SURE,
        "entry 2": NEVER,
        "entry 1": NEVER,
        "entry 0": NEVER,
    }


@pytest.mark.parametrize("method", Method)
def test_a_tie_in_a_resample_goes_by_the_exact_order(method):
    panel = [review(judge, entry, 5) for judge in "abc" for entry in "uvwxyz"]
    ranking = rank(panel, IDEA, method=method, seed="s")

    found = chances(ranking, panel, IDEA, places=2)

    assert [found[entry].probability for entry in order(ranking)] == [SURE, SURE, *[NEVER] * 4]


def test_a_resample_that_leaves_an_entry_without_a_review_is_not_counted_for_it():
    panel = [review("a", "x", 9), review("a", "y", 5), review("b", "y", 5)]

    found = chances(rank(panel, IDEA, method=Method.RAW_MEAN, seed="s"), panel, IDEA, places=1)

    with_a = sum(bool(drawn("s", 2, at)[0]) for at in range(1000))
    assert found["x"] == Chance(SURE, with_a)
    assert found["y"] == Chance(Decimal(1000 - with_a).scaleb(-3).quantize(Decimal("0.01")), 1000)
    assert 700 < with_a < 800  # three of four


def test_places_are_given_out_completely_where_everybody_is_always_there():
    chance = np.random.default_rng(1)
    panel = [review(j, e, int(chance.integers(1, 11))) for j in "abcdef" for e in "pqrstuvwxyz"]
    ranking = rank(panel, IDEA, method=Method.FAIR, seed="s")

    found = chances(ranking, panel, IDEA, places=4)

    assert sum(each.probability or 0 for each in found.values()) == pytest.approx(4, abs=0.06)
    assert {each.counted for each in found.values()} == {1000}


def test_entries_under_a_minimum_have_no_chance_and_take_nobodys():
    rules = (Rule(key="idea", weight=1, minimum=5),)
    panel = [
        review(judge, entry, points) for judge in "abc" for entry, points in (("x", 4), ("y", 6), ("z", 5))
    ]
    ranking = rank(panel, rules, method=Method.FAIR, seed="s")

    assert chances(ranking, panel, rules, places=1) == {"y": Chance(SURE, 1000), "z": Chance(NEVER, 1000)}


def test_a_ranking_of_nobody_has_no_chances():
    assert chances(rank([], IDEA, method=Method.FAIR, seed="s"), [], IDEA, places=3) == {}


def test_a_part_at_a_time_gives_the_same():
    panel = [review(f"judge {n % 7}", f"entry {n % 11}", n * n % 10) for n in range(77)]
    sheet = Sheet.of({(one.judge, one.entry): one.scores["idea"] for one in panel}, 1)
    times = times_drawn("s", sheet.panel, 60)

    whole = resampled(Method.FAIR, sheet, times)
    parts = [resampled(Method.FAIR, sheet, times[:, at : at + 7]) for at in range(0, 60, 7)]

    assert np.array_equal(whole, np.concatenate(parts, axis=1))
