"""How a mutation answers: the thing it changed as far as it is wanted, or what the caller is to mend."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from graphql import GraphQLInputObjectType, GraphQLList, get_nullable_type

from api.caller import language, run
from api.graphql.asking import Asking, read_changed
from domain.collections import Changed
from domain.core import Command
from domain.errors import Conflict, Forbidden, Invalid, NotFound, PaymentRequired, Refusal, Stale
from domain.lifecycle_words import explained

MENDABLE = (Invalid, Conflict, NotFound, Forbidden, Stale, PaymentRequired)
P = TypeVar("P")


def carry_out(
    info: Asking,
    noun: str,
    command: Callable[[], Command[Changed]],
    payload: type[P],
    *,
    then: Callable[[Changed], None] = lambda _: None,
    place: Callable[[str], str] = lambda pointer: pointer,
) -> P:
    """Run the command and show what it changed. What is no matter of this mutation (who asks, limits) is raised.
    `place` says where in the input a pointer leads that the domain gave, where that is somewhere else."""
    context = info.context
    try:
        if context.refused:
            raise context.refused
        context.changed = context.kept or run(command(), claim=context.claim)
    except MENDABLE as refusal:
        context.verdict = refusal if refusal.is_verdict else None
        return payload_of({noun: None, "user_errors": user_errors(info, refusal, place)})
    then(context.changed)
    return payload_of({noun: read_changed(info, noun, context.changed.id), "user_errors": []})


def payload_of(shown: dict[str, Any]) -> Any:
    """Payloads are dictionaries, like all that is shown; the declared type is the contract."""
    return shown


def user_errors(
    info: Asking, refusal: Refusal, place: Callable[[str], str] = lambda pointer: pointer
) -> list[dict[str, Any]]:
    """One for each thing to mend; `field` leads to it by the names that the input has in the graph."""
    if refusal.faults:
        return [
            {
                "code": fault.code,
                "message": explained(fault.code).title[language()],
                "field": list(_path(info, place(fault.pointer))),
                "details": dict(fault.details) if fault.details else None,
            }
            for fault in refusal.faults
        ]
    message = explained(refusal.code).cause[language()]
    return [{"code": refusal.code, "message": message, "field": None, "details": refusal.details or None}]


def _path(info: Asking, pointer: str) -> Iterator[str]:
    """A JSON pointer in our names, as the path that was sent. What is inside JSON keeps its names."""
    asked = info._raw_info
    kind: Any = asked.parent_type.fields[asked.field_name].args["input"].type
    for step in pointer.split("/")[1:]:
        kind = get_nullable_type(kind)
        if isinstance(kind, GraphQLList):
            kind = kind.of_type
            yield step
        else:
            known = kind.fields if isinstance(kind, GraphQLInputObjectType) else {}
            names = {
                field.extensions["strawberry-definition"].python_name: name for name, field in known.items()
            }
            name = names.get(step, step)
            kind = known[name].type if name in known else None
            yield name
