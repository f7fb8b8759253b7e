"""What the simulated panels of the docs show, on few of them, so that nobody breaks it unseen: truth is known here.

Seeds are fixed. The numbers of `python -m bench.panels` are in docs/judging-simulation.md.
"""

from functools import cache

import pytest

from bench.panel_models import CHOSEN_ON, ERRATIC, HONEST, IDEA, LONG_ERRATIC, UNSEEN, Panel
from bench.panels import Found, found, lead, outliers
from domain.model.leniency import judge_analyses
from domain.model.ranking import Method, is_connected

FEW, MANY = 50, 100


def test_a_panel_with_its_seed_is_always_the_same():
    assert ERRATIC.simulated(7) == ERRATIC.simulated(7)
    assert ERRATIC.simulated(7) != ERRATIC.simulated(8)


@pytest.mark.parametrize("panel", [*CHOSEN_ON, *UNSEEN], ids=lambda panel: panel.name)
def test_a_panel_has_the_reviews_it_says_and_can_be_ranked(panel):
    marks = panel.marks(1)

    wanted = panel.entries * panel.reviews
    assert len({one.entry for one in marks}) == panel.entries
    assert len(marks) == wanted if not panel.missing else wanted / 2 < len(marks) < wanted
    assert is_connected({(one.judge, one.entry) for one in marks})


def test_five_reviews_find_more_than_any_formula_does_with_three():
    five = next(panel for panel in UNSEEN if panel.name == "as the first, 5 reviews each")

    assert mean(five, Method.RAW_MEAN) > max(mean(HONEST, method) for method in Method)


def test_an_erratic_judge_hurts_the_fair_ranking_less_than_the_raw_mean():
    lost = {method: mean(HONEST, method) - mean(ERRATIC, method) for method in Method}

    assert 0 < lost[Method.FAIR] < lost[Method.RAW_MEAN]


def test_an_erratic_judge_is_reported_in_most_panels_and_honest_ones_seldom():
    reported = sum(reported_in(ERRATIC, seed)[0] for seed in range(FEW))
    alarms = sum(any(reported_in(HONEST, seed)) for seed in range(FEW))

    assert reported >= 0.7 * FEW
    assert alarms <= 0.12 * FEW


def test_on_a_long_list_an_erratic_judge_is_always_reported_and_nobody_else():
    assert [reported_in(LONG_ERRATIC, seed) for seed in range(3)] == [[True, *[False] * 14]] * 3


def test_the_lead_of_a_method_comes_with_its_standard_error():
    two = [{Method.RAW_MEAN: 7, Method.FAIR: 8}, {Method.RAW_MEAN: 7, Method.FAIR: 10}]

    assert lead(two, Method.FAIR) == (2.0, pytest.approx(1.0))


@cache
def mean(panel: Panel, method: Method) -> float:
    return sum(each[method] for each in results(panel)) / MANY


@cache
def results(panel: Panel) -> list[Found]:
    return [found(panel, seed) for seed in range(MANY)]


def reported_in(panel: Panel, seed: int) -> list[bool]:
    """Whether each judge is; an erratic one comes first."""
    return outliers(judge_analyses(panel.marks(seed), IDEA))
