"""What a project's document may hold, and what makes no sense together in it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from domain.errors import Fault, Invalid
from domain.model.documents import WRONG_KIND, found
from domain.model.project_shape import PROJECT, ROWS, Document
from domain.model.rows import named
from domain.money import MOST
from domain.provinces import provinces
from domain.text import canonical_json

LARGEST_DOCUMENT = 128 * 1024  # bytes of all of it: a list shows a hundred, and a snapshot keeps it for ever
MOST_TOLD = 2**53 - 1  # of a sum, which may have more digits than JSON carries

NEEDED_TO_PUBLISH = (
    "/title",
    "/summary",
    "/problem/statement",
    "/problem/province",
    "/solution/approach",
)
NEEDED_TO_ENTER = (
    "/title",
    "/summary",
    "/problem/statement",
    "/problem/community",
    "/problem/province",
    "/problem/people_affected",
    "/problem/root_causes",
    "/solution/approach",
    "/solution/activities",
    "/team",
    "/budget",
    "/benefits",
)
SPECIAL = {"/problem/root_causes": "root_cause_missing"}  # the programme's own first question


def missing(document: Mapping[str, Any], needed: Iterable[str]) -> list[Fault]:
    """Which of the places (JSON pointers) of a tidy document are empty."""
    return [Fault(place, SPECIAL.get(place, "missing")) for place in needed if not found(document, place)]


def checked(
    sent: Mapping[str, Any],
    *,
    needed: Iterable[str] = (),
    before: Mapping[str, Any] = {},
    numbers: Mapping[str, int] = {},
) -> Document:
    """The document in the form in which it is kept: every field there, ids given. `before` is what it was, and
    `numbers` how far its rows have been numbered.

    Raises Invalid that names at once all that is wrong, that makes no sense, and that is missing of `needed`.
    """
    faults = list(PROJECT.faults(sent, ""))
    if not any(fault.code in WRONG_KIND for fault in faults):
        document = _named(PROJECT.tidied(sent), before, numbers)
        known = {fault.pointer for fault in faults}
        faults += [f for f in (*senseless(document), *missing(document, needed)) if f.pointer not in known]
    if faults := faults or list(_too_large(document)):
        raise Invalid("invalid_input", faults=faults)
    return document


def _too_large(document: Document) -> Iterator[Fault]:
    if (size := len(canonical_json(document))) > LARGEST_DOCUMENT:
        yield Fault("", "document_too_large", {"most": LARGEST_DOCUMENT, "size": size})


def senseless(document: Document) -> Iterator[Fault]:
    """What is well-formed in a tidy document, and yet cannot be."""
    problem = document["problem"]
    if problem["province"] and problem["province"] not in provinces():
        yield Fault("/problem/province", "province_unknown", {"value": problem["province"]})
    for place, goal in enumerate(problem["goals"]):
        if goal in problem["goals"][:place]:
            yield Fault(f"/problem/goals/{place}", "goal_repeated", {"value": goal})
    for pointer in ROWS:
        yield from _repeated(found(document, pointer), pointer)
    yield from _no_tree(problem["root_causes"])
    if (total := cost(document["budget"])) > MOST:
        yield Fault("/budget", "budget_too_large", {"most": MOST, "total": min(total, MOST_TOLD)})
    if (total := promised(document["from_elsewhere"])) > MOST:
        yield Fault("/from_elsewhere", "budget_too_large", {"most": MOST, "total": min(total, MOST_TOLD)})


def cost(budget: Iterable[Mapping[str, Any]]) -> int:
    """What all lines cost together, in minor units of the one currency that we know."""
    priced = ((line["quantity"], (line["unit_cost"] or {}).get("amount")) for line in budget)
    return sum(quantity * amount for quantity, amount in priced if quantity and amount)


def promised(sources: Iterable[Mapping[str, Any]], *, secured: bool = False) -> int:
    """What comes from elsewhere, in minor units: all of it, or only what is secured."""
    counted = (row["amount"] for row in sources if row["secured"] or not secured)
    return sum(amount.get("amount") or 0 for amount in counted if amount)


def _named(document: Document, before: Mapping[str, Any], numbers: Mapping[str, int]) -> Document:
    """Every row of the lists that have ids, with its own."""
    for pointer, stem in ROWS.items():
        *way, name = pointer.split("/")[1:]
        holder = document[way[0]] if way else document
        known = found(before, pointer) or ()
        holder[name] = named(holder[name], stem, before=known, after=numbers.get(stem, 0))
    return document


def _repeated(rows: Iterable[Mapping[str, Any]], at: str) -> Iterator[Fault]:
    seen: Counter[str] = Counter()
    for place, row in enumerate(rows):
        seen[row["id"]] += 1
        if seen[row["id"]] > 1:
            yield Fault(f"{at}/{place}/id", "id_repeated", {"value": row["id"]})


def _no_tree(causes: list[dict[str, Any]]) -> Iterator[Fault]:
    """Each cause that refers to none of the others, or comes back to itself."""
    parents = {cause["id"]: cause["because_of"] for cause in causes}
    for place, cause in enumerate(causes):
        at = f"/problem/root_causes/{place}/because_of"
        if cause["because_of"] is not None and cause["because_of"] not in parents:
            yield Fault(at, "root_cause_unknown", {"value": cause["because_of"]})
        elif _returns(cause["id"], parents):
            yield Fault(at, "root_cause_circular", {"value": cause["because_of"]})


def _returns(start: str, parents: Mapping[str, str | None]) -> bool:
    """Whether the way up from here comes back here; no way is longer than there are causes."""
    here = parents[start]
    for _ in parents:
        if here is None or here == start:
            break
        here = parents.get(here)
    return here == start
