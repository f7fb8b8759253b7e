"""Patterns that could hold us for ever are not taken, and those that are taken cost what was said."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as some

from adapters.patterns import MOST_WAYS, USUAL, ways_of
from tests.timing import own_work


@pytest.mark.parametrize(
    "pattern",
    [
        r"^0[0-9]{8,9}$",
        r"^(\+66|0)?[0-9]{1,2}-?[0-9]{3}-?[0-9]{4}$",
        r"^[^@\s]+@[^@\s]+\.[a-z]+$",
        r"^\d{4}-\d{2}-\d{2}$",
        r"^(?:[0-9]{2}-)+[0-9]$",
        r"^[ก-๙ ]+$",
        r"น้ำ|ป่า|ดิน",
        r"\(a+\)[]*]{2,}a{",
    ],
)
def test_patterns_that_people_write_are_taken(pattern: str) -> None:
    assert ways_of(pattern).over(USUAL) <= MOST_WAYS


@pytest.mark.parametrize(
    "pattern",
    [
        "^(a+)+$",
        "^(a|a)*$",
        "^(a|aa)+$",
        "(a*)*b",
        "(?:(?:a?){5}){9}",
        "^(([a-z])+.)+[A-Z]([a-z])+$",
        "a?" * 30 + "a" * 30,
        ".*.*.*.*.*x",
        "(a|b|ab)" * 20,
        "(x+x+)+y",
        r"(a)\1+",
        "(?=a+)a",
        "(?<!a)b",
        "(?i)a",
        "(?P<n>a+)(?P=n)",
        "(",
        "[",
        "*",
        r"\p{L}",
        "a{99999999999}",
        "(" * 200 + ")" * 200 + "{2,}" * 9,
        "x" * 501,
    ],
)
def test_patterns_that_could_hold_us_are_not_taken(pattern: str) -> None:
    with pytest.raises(ValueError, match="a pattern"):
        ways_of(pattern)


PIECES = some.sampled_from(
    ["a", "b", "[ab]", ".", r"\w", "(", "(?:", ")", "|", "*", "+", "?", "{2}", "{0,3}", "^", "$"]
)


@given(pieces=some.lists(PIECES, min_size=1, max_size=14), tail=some.sampled_from(["", "!", "b!"]))
def test_what_is_taken_is_over_as_soon_as_was_said(pieces: list[str], tail: str) -> None:
    pattern = "".join(pieces)
    try:
        ways = ways_of(pattern)
    except ValueError:
        assume(False)
    text = "a" * 40 + tail

    with own_work() as took:
        re.search(pattern, text)

    assert took.seconds < 0.05 + ways.over(len(text)) / 2_000_000
