"""Promises of text: one spelling, nothing hidden, one canonical form, and the order of a Thai dictionary."""

import json
import random
import unicodedata
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from math import inf, nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Invalid
from domain.text import SPREAD, Text, canonical_json, fingerprint, thai_sort_key, washed
from tests.timing import own_work

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@dataclass(frozen=True)
class Change:
    wishes: dict[str, str] = field(metadata=SPREAD)


@dataclass(frozen=True)
class Member:
    name: Text
    skills: tuple[str, ...] = ()


class Colour(StrEnum):
    RED = "red"


def faults_of(value: Any, pointer: str = "") -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        washed(value, pointer)

    assert refused.value.code == "invalid_input"
    return [(fault.pointer, fault.code) for fault in refused.value.faults]


def test_a_language_in_which_nothing_was_written_is_absent() -> None:
    text = Text.of({"th": "สวัสดี", "en": None})

    assert text == Text(th="สวัสดี")
    assert text.as_dict() == {"th": "สวัสดี"}


def test_a_language_that_we_do_not_keep_is_refused_not_dropped() -> None:
    with pytest.raises(Invalid) as refused:
        Text.of({"th": "สวัสดี", "d/e": "Hallo"})

    assert [(fault.pointer, fault.code) for fault in refused.value.faults] == [
        ("/d~1e", "text_language_unknown")
    ]


def test_text_knows_whether_it_says_anything_and_how_long_it_is() -> None:
    assert Text().is_empty
    assert Text(th="  ", en="\n").is_empty
    assert not Text(en="Hello").is_empty
    assert Text().longest == 0
    assert Text(th="กก", en="reed").longest == 4


def test_every_string_at_any_depth_comes_back_in_one_spelling() -> None:
    apart, together = "e\u0301", "é"

    clean = washed({apart: [apart, (apart, 1)], "member": Member(Text(en=apart), (apart,)), "set": {apart}})

    assert clean == {
        together: [together, (together, 1)],
        "member": Member(Text(en=together), (together,)),
        "set": {together},
    }


@pytest.mark.parametrize(
    "word",
    ["น้ำ", "กำหนด", "ที่", "เก๊าะ", "ญี่ปุ่น", "ปฐพี", "ฤๅษี", "Việt Nam", "👩‍👩‍👧", "1️⃣", "a\tb\nc", "ก\u200bข"],
)
def test_honest_words_pass_unchanged(word: str) -> None:
    assert washed(word) == word


def test_what_is_no_text_passes_as_it_is() -> None:
    value = {"number": 1, "yes": True, "none": None, "raw": b"\x00", "colour": Colour.RED}

    clean = washed(value)

    assert clean == value
    assert clean["colour"] is Colour.RED


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a\x00b", "text_has_control_characters"),
        ("a\rb", "text_has_control_characters"),
        ("a\x1b[31m", "text_has_control_characters"),
        ("a\x85", "text_has_control_characters"),
        ("a\ud800", "text_has_lone_surrogate"),
        ("invoice\u202egpj.exe", "text_has_bidi_override"),
        ("a\u2066b\u2069", "text_has_bidi_override"),
        ("a\ufdd0", "text_has_noncharacter"),
        ("a\uffff", "text_has_noncharacter"),
        ("a\U0010fffe", "text_has_noncharacter"),
        ("ก" + "\u0e48" * 5, "text_has_too_many_marks"),
        ("a" + "\u0301\u200d" * 5, "text_has_too_many_marks"),
    ],
)
def test_what_hides_or_breaks_is_refused(text: str, code: str) -> None:
    assert faults_of(text, "/title/th") == [("/title/th", code)]


def test_four_marks_on_each_of_many_bases_are_fine() -> None:
    text = ("q" + "\u0323\u0307\u0302\u0308") * 3

    assert len(washed(text)) == len(text)


def test_all_that_is_to_be_mended_is_named_at_once_each_by_its_place() -> None:
    value = {
        "team": [Member(Text(th="ก\x00"), ("ok", "\u202e\ud800"))],
        "a/b~c": "\x07",
        "bad\x00key": "fine",
    }

    assert faults_of(value, "/input") == [
        ("/input/team/0/name/th", "text_has_control_characters"),
        ("/input/team/0/skills/1", "text_has_lone_surrogate"),
        ("/input/team/0/skills/1", "text_has_bidi_override"),
        ("/input/a~1b~0c", "text_has_control_characters"),
        ("/input/bad\ufffdkey", "text_has_control_characters"),
    ]


def test_two_spellings_of_one_key_are_refused_rather_than_one_lost() -> None:
    assert faults_of({"é": 1, "e\u0301": 2}) == [("/e\u0301", "text_duplicate_key")]


@given(st.text(st.characters(codec=None)))
def test_a_string_comes_back_in_nfc_or_is_refused_with_a_place_that_can_be_sent(text: str) -> None:
    try:
        clean = washed({text: text})
    except Invalid as refused:
        json.dumps([fault.pointer for fault in refused.faults], ensure_ascii=False).encode()
    else:
        assert clean == {unicodedata.normalize("NFC", text): unicodedata.normalize("NFC", text)}
        assert washed(clean) == clean


def test_what_was_sent_in_place_of_the_whole_is_pointed_at_without_a_name_of_ours() -> None:
    assert faults_of(Change({"title": "\x00"})) == [("/title", "text_has_control_characters")]


@pytest.mark.parametrize(
    "text", ["\u0327\u0301" * 50_000, "\u200d" * 100_000, "ก" * 100_000, "\x00" * 100_000]
)
def test_washing_takes_linear_time_on_hostile_text_too(text: str) -> None:
    with own_work() as took, suppress(Invalid):
        washed(text)

    assert took.seconds < 0.5


def test_canonical_json_does_not_depend_on_the_order_of_keys() -> None:
    assert canonical_json({"b": [1, None, True], "a": "ก"}) == '{"a":"ก","b":[1,null,true]}'.encode()
    assert fingerprint({"a": 1, "b": 2}) == fingerprint({"b": 2, "a": 1})
    assert fingerprint({"a": 1}) != fingerprint({"a": "1"})
    assert len(fingerprint(None)) == 64


@given(JSON)
def test_canonical_json_says_what_it_was_given(value: Any) -> None:
    assert json.loads(canonical_json(value)) == value


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_canonical_json_is_the_same_after_a_float_was_kept_as_a_decimal(number: float) -> None:
    kept = Decimal(json.dumps(number))
    back = int(kept) if kept == kept.to_integral_value() else float(kept)

    assert canonical_json(number) == canonical_json(back)
    assert float(canonical_json(number)) == number


@pytest.mark.parametrize(
    "value", [nan, [inf], {"a": {"b": -inf}}, (1, 2), {1: "a"}, b"", {1}, object(), Decimal(1)]
)
def test_what_json_has_no_word_for_has_no_canonical_json(value: Any) -> None:
    with pytest.raises(TypeError):
        canonical_json(value)


# The example of ISO/IEC 14651 annex C.2, after the Royal Institute Dictionary.
DICTIONARY = (
    "กก กรรม กรรม์ -กระแย่ง กราบ กะเกณฑ์ กัก ก้าว กำ กิน กี่ กึ๋น กุน กูด เก้ง เกล้า เกลียว เก้า เกาะ เกี่ยว"
    " เกี๊ยะ เกือก แกง แกะ โกน โกร๋น ใกล้ ไก่ ไกล ข้น ขนาบ ข้าง ข้างๆ ข้างกระดาน ข้างขึ้น ข้างควาย"
)
PROVINCES = (
    "กระบี่ กรุงเทพมหานคร กาญจนบุรี กาฬสินธุ์ กำแพงเพชร ขอนแก่น จันทบุรี เชียงราย เชียงใหม่ ตรัง น่าน"
    " พระนครศรีอยุธยา เพชรบุรี เพชรบูรณ์ แพร่ เลย สตูล อุทัยธานี"
)


@pytest.mark.parametrize(
    "words",
    [
        DICTIONARY,
        PROVINCES,
        "กา เกา ไก่",
        "เกง เก็ง เก่ง เก้ง เก๊ง เก๋ง",
        "แหง แหง่ แห่ง แห้ง แหงน",
        "รา ฤดู ฤๅษี ลา",
        "นา น้า นำ น้ำ นิ",
        "10 apple Banana กา",
    ],
)
def test_words_sort_as_in_a_thai_dictionary(words: str) -> None:
    in_order = words.split()
    shuffled = random.Random(20).sample(in_order, len(in_order))

    assert sorted(shuffled, key=thai_sort_key) == in_order


def test_look_alikes_sort_as_one_word() -> None:
    assert thai_sort_key("นํ้า") == thai_sort_key("น้ํา") == thai_sort_key("น้ำ")
    assert thai_sort_key("เเกง") == thai_sort_key("แกง")
    assert thai_sort_key("๑๒") == thai_sort_key("12")
    assert thai_sort_key("Plik") == thai_sort_key("PLIK")


@given(st.text(), st.text())
def test_a_sort_key_can_be_stored_and_is_the_same_for_every_spelling(first: str, second: str) -> None:
    text = first + "ก" + second

    assert thai_sort_key(unicodedata.normalize("NFD", text)) == thai_sort_key(text)
