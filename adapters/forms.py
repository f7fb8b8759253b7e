"""Questions of a call as JSON Schema 2020-12, checked by a library.

Any organization writes schemas and any citizen answers, so neither is trusted: a schema refers to nothing but itself,
its patterns are such that their cost can be told, and every step of a check is paid from a budget.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, cast

import orjson
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from adapters.patterns import ways_of
from domain.ports import WrongAnswer

DIALECT = "https://json-schema.org/draft/2020-12/schema"
LONGEST = 64 * 1024  # bytes of a schema, and of the answers to it
MOST_PARTS = 2_000  # values in a schema, however deep
MOST_TOLD = 50
BUDGET = 100_000  # steps of some five microseconds
WAYS_A_STEP = 500
BYTES_A_STEP = 2_000  # what fails is written out whole, to say what failed

ONE = ("additionalProperties", "contains", "else", "if", "items", "not", "propertyNames", "then")
LISTED = ("allOf", "anyOf", "oneOf", "prefixItems")
NAMED = ("$defs", "dependentSchemas", "properties")
# They give schemas other names, by which the library would look for them elsewhere; or they are evaluated past the
# budget.
NOT_TAKEN = frozenset(
    {
        "$anchor",
        "$dynamicAnchor",
        "$dynamicRef",
        "$id",
        "patternProperties",
        "unevaluatedItems",
        "unevaluatedProperties",
    }
)
CODES = {
    "required": "required",
    "enum": "not_one_of_the_words",
    "const": "not_one_of_the_words",
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems"), "length_out_of_range"),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), "number_out_of_range"),
}
"""Of keywords that say what other inputs are refused for too; anything else is `answer_invalid`."""
TYPES = {
    "string": "not_a_text",
    "integer": "not_a_whole_number",
    "number": "not_a_number",
    "boolean": "not_a_truth",
    "array": "not_a_list",
    "object": "not_an_object",
}
BOUNDS = {name: {"min": "least", "max": "most"}[name[:3]] for name in CODES if name[:3] in ("min", "max")}
_REFERENCE = re.compile(r"#(?:/\$defs/([A-Za-z0-9_.-]+))?")
Problem = tuple[str, str]


class JsonSchemaForms:
    """Sentences name what is wrong; the pointer says where."""

    def problems_of(self, schema: Mapping[str, Any]) -> list[Problem]:
        if len(orjson.dumps(schema)) > LONGEST or _parts(schema) > MOST_PARTS:
            return [("", f"longer than {LONGEST} bytes, or of more than {MOST_PARTS} parts")]
        return _told(Draft202012Validator(Draft202012Validator.META_SCHEMA).iter_errors(schema)) or list(
            islice(_risks(schema, schema, ""), MOST_TOLD)
        )

    def problems(self, schema: Mapping[str, Any], answers: Any) -> list[WrongAnswer]:
        length = len(orjson.dumps(answers))
        if length > LONGEST:
            return [_as_a_whole(f"longer than {LONGEST} bytes")]
        if any(_risks(schema, schema, "")):  # kept since before that was asked
            return [_as_a_whole("the questions cannot be checked; who asked them can mend them")]
        plain = {
            name: value for name, value in schema.items() if name != "$schema"
        }  # it could name another checker
        budget = Budget(each=1 + (length + len(orjson.dumps(plain))) // BYTES_A_STEP)
        checker = extend(Draft202012Validator, _paid(budget))  # type: ignore[no-untyped-call]  # its stubs say no more
        try:
            return _wrong(checker(plain).iter_errors(answers))
        except (BudgetSpent, RecursionError):
            return [_as_a_whole("takes too long to check: the questions ask for too much at once")]


class BudgetSpent(Exception):
    """A check took more steps than it may."""


class Budget:
    """The steps that one check may still take; `each` keyword that is looked at takes so many."""

    def __init__(self, *, each: int) -> None:
        self._left, self._each = BUDGET, each

    def pay(self, more: int) -> None:
        self._left -= self._each + more
        if self._left < 0:
            raise BudgetSpent


def _paid(budget: Budget) -> Mapping[str, Callable[..., Any]]:
    """Every keyword of the library, looked at only for a payment."""

    def paid(keyword: str, check: Callable[..., Any]) -> Callable[..., Any]:
        def look(validator: Any, wanted: Any, instance: Any, schema: Any) -> Any:
            budget.pay(_more(keyword, wanted, instance))
            return check(validator, wanted, instance, schema)

        return look

    known: Mapping[str, Callable[..., Any]] = Draft202012Validator.VALIDATORS
    return {keyword: paid(keyword, check) for keyword, check in known.items()}


def _more(keyword: str, wanted: Any, instance: Any) -> int:
    """What a keyword costs beyond being looked at."""
    if keyword == "pattern" and isinstance(instance, str):
        return ways_of(wanted).over(len(instance)) // WAYS_A_STEP
    if keyword == "uniqueItems" and isinstance(instance, list):
        return len(instance) ** 2 // 10
    return len(wanted) // 10 if keyword == "enum" else 0


def _parts(value: Any) -> int:
    if isinstance(value, Mapping):
        return 1 + sum(map(_parts, value.values()))
    return 1 + (sum(map(_parts, value)) if isinstance(value, list) else 0)


def _risks(schema: Any, root: Mapping[str, Any], at: str) -> Iterator[Problem]:
    """What the standard allows and we do not, in a schema that fits the standard."""
    if not isinstance(schema, Mapping):
        return
    yield from ((at, f"{name} is not taken here") for name in sorted(NOT_TAKEN & schema.keys()))
    if schema.get("$schema", DIALECT) != DIALECT or ("$schema" in schema and schema is not root):
        yield at, f"$schema is {DIALECT}, at the top"
    if "$ref" in schema and not _is_there(schema["$ref"], root):
        yield at, f"reference to {schema['$ref'][:100]}; only # and #/$defs/NAME are taken"
    if "pattern" in schema:
        yield from _risk_of(schema["pattern"], f"{at}/pattern")
    for step, inner in _inner(schema):
        yield from _risks(inner, root, at + step)


def _inner(schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every schema right below."""
    yield from ((f"/{name}", schema[name]) for name in ONE if name in schema)
    for name in LISTED:
        yield from ((f"/{name}/{number}", inner) for number, inner in enumerate(schema.get(name, ())))
    for name in NAMED:
        yield from ((f"/{name}/{_step(key)}", inner) for key, inner in schema.get(name, {}).items())


def _is_there(reference: str, root: Mapping[str, Any]) -> bool:
    found = _REFERENCE.fullmatch(reference)
    return found is not None and (found[1] is None or found[1] in root.get("$defs", {}))


def _risk_of(pattern: str, at: str) -> Iterator[Problem]:
    try:
        ways_of(pattern)
    except ValueError as error:
        yield at, str(error)


def _told(errors: Iterable[ValidationError]) -> list[Problem]:
    found = (
        ("".join(f"/{_step(step)}" for step in error.absolute_path), error.message[:300]) for error in errors
    )
    return sorted(islice(found, MOST_TOLD))


def _wrong(errors: Iterable[ValidationError]) -> list[WrongAnswer]:
    """Each failure at the place where it is to be mended, once, with the code that other inputs are refused with."""
    found = {
        (wrong.pointer, wrong.code): wrong
        for error in islice(errors, MOST_TOLD)
        for wrong in _of_keyword(error)
    }
    return [found[where] for where in sorted(found)][:MOST_TOLD]


def _of_keyword(error: ValidationError) -> Iterator[WrongAnswer]:
    at = "".join(f"/{_step(step)}" for step in error.absolute_path)
    keyword, wanted, answer = (
        str(error.validator),
        cast(Any, error.validator_value),
        cast(Any, error.instance),
    )
    code, places, details = CODES.get(keyword, "answer_invalid"), [at], {}
    if keyword == "required":
        places = [f"{at}/{_step(name)}" for name in wanted if name not in answer]
    elif keyword == "additionalProperties" and wanted is False:
        asked = cast(Any, error.schema).get("properties", {})
        code, places = "unknown_field", [f"{at}/{_step(name)}" for name in answer if name not in asked]
    elif keyword == "type":
        code = TYPES.get(wanted if isinstance(wanted, str) else "", "answer_invalid")
    elif keyword in BOUNDS:
        details = {BOUNDS[keyword]: wanted}
    for place in places:
        yield WrongAnswer(pointer=place, code=code, sentence=error.message[:300], details=details)


def _as_a_whole(sentence: str) -> WrongAnswer:
    return WrongAnswer(pointer="", code="answer_invalid", sentence=sentence, details={})


def _step(key: object) -> str:
    return str(key)[:100].replace("~", "~0").replace("/", "~1")
