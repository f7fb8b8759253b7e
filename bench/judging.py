"""What judging takes on one core, without server or database: a national call's ranking, and its assignment.

We promise that each takes less than two seconds. That depends on the machine, so it is told, not tested; the ratio
is of those two seconds, and less is better.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from random import Random
from statistics import median

from bench.report import Result, result, shown_range
from bench.rounds import Ratio
from domain.model.analysis import analyse
from domain.model.assignment import assign
from domain.model.chances import chances
from domain.model.ranking import Marks, Method, Rule, rank

PROMISED = 2.0  # seconds
ENTRIES, JUDGES, PLACES = 300, 15, 30
RULES = tuple(Rule(key=f"criterion {number}", weight=1 + number % 3) for number in range(5))
WANTED = (3, 5, 15)

Pair = tuple[str, str]
Times = Mapping[str, Sequence[float]]  # seconds of CPU, by the name of the case


@dataclass(frozen=True)
class Case:
    """Something to do, with all that it needs at hand."""

    name: str
    says: str
    do: Callable[[], object]


def measure_judging(rounds: int, *, entries: int = ENTRIES) -> Times:
    """Every case once to warm up, then `rounds` times."""
    everything = list(cases(entries))
    found: dict[str, list[float]] = {case.name: [] for case in everything}
    for number in range(rounds + 1):
        for case in everything:
            begun = time.process_time()
            case.do()
            if number:
                found[case.name].append(time.process_time() - begun)
    return found


def cases(entries: int) -> Iterator[Case]:
    """Every judge reviews every entry by five criteria; then the assignment, few reviews and all, freely and barred."""
    names, judges = [f"entry {n:03}" for n in range(entries)], [f"judge {n:02}" for n in range(JUDGES)]
    marks = _marks(names, judges)
    for method in Method:
        do = partial(_rank_with_chances, marks, method)
        yield Case(f"rank_{method}", f"rank by {method}, with chances", do)
    whole = partial(analyse, marks, RULES, method=Method.FAIR, seed="bench", places=PLACES)
    yield Case("analyse", "the whole analysis", whole)
    for wanted, (kind, barred) in product(WANTED, _conflicts(names, judges).items()):
        deal = partial(assign, names, judges, wanted=wanted, conflicts=barred, seed="bench")
        yield Case(
            f"assign_{wanted}_{kind.replace(' ', '_')}", f"assign {wanted} each, conflicts: {kind}", deal
        )


def results(times: Times) -> Iterator[Result]:
    """Each case, as a share of what is promised."""
    for name, seconds in times.items():
        shares = sorted(each / PROMISED for each in seconds)
        share = Ratio(median(shares), shares[0], shares[-1], len(shares))
        yield result(f"judging_{name}_to_2s", share, {"cpu_us": round(median(seconds) * 1e6)})


def table(times: Times) -> Iterator[str]:
    """A line a case."""
    yield f"{f'judging {ENTRIES} entries by {JUDGES} judges, one core':<50}{'CPU ms':>8}{'of 2 s':>24}"
    told = {each["name"]: each for each in results(times)}
    for case in cases(1):
        found = told[f"judging_{case.name}_to_2s"]
        yield f"{case.says:<50}{found['cpu_us'] / 1000:>8,.0f}{shown_range(found):>24}"
        if found["ratio"] > 1:
            yield f"! {case.says}: more than the {PROMISED} s that we promise"


def _rank_with_chances(marks: Sequence[Marks], method: Method) -> None:
    ranking = rank(marks, RULES, method=method, seed="bench")
    chances(ranking, marks, RULES, places=PLACES)


def _marks(entries: Sequence[str], judges: Sequence[str]) -> list[Marks]:
    chance = Random("judging")
    worth = {name: chance.gauss(5, 2) for name in (*entries, *judges)}
    return [
        Marks(
            judge=judge,
            entry=entry,
            scores={
                rule.key: min(10, max(1, round((worth[entry] + worth[judge]) / 2 + chance.gauss(0, 1))))
                for rule in RULES
            },
        )
        for judge, entry in product(judges, entries)
    ]


def _conflicts(entries: Sequence[str], judges: Sequence[str]) -> Mapping[str, frozenset[Pair]]:
    """None; every tenth pair; all but one that would join two groups (the hardest); most of the last judges'."""
    chance = Random("conflicts")
    pairs = list(product(judges, entries))
    left = {name: 15 * at < 7 * len(names) for names in (judges, entries) for at, name in enumerate(names)}
    parted = {(judge, entry) for judge, entry in pairs if left[judge] != left[entry]}
    return {
        "none": frozenset(),
        "a tenth": frozenset(pair for pair in pairs if chance.random() < 0.1),
        "two groups": frozenset(parted - {(judges[0], entries[-1])}),
        "uneven": frozenset(pair for pair in pairs if chance.random() < judges.index(pair[0]) / len(judges)),
    }
