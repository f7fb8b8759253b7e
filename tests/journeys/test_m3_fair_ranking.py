"""M3, fair ranking under unequal judges: its four promises, each by name.

The domain is asked directly: it is where rankings are made. What a round shows of them is in tests/api/test_results.py.
"""

import json
import random

import pytest

from bench.panel_models import ERRATIC, HONEST, Panel
from bench.panels import found, lead
from domain.model.analysis import Analysis, Discussion, analyse
from domain.model.ranking import METHOD_VERSION, Marks, Method, Rule, rank
from domain.model.ties import TieBreak

RULES = (Rule(key="feasibility", weight=2, minimum=3), Rule(key="community_benefit", weight=3))
PANELS = 200  # so many that what is asserted is two standard errors (of .065) from what is true
PLACES = 10


@pytest.fixture(scope="module")
def marks() -> list[Marks]:
    """Thirty entries before nine judges, by two criteria."""
    chance = random.Random(20)
    return [
        Marks(
            judge=one.judge,
            entry=one.entry,
            scores={
                "feasibility": max(1, one.scores["idea"] - chance.randint(0, 2)),
                "community_benefit": one.scores["idea"],
            },
            recommendation=chance.choice(("fund", "discuss", "decline", None)),
        )
        for one in HONEST.marks(3)
    ]


@pytest.fixture(scope="module")
def analysis(marks: list[Marks]) -> Analysis:
    return analysed(marks)


@pytest.mark.parametrize("more", [-40, -1, 1, 7, 1000])
@pytest.mark.parametrize("judge", range(3))
def test_1_adding_a_constant_to_all_scores_of_one_judge_leaves_the_order_unchanged(
    marks: list[Marks], judge: int, more: int
) -> None:
    rules = [Rule(key=rule.key, weight=rule.weight) for rule in RULES]  # a minimum is a filter before ranking
    stricter = [raised(one, more) if one.judge == f"judge {judge:02}" else one for one in marks]

    before = rank(marks, rules, method=Method.FAIR, seed="s")
    after = rank(stricter, rules, method=Method.FAIR, seed="s")

    assert order_of(after.standings) == order_of(before.standings)


@pytest.mark.parametrize("seed", range(5))
def test_2_permuting_judges_or_input_order_gives_the_byte_identical_result(
    marks: list[Marks], analysis: Analysis, seed: int
) -> None:
    shuffled = random.Random(seed).sample(marks, len(marks))

    assert bytes_of(analysed(shuffled)) == bytes_of(analysis)


def test_2_other_names_for_the_judges_give_the_byte_identical_result_for_every_entry(
    marks: list[Marks], analysis: Analysis
) -> None:
    names = [f"judge {number:02}" for number in range(HONEST.judges)]
    other = dict(zip(names, random.Random(1).sample(names, len(names)), strict=True))
    renamed = [
        Marks(judge=other[m.judge], entry=m.entry, scores=m.scores, recommendation=m.recommendation)
        for m in marks
    ]

    found = analysed(renamed)

    assert found.ranking == analysis.ranking
    assert entries_of(found) == entries_of(analysis)


def test_3_with_honest_judges_no_more_than_fifteen_hundredths_of_ten_places_are_lost() -> None:
    assert fair_lead(HONEST) >= -0.15


def test_3_with_one_erratic_judge_half_a_place_of_ten_at_least_is_gained() -> None:
    assert fair_lead(ERRATIC) >= 0.5


def test_4_a_project_with_an_even_chance_or_chosen_by_some_methods_only_is_flagged(
    analysis: Analysis,
) -> None:
    told = entries_of(analysis)
    chosen = [set(each["entry_ids"]) for each in analysis.as_dict()["methods"]]
    even = {
        entry for entry, one in told.items() if one["probability"] and 0.4 <= float(one["probability"]) <= 0.6
    }
    some = set.union(*chosen) - set.intersection(*chosen)

    assert even
    assert some
    assert {entry for entry, one in told.items() if one["needs_discussion"]} == even | some
    assert {entry for entry, one in told.items() if Discussion.NEAR_THE_LINE in one["discussion"]} == even
    assert {entry for entry, one in told.items() if Discussion.METHODS_DIFFER in one["discussion"]} == some


def test_the_answer_holds_method_version_ties_chances_and_the_margin(analysis: Analysis) -> None:
    told = analysis.as_dict()

    assert (told["method"], told["method_version"]) == (Method.FAIR, METHOD_VERSION[Method.FAIR])
    assert told["line"]["margin"] == str(
        analysis.entries[analysis.ranking.standings[PLACES - 1].entry].margin
    )
    assert all(
        0 <= float(one["probability"]) <= 1 for one in entries_of(analysis).values() if one["positions"]
    )
    assert [link.value for link in TieBreak][-1] == "lottery"


def analysed(marks: list[Marks]) -> Analysis:
    return analyse(marks, RULES, method=Method.FAIR, seed="the seed", places=PLACES)


def raised(one: Marks, more: int) -> Marks:
    return Marks(judge=one.judge, entry=one.entry, scores={key: p + more for key, p in one.scores.items()})


def order_of(standings) -> list[str]:
    return [standing.entry for standing in standings]


def entries_of(analysis: Analysis) -> dict[str, dict]:
    return {entry: one.as_dict() for entry, one in analysis.entries.items()}


def bytes_of(analysis: Analysis) -> bytes:
    return json.dumps([repr(analysis.ranking), analysis.as_dict(), entries_of(analysis)]).encode()


def fair_lead(panel: Panel) -> float:
    return lead([found(panel, seed) for seed in range(PANELS)], Method.FAIR)[0]
