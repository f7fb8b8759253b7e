"""Who may see and do what, said as data: one rule is asked of an object here, and of a table by an adapter.

There is no general `not`: with SQL's nulls it would mean two things. `is_not` negates at the leaf, where its meaning
is fixed: an unknown value is something else than any known one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.access import MEMBERS, Actor, Role, Scope, Standing


class _Asking:
    """The id of the person who asks, an account's or a guest's; stands where a value may stand."""


ACTOR = _Asking()
Operand = str | int | bool | _Asking


class Predicate:
    def __or__(self, other: "Predicate") -> "Predicate":
        return Some(self, other)

    def __and__(self, other: "Predicate") -> "Predicate":
        return Every(self, other)


@dataclass(frozen=True)
class Always(Predicate):
    answer: bool


@dataclass(frozen=True)
class Is(Predicate):
    """The stored field has this value."""

    field: str
    value: Operand


@dataclass(frozen=True)
class IsNot(Predicate):
    field: str
    value: Operand


@dataclass(frozen=True)
class Unset(Predicate):
    """The field has no value."""

    field: str


@dataclass(frozen=True)
class OneOf(Predicate):
    field: str
    values: frozenset[str]


@dataclass(frozen=True)
class Includes(Predicate):
    """The list that is stored in the field has this value in it."""

    field: str
    value: Operand


@dataclass(frozen=True)
class Member(Predicate):
    """The actor has one of the roles in the organization that the field names."""

    field: str = "organization_id"
    roles: frozenset[Role] = MEMBERS


@dataclass(frozen=True)
class Admin(Predicate):
    """An administrator of the platform, or the platform itself."""


@dataclass(frozen=True)
class Scoped(Predicate):
    """The actor has the scope: all do but clients that were given others."""

    scope: Scope


@dataclass(frozen=True)
class Related(Predicate):
    """The rule holds of the object that a to-one relation leads to."""

    relation: str
    rule: Predicate


@dataclass(frozen=True)
class Has(Predicate):
    """The rule holds of at least one object in a list of this one's."""

    relation: str
    rule: Predicate


@dataclass(frozen=True)
class Some(Predicate):
    left: Predicate
    right: Predicate


@dataclass(frozen=True)
class Every(Predicate):
    left: Predicate
    right: Predicate


EVERYBODY = Always(True)
NO_ONE = Always(False)
ADMIN = Admin()


def one_of(field: str, *values: str) -> Predicate:
    return OneOf(field, frozenset(values))


def holds(rule: Predicate, facts: Mapping[str, Any], actor: Actor) -> bool:  # noqa: C901, PLR0911, PLR0912  one arm a word
    """Ask the rule of one object: its stored fields, and under a relation's name the related object or objects."""
    match rule:
        case Always(answer):
            return answer
        case Admin():
            return actor.admin or actor.system
        case Scoped(scope):
            return actor.has_scope(scope)
        case Is(field, value):
            known = facts[field]
            return known is not None and known == _meant(value, actor)
        case IsNot(field, value):
            return bool(facts[field] != _meant(value, actor))
        case Unset(field):
            return facts[field] is None
        case OneOf(field, values):
            return facts[field] in values
        case Includes(field, value):
            meant = _meant(value, actor)
            return meant is not None and meant in (facts[field] or ())
        case Member(field, roles):
            return actor.memberships.get(facts[field]) in roles
        case Related(relation, inner):
            return facts[relation] is not None and holds(inner, facts[relation], actor)
        case Has(relation, inner):
            return any(holds(inner, one, actor) for one in facts[relation])
        case Some(left, right):
            return holds(left, facts, actor) or holds(right, facts, actor)
        case Every(left, right):
            return holds(left, facts, actor) and holds(right, facts, actor)
    raise TypeError(rule)


def given(rule: Predicate, standing: Standing, known: Predicate | None = None) -> Predicate:  # noqa: C901, PLR0911  likewise
    """The rule that is left to ask once the standing is known, and another rule is known to hold.

    A visitor's has no actor in it, an administrator's may be `EVERYBODY`, and whoever came through a project need
    not be asked whether the project may be seen.
    """
    if rule == known:
        return EVERYBODY
    match rule:
        case Admin():
            return Always(standing.admin)
        case Scoped(scope):
            return Always(scope in standing.scopes)
        case Member() if not standing.member:
            return NO_ONE
        case Is(_, value) | Includes(_, value) if value is ACTOR and not standing.person:
            return NO_ONE
        case Related(relation, inner):
            rest = given(inner, standing)
            return NO_ONE if rest == NO_ONE else Related(relation, rest)
        case Has(relation, inner):
            rest = given(inner, standing)
            return NO_ONE if rest == NO_ONE else Has(relation, rest)
        case Some(left, right):
            sides = given(left, standing, known), given(right, standing, known)
            return _joined(Some, *sides, ends=EVERYBODY, drops=NO_ONE)
        case Every(left, right):
            sides = given(left, standing, known), given(right, standing, known)
            return _joined(Every, *sides, ends=NO_ONE, drops=EVERYBODY)
    return rule


def _joined(
    how: type[Some] | type[Every], left: Predicate, right: Predicate, *, ends: Always, drops: Always
) -> Predicate:
    if ends in (left, right):
        return ends
    if left == drops:
        return right
    return left if right == drops else how(left, right)


def _meant(value: Operand, actor: Actor) -> Any:
    return actor.person_id if value is ACTOR else value
