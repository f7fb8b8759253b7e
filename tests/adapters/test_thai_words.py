"""Thai text as words: by a dictionary, in one spelling, in a time that nobody can make grow faster than the text."""

import hashlib
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.thai.words import HERE, ThaiWords
from domain.thai import normalised

FINGERPRINT = "35f65d43ea83b5b981134d5edc3b9afcb64b4ba96146900fc4d312f2940c3265"


def words(text: str) -> list[str]:
    return list(ThaiWords().of(text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ปัญหาน้ำท่วมซ้ำซากในตำบลห้วยขวาง", ["ปัญหา", "น้ำท่วม", "ซ้ำซาก", "ตำบล", "ห้วยขวาง"]),
        ("ปัญหาน้ําท่วมซ้ําซาก", ["ปัญหา", "น้ำท่วม", "ซ้ำซาก"]),
        ("ตากผ้า จังหวัดตาก", ["ตากผ้า", "จังหวัด", "ตาก"]),
        ("ฟื้นฟูป่าชายเลน (Climate-Action) ๒๕๖๙", ["ฟื้นฟู", "ป่าชายเลน", "climate-action", "2569"]),
        ("การที่ เป็น ของ ๆ และ the of", []),
        (" \n\t—“”", []),
        ("", []),
    ],
)
def test_text_becomes_the_words_that_say_something(text: str, found: list[str]) -> None:
    assert words(text) == found


@settings(deadline=None)
@given(st.text(alphabet="กขนรวมาำเแะ\u0e31\u0e35\u0e48\u0e49\u0e4cๆฯ ab-"))
def test_no_letter_gets_lost_or_comes_from_nowhere(text: str) -> None:
    spelled = normalised(text)

    rest = spelled
    for word in words(text):
        _, found, rest = rest.partition(word)
        assert found == word


# Each takes seconds for two thousand letters where ways through a text are searched, as newmm does.
@pytest.mark.parametrize("hostile", ["หนอก", "กมลา", "กองกอย", "ตากลม", "ก", "เ", "า"])
def test_nobody_can_keep_it_busy(hostile: str) -> None:
    text = hostile * (10_000 // len(hostile))
    words(hostile)

    begun = perf_counter()
    words(text)

    assert perf_counter() - begun < 2


def test_the_dictionary_is_the_one_that_its_note_speaks_of() -> None:
    content = (HERE / "words_th.txt").read_bytes()

    assert hashlib.sha256(content).hexdigest() == FINGERPRINT
    assert "CC0-1.0" in (HERE / "SOURCE.md").read_text(encoding="utf-8")
