"""Notices become mails: each at least once, no two without its being seen, and none by force."""

import smtplib
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import psycopg
import pytest

from adapters.mail import FolderMail, MailServer, mail_server, written
from adapters.ports import Connections, make_ports
from domain.access import SYSTEM, Actor
from domain.core import Core
from domain.ids import NoticeId
from domain.model.accounts import Locale
from domain.model.notices import MOST_MAILS, MailAway, MailRefused, MailState, Message
from domain.ports import Ports
from domain.usecases.accounts import UpdateMe
from domain.usecases.notices import SendNotices
from tests.adapters.mailing import SENDER, Inbox, Time, a_server, certificate, register, states, tell
from tests.teller import Teller

WAITING, SENT, FAILED, SKIPPED = MailState.WAITING, MailState.SENT, MailState.FAILED, MailState.SKIPPED
LETTER = Message(
    id=NoticeId("notice_01h2xcejqtf2nbrexx3vqjhp41"),
    to="ann@plik.example",
    subject="คำเชิญเข้าร่วมมูลนิธิน้ำใสเพื่อชุมชนลุ่มน้ำอิงตอนล่างและเครือข่ายป่าชุมชนทั่วทั้งภาคเหนือตอนบน",
    text="สวัสดี\n.\nบรรทัดหลังจุด\n",
    language=Locale.TH,
    at=datetime(2026, 11, 24, 9, 0, tzinfo=UTC),
)


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with a_server() as listening:
        yield listening


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def ports(database_url: str, time: Time, inbox: Inbox) -> Iterator[Ports]:
    on = Connections(lambda: database_url, 4)
    yield make_ports(on, time, Teller(), inbox.mail(), cheap_passwords=True)
    on.close()


@pytest.fixture
def database(database_url: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield connection


def sweep(ports: Ports) -> int:
    return Core(ports).run(SendNotices(), SYSTEM)


def test_everybody_is_told_in_their_language(ports: Ports, inbox: Inbox, database: Any) -> None:
    ann, ben = register(ports, "ann@plik.example"), register(ports, "ben@plik.example", locale=Locale.EN)
    tell(ports, ann, ben)

    assert sweep(ports) == 2

    thai, english = sorted(inbox.mails, key=lambda mail: str(mail["To"]))
    assert (thai["To"], thai["Subject"]) == ("ann@plik.example", "คำเชิญเข้าร่วม มูลนิธิน้ำใส")
    assert (english["To"], english["Subject"]) == ("ben@plik.example", "You are invited to Clear Water")
    assert english["From"] == f"Plik <{SENDER}>"
    assert "Clear Water invites you as manager." in english.get_content()
    assert states(database) == [SENT, SENT]
    assert sweep(ports) == 0


def test_whoever_wants_no_mail_gets_none_and_the_notice_all_the_same(
    ports: Ports, inbox: Inbox, database: Any
) -> None:
    ann, ben = register(ports, "ann@plik.example"), register(ports, "ben@plik.example")
    Core(ports).run(UpdateMe(expected_version=1, mail_notices=False), Actor(account_id=ann))
    tell(ports, ann, ben)
    Core(ports).run(UpdateMe(expected_version=1, mail_notices=False), Actor(account_id=ben))

    sweep(ports)

    assert inbox.mails == []
    assert states(database) == [SKIPPED, SKIPPED]


def test_nobody_is_flooded_with_mails_of_a_kind_and_every_notice_is_there(
    ports: Ports, time: Time, inbox: Inbox, database: Any
) -> None:
    ann, ben = register(ports, "ann@plik.example"), register(ports, "ben@plik.example")
    for _ in range(MOST_MAILS + 5):
        tell(ports, ann)
    tell(ports, ann, ben)
    flooded = states(database)

    time.forward(days=1, seconds=1)
    tell(ports, ann)

    assert Counter(flooded) == {WAITING: MOST_MAILS + 1, SKIPPED: 6}
    assert states(database).count(WAITING) == MOST_MAILS + 2


def test_what_is_no_account_is_told_nothing(ports: Ports, database: Any) -> None:
    tell(ports, "account_01h2xcejqtf2nbrexx3vqjhp41")

    assert states(database) == []


def test_where_nobody_carries_mails_notices_stay_and_are_not_mailed(ports: Ports, database: Any) -> None:
    tell(ports, register(ports, "ann@plik.example"))

    sweep(replace(ports, mail=None))

    assert states(database) == [SKIPPED]


def test_a_server_that_is_away_is_tried_again_later_and_given_up_in_the_end(
    ports: Ports, time: Time, database: Any
) -> None:
    tell(ports, register(ports, "ann@plik.example"))
    nowhere = replace(ports, mail=Inbox(port=1).mail())

    tries = 0
    while states(database) == [WAITING]:
        tries += sweep(nowhere)
        assert sweep(nowhere) == 0  # not at once
        time.forward(hours=7)

    assert (tries, states(database)) == (10, [FAILED])


def test_a_server_that_comes_back_gets_what_waited(
    ports: Ports, time: Time, inbox: Inbox, database: Any
) -> None:
    tell(ports, *(register(ports, f"person-{number}@plik.example") for number in range(3)))
    sweep(replace(ports, mail=Inbox(port=1).mail()))

    time.forward(minutes=1)
    sweep(ports)

    assert len(inbox.mails) == 3
    assert states(database) == [SENT] * 3


def test_an_address_that_the_server_does_not_know_is_given_up_alone(
    ports: Ports, inbox: Inbox, database: Any
) -> None:
    inbox.answers["ann@plik.example"] = "550 no such user"
    tell(ports, *(register(ports, f"{name}@plik.example") for name in ("ann", "ben")))

    sweep(ports)

    assert states(database) == [FAILED, SENT]


@pytest.mark.parametrize("answer", ["451 greylisted", "421 too many", "530 sign in first"])
def test_whatever_may_pass_is_tried_again(
    ports: Ports, time: Time, inbox: Inbox, database: Any, answer: str
) -> None:
    inbox.answers["DATA"] = answer
    tell(ports, register(ports, "ann@plik.example"))
    sweep(ports)
    before = states(database)

    inbox.answers.clear()
    time.forward(minutes=1)
    sweep(ports)

    assert (before, states(database)) == ([WAITING], [SENT])


def test_whoever_dies_after_sending_sends_again_under_the_same_name(
    ports: Ports, time: Time, inbox: Inbox, database: Any
) -> None:
    class Dying:
        def send(self, message: Message) -> None:
            inbox.mail().send(message)
            raise KeyboardInterrupt

    tell(ports, register(ports, "ann@plik.example"))
    with pytest.raises(KeyboardInterrupt):
        sweep(replace(ports, mail=Dying()))

    at_once = sweep(ports)
    time.forward(minutes=2)
    sweep(ports)

    first, second = inbox.mails
    assert at_once == 0  # it is somebody's, as far as anybody knows
    assert first["Message-ID"] == second["Message-ID"]
    assert states(database) == [SENT]


def test_many_who_send_at_once_send_each_mail_once(ports: Ports, inbox: Inbox, database: Any) -> None:
    tell(ports, *(register(ports, f"person-{number}@plik.example") for number in range(30)))

    with ThreadPoolExecutor(4) as hands:
        list(hands.map(lambda _: sweep(ports), range(8)))

    assert len({mail["Message-ID"] for mail in inbox.mails}) == len(inbox.mails) == 30
    assert set(states(database)) == {SENT}


def test_nothing_that_anybody_calls_anything_becomes_a_header(ports: Ports, inbox: Inbox) -> None:
    tell(
        ports,
        register(ports, "ann@plik.example", locale=Locale.EN),
        organization={"en": "Us\r\nBcc: all@plik.example\r\n\r\nBuy!"},
    )

    sweep(ports)

    [mail] = inbox.mails
    assert inbox.to == ["ann@plik.example"]
    assert mail["Bcc"] is None
    assert mail["Subject"] == "You are invited to Us Bcc: all@plik.example Buy!"


@pytest.mark.parametrize(
    "address",
    [
        "ann@plik.example\r\nBcc: all@plik.example",
        "ann@plik.example, ben@plik.example",
        "<ann>",
        "",
        "(somebody-else)ann@plik.example",
        "ann@plik.example(somebody-else)",
        'i\u0307@[ก:{ß@"@plik.example',
    ],
)
def test_what_is_no_single_address_gets_no_mail(address: str) -> None:
    with pytest.raises(MailRefused):
        written(replace(LETTER, to=address), SENDER)


def test_a_long_thai_subject_and_a_lonely_dot_arrive_as_they_were(inbox: Inbox) -> None:
    inbox.mail().send(LETTER)

    [mail] = inbox.mails
    assert mail["Subject"] == LETTER.subject
    assert mail.get_content().splitlines() == LETTER.text.splitlines()
    assert mail["Message-ID"] == f"<{LETTER.id}@plik.example>"
    assert mail["Content-Language"] == "th"


def test_mails_are_encrypted_for_a_server_that_can_be_trusted(tmp_path: Path) -> None:
    serving, trusting = certificate(tmp_path)

    with a_server(tls_context=serving, require_starttls=True) as inbox:
        inbox.mail(host="localhost", tls="starttls", context=trusting).send(LETTER)

    assert len(inbox.mails) == 1


def test_nothing_is_sent_to_a_server_that_cannot_be_trusted(tmp_path: Path) -> None:
    serving, _ = certificate(tmp_path)

    with a_server(tls_context=serving) as inbox, pytest.raises(MailAway):
        inbox.mail(host="localhost", tls="starttls").send(LETTER)

    assert inbox.mails == []


def test_nothing_is_sent_in_the_clear_to_a_server_that_does_not_encrypt(inbox: Inbox) -> None:
    with pytest.raises(MailAway) as away:
        inbox.mail(tls="starttls").send(LETTER)

    assert isinstance(away.value.__cause__, smtplib.SMTPNotSupportedError)
    assert inbox.mails == []


def test_development_keeps_mails_in_a_folder_each_once(tmp_path: Path) -> None:
    mail = FolderMail(tmp_path / "mail")

    mail.send(LETTER)
    mail.send(LETTER)

    [file] = (tmp_path / "mail").iterdir()
    assert file.name == f"{LETTER.id}.eml"
    assert message_from_bytes(file.read_bytes(), policy=default)["Subject"] == LETTER.subject


def test_an_address_of_a_server_says_all_that_is_needed() -> None:
    server = mail_server("smtp://plik:p%40ss@mail.example:2525?from=notices@plik.example")

    assert server == MailServer(
        host="mail.example", port=2525, sender="notices@plik.example", user="plik", password="p@ss"
    )
    assert "p@ss" not in repr(server)
    assert mail_server("smtps://mail.example?from=a@plik.example").port == 465


@pytest.mark.parametrize(
    "url",
    [
        "mail.example",
        "http://mail.example?from=a@plik.example",
        "smtp://mail.example",
        "smtp://mail.example?from=nobody",
        "smtp://mail.example?from=a@plik.example&tls=maybe",
        "smtp://mail.example:99999?from=a@plik.example",
    ],
)
def test_an_address_that_says_less_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        mail_server(url)
