"""One spelling for what people type the same: whatever looks alike meets, and what has the one spelling keeps it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.thai import normalised

THAI = st.text(alphabet=[chr(code) for code in range(0x0E01, 0x0E5C) if unicodedata.name(chr(code), "")])
MIXED = st.text(
    alphabet=st.sampled_from(
        "กขนรวาำเแะ\u0e31\u0e34\u0e35\u0e38\u0e47\u0e48\u0e49\u0e4c\u0e4d\u0e45๒2Aé\u0301\u200bİß "
    )
)


@given(st.text() | THAI | MIXED)
def test_normalising_again_changes_nothing(text: str) -> None:
    once = normalised(text)

    assert normalised(once) == once


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("น\u0e49\u0e4d\u0e32", "น้ำ"),
        ("น\u0e4d\u0e49\u0e32", "น้ำ"),
        ("น\u0e33\u0e49", "น้ำ"),
        ("น\u0e4d\u0e32", "นำ"),
        ("เเก้", "แก้"),
        ("เ\u200bเก้", "แก้"),
        ("๒๕๖๙", "2569"),
        ("ท\u0e48\u0e35", "ที่"),
        ("ป\u0e49\u0e38ย", "ปุ้ย"),
        ("ก\u0e48\u0e48อน", "ก่อน"),
        ("ตา\u200bก", "ตาก"),
        ("\ufeffPlik THAI", "plik thai"),
        ("Cafe\u0301", "café"),
        ("Straße", "strasse"),
    ],
)
def test_what_looks_alike_meets(typed: str, meant: str) -> None:
    assert normalised(typed) == meant
    assert normalised(meant) == meant


@given(THAI, st.sampled_from("\u200b\u200c\u200d\u2060\ufeff\u00ad"), st.integers(0, 20))
def test_what_has_no_width_makes_no_difference(text: str, invisible: str, place: int) -> None:
    assert normalised(text[:place] + invisible + text[place:]) == normalised(text)


@given(st.sampled_from("กขนรว"), st.permutations(["\u0e35", "\u0e49"]))
def test_marks_may_be_keyed_in_in_any_order(base: str, marks: list[str]) -> None:
    assert normalised(base + "".join(marks)) == base + "\u0e35\u0e49"


@pytest.mark.parametrize(("one", "other"), [("ตาก", "ตากผ้า"), ("ขา", "ข้า"), ("มา", "ม่า"), ("เก", "แก")])
def test_what_is_not_the_same_stays_apart(one: str, other: str) -> None:
    assert normalised(one) != normalised(other)
