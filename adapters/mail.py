"""Mails by SMTP (RFC 5321), and their twin for development: a folder in which they can be looked at."""

import os
import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from domain.model.notices import MailAway, MailPostponed, MailRefused, Message

PATIENCE = 8.0  # seconds for each word of a server: ten mails fit the lease of those who send them
SANDBOX_SENDER: Final = "plik@sandbox.invalid"
NO_ADDRESS = (ValueError, IndexError, MessageError, AttributeError)
"""What the library says of what it cannot parse; the last one where its own parser trips over itself."""
ABOUT_THE_MAIL = range(
    550, 560
)  # RFC 5321, 4.2.3: never this address or this mail; others may be taken later


@dataclass(frozen=True)
class MailServer:
    """`smtp://user:password@host:587?from=address`: by STARTTLS; `smtps://` is encrypted from the first byte on.
    `tls=none` is for a server on the same machine."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    tls: str = "starttls"  # or "implicit", or "none"

    @property
    def is_local(self) -> bool:
        """Whether what is said to it stays on this machine."""
        with suppress(ValueError):
            return ip_address(self.host).is_loopback
        return self.host == "localhost"


def mail_server(url: str) -> MailServer:
    """Raises ValueError with a sentence that says what is wrong, and not what the password is."""
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("is written smtp://user:password@host:port?from=address, or smtps://")
    said = dict(parse_qsl(parts.query))
    sender, tls = said.pop("from", ""), said.pop("tls", "starttls")
    if said or tls not in ("starttls", "none"):
        raise ValueError("takes from=address, and tls=none for a server on this machine")
    try:
        Address(addr_spec=sender)
    except NO_ADDRESS:
        raise ValueError("must say from=address: who the mails are from") from None
    implicit = parts.scheme == "smtps"
    return MailServer(
        host=parts.hostname,
        port=parts.port or (465 if implicit else 587),
        sender=sender,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls="implicit" if implicit else tls,
    )


def written(message: Message, sender: str) -> EmailMessage:
    """As it goes out. Headers are made by the library's parts alone, which take no line breaks and encode Thai
    (RFC 2047). Raises MailRefused for an address that is none."""
    mail = EmailMessage(policy=SMTP)
    try:
        mail["From"] = Address("Plik", addr_spec=sender)
        mail["To"] = to = Address(addr_spec=message.to)
        mail["Subject"] = message.subject
    except NO_ADDRESS as error:
        raise MailRefused from error
    if to.addr_spec != message.to:  # with comments in it, it would be a mail to another account's address
        raise MailRefused
    mail["Date"] = format_datetime(message.at)
    mail["Message-ID"] = f"<{message.id}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence answers it
    mail.set_content(message.text, cte="base64")
    mail["Content-Language"] = str(message.language)
    return mail


class SmtpMail:
    """One connection a mail. It is never sent in the clear, unless the server is this machine's own and says so."""

    def __init__(self, server: MailServer, context: ssl.SSLContext | None = None) -> None:
        self._server, self._context = server, context or ssl.create_default_context()

    def send(self, message: Message) -> None:
        mail = written(message, self._server.sender)
        with self._talking() as talk:
            try:
                talk.send_message(mail)
            except smtplib.SMTPNotSupportedError as error:  # an address with letters that it does not know
                raise MailRefused from error
            except smtplib.SMTPRecipientsRefused as error:
                raise _refusal(max(code for code, _ in error.recipients.values())) from error
            except smtplib.SMTPSenderRefused as error:  # that is us: whoever runs the platform has to mend it
                raise MailPostponed from error
            except smtplib.SMTPResponseException as error:
                raise _refusal(error.smtp_code) from error

    def check(self) -> None:
        """Whether it would take mails now. Raises MailAway."""
        with self._talking() as talk:
            talk.noop()

    @contextmanager
    def _talking(self) -> Iterator[smtplib.SMTP]:
        try:
            talk = self._connected()
        except (OSError, smtplib.SMTPException) as error:
            raise MailAway from error
        try:
            if self._server.tls == "starttls":
                talk.starttls(context=self._context)
            if self._server.user:
                talk.login(self._server.user, self._server.password)
            yield talk
        except (OSError, smtplib.SMTPException) as error:  # it went away, speaks otherwise, or knows us not
            raise MailAway from error
        finally:
            with suppress(OSError, smtplib.SMTPException):  # what was taken is taken, however it says goodbye
                talk.quit()
            talk.close()

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        how: Mapping[str, Any] = {"host": server.host, "port": server.port, "timeout": PATIENCE}
        if server.tls == "implicit":
            return smtplib.SMTP_SSL(**how, context=self._context)
        return smtplib.SMTP(**how)


class FolderMail:
    """Writes each mail to a file of its own, named by the notice; sent twice, it is there once."""

    def __init__(self, folder: Path, sender: str = SANDBOX_SENDER) -> None:
        self._folder, self._sender = folder, sender

    def send(self, message: Message) -> None:
        mail = written(message, self._sender)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            draft = self._folder / f".{message.id}.{os.getpid()}"
            draft.write_bytes(mail.as_bytes())
            draft.replace(self._folder / f"{message.id}.eml")
        except OSError as error:
            raise MailAway from error


def _refusal(code: int) -> MailRefused | MailPostponed:
    return MailRefused() if code in ABOUT_THE_MAIL else MailPostponed()
