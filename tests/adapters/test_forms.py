"""Strangers write the questions and strangers answer them: a check always ends, soon, and asks nobody outside."""

import re
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as some

from adapters.forms import LONGEST, JsonSchemaForms
from tests.timing import own_work

FORMS = JsonSchemaForms()
SOON = 3.0  # seconds, on a machine that does other things too
FORM = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {
        "phone": {"type": "string", "pattern": "^0[0-9]{8,9}$"},
        "pattern": {"type": "string"},
        "partners": {"type": "array", "items": {"$ref": "#/$defs/partner"}, "uniqueItems": True},
    },
    "required": ["phone"],
    "additionalProperties": False,
    "$defs": {
        "partner": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}
    },
}


def doubling(times: int) -> dict[str, Any]:
    """Each definition asks for the next one twice."""
    steps = {f"a{n}": {"allOf": [{"$ref": f"#/$defs/a{n + 1}"}] * 2} for n in range(times)}
    return {"$ref": "#/$defs/a0", "$defs": {**steps, f"a{times}": {}}}


def test_a_form_as_organizations_write_it_is_taken_and_checked() -> None:
    answers = {"phone": "12", "partners": [{}, {}], "a/b": 1}

    assert FORMS.problems_of(FORM) == []
    assert FORMS.problems(FORM, {"phone": "0812345678", "partners": [{"name": "วัด"}]}) == []
    assert [(wrong.pointer, wrong.code) for wrong in FORMS.problems(FORM, answers)] == [
        ("/a~1b", "unknown_field"),
        ("/partners", "answer_invalid"),
        ("/partners/0/name", "required"),
        ("/partners/1/name", "required"),
        ("/phone", "answer_invalid"),
    ]


@pytest.mark.parametrize(
    ("question", "answer", "code", "details"),
    [
        ({"type": "string"}, 1, "not_a_text", {}),
        ({"type": "integer"}, "๑", "not_a_whole_number", {}),
        ({"type": "number"}, "x", "not_a_number", {}),
        ({"type": "boolean"}, 1, "not_a_truth", {}),
        ({"type": "array"}, {}, "not_a_list", {}),
        ({"type": "object"}, [], "not_an_object", {}),
        ({"type": ["string", "null"]}, 1, "answer_invalid", {}),
        ({"enum": ["a"]}, "b", "not_one_of_the_words", {}),
        ({"const": "a"}, "b", "not_one_of_the_words", {}),
        ({"minLength": 2}, "b", "length_out_of_range", {"least": 2}),
        ({"maxLength": 1}, "bb", "length_out_of_range", {"most": 1}),
        ({"maxItems": 1}, [1, 2], "length_out_of_range", {"most": 1}),
        ({"minimum": 2}, 1, "number_out_of_range", {"least": 2}),
        ({"maximum": 1}, 2, "number_out_of_range", {"most": 1}),
        ({"pattern": "^a"}, "b", "answer_invalid", {}),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, 1, "answer_invalid", {}),
    ],
)
def test_what_is_wrong_has_the_code_that_other_inputs_have(
    question: dict[str, Any], answer: Any, code: str, details: dict[str, Any]
) -> None:
    [wrong] = FORMS.problems({"properties": {"a": question}}, {"a": answer})

    assert (wrong.pointer, wrong.code, wrong.details) == ("/a", code, details)
    assert wrong.sentence


@pytest.mark.parametrize(
    ("questions", "at"),
    [
        ({"$ref": "https://elsewhere.example/schema.json"}, ""),
        ({"$ref": "#/$defs/nowhere"}, ""),
        ({"$ref": "#/properties/a", "properties": {"a": {}}}, ""),
        ({"properties": {"a": {"$ref": "http://127.0.0.1:1/"}}}, "/properties/a"),
        ({"properties": {"a": {"$id": "http://127.0.0.1:1/", "$ref": "#/x"}}}, "/properties/a"),
        ({"$dynamicRef": "#meta"}, ""),
        ({"items": {"$schema": "http://json-schema.org/draft-07/schema#"}}, "/items"),
        ({"$schema": "http://json-schema.org/draft-04/schema#"}, ""),
        ({"properties": {"a/b": {"pattern": "^(a+)+$"}}}, "/properties/a~1b/pattern"),
        ({"allOf": [{"not": {"pattern": "("}}]}, "/allOf/0/not/pattern"),
        ({"$defs": {"a": {"patternProperties": {"(a+)+": {}}}}}, "/$defs/a"),
        ({"unevaluatedProperties": False}, ""),
        ({"enum": list(range(2_001))}, ""),
        ({"title": "x" * LONGEST}, ""),
    ],
)
def test_what_is_not_taken_is_pointed_at(questions: dict[str, Any], at: str) -> None:
    assert {place for place, _ in FORMS.problems_of(questions)} == {at}


@pytest.mark.parametrize(
    "questions",
    [
        {"$ref": "#/$defs/nowhere"},
        {"properties": {"a": {"pattern": "^(a+)+$"}}},
        {"properties": {"a": {"$id": "http://127.0.0.1:1/", "$ref": "#/x"}}},
    ],
)
def test_what_was_kept_before_that_was_asked_is_not_run(questions: dict[str, Any]) -> None:
    [wrong] = FORMS.problems(questions, {"a": "a" * 40 + "!"})

    assert (wrong.pointer, wrong.code) == ("", "answer_invalid")


@pytest.mark.parametrize(
    ("questions", "answers"),
    [
        ({"$ref": "#"}, {}),
        ({"allOf": [{"$ref": "#"}, {"$ref": "#"}]}, {}),
        (doubling(25), {"a": 1}),
        ({"additionalProperties": {"items": {"allOf": [{"type": "integer"}] * 900}}}, {"a": [1] * 20_000}),
        ({"additionalProperties": {"uniqueItems": True}}, {"a": [{"x": n} for n in range(3_000)]}),
        ({"additionalProperties": {"items": {"pattern": "^a+a+a+$"}}}, {"a": ["a" * 150 + "!"] * 200}),
        (
            {"additionalProperties": {"anyOf": [*([{"enum": list(range(99))}] * 15), {}]}},
            {str(n): -1 for n in range(5_000)},
        ),
        ({}, {"a": "x" * LONGEST}),
    ],
)
def test_a_check_that_asks_for_too_much_ends_soon_and_with_a_sentence(
    questions: dict[str, Any], answers: dict[str, Any]
) -> None:
    with own_work() as took:
        assert FORMS.problems_of(questions) == []
        [wrong] = FORMS.problems(questions, answers)

    assert took.seconds < SOON
    assert (wrong.pointer, bool(re.search("too long|longer", wrong.sentence))) == ("", True)


PLAIN = some.none() | some.booleans() | some.integers(-3, 3) | some.sampled_from(["", "a", "ab"])
ANSWERS = some.recursive(
    PLAIN, lambda inner: some.lists(inner) | some.dictionaries(some.sampled_from("ab"), inner)
)
LEAVES = some.fixed_dictionaries(
    {},
    optional={
        "type": some.sampled_from(["string", "integer", "object", "array"]),
        "pattern": some.sampled_from(["^a", "b$"]),
        "enum": some.lists(PLAIN, min_size=1, max_size=3),
        "uniqueItems": some.booleans(),
        "maxLength": some.integers(0, 2),
    },
)
SCHEMAS = some.recursive(
    LEAVES,
    lambda inner: some.fixed_dictionaries(
        {},
        optional={
            "items": inner,
            "not": inner,
            "anyOf": some.lists(inner, min_size=1, max_size=2),
            "oneOf": some.lists(inner, min_size=1, max_size=2),
            "properties": some.dictionaries(some.sampled_from("ab"), inner),
            "additionalProperties": inner,
        },
    ),
    max_leaves=6,
)


@given(questions=SCHEMAS, answers=ANSWERS)
def test_paying_for_a_check_does_not_change_what_it_finds(questions: dict[str, Any], answers: Any) -> None:
    plainly = jsonschema.Draft202012Validator(questions).is_valid(answers)

    assert FORMS.problems_of(questions) == []
    assert (FORMS.problems(questions, answers) == []) == plainly
