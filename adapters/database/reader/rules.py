"""Translates the domain's rules into SQL; a test holds the two meanings equal."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Table,
    and_,
    any_,
    bindparam,
    exists,
    false,
    func,
    literal_column,
    or_,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text

from domain.access import Actor, Role, Standing
from domain.reading import Catalogue, Many, One
from domain.rules import (
    ACTOR,
    Always,
    Every,
    Has,
    Includes,
    Is,
    IsNot,
    Member,
    OneOf,
    Operand,
    Predicate,
    Related,
    Some,
    Unset,
    given,
)

ASKING = "actor"
Truth = ColumnElement[bool]


class Rules:
    """Row and field rules for one standing, as conditions on any alias of a noun's table.

    `sources` collects where the values come from that differ between two requests of the same standing. What was
    written once is used again, since a statement asks the same rules over and over: of every hidden field, of every
    list. Whoever asks for many lists would otherwise have us write for seconds.
    """

    def __init__(self, catalogue: Catalogue, tables: Mapping[str, Table], standing: Standing) -> None:
        self._catalogue, self._tables, self._standing = catalogue, tables, standing
        self._written: dict[tuple[Predicate, FromClause], Truth] = {}
        self._others: dict[tuple[str, int], FromClause] = {}
        self._depth = 0  # of exists in exists
        self.sources: dict[str, Callable[[Actor], Any]] = {}

    def __call__(
        self, rule: Predicate, noun: str, table: FromClause, known: Predicate | None = None
    ) -> tuple[Truth, ...]:
        """One condition, or none where there is nothing to ask."""
        left = given(rule, self._standing, known)
        if left == Always(True):
            return ()
        if (left, table) not in self._written:
            self._written[left, table] = self._sql(left, noun, table)
        return (self._written[left, table],)

    def _sql(self, rule: Predicate, noun: str, table: FromClause) -> Truth:  # noqa: C901, PLR0911  one arm a word
        match rule:
            case Always(answer):
                return true() if answer else false()
            case Is(field, value):
                return table.c[field] == self._operand(value)
            case IsNot(field, value):
                return table.c[field].is_distinct_from(self._operand(value))
            case Unset(field):
                return table.c[field].is_(None)
            case OneOf(field, values):
                return table.c[field].in_([_literal(value) for value in sorted(values)])
            case Includes(field, value):
                return func.coalesce(table.c[field].has_key(self._operand(value)), false())
            case Member(field, roles):
                return table.c[field] == self._organizations(roles)
            case Related(relation, inner) | Has(relation, inner):
                return self._exists(relation, inner, noun, table)
            case Some(left, right):
                return or_(self._sql(left, noun, table), self._sql(right, noun, table))
            case Every(left, right):
                return and_(self._sql(left, noun, table), self._sql(right, noun, table))
        raise TypeError(rule)

    def _exists(self, relation: str, rule: Predicate, noun: str, table: FromClause) -> Truth:
        found = self._catalogue.relation(noun, relation)
        other = self._other(self._catalogue.nouns[found.noun].source)
        if isinstance(found, One):
            joined = other.c.id == table.c[found.key]
        else:
            assert isinstance(found, Many)
            assert found.key
            joined = other.c[found.key] == table.c.id
        self._depth += 1
        holds = self._sql(rule, found.noun, other)
        self._depth -= 1
        return exists().where(joined, holds).correlate(table)

    def _other(self, name: str) -> FromClause:
        """A name for the table inside an exists. Those beside each other may share it, those within may not."""
        if (name, self._depth) not in self._others:
            self._others[name, self._depth] = self._tables[name].alias()
        return self._others[name, self._depth]

    def _organizations(self, roles: frozenset[Role]) -> ColumnElement[Any]:
        name = "organizations_" + "_".join(sorted(roles))
        self.sources[name] = lambda actor: actor.organizations(roles)
        return any_(bindparam(name, type_=ARRAY(Text())))

    def _operand(self, value: Operand) -> ColumnElement[Any]:
        """Constants of a rule are written out, so that partial indexes and the planner can see them."""
        if value is not ACTOR:
            return _literal(value)
        self.sources[ASKING] = lambda actor: actor.person_id
        return bindparam(ASKING, type_=Text())


def _literal(value: object) -> ColumnElement[Any]:
    if isinstance(value, str):
        return literal_column("'" + value.replace("'", "''") + "'", Text())
    return literal_column(str(value).lower())
