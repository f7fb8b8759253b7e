"""Promises of the JSON reader: honest bodies are read as written, traps are refused by name, and fast."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.reading_json import MOST_BYTES, MOST_DEPTH, read_json
from domain.errors import Malformed, Refusal, TooLarge
from tests.timing import own_work

STORABLE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
NUMBERS = st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
BODIES = st.recursive(
    st.none() | st.booleans() | NUMBERS | STORABLE,
    lambda inner: st.lists(inner) | st.dictionaries(STORABLE, inner),
    max_leaves=20,
)


def refusal_of(raw: bytes) -> Refusal:
    with pytest.raises(Refusal) as refused:
        read_json(raw)

    return refused.value


@given(BODIES, st.booleans())
def test_what_was_written_is_read(value: Any, escaped: bool) -> None:
    assert read_json(json.dumps(value, ensure_ascii=escaped).encode()) == value


def test_an_honest_body_of_2_kb_costs_less_than_a_tenth_of_a_millisecond() -> None:
    line = {"id": "b1", "item": "ต้นกล้า", "quantity": 3, "unit_cost": {"amount": 15000, "currency": "THB"}}
    raw = json.dumps({"title": {"th": "ปลูกป่าชายเลน"}, "budget": [line] * 17}, ensure_ascii=False).encode()

    with own_work() as took:
        for _ in range(200):
            read_json(raw)

    assert 1_900 < len(raw) < 2_100
    assert took.seconds / 200 < 0.000_5


@pytest.mark.parametrize(
    ("raw", "code", "details"),
    [
        (b"", "json_malformed", {"line": 1, "column": 1}),
        (b'{"a": 1,}', "json_malformed", {"line": 1, "column": 9}),
        ('{"ก":\n  x}'.encode(), "json_malformed", {"line": 2, "column": 3}),
        (b"{'a': 1}", "json_malformed", {"line": 1, "column": 2}),
        (b"[01]", "json_malformed", {"line": 1, "column": 3}),
        (b"1 2", "json_malformed", {"line": 1, "column": 3}),
        (b'"a\nb"', "json_malformed", {"line": 1, "column": 3}),
        (b"\xef\xbb\xbf{}", "json_malformed", {"line": 1, "column": 1}),
        (b'["NaN",\nNaN]', "json_malformed", {"line": 2, "column": 1}),
        (b"[Infinity]", "json_malformed", {"line": 1, "column": 2}),
        (b'{"a\\"I": -Infinity}', "json_malformed", {"line": 1, "column": 11}),
        (b"\xff\xfe", "json_not_utf8", {"offset": 0}),
        (b'"\xed\xa0\x80"', "json_not_utf8", {"offset": 1}),
        (b'"\xe0\xb8"', "json_not_utf8", {"offset": 1}),
        (b'{"a": 1, "b": 2, "a": 3}', "json_duplicate_key", {"key": "a"}),
        (b'[{"x": {"a": 1, "\\u0061": 3}}]', "json_duplicate_key", {"key": "a"}),
        (b"[9223372036854775808]", "json_number_too_large", {"number": "9223372036854775808"}),
        (b"-9223372036854775809", "json_number_too_large", {"number": "-9223372036854775809"}),
        (b"9" * 100_000, "json_number_too_large", {"number": "9" * 40}),
        (b"1e400", "json_number_too_large", {"number": "1e400"}),
        (b"-1E+999999", "json_number_too_large", {"number": "-1E+999999"}),
        (b"1e-400", "json_number_too_large", {"number": "1e-400"}),
        (b'"\\ud800"', "json_lone_surrogate", {"line": 1, "column": 2}),
        (b'"\\uDC00\\uD800"', "json_lone_surrogate", {"line": 1, "column": 2}),
        (b'"\\ud83d\\ude00\\ud83dx"', "json_lone_surrogate", {"line": 1, "column": 14}),
        (b'{"\\ud800": 1, "\\ud800": 2}', "json_lone_surrogate", {"line": 1, "column": 3}),
        (b'"\\u0000"', "json_has_nul", {"line": 1, "column": 2}),
        (b'"a\x00"', "json_has_nul", {"line": 1, "column": 3}),
        (b'"\\u00', "json_malformed", {"line": 1, "column": 3}),
    ],
)
def test_a_trap_is_refused_by_name_and_place(raw: bytes, code: str, details: dict[str, Any]) -> None:
    refused = refusal_of(raw)

    assert isinstance(refused, Malformed)
    assert (refused.code, refused.details) == (code, details)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (b'"\\\\ud800"', "\\ud800"),
        (b'"\\\\u0000"', "\\u0000"),
        (b'"\\ud83d\\ude00"', "😀"),
        (b'{"a": {"a": 1}, "b": [{"a": 1}, {"a": 2}]}', {"a": {"a": 1}, "b": [{"a": 1}, {"a": 2}]}),
        (b"9223372036854775807", 2**63 - 1),
        (b"-9223372036854775808", -(2**63)),
        (b"[0.0, -0.0, 0e9, 1e308]", [0.0, -0.0, 0.0, 1e308]),
        (b'"' + b"[{" * 1_000 + b'"', "[{" * 1_000),
        (b'"\\"[[" ', '"[['),
        (b" null ", None),
    ],
)
def test_what_only_looks_like_a_trap_is_read(raw: bytes, value: Any) -> None:
    assert read_json(raw) == value


def test_32_levels_are_read_and_33_are_too_deep() -> None:
    assert read_json(b"[" * MOST_DEPTH + b"]" * MOST_DEPTH)
    assert read_json(b"[" + b"[]," * 1_000 + b"[]]")

    refused = refusal_of(b'{"a":' * 33 + b"1" + b"}" * 33)

    assert (refused.code, refused.details) == ("json_too_deep", {"limit": 32})


def test_more_than_1_mib_is_too_large() -> None:
    refused = refusal_of(b'"' + b"a" * MOST_BYTES + b'"')

    assert isinstance(refused, TooLarge)
    assert (refused.code, refused.details) == ("body_too_large", {"limit": 1_048_576})


@pytest.mark.parametrize(
    "raw",
    [
        b"[" * 100_000,
        b"[" * MOST_BYTES,
        b'{"a":' * 200_000,
        b'["' * 500_000,
        b'["' + b"\\" * 1_000_000,
        b'["' + b"\\u0041" * 170_000 + b"\\ud800",
        b'"' * 1_000_000,
        b"9" * 1_000_000,
        b"[" + b"[]," * 340_000 + b"[]]",
        b"{" + b",".join(b'"%d":1' % number for number in range(90_000)) + b',"7":1}',
        b"NaN" + b" " * 1_000_000 + b"x",
    ],
    ids=range(11),
)
def test_a_megabyte_of_malice_takes_less_than_a_second_and_a_half(raw: bytes) -> None:
    with own_work() as took, suppress(Refusal):
        read_json(raw)

    assert took.seconds < 1.5


@given(st.binary(max_size=200) | st.text('{}[]":,\\ud80019eE+-.NaI \n\x00', max_size=60).map(str.encode))
def test_any_bytes_are_read_or_refused_and_nothing_else(raw: bytes) -> None:
    try:
        value = read_json(raw)
    except Refusal:
        return

    assert json.loads(json.dumps(value, ensure_ascii=False).encode()) == value
