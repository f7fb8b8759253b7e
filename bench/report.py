"""What was found: a table for people, and results.json for whatever compares runs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.pages import Page
from bench.rounds import Measured, Ratio, Slice, ratio

Result = dict[str, Any]
FULL = 0.85  # of a core: a load that is so busy measures itself
MICRO = 1e6
HEADS = ("bytes", "req/s", "CPU us", "database us", "req/s of floor's", "x floor's CPU", "statements")
WIDTHS = (8, 8, 8, 13, 19, 22, 12)


@dataclass(frozen=True)
class Found:
    """`bytes` and `statements` are of one answer, by the name of its page."""

    pages: Sequence[Page]
    measured: Measured
    bytes: Mapping[str, int]
    statements: Mapping[str, int]

    def results(self) -> Iterator[Result]:
        """Each page beside its floor, in requests a second and in CPU of the app; GraphQL beside REST in CPU."""
        for page in self.pages:
            floor = self.measured[f"floor_of_{page.like}"]
            slices = self.measured[page.name]
            facts = {
                "bytes": self.bytes[page.name],
                "statements": self.statements[page.name],
                **costs(slices),
            }
            yield result(f"{page.name}_to_floor", ratio(slices, floor, lambda each: each.per_second), facts)
            yield result(f"{page.name}_to_floor_cpu", ratio(slices, floor, lambda each: each.app_cost), {})
        for name in self._floors():
            slices = self.measured[name]
            yield result(name, Ratio(1, 1, 1, len(slices)), {"bytes": self.bytes[name], **costs(slices)})
        same = self.measured["graphql_list"], self.measured["rest_list"]
        yield result("graphql_list_to_rest_list_cpu", ratio(*same, lambda each: each.app_cost), {})

    def table(self) -> Iterator[str]:
        """A line a page."""
        yield _line("", *HEADS)
        results = {each["name"]: each for each in self.results()}
        for page in self.pages:
            of_floor, cost = results[f"{page.name}_to_floor"], results[f"{page.name}_to_floor_cpu"]
            yield _line(
                page.says,
                *_shown(of_floor),
                shown_range(of_floor),
                shown_range(cost),
                str(of_floor["statements"]),
            )
        for name in self._floors():
            yield _line(f"floor, as large as {name.removeprefix('floor_of_')}", *_shown(results[name]))
        yield f"GraphQL to REST for the same data, CPU: {shown_range(results['graphql_list_to_rest_list_cpu'])}"
        yield from self._doubts()

    def _floors(self) -> list[str]:
        return [name for name in self.measured if name.startswith("floor_of_")]

    def _doubts(self) -> Iterator[str]:
        for name, slices in self.measured.items():
            if max(each.busy for each in slices) > FULL:
                yield f"! {name}: the load was as busy as what it measured; with wrk it would be lighter"


def costs(slices: Sequence[Slice]) -> Result:
    """What a request took, of all rounds together."""
    requests, seconds = sum(each.requests for each in slices), sum(each.seconds for each in slices)
    return {
        "requests_per_second": round(requests / seconds, 1),
        "cpu_us": round(MICRO * sum(each.app for each in slices) / requests),
        "database_us": round(MICRO * sum(each.database for each in slices) / requests),
    }


def result(name: str, found: Ratio, facts: Mapping[str, Any]) -> Result:
    """As it stands in results.json."""
    numbers = {"ratio": found.middle, "low": found.low, "high": found.high}
    rounded = {key: round(value, 3) for key, value in numbers.items()}
    return {"name": name, **rounded, "rounds": found.rounds, **facts}


def shown_range(found: Result) -> str:
    """The median and, in brackets, the range."""
    return f"{found['ratio']:.2f} [{found['low']:.2f}-{found['high']:.2f}]"


def _shown(result: Result) -> Iterator[str]:
    for name in ("bytes", "requests_per_second", "cpu_us", "database_us"):
        yield f"{result[name]:,.0f}"


def _line(says: str, *cells: str) -> str:
    return f"{says:<42}" + "".join(f"{cell:>{width}}" for cell, width in zip(cells, WIDTHS, strict=False))
