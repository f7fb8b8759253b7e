"""GraphQL's way of asking: gathers a Selection from what the executor is about to walk.

Fields are collected by the executor's own function, so aliases, fragments, variables, @skip and @include mean here
what they mean there. Answers are keyed by our names, never by aliases: values by name, lists by name and arguments.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

import strawberry
from graphql import FieldNode, GraphQLObjectType, GraphQLResolveInfo, get_named_type
from graphql.execution.collect_fields import FieldDetails, FragmentDetails, collect_subfields
from graphql.execution.values import VariableValues, get_argument_values

from api.caller import run
from domain.catalogue import CATALOGUE
from domain.collections import Changed
from domain.errors import NotFound, Refusal
from domain.ports import Claim
from domain.reading import CURSOR, USUAL_PAGE, Many, One, Page, Part, Selection, Wish, checked
from domain.usecases.showing import Browse, Show

Fields = list[FieldDetails]


@dataclass
class Context:
    """One request: under which key each of its lists is found, and the claim of its idempotency key."""

    claim: Claim | None = None
    kept: Changed | None = None  # what an earlier request with the same key changed
    refused: Refusal | None = None  # or the verdict that it got
    changed: Changed | None = None
    verdict: Refusal | None = None
    keys: dict[tuple[str, Page], str] = field(default_factory=dict)

    def key(self, relation: str, page: Page) -> str:
        """The same list with the same arguments is read once, however often it is asked for."""
        if (relation, page) not in self.keys:
            others = sum(name == relation for name, _ in self.keys)
            self.keys[relation, page] = f"{relation}~{others}" if others else relation
        return self.keys[relation, page]


Asking = strawberry.Info[Context, None]


def page_of(
    first: int = USUAL_PAGE, after: str | None = None, sort: str | None = None, **filters: list[Any] | None
) -> Page:
    """The arguments of a list as the reader takes them."""
    asked = (
        (name, tuple(str(value) for value in values))
        for name, values in filters.items()
        if values is not None
    )
    return Page(first, after, sort, tuple(sorted(asked)))


def read_many(info: Asking, relation: str, page: Page) -> Any:
    """A page of a list that belongs to nobody."""
    listed = CATALOGUE.lists[relation]
    page = checked(page, listed)
    wish = Gatherer(info._raw_info, info.context).many(listed.noun)
    return run(Browse(relation=relation, selection=wish.selection(), page=page))


def read_part(info: Asking, owner: str, id: str, relation: str, page: Page) -> Any:
    """A page of a list that belongs to one other thing; null where that may not be seen."""
    listed = CATALOGUE.relation(owner, relation)
    assert isinstance(listed, Many)
    page = checked(page, listed)
    wish = Gatherer(info._raw_info, info.context).many(listed.noun)
    selection = Selection(owner, (), (Part(relation, relation, wish.selection(), page),))
    return _or_null(Show(id=id, selection=selection), relation)


def read_one(info: Asking, noun: str, id: str) -> Any:
    """One thing; null where it is not there or may not be seen."""
    wish = Gatherer(info._raw_info, info.context).one(noun, type_named(info, noun))
    wish.add("id")  # it says which type of Node this is, wanted or not
    return _or_null(Show(id=id, selection=wish.selection()))


def read_changed(info: Asking, noun: str, id: str) -> Any:
    """What a payload wants of the thing that its mutation changed; nothing, where nothing is wanted."""
    wish = Gatherer(info._raw_info, info.context).within(noun, type_named(info, noun))
    return _or_null(Show(id=id, selection=wish.selection())) if wish else {}


def look_up(owner: Any, info: Asking, relation: str, page: Page) -> Any:
    """A list below something that was read with it."""
    return owner[info.context.key(relation, page)]


def type_named(info: Asking, noun: str) -> GraphQLObjectType:
    type_ = info._raw_info.schema.get_type(noun.capitalize())
    assert isinstance(type_, GraphQLObjectType)
    return type_


def _or_null(command: Show, part: str | None = None) -> Any:
    try:
        shown = run(command)
    except NotFound:
        return None
    return shown[part] if part else shown


@dataclass
class Gatherer:
    info: GraphQLResolveInfo[Context]
    context: Context

    def __post_init__(self) -> None:
        # a plain dict, whatever its type says
        self._variables = VariableValues({}, cast(dict[str, Any], self.info.variable_values))
        self._fragments = {name: FragmentDetails(fragment) for name, fragment in self.info.fragments.items()}

    def one(self, noun: str, type_: GraphQLObjectType) -> Wish:
        self._item(wish := Wish(CATALOGUE, noun), self._asked(), type_)
        return wish

    def many(self, noun: str) -> Wish:
        self._connection(wish := Wish(CATALOGUE, noun), self._asked(), self._returned())
        return wish

    def within(self, noun: str, type_: GraphQLObjectType) -> Wish | None:
        """The wish for the field of a payload that is named like the noun."""
        for name, _, inner, _ in self._fields(self._asked(), self._returned()):
            if name == noun:
                self._item(wish := Wish(CATALOGUE, noun), inner, type_)
                return wish
        return None

    def _asked(self) -> Fields:
        return [FieldDetails(node, None) for node in self.info.field_nodes]

    def _returned(self) -> GraphQLObjectType:
        type_ = get_named_type(self.info.return_type)
        assert isinstance(type_, GraphQLObjectType)
        return type_

    def _item(self, wish: Wish, asked: Fields, type_: GraphQLObjectType) -> None:
        for name, node, inner, below in self._fields(asked, type_):
            found = CATALOGUE.nouns[wish.noun].fields.get(name)
            if isinstance(found, Many):
                page = page_of(**self._arguments(type_, node))
                self._connection(wish.part(self.context.key(name, page), name, page), inner, below)
            elif isinstance(found, One):
                self._item(wish.part(name, name), inner, below)
            else:
                wish.add(name)

    def _arguments(self, type_: GraphQLObjectType, node: FieldNode) -> dict[str, Any]:
        """By the names that resolvers take, as strawberry does it."""
        definition = type_.fields[node.name.value]
        given = get_argument_values(definition, node, self._variables)
        names = {
            name: argument.extensions["strawberry-definition"].python_name
            for name, argument in definition.args.items()
        }
        return {names[name]: value for name, value in given.items()}

    def _connection(self, wish: Wish, asked: Fields, type_: GraphQLObjectType) -> None:
        for name, _, inner, below in self._fields(asked, type_):
            if name in ("nodes", "node"):
                self._item(wish, inner, below)
            elif name in ("edges", "page_info"):
                self._connection(wish, inner, below)
            elif name in ("cursor", "end_cursor"):
                wish.add(CURSOR)

    def _fields(
        self, asked: Fields, type_: GraphQLObjectType
    ) -> Iterator[tuple[str, FieldNode, Fields, Any]]:
        """Of each field: our name for it, its node, all the places that ask for it, the type it leads to."""
        schema, operation = self.info.schema, self.info.operation
        found = collect_subfields(schema, self._fragments, self._variables, operation, type_, asked)
        for details in found.grouped_field_set.values():
            node = details[0].node
            if not node.name.value.startswith("__"):
                definition = type_.fields[node.name.value]
                name = definition.extensions["strawberry-definition"].python_name
                yield name, node, details, get_named_type(definition.type)
