"""What every table shares: one metadata, predictable names, and columns that are written the same everywhere."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def id_type() -> Text:
    """TypeIDs compare by bytes whatever the server's language is, so that they sort by time."""
    return Text(collation="C")


class Word(TypeDecorator[StrEnum]):
    """A text column that comes back as a word of its enum; `known` has the database check it."""

    impl = Text
    cache_ok = True

    def __init__(self, enum: type[StrEnum]) -> None:
        super().__init__()
        self.enum = enum

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.enum(value)


def known(column: str, enum: type[StrEnum]) -> CheckConstraint:
    """Only words of the enum, whoever writes."""
    words = ", ".join(f"'{word}'" for word in enum)
    return CheckConstraint(f"{column} IN ({words})", name=f"{column}_is_known")


def key() -> Column[str]:
    return Column("id", id_type(), primary_key=True)


def to(target: str, name: str, *, index: bool = True, nullable: bool = False) -> Column[str]:
    """A reference to another table's id."""
    return Column(name, id_type(), ForeignKey(f"{target}.id"), nullable=nullable, index=index)


def moment(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, DateTime(timezone=True), nullable=nullable)


def document(name: str, *, nullable: bool = False, at_first: str | None = None) -> Column[Any]:
    """JSON; `at_first` is the SQL for rows that were there before the column."""
    info = {"at_first": at_first} if at_first else {}
    return Column(name, JSONB(none_as_null=True), nullable=nullable, info=info)


def words(name: str, enum: type[StrEnum]) -> Column[Any]:
    return Column(name, Word(enum), nullable=False)


def view(name: str, of: Table, **more: Callable[[str], Column[Any]]) -> Table:
    """What a view shows: all columns of a table, and more. A migration makes it; it is read like a table."""
    columns = [Column(column.name, column.type, primary_key=column.primary_key) for column in of.columns]
    return Table(
        name, metadata, *columns, *(make(column) for column, make in more.items()), info={"is_view": True}
    )


def stamps() -> tuple[Column[Any], ...]:
    """When it was made, when it last changed, and how often it did."""
    return moment("created_at"), moment("updated_at"), Column("version", Integer, nullable=False)
