"""What a GraphQL document may ask for, decided in one linear pass before the library looks at it.

A document of a few hundred bytes can ask for millions of things: by nested fragments, aliases, pages within
pages. Each fragment is measured once per operation, so the time is linear, whatever it would unfold to.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import graphql
from graphql import DocumentNode, FieldNode, FragmentDefinitionNode, GraphQLField, GraphQLSchema

from domain.errors import Malformed

_Type = graphql.GraphQLNamedType | None  # None: the schema does not know it, which validation will say
_Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Limits:
    """The most of each. What is in a fragment counts each time that the fragment is spread."""

    characters: int = 20_000
    tokens: int = 2_000  # comments too
    nesting: int = 50  # brackets in brackets, selections in selections: what recursion has to bear
    depth: int = 10  # fields in fields
    introspection_depth: int = 20  # the same from __schema or __type on: ofType in ofType is a long chain
    aliases: int = 15
    directives: int = 20
    fragments: int = 20
    spreads: int = 50  # of named and inline fragments
    root_fields: int = 20  # of one operation
    fields: int = 500
    repeats: int = 100  # of a name beside itself, with all below: validation compares each pair of them
    cost: int = 5_000  # twelve fields of 20 rows within each of 20 rows, or some fifty of 100 rows
    mutation_cost: int = 10  # of each root field of a mutation
    page: int = 20  # rows of a page where neither the query nor the schema says how many


LIMITS = Limits()
_COUNTED = ("fields", "repeats", "aliases", "directives", "spreads")
_CODES = {
    **dict.fromkeys(("characters", "tokens"), "graphql_document_too_long"),
    **dict.fromkeys(("nesting", "depth", "introspection_depth"), "graphql_too_deep"),
    **dict.fromkeys(("fragments", "spreads"), "graphql_too_many_fragments"),
    **dict.fromkeys(("fields", "repeats", "root_fields"), "graphql_too_many_fields"),
    "aliases": "graphql_too_many_aliases",
    "directives": "graphql_too_many_directives",
    "cost": "graphql_too_costly",
}
_MOST_TOLD = 10**9  # what a document unfolds to may have more digits than an answer can hold


def _hold(limits: Limits, of: str, found: int) -> None:
    if found > (limit := getattr(limits, of)):
        raise Malformed(_CODES[of], of=of, limit=limit, found=min(found, _MOST_TOLD))


@dataclass(frozen=True, slots=True)
class Measured:
    """What a document asks for: the cost of the operation that will run, the rest of the whole document."""

    cost: int
    depth: int
    fields: int


@dataclass(slots=True)
class _Sum:
    """What a selection set asks for, its fragments unfolded."""

    cost: int = 0  # per object that it is selected on
    rows: int = 0  # per row of the page that this object is
    depth: int = 0
    root_fields: int = 0
    fields: int = 0
    repeats: int = 0
    aliases: int = 0
    directives: int = 0
    spreads: int = 0

    def add(self, other: "_Sum", limits: Limits) -> None:
        self.depth = max(self.depth, other.depth)
        for of in ("cost", "rows", "root_fields", *_COUNTED):
            setattr(self, of, getattr(self, of) + getattr(other, of))
        for of in _COUNTED:
            _hold(limits, of, getattr(self, of))


# Unterminated strings run to the end of the line or document, where the parser will stop too.
_TOKEN = re.compile(
    r'#[^\n\r]*+|"""(?:[^"\\]|\\"""|\\|"(?!""))*+(?:"""|\Z)|"(?:[^"\\\n\r]|\\.)*+"?'
    r"|\.\.\.|[_A-Za-z][_0-9A-Za-z]*+|-?[0-9][0-9.eE+-]*+|[^\s,\ufeff]"
)


def parse_document(text: str, limits: Limits = LIMITS) -> DocumentNode:
    """`text` as a document. Malformed: too long or too deep; GraphQLError, untouched: no GraphQL."""
    _hold(limits, "characters", len(text))
    depth = 0  # seen by a scan without recursion, before the parser, which recurs
    for count, match in enumerate(_TOKEN.finditer(text), 1):
        _hold(limits, "tokens", count)
        token = match.group()
        depth += (token in ("{", "[", "(")) - (token in ("}", "]", ")"))
        _hold(limits, "nesting", depth)
    return graphql.parse(text, max_lexical_tokens=limits.tokens)


def measure(
    document: DocumentNode,
    operation_name: str | None,
    *,
    variables: _Values,
    schema: GraphQLSchema,
    limits: Limits = LIMITS,
) -> Measured:
    """What `document` asks for. Malformed at the first limit, with `of` (as in Limits), `limit` and `found`.

    A field costs 1, a mutation's root field 10, times the `first` or `last` of every connection above it:
    literal, variable, or its default. What is read once per page (`nodes`, `edges`, `pageInfo`, `totalCount`)
    is not multiplied by that page; lists without `first` do not multiply; @skip and @include are ignored.
    The cost is that of the operation called `operation_name`; of the dearest when that names none.
    """
    reading = _Reading(document, variables, schema, limits)
    _hold(limits, "fragments", len(reading.fragments))
    whole = _Sum()
    costs: dict[str | None, int] = {}
    for node in document.definitions:
        if isinstance(node, graphql.OperationDefinitionNode):
            asked = reading.operation(node)
            costs[node.name.value if node.name else None] = asked.cost + asked.rows
            whole.add(asked, limits)
    for fragment in reading.fragments:
        if id(fragment) not in reading.reached:  # validation will read it nevertheless
            whole.add(reading.definition(fragment, 1), limits)
    cost = costs.get(operation_name, max(costs.values(), default=0))
    _hold(limits, "cost", cost)
    return Measured(cost=cost, depth=whole.depth, fields=whole.fields)


class _Reading:
    """One document on its way through the limits."""

    def __init__(self, document: DocumentNode, given: _Values, schema: GraphQLSchema, limits: Limits) -> None:
        self.fragments = [node for node in document.definitions if isinstance(node, FragmentDefinitionNode)]
        self.reached: set[int] = set()
        self._by_name = {node.name.value: node for node in self.fragments}
        self._given, self._schema, self._limits = given, schema, limits
        self._defaults: dict[str, graphql.ValueNode | None] = {}
        self._known: dict[str, _Sum | None] = {}  # None while it is being read

    def operation(self, node: graphql.OperationDefinitionNode) -> _Sum:
        declared = node.variable_definitions or ()
        self._defaults = {each.variable.name.value: each.default_value for each in declared}
        self._known.clear()  # what a fragment costs depends on the operation's variables
        asked = self._selections(node.selection_set, self._schema.get_root_type(node.operation), 1)
        asked.directives += len(node.directives or ()) + sum(len(at.directives or ()) for at in declared)
        _hold(self._limits, "root_fields", asked.root_fields)
        return asked

    def definition(self, node: FragmentDefinitionNode, level: int) -> _Sum:
        self.reached.add(id(node))
        asked = self._selections(
            node.selection_set, self._schema.get_type(node.type_condition.name.value), level
        )
        asked.directives += len(node.directives or ())
        return asked

    def _selections(self, node: graphql.SelectionSetNode | None, on: _Type, level: int) -> _Sum:
        asked, names = _Sum(), set()
        for selection in node.selections if node else ():
            _hold(self._limits, "nesting", level)
            part = self._selection(selection, on, level + 1)
            part.directives += len(selection.directives or ())
            if isinstance(selection, FieldNode):
                name = (selection.alias or selection.name).value
                part.repeats = part.fields if name in names else part.repeats
                names.add(name)
            asked.add(part, self._limits)
        return asked

    def _selection(self, node: graphql.SelectionNode, on: _Type, level: int) -> _Sum:
        if isinstance(node, FieldNode):
            return self._field(node, on, level)
        if isinstance(node, graphql.InlineFragmentNode):
            inner = self._schema.get_type(node.type_condition.name.value) if node.type_condition else on
            asked = self._selections(node.selection_set, inner, level)
        else:
            assert isinstance(node, graphql.FragmentSpreadNode)
            asked = replace(self._fragment(node.name.value, level))
        asked.spreads += 1
        return asked

    def _fragment(self, name: str, level: int) -> _Sum:
        if name not in self._known:
            self._known[name] = None
            written = self._by_name.get(name)
            self._known[name] = self.definition(written, level) if written else _Sum()
        asked = self._known[name]
        if asked is None:
            raise Malformed("graphql_fragment_cycle", fragment=name[:100])
        return asked

    def _field(self, node: FieldNode, on: _Type, level: int) -> _Sum:
        field = self._schema.get_field(on, node.name.value) if graphql.is_composite_type(on) else None
        inner = graphql.get_named_type(field.type) if field else None
        asked = self._selections(node.selection_set, inner, level)
        asked.fields, asked.depth, asked.root_fields = asked.fields + 1, asked.depth + 1, 1
        asked.aliases += bool(node.alias)
        self._hold_depth(asked, node.name.value, on)
        own = self._limits.mutation_cost if on is not None and on is self._schema.mutation_type else 1
        page = self._page(node, field)
        if page is None and _is_many(field):
            asked.cost, asked.rows = own, asked.cost + asked.rows
        else:
            paged = any(_is_many(getattr(inner, "fields", {}).get(rows)) for rows in ("nodes", "edges"))
            once = 1 if paged else page or 1
            asked.cost, asked.rows = own + once * asked.cost + (page or 1) * asked.rows, 0
        return asked

    def _hold_depth(self, asked: _Sum, name: str, on: _Type) -> None:
        if name in ("__schema", "__type"):
            _hold(self._limits, "introspection_depth", asked.depth)
            asked.depth = 1
        elif on is None or not on.name.startswith("__"):
            _hold(self._limits, "depth", asked.depth)

    def _page(self, node: FieldNode, field: GraphQLField | None) -> int | None:
        """Rows of a page, the most that may be meant; None for a field that is not read by pages."""
        takes = field.args if field else {}
        sent = {argument.name.value: argument.value for argument in node.arguments or ()}
        sizes = [self._size(sent.get(name), takes[name]) for name in ("first", "last") if name in takes]
        return max((size for size in sizes if size), default=self._limits.page) if sizes else None

    def _size(self, value: Any, argument: graphql.GraphQLArgument) -> int | None:
        if isinstance(value, graphql.VariableNode):
            value = self._given.get(value.name.value, self._defaults.get(value.name.value))
        if value is None or isinstance(value, graphql.NullValueNode):
            default = argument.default
            value = (default.literal or default.value) if default else argument.default_value
        if isinstance(value, graphql.IntValueNode):
            value = int(value.value) if len(value.value) < 10 else _MOST_TOLD
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return int(max(1, min(value, _MOST_TOLD))) if is_number else None


def _is_many(field: GraphQLField | None) -> bool:
    return field is not None and graphql.is_list_type(graphql.get_nullable_type(field.type))
