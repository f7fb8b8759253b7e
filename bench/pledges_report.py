"""What was found of pledges: a table for people, and results."""

from collections.abc import Iterator, Mapping

from bench.pledges import HEAT, WAYS
from bench.report import Result, costs, result, shown_range
from bench.rounds import Measured, ratio
from domain.model.campaigns import Model

HEADS = (
    "spread/s",
    "hot/s",
    "hot to spread",
    "spread to bare",
    "hot to bare",
    "CPU us",
    "database us",
    "statements",
)
WIDTHS = (10, 8, 19, 19, 19, 8, 13, 12)


def results(measured: Measured, statements: Mapping[Model, int]) -> Iterator[Result]:
    """Each way hot beside spread, and both beside the bare inserts, in pledges a second."""
    for way in WAYS:
        spread, hot = (measured[f"{way.name}_{heat}"] for heat in HEAT)
        taken = {"statements": way.statements(statements[way.model])}
        beside = ratio(hot, spread, lambda each: each.per_second)
        yield result(f"pledge_{way.name}_hot_to_spread", beside, {**taken, **costs(hot)})
        for heat, slices in zip(HEAT, (spread, hot), strict=True):
            bare = ratio(slices, measured[f"{way.bare}_{heat}"], lambda each: each.per_second)
            yield result(f"pledge_{way.name}_{heat}_to_bare", bare, costs(slices))


def table(measured: Measured, statements: Mapping[Model, int]) -> Iterator[str]:
    """A line a way; what a pledge costs is told of the spread ones."""
    found = {each["name"]: each for each in results(measured, statements)}
    yield _line("pledges of 500 baht by card", *HEADS)
    for way in WAYS:
        beside = found[f"pledge_{way.name}_hot_to_spread"]
        spread, hot = (found[f"pledge_{way.name}_{heat}_to_bare"] for heat in HEAT)
        yield _line(
            way.says,
            f"{spread['requests_per_second']:,.0f}",
            f"{hot['requests_per_second']:,.0f}",
            *(shown_range(each) for each in (beside, spread, hot)),
            f"{spread['cpu_us']:,}",
            f"{spread['database_us']:,}",
            str(beside["statements"]),
        )


def _line(says: str, *cells: str) -> str:
    return f"{says:<30}" + "".join(f"{cell:>{width}}" for cell, width in zip(cells, WIDTHS, strict=True))
