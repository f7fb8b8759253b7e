"""How many of the truly best each method finds on simulated panels, where the truth is known."""

import random
from collections.abc import Iterable
from math import exp

import pytest

from domain.model.ranking import Marks, Method, Rule, rank

PANELS = (
    200  # so many that the leads asserted below are at least two standard errors (0.065) from the true ones
)
IDEA = (Rule(key="idea", weight=1),)

Found = dict[Method, float]


@pytest.fixture(scope="module")
def honest() -> Found:
    return true_winners_found(erratic=False)


@pytest.fixture(scope="module")
def erratic() -> Found:
    return true_winners_found(erratic=True)


def test_among_honest_judges_the_fair_ranking_finds_no_fewer_winners_than_the_raw_mean(honest):
    assert honest[Method.FAIR] >= honest[Method.RAW_MEAN] - 0.15


def test_with_an_erratic_judge_the_fair_ranking_finds_more_winners_than_the_raw_mean(erratic):
    assert erratic[Method.FAIR] >= erratic[Method.RAW_MEAN] + 0.5


def test_an_erratic_judge_hurts_the_fair_ranking_less_than_the_raw_mean(honest, erratic):
    lost = {method: honest[method] - erratic[method] for method in Method}

    assert 0 < lost[Method.FAIR] < lost[Method.RAW_MEAN]


def true_winners_found(*, erratic: bool) -> Found:
    """How many of the true best 10 of 30 are in the first 10, on average over panels of 9 judges."""
    chance = random.Random(2024)
    found = dict.fromkeys(Method, 0)
    for _ in range(PANELS):
        quality = {f"entry {number}": chance.gauss(0, 1) for number in range(30)}
        marks = list(simulated_reviews(quality, chance, erratic=erratic))
        best = set(sorted(quality, key=quality.__getitem__)[-10:])
        for method in Method:
            first = rank(marks, IDEA, method=method, seed="s").standings[:10]
            found[method] += len(best.intersection(standing.entry for standing in first))
    return {method: count / PANELS for method, count in found.items()}


def simulated_reviews(quality: dict[str, float], chance: random.Random, *, erratic: bool) -> Iterable[Marks]:
    """Three reviews an entry, on a scale of 1 to 10; an erratic judge gives only 1s and 10s, blindly."""
    judges = [(chance.gauss(0, 0.7), exp(chance.gauss(0, 0.3))) for _ in range(9)]
    for number, (entry, worth) in enumerate(quality.items()):
        for judge in sorted({number % 9, (number + 1 + number // 9) % 9, (number + 5) % 9}):
            bias, scale = judges[judge]
            points = round(5.5 + 1.8 * (bias + scale * (worth + chance.gauss(0, 0.6))))
            if erratic and judge == 0:
                points = chance.choice((1, 10))
            yield Marks(judge=f"judge {judge}", entry=entry, scores={"idea": min(10, max(1, points))})
