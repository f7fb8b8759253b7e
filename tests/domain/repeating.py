"""The bootstrap of `domain/model/chances.py` once more, from its description alone and with nothing but floats.

This is what somebody would write who wants to check the published probabilities in another language.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from math import sqrt

from domain.model.plain_scores import standard_scores
from domain.model.ranking import Marks, Method, Ranking, Rule


@dataclass(frozen=True)
class Panel:
    """Per entry: number of the judge -> points; `unit` is the sum of weights."""

    of_entry: dict[str, dict[int, int]]
    judges: int
    unit: int

    def of_judge(self, judge: int) -> list[int]:
        return [given[judge] for _, given in sorted(self.of_entry.items()) if judge in given]


def repeated(
    ranking: Ranking, marks: Sequence[Marks], rules: Sequence[Rule], *, places: int, resamples: int
) -> dict[str, tuple[Decimal | None, int]]:
    """Probability and count of each entry with a position."""
    panel = numbered(marks, rules)
    order = [standing.entry for standing in ranking.standings]
    won, counted = dict.fromkeys(order, 0), dict.fromkeys(order, 0)
    for resample in range(resamples):
        w = drawn(ranking.seed, panel.judges, resample)
        scores = SCORERS[ranking.method](panel, w)
        there = [entry for entry in order if any(w[judge] for judge in panel.of_entry[entry])]
        for entry in there:
            counted[entry] += 1
        for entry in in_order(there, scores)[:places]:
            won[entry] += 1
    return {entry: (hundredths(won[entry], counted[entry]), counted[entry]) for entry in order}


def numbered(marks: Sequence[Marks], rules: Sequence[Rule]) -> Panel:
    lists: dict[str, list[tuple[str, int]]] = {}
    for one in marks:
        points = sum(rule.weight * one.scores[rule.key] for rule in rules)
        lists.setdefault(one.judge, []).append((one.entry, points))
    of_entry: dict[str, dict[int, int]] = {}
    for number, reviews in enumerate(sorted(sorted(reviews) for reviews in lists.values())):
        for entry, points in reviews:
            of_entry.setdefault(entry, {})[number] = points
    return Panel(dict(sorted(of_entry.items())), len(lists), sum(rule.weight for rule in rules))


def drawn(seed: str, judges: int, resample: int) -> list[int]:
    w = [0] * judges
    for draw in range(judges):
        digest = sha256(f"{seed}\nchance\n{resample}\n{draw}".encode()).hexdigest()
        w[int(digest[:12], 16) % judges] += 1
    return w


def in_order(entries: Sequence[str], scores: dict[str, float]) -> list[str]:
    """`entries` come in the exact order, which settles ties."""
    groups: list[list[str]] = []
    for entry in sorted(entries, key=lambda entry: -scores[entry]):
        if groups and scores[groups[-1][-1]] - scores[entry] < 1e-9:
            groups[-1].append(entry)
        else:
            groups.append([entry])
    return [entry for group in groups for entry in sorted(group, key=entries.index)]


def raw_means(panel: Panel, w: list[int]) -> dict[str, float]:
    return weighted(
        panel, w, {e: {j: p / panel.unit for j, p in g.items()} for e, g in panel.of_entry.items()}
    )


def z_scores(panel: Panel, w: list[int]) -> dict[str, float]:
    totals = {(str(j), e): Fraction(p, panel.unit) for e, g in panel.of_entry.items() for j, p in g.items()}
    z = {pair: float(value) for pair, value in standard_scores(totals).items()}
    return weighted(panel, w, {e: {j: z[str(j), e] for j in g} for e, g in panel.of_entry.items()})


def weighted(panel: Panel, w: list[int], values: dict[str, dict[int, float]]) -> dict[str, float]:
    found = {}
    for entry, given in panel.of_entry.items():
        total = 0.0
        for judge in sorted(given):
            total += w[judge] * values[entry][judge]
        found[entry] = total / max(sum(w[judge] for judge in given), 1)
    return found


def medians(panel: Panel, w: list[int]) -> dict[str, float]:
    found = {}
    for entry, given in panel.of_entry.items():
        values = sorted(p / panel.unit for judge, p in given.items() for _ in range(w[judge])) or [0.0]
        found[entry] = (values[(len(values) - 1) // 2] + values[len(values) // 2]) / 2
    return found


def fair_scores(panel: Panel, w: list[int]) -> dict[str, float]:
    x = even_spread(panel, w)
    c = {e: 1 / (sum(w[j] for j in given) + 0.5) for e, given in panel.of_entry.items()}
    size = range(panel.judges)
    shared = [[0.0 for _ in size] for _ in size]
    right = [0.0 for _ in size]
    for entry, given in panel.of_entry.items():
        s = 0.0
        for judge in sorted(given):
            s += w[judge] * x[entry][judge]
        for judge in given:
            right[judge] += x[entry][judge] - c[entry] * s
            for other in given:
                shared[judge][other] += c[entry]
    n = [len(panel.of_judge(judge)) for judge in size]
    b = solved([[(n[j] if j == k else 0) - shared[j][k] * w[k] for k in size] for j in size], right)
    found = {}
    for entry, given in panel.of_entry.items():
        total = 0.0
        for judge in sorted(given):
            total += w[judge] * (x[entry][judge] - b[judge])
        found[entry] = total * c[entry]
    return found


def even_spread(panel: Panel, w: list[int]) -> dict[str, dict[int, float]]:
    u = panel.unit
    given = [panel.of_judge(judge) for judge in range(panel.judges)]
    n, total = [len(points) for points in given], [sum(points) for points in given]
    q = [(n[j] * sum(p * p for p in given[j]) - total[j] ** 2) / (n[j] * u * u) for j in range(panel.judges)]
    v = 0.0
    for judge in range(panel.judges):
        v += w[judge] * q[judge]
    v /= max(sum(w[judge] * (n[judge] - 1) for judge in range(panel.judges)), 1)
    f = [sqrt(v * (n[j] - 1 + 6) / (q[j] + 6 * v)) if v else 1.0 for j in range(panel.judges)]
    return {
        entry: {
            j: total[j] / (n[j] * u) + ((n[j] * p - total[j]) / (n[j] * u)) * f[j] for j, p in reviews.items()
        }
        for entry, reviews in panel.of_entry.items()
    }


def solved(a: list[list[float]], right: list[float]) -> list[float]:
    size = len(right)
    for k in range(size):
        for i in range(k + 1, size):
            factor = a[i][k] / a[k][k]
            for column in range(k + 1, size):
                a[i][column] -= factor * a[k][column]
            right[i] -= factor * right[k]
    for i in reversed(range(size)):
        for column in range(i + 1, size):
            right[i] -= a[i][column] * right[column]
        right[i] /= a[i][i]
    return right


def hundredths(won: int, counted: int) -> Decimal | None:
    return Decimal(round(Fraction(100 * won, counted))).scaleb(-2) if counted else None


SCORERS = {
    Method.FAIR: fair_scores,
    Method.RAW_MEAN: raw_means,
    Method.MEDIAN: medians,
    Method.Z_SCORE: z_scores,
}
