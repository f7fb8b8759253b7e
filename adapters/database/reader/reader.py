"""Reads by one prepared statement in autocommit: one snapshot, one round trip, however deep the Selection."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Table

from adapters.database.reader.statement import Show, Statement
from adapters.database.reads import Reads
from domain.access import Actor, Standing
from domain.reading import Catalogue, Page, Part, Selection, pages

KEPT = 1024
Shown = dict[str, Any]


@dataclass(frozen=True)
class Shape:
    """What a compiled read is kept by. The part itself comes along to be compiled, but its arguments do not count."""

    outline: tuple[Any, ...]
    standing: Standing
    root: Part = field(compare=False)


@dataclass(frozen=True)
class CompiledRead:
    sql: str
    values: Callable[[Sequence[Page], Actor], list[Any]]
    show: Show


class SqlReader:
    def __init__(self, catalogue: Catalogue, tables: Mapping[str, Table], reads: Reads) -> None:
        self._catalogue, self._tables, self._reads = catalogue, tables, reads
        self._compiled = lru_cache(KEPT)(self._compile)

    def many(self, relation: str, selection: Selection, page: Page, actor: Actor, now: datetime) -> Shown:
        return cast(Shown, self._read(Part("", relation, selection, page), actor, now))

    def one(self, selection: Selection, id: str, actor: Actor, now: datetime) -> Shown | None:
        return cast(Shown | None, self._read(Part("", "", selection), actor, now, id))

    def _read(self, root: Part, actor: Actor, now: datetime, id: str = "") -> Any:
        arguments = tuple(pages(root))
        if root.page is None:  # a single one: its id takes the place of a first page
            arguments = (Page(filters=(("id", (id,)),)), *arguments)
        read = self._compiled(
            Shape((root.relation, root.page and root.page.outline, root.of.outline), actor.standing, root)
        )
        return read.show(self._reads.rows(read.sql, read.values(arguments, actor)), arguments, actor, now)

    def _compile(self, shape: Shape) -> CompiledRead:
        statement = Statement(self._catalogue, self._tables, shape.standing)
        return CompiledRead(*statement.write(shape.root))
