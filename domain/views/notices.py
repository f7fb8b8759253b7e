"""What is shown of notices, to whom they are for: what it is about, its sentences, and what became of its mail."""

from collections.abc import Mapping
from typing import Any

from domain.model.notices import NoticeKind
from domain.notice_words import told
from domain.policy.notices import VISIBLE
from domain.reading import Filter, Many, Noun, Value
from domain.views.shapes import by, plain, words


def _title(kind: str, details: Mapping[str, Any], locale: str) -> str:
    return told(kind, details, locale).title


def _body(kind: str, details: Mapping[str, Any], locale: str) -> str:
    return told(kind, details, locale).body


MADE_OF = ("kind", "details", "locale")
FILTERS = {
    "unread": Filter("unread", frozenset({"true", "false"})),
    "kind": by("kind", known=words(NoticeKind)),
}
OF_ACCOUNT = Many("notice", key="account_id", filters=FILTERS)

notice = Noun(
    "notice",
    "notices",
    plain("id", "kind", "about", "details", "locale")
    | {"title": Value(MADE_OF, shape=_title), "body": Value(MADE_OF, shape=_body)}
    | plain("read_at", "mail_state", "sent_at", "created_at", "updated_at", "version"),
    visible=VISIBLE,
)
