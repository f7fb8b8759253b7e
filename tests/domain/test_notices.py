"""What notices say, in both languages, and when their mails are tried again."""

from datetime import UTC, datetime, timedelta
from string import Formatter
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.access import Role
from domain.model.notices import LONGEST_PAUSE, MOST_TRIES, NoticeKind, pause_after
from domain.notice_words import stored, templates, told, wanted
from domain.usecases.noticing import notify

KINDS = sorted(NoticeKind)
EVENING = datetime(2026, 11, 24, 14, 18, tzinfo=UTC)


def details(kind: str) -> dict[str, Any]:
    """Something for each of the words that it wants."""
    return {name: stored(EVENING) if name.endswith("_at") else f"<{name}>" for name in wanted(kind)}


def test_every_kind_has_its_sentences_and_nothing_else_has() -> None:
    assert set(templates()) - {"words"} == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_sentence_is_there_in_both_languages_with_the_same_details(kind: str) -> None:
    for part in ("title", "body"):
        sentences = templates()[kind][part]

        assert set(sentences) == {"th", "en"}
        assert all(sentence.strip() for sentence in sentences.values())
        assert len({names(sentence) for sentence in sentences.values()}) == 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("locale", ["th", "en"])
def test_every_detail_comes_into_the_sentences(kind: str, locale: str) -> None:
    said = told(kind, details(kind), locale)

    assert not any(brace in said.title + said.body for brace in "{}")
    assert all(f"<{name}>" in said.title + said.body for name in wanted(kind) if not name.endswith("_at"))


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_is_told_with_a_detail_missing(kind: str) -> None:
    for missing in wanted(kind):
        lacking = {name: value for name, value in details(kind).items() if name != missing}

        with pytest.raises(AssertionError, match=missing):
            notify(cast(Any, None), cast(Any, None), NoticeKind(kind), to=[], about="call_1", **lacking)


def test_times_are_those_of_thailand_in_the_era_of_the_language() -> None:
    extended = {"call": {"th": "พลิกไทย", "en": "Plik Thai"}, "closes_at": stored(EVENING)}

    assert "24 พ.ย. 2569 เวลา 21:18 น." in told("call_extended", extended, "th").body
    assert "24 Nov 2026, 21:18 (Bangkok)" in told("call_extended", extended, "en").body


def test_a_name_that_is_there_in_one_language_alone_is_said_in_that() -> None:
    invited = {"organization": {"th": "มูลนิธิ"}, "role": stored(Role.OWNER)}

    assert told("member_invited", invited, "en").title == "You are invited to มูลนิธิ"


def test_codes_are_said_in_words() -> None:
    invited = {"organization": {"en": "A sponsor"}, "role": stored(Role.FINANCE)}

    assert "บทบาทการเงิน" in told("member_invited", invited, "th").body


def test_a_title_is_one_line_whatever_things_are_called() -> None:
    screened = {
        "project": {"en": "Weirs\r\nBcc: all@example.com"},
        "call": {"en": "{call}"},
        "state": "eligible",
    }

    said = told("entry_screened", screened, "en")

    assert said.title == "Weirs Bcc: all@example.com was screened"
    assert "“{call}”" in said.body


@given(tried=st.integers(1, MOST_TRIES - 1))
def test_a_mail_is_tried_again_later_and_later(tried: int) -> None:
    pause, next_pause = pause_after(tried), pause_after(tried + 1)

    assert pause is not None
    assert timedelta(minutes=1) <= pause <= LONGEST_PAUSE
    assert next_pause is None or next_pause >= pause


def test_a_mail_is_given_up_in_the_end() -> None:
    assert pause_after(MOST_TRIES) is None


def names(sentence: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(sentence) if name)
