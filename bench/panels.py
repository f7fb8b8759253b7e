"""Which method finds the truly best? `python -m bench.panels`: minutes, the same table on every machine.

On simulated panels the truth is known: how many of the true best T are among the first T, on average, by the plain
mean; and by how much more or fewer with each other method, with the standard error of that difference (the methods
judge the same panels, so differences are surer than numbers). Then how often a judge is reported as an outlier, and
what became of entries by their probability. Everything runs through the domain's own code.
"""

import argparse
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from statistics import fmean, median, stdev

from bench.panel_models import (
    CHOSEN_ON,
    ERRATIC,
    HONEST,
    IDEA,
    LONG_ERRATIC,
    LONG_LIST,
    SMALL,
    SMALL_ERRATIC,
    UNSEEN,
    Panel,
)
from domain.model.chances import chances
from domain.model.leniency import JudgeAnalysis, judge_analyses
from domain.model.ranking import Method, rank

SHORT, LONG = 1_000, 200  # panels simulated: of up to 100 entries, and of more
OTHERS = (Method.MEDIAN, Method.Z_SCORE, Method.FAIR)
BANDS = ("0.10", "0.40", "0.60", "0.90", "1.00")  # of probability, each up to and including

Found = dict[Method, int]


def main() -> None:
    """Prints its tables in Markdown."""
    parser = argparse.ArgumentParser(prog="bench.panels", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="a fiftieth of the panels, whose numbers mean little"
    )
    share = 50 if parser.parse_args().quick else 1
    for table in (_compared(CHOSEN_ON, share), _compared(UNSEEN, share), _reported(share), _sure(share)):
        for line in table:
            print(line, flush=True)
        print()


def found(panel: Panel, seed: int) -> Found:
    """How many of the true best each method puts among the first, in one panel."""
    quality, marks = panel.simulated(seed)
    best = set(sorted(quality, key=quality.__getitem__)[-panel.places :])
    return {
        method: len(
            best.intersection(
                standing.entry
                for standing in rank(marks, IDEA, method=method, seed=str(seed)).standings[: panel.places]
            )
        )
        for method in Method
    }


def lead(results: Sequence[Found], method: Method) -> tuple[float, float]:
    """How many more than the raw mean a method finds, on average; and the standard error of that."""
    differences = [each[method] - each[Method.RAW_MEAN] for each in results]
    return fmean(differences), stdev(differences) / len(differences) ** 0.5


def _compared(panels: Sequence[Panel], share: int) -> Iterator[str]:
    yield "| panel | panels | raw mean finds | " + " | ".join(OTHERS) + " |"
    yield "| --- " * (len(OTHERS) + 3) + "|"
    for panel in panels:
        results = [found(panel, seed) for seed in range(_number(panel, share))]
        base = fmean(each[Method.RAW_MEAN] for each in results)
        cells = ["{:+.2f} ± {:.2f}".format(*lead(results, method)) for method in OTHERS]
        yield f"| {panel.name} | {len(results)} | {base:.2f} of {panel.places} | " + " | ".join(cells) + " |"


def _reported(share: int) -> Iterator[str]:
    yield "| panel | " + " | ".join(THRESHOLDS) + " |"
    yield "| --- " * (len(THRESHOLDS) + 1) + "|"
    for panel in (SMALL, SMALL_ERRATIC, HONEST, ERRATIC, LONG_LIST, LONG_ERRATIC):
        rounds = [judge_analyses(panel.marks(seed), IDEA) for seed in range(_number(panel, share))]
        cells = [
            _alarms([over(judges) for judges in rounds], len(panel.habits)) for over in THRESHOLDS.values()
        ]
        yield f"| {panel.name} | " + " | ".join(cells) + " |"


def _alarms(told: Sequence[Sequence[bool]], odd: int) -> str:
    """In how many panels the odd judges, who come first, are reported; and in how many anybody else is."""
    others = fmean(any(each[odd:]) for each in told)
    return f"{fmean(all(each[:odd]) for each in told):.2f}, others {others:.2f}" if odd else f"{others:.2f}"


def outliers(judges: Sequence[JudgeAnalysis]) -> list[bool]:
    """Whether each judge is reported, as the platform does it."""
    return [judge.outlier for judge in judges]


def _by_errors(errors: int, judges: Sequence[JudgeAnalysis]) -> list[bool]:
    """As the platform, with another number of standard errors."""
    squares = [float(judge.residual) ** 2 for judge in judges]
    typical = median(squares)
    return [
        (square / typical - 1) * (judge.reviews / 2) ** 0.5 > errors
        for square, judge in zip(squares, judges, strict=True)
    ]


def _by_ratio(most: float, judges: Sequence[JudgeAnalysis]) -> list[bool]:
    """Whoever's residual is so many times the median one, whatever the number of reviews."""
    typical = median(float(judge.residual) for judge in judges)
    return [float(judge.residual) > most * typical for judge in judges]


def _sure(share: int) -> Iterator[str]:
    yield "| probability of a place by `fair` | " + " | ".join(f"up to {band}" for band in BANDS) + " |"
    yield "| --- " * (len(BANDS) + 1) + "|"
    for panel in (HONEST, LONG_LIST):
        entries, true = _outcomes(panel, _number(panel, share) // 4)
        cells = [f"{true[band] / max(entries[band], 1):.2f} of {entries[band]:,}" for band in BANDS]
        yield f"| {panel.name} | " + " | ".join(cells) + " |"


def _outcomes(panel: Panel, number: int) -> tuple[Counter[str], Counter[str]]:
    """By band of probability: entries, and how many of them are truly among the best."""
    entries, true = Counter[str](), Counter[str]()
    for seed in range(number):
        quality, marks = panel.simulated(seed)
        best = sorted(quality, key=quality.__getitem__)[-panel.places :]
        ranking = rank(marks, IDEA, method=Method.FAIR, seed=str(seed))
        for entry, chance in chances(ranking, marks, IDEA, places=panel.places).items():
            band = next(band for band in BANDS if (chance.probability or 0) <= Decimal(band))
            entries[band] += 1
            true[band] += entry in best
    return entries, true


def _number(panel: Panel, share: int) -> int:
    return max((SHORT if panel.entries <= 100 else LONG) // share, 2)


THRESHOLDS: Mapping[str, Callable[[Sequence[JudgeAnalysis]], list[bool]]] = {
    "the platform's (4 standard errors)": outliers,
    "3": partial(_by_errors, 3),
    "5": partial(_by_errors, 5),
    "residual over 1.5 times the median": partial(_by_ratio, 1.5),
}

if __name__ == "__main__":
    main()
