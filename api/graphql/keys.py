"""The idempotency key of a mutation: in the header, or as `idempotencyKey` in its input. One key covers one mutation,
however aliases and fragments write it; what moves money needs one, and stands alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request
from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
)
from graphql.execution.collect_fields import FragmentDetails, collect_fields
from graphql.execution.values import VariableValues, get_argument_values, get_variable_values

from api.caller import actor
from api.retries import checked, key_word, needed_key, only_once_a_key
from domain.core import USE_CASES


@dataclass(frozen=True)
class Mutation:
    """One of those in a document, and what its input has for a key."""

    name: str
    key: str | None

    @property
    def moves_money(self) -> bool:
        """A mutation is called as the wish behind it."""
        wish = self.name[0].upper() + self.name[1:]
        return any(case.needs_key for command, case in USE_CASES.items() if command.__name__ == wish)


def key_of(
    document: DocumentNode,
    operation: OperationDefinitionNode | None,
    variables: Mapping[str, Any],
    schema: GraphQLSchema,
) -> str | None:
    """None for a query, and for a visitor: nobody can tell two of them apart."""
    if operation is None or operation.operation is not OperationType.MUTATION or not actor().is_known:
        return None
    given = get_variable_values(schema, operation.variable_definitions or (), dict(variables))
    if not isinstance(given, VariableValues):  # they do not fit, which executing will say
        return None
    asked = list(_mutations(document, operation, given, schema))
    own = (each.key for each in asked if each.key)
    word = request.headers.get("Idempotency-Key") or next(own, None) or key_word()
    if any(each.moves_money for each in asked):
        word = needed_key(word)
    if word is not None:
        only_once_a_key(len(asked))
        checked(word)
    return word


def _mutations(
    document: DocumentNode, operation: OperationDefinitionNode, given: VariableValues, schema: GraphQLSchema
) -> Iterator[Mutation]:
    """Each that the document asks for, by whatever name or fragment."""
    assert schema.mutation_type
    fragments = {
        node.name.value: FragmentDetails(node)
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    found = collect_fields(schema, fragments, given, schema.mutation_type, operation)
    for fields in found.grouped_field_set.values():
        node = fields[0].node
        definition = schema.mutation_type.fields.get(node.name.value)
        if definition is None:  # __typename, which does nothing
            continue
        try:
            values = get_argument_values(definition, node, given)
        except GraphQLError:  # likewise
            values = {}
        yield Mutation(node.name.value, (values.get("input") or {}).get("idempotencyKey"))
