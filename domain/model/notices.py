"""A notice tells one account of one thing that concerns it; by mail too, if it wants that.

It is written in the same transaction as the change that it tells of, and mailed afterwards: so nothing is told that
did not happen, and nothing that happened is left untold.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from domain.ids import AccountId, NoticeId
from domain.model.accounts import Locale

MOST_TRIES = 10
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
MOST_MAILS = 20
"""Of one kind to one account within a day. Anybody may name an organization, ask to join, or invite: as often as they
like, but not into a mailbox. What is more is a notice all the same, and whatever waits stands in the list of what is to
be done."""


class NoticeKind(StrEnum):
    """What it tells of; `domain/notice_words.toml` has the sentences, and with them the details that each wants."""

    MEMBER_INVITED = "member_invited"
    TEAMMATE_INVITED = "teammate_invited"
    TEAMMATE_ASKED = "teammate_asked"
    TEAMMATE_ANSWERED = "teammate_answered"
    MERGE_PROPOSED = "merge_proposed"
    SUPPORTER_ASKED = "supporter_asked"
    REVIEW_ASSIGNED = "review_assigned"
    REVIEW_DUE = "review_due"
    ENTRY_SCREENED = "entry_screened"
    ENTRY_DISQUALIFIED = "entry_disqualified"
    CALL_EXTENDED = "call_extended"
    LETTER_READY = "letter_ready"
    APPEAL_LODGED = "appeal_lodged"
    APPEAL_ASSIGNED = "appeal_assigned"
    APPEAL_DECIDED = "appeal_decided"
    PLACE_FREED = "place_freed"
    ROUND_REOPENED = "round_reopened"
    MENTORSHIP_PROPOSED = "mentorship_proposed"
    MENTORSHIP_ANSWERED = "mentorship_answered"
    MEETING_PLANNED = "meeting_planned"


class MailState(StrEnum):
    """What became of its mail: it waits, was handed to a mail server, was given up, or not wanted, or one too many."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, kw_only=True)
class Tidings:
    """What several accounts are told at once. `details` are JSON: names of things, numbers, times, no words about
    anybody."""

    kind: NoticeKind
    about: str  # the id of the thing
    details: Mapping[str, Any]
    at: datetime


@dataclass(eq=False, kw_only=True)
class Notice:
    """As one account has it, in the language that it had then."""

    id: NoticeId
    account_id: AccountId
    kind: NoticeKind
    about: str
    details: dict[str, Any]
    locale: Locale
    created_at: datetime
    updated_at: datetime
    read_at: datetime | None = None
    mail_state: MailState = MailState.WAITING
    attempts: int = 0
    next_attempt_at: datetime
    sent_at: datetime | None = None
    version: int = 1

    def read(self, *, now: datetime) -> None:
        """Reading it again changes nothing."""
        self.read_at = self.read_at or now


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A notice on its way to a mail server: what is needed to write it, and how often it was tried before."""

    id: NoticeId
    kind: NoticeKind
    about: str
    details: Mapping[str, Any]
    locale: Locale
    email: str
    wanted: bool  # whether its account still wants mails
    created_at: datetime
    attempts: int


@dataclass(frozen=True, kw_only=True)
class Message:
    """A mail in plain text. Its id is the notice's, so that a second copy of it can be told from a second mail."""

    id: NoticeId
    to: str
    subject: str
    text: str
    language: Locale
    at: datetime


class MailRefused(Exception):
    """No server will ever take this one."""


class MailPostponed(Exception):
    """Not now; later it may be taken."""


class MailAway(MailPostponed):
    """Nothing at all can be sent at present."""


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait before another try: a minute, doubled each time up to six hours; None when it is given up."""
    if attempts >= MOST_TRIES:
        return None
    return min(FIRST_PAUSE * (1 << max(attempts - 1, 0)), LONGEST_PAUSE)
