"""What people do with their notices: read them. And what the platform does: mail them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from domain.access import Actor, platform_only, signed_in
from domain.collections import Changed, Work
from domain.core import Command, until_uncontended, use_case
from domain.errors import NotFound
from domain.ids import NoticeId
from domain.model.notices import (
    Letter,
    MailAway,
    MailPostponed,
    MailRefused,
    MailState,
    Message,
    Notice,
    pause_after,
)
from domain.notice_words import told
from domain.ports import Mail, Ports

AT_ONCE = 10  # mails taken together: all can be tried before somebody else takes them


@dataclass(frozen=True, kw_only=True)
class ReadNotice(Command[Changed]):
    notice_id: NoticeId


@use_case(ReadNotice, allow=signed_in)
def read_notice(cmd: ReadNotice, actor: Actor, ports: Ports) -> Changed:
    with ports.work() as work:
        notice = _own(work, cmd.notice_id, actor)
        notice.read(now=ports.now())
        return work.done(notice)


@dataclass(frozen=True, kw_only=True)
class ReadNotices(Command[Changed]):
    """All up to this one, as they are listed: whoever has seen a list has not seen what came after."""

    until: NoticeId


@use_case(ReadNotices, allow=signed_in)
def read_notices(cmd: ReadNotices, actor: Actor, ports: Ports) -> Changed:
    now = ports.now()
    with ports.work() as work:
        notice = _own(work, cmd.until, actor)
        notice.read(now=now)
        done = work.done(notice)
        work.notices.read_until(notice, now)
        return done


@dataclass(frozen=True, kw_only=True)
class SendNotices(Command[int]):
    """The sweep: mails some of the notices that wait. Answers how many were due.

    Whoever dies between a server's taking a mail and the note of it sends it again; both have one Message-ID.
    """


@use_case(SendNotices, allow=platform_only)
def send_notices(cmd: SendNotices, actor: Actor, ports: Ports) -> int:
    now = ports.now()
    with ports.work() as work:
        letters = work.notices.take_due(now, AT_ONCE)
    for letter, state in _tried(letters, ports.mail):
        until_uncontended(partial(_note, letter, state, ports, now))
    return len(letters)


def _own(work: Work, id: NoticeId, actor: Actor) -> Notice:
    notice = work.notices.lock(id)
    if notice.account_id != actor.known_account:
        raise NotFound("notice_not_found")
    return notice


def _tried(letters: Iterable[Letter], mail: Mail | None) -> Iterable[tuple[Letter, MailState]]:
    """What became of each. Once the server is away, nothing more is tried."""
    is_away = False
    for letter in letters:
        if mail is None or not letter.wanted:
            yield letter, MailState.SKIPPED
            continue
        try:
            if not is_away:
                mail.send(message(letter))
        except MailRefused:
            yield letter, MailState.FAILED
        except MailPostponed as reason:
            is_away = isinstance(reason, MailAway)
            yield letter, MailState.WAITING
        else:
            yield letter, MailState.WAITING if is_away else MailState.SENT


def _note(letter: Letter, state: MailState, ports: Ports, now: datetime) -> None:
    with ports.work() as work:
        pause = pause_after(letter.attempts)
        if state is not MailState.WAITING:
            work.notices.settle(letter.id, state, now)
        elif pause is None:
            work.notices.settle(letter.id, MailState.FAILED, now)
        else:
            work.notices.postpone(letter.id, now + pause)


def message(letter: Letter) -> Message:
    """As it is mailed: to an address alone, since a name is anybody's words."""
    words = told(letter.kind, letter.details, letter.locale)
    return Message(
        id=letter.id,
        to=letter.email,
        subject=words.title,
        text=f"{words.body}\n\n{letter.about}\n-- \nPlik\n",
        language=letter.locale,
        at=letter.created_at,
    )
