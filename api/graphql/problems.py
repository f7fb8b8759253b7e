"""Errors of the request itself, with the same codes as everywhere; our own mistakes are logged and hidden."""

import logging
import re
from collections.abc import Iterable
from typing import Any

from graphql import GraphQLError

from api.caller import language, request_id
from api.problems import problem
from domain.errors import Refusal

log = logging.getLogger("plik")
# How the library quotes what was sent, which may be a password beside a misspelt name.
_QUOTED = re.compile(r",? [Ff]ound: .*|(?<=value)(?<!invalid value): .*", re.DOTALL)
_STRING = re.compile(r"(found|Unexpected) (?:Block)?String .*", re.DOTALL)
_WORD = re.compile(r"Value .* does not exist in ", re.DOTALL)


def shown_errors(errors: Iterable[GraphQLError]) -> list[dict[str, Any]]:
    return [_shown(error) for error in errors]


def _shown(error: GraphQLError) -> dict[str, Any]:
    cause = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    shown: dict[str, Any] = {"message": _without_values(error.message)}
    if error.locations:
        shown["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path:
        shown["path"] = error.path
    if cause is None:  # the document itself is wrong, and the caller should see why
        return shown | {"extensions": {"code": "graphql_invalid"}}
    if not isinstance(cause, Refusal):
        log.error("unexpected in graphql %s", request_id(), exc_info=cause)
        cause = Refusal("internal_error")
    told = problem(cause, language=language(), request_id=request_id())
    return shown | {"message": told["detail"], "extensions": told}


def _without_values(message: str) -> str:
    """What is wrong and where, but not what was sent."""
    named = _WORD.sub("The value does not exist in ", _STRING.sub(r"\1 a string", message))
    return _QUOTED.sub("", named)
