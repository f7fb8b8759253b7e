"""The idempotency key of a mutation: in the header, or as `idempotencyKey` in its input. One key covers one mutation,
however aliases and fragments write it."""

from collections.abc import Iterator, Mapping
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
from api.retries import checked, key_word, only_once_a_key


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
    words = list(_words(document, operation, given, schema))
    word = request.headers.get("Idempotency-Key") or next(filter(None, words), None) or key_word()
    if word is not None:
        only_once_a_key(len(words))
        checked(word)
    return word


def _words(
    document: DocumentNode, operation: OperationDefinitionNode, given: VariableValues, schema: GraphQLSchema
) -> Iterator[str | None]:
    """What the input of each mutation has for a key."""
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
        yield (values.get("input") or {}).get("idempotencyKey")
