"""Types that every noun shares: Node, connections, money, moments, text in two languages, what may be done, errors."""

from datetime import UTC, datetime
from typing import Any, Generic, NewType, TypeVar, cast

import strawberry
from graphql import GraphQLError

from api.graphql import words  # noqa: F401  declares the enums before any type uses one
from domain import money as domain
from domain.errors import Fault, Invalid
from domain.reading import CURSOR
from domain.text import Text

T = TypeVar("T")
Minor = NewType("Minor", int)
Moment = NewType("Moment", datetime)
Json = NewType("Json", object)


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise GraphQLError("Minor is a whole number")
    return value


def _moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise GraphQLError("DateTime is RFC 3339 with a zone, like 2026-09-30T17:00:00Z") from None
    if moment.tzinfo is None or not 2000 <= moment.year <= 2200:
        raise GraphQLError("DateTime is RFC 3339 with a zone, like 2026-09-30T17:00:00Z")
    return moment.astimezone(UTC)


SCALARS: dict[object, Any] = {
    Minor: strawberry.scalar(
        name="Minor",
        description="A whole number of a currency's minor unit: 150000 is 1,500.00 baht. Int is too small for it.",
        serialize=int,
        parse_value=_whole,
    ),
    Moment: strawberry.scalar(
        name="DateTime", description="RFC 3339 in UTC.", serialize=str, parse_value=_moment
    ),
    Json: strawberry.scalar(
        name="JSON",
        description="Any JSON value.",
        serialize=lambda value: value,
        parse_value=lambda value: value,
    ),
}


@strawberry.interface(description="Anything with an id of its own.")
class Node:
    id: strawberry.ID

    @classmethod
    def is_type_of(cls, obj: Any, info: Any) -> bool:
        return True  # what was read for a type is of it

    @classmethod
    def resolve_type(cls, obj: Any, info: Any, abstract: Any) -> str:
        return str(obj["id"]).partition("_")[0].capitalize()


@strawberry.type
class PageInfo:
    @strawberry.field
    def has_next_page(self) -> bool:
        return bool(cast(Any, self)["page"]["has_more"])

    @strawberry.field
    def end_cursor(self) -> str | None:
        items = cast(Any, self)["data"]
        return items[-1][CURSOR] if items else cast(Any, self)["page"]["next_cursor"]


@strawberry.type(description="An item of a list, and where it stands.")
class Edge(Generic[T]):
    @strawberry.field
    def cursor(self) -> str:
        return str(cast(Any, self)[CURSOR])

    @strawberry.field
    def node(self) -> T:
        return cast(T, self)


@strawberry.type(description="A page of a list.")
class Connection(Generic[T]):
    @strawberry.field
    def nodes(self) -> list[T]:
        return cast(Any, self)["data"]

    @strawberry.field
    def edges(self) -> list[Edge[T]]:
        return cast(Any, self)["data"]

    @strawberry.field
    def page_info(self) -> PageInfo:
        return cast(PageInfo, self)


@strawberry.type
class LocalizedText:
    th: str | None
    en: str | None


@strawberry.input
class LocalizedTextInput:
    th: str | None = strawberry.UNSET
    en: str | None = strawberry.UNSET

    def text(self) -> Text:
        return Text(th=given(self.th), en=given(self.en))


@strawberry.type
class Money:
    amount: Minor
    currency: domain.Currency


@strawberry.input
class MoneyInput:
    amount: Minor
    currency: domain.Currency

    def money(self) -> domain.Money:
        return domain.Money(int(self.amount), self.currency)


@strawberry.type
class AllowedAction:
    action: str
    allowed: bool
    reason_code: str | None
    message: LocalizedText | None
    not_before: Moment | None
    not_after: Moment | None
    input: str | None


@strawberry.type
class UserError:
    code: str
    message: str
    field: list[str] | None
    details: Json | None


def text_or_none(given: LocalizedTextInput | None) -> Text | None:
    return given.text() if given else None


def given(value: Any, otherwise: Any = None) -> Any:
    """What was given for an optional input; `otherwise` where nothing or null was."""
    return otherwise if value is strawberry.UNSET or value is None else value


def an_object(value: Any, pointer: str) -> dict[str, Any]:
    """Where JSON must be an object; refused as REST refuses it."""
    if not isinstance(value, dict):
        raise Invalid("invalid_input", faults=[Fault(pointer, "not_an_object")])
    return value
