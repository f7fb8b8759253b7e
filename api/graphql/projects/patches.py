"""Single rows of a project's lists, patched by their ids. The graph has no objects of any names: what is an object by
id in REST is a list of patches here, beside the list itself."""

from collections.abc import Mapping
from typing import Any

import strawberry

from api.graphql.shapes import LocalizedTextInput, MoneyInput
from domain.errors import Fault, Invalid
from domain.model import project_shape

ENDING = "_by_id"


@strawberry.input
class RowPatch:
    """Which row, and whether it goes; an id that is not there adds one."""

    id: strawberry.ID
    remove: bool = False


@strawberry.input
class RootCausePatch(RowPatch):
    cause: LocalizedTextInput | None = strawberry.UNSET
    because_of: strawberry.ID | None = strawberry.UNSET
    evidence: list[LocalizedTextInput] | None = strawberry.UNSET


@strawberry.input
class TeamMemberPatch(RowPatch):
    name: str | None = strawberry.UNSET
    role: LocalizedTextInput | None = strawberry.UNSET
    skills: list[str] | None = strawberry.UNSET


@strawberry.input
class BudgetLinePatch(RowPatch):
    item: LocalizedTextInput | None = strawberry.UNSET
    quantity: int | None = strawberry.UNSET
    unit_cost: MoneyInput | None = strawberry.UNSET


@strawberry.input
class SourcePatch(RowPatch):
    source: LocalizedTextInput | None = strawberry.UNSET
    amount: MoneyInput | None = strawberry.UNSET
    secured: bool | None = strawberry.UNSET


@strawberry.input
class NamedSupporterPatch(RowPatch):
    name: LocalizedTextInput | None = strawberry.UNSET
    part: LocalizedTextInput | None = strawberry.UNSET
    organization_id: strawberry.ID | None = strawberry.UNSET


@strawberry.input
class BenefitPatch(RowPatch):
    dimension: project_shape.Dimension | None = strawberry.UNSET
    horizon: project_shape.Horizon | None = strawberry.UNSET
    statement: LocalizedTextInput | None = strawberry.UNSET
    indicator: LocalizedTextInput | None = strawberry.UNSET
    unit: LocalizedTextInput | None = strawberry.UNSET
    baseline: float | None = strawberry.UNSET
    target: float | None = strawberry.UNSET


def rows_by_id(sent: Mapping[str, Any], at: str = "") -> dict[str, Any]:
    """What was sent, in the domain's own form: under the list's name an object by id. Raises Invalid where a list and
    patches of it were sent together, or an id twice."""
    made: dict[str, Any] = {}
    for name, value in sent.items():
        if not name.endswith(ENDING):
            made[name] = rows_by_id(value, f"{at}/{name}") if isinstance(value, Mapping) else value
        elif value is not None:
            list_name = name.removesuffix(ENDING)
            if list_name in sent:
                raise Invalid("invalid_input", faults=[Fault(f"{at}/{name}", "named_twice")])
            made[list_name] = _by_id(value, f"{at}/{name}")
    return made


def place_in(sent: Any, pointer: str) -> str:
    """The pointer in what was sent to what the domain's pointer means."""
    head, slash, rest = pointer.removeprefix("/").partition("/")
    if not isinstance(sent, Mapping):
        return pointer
    patches = sent.get(head + ENDING)
    if patches and slash:
        id, slash, rest = rest.partition("/")
        place = [row["id"] for row in patches].index(id) if any(row["id"] == id for row in patches) else id
        return f"/{head}{ENDING}/{place}{slash}{rest}"
    return f"/{head}{place_in(sent.get(head), f'/{rest}')}" if slash else pointer


def _by_id(patches: list[dict[str, Any]], at: str) -> dict[str, Any]:
    by_id: dict[str, Any] = {}
    for place, patch in enumerate(patches):
        if patch["id"] in by_id:
            raise Invalid(
                "invalid_input", faults=[Fault(f"{at}/{place}/id", "id_repeated", {"value": patch["id"]})]
            )
        part = {name: value for name, value in patch.items() if name not in ("id", "remove")}
        by_id[patch["id"]] = None if patch["remove"] else part
    return by_id
