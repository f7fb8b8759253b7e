"""A mail server on this machine, and people who are told something."""

import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from ssl import PROTOCOL_TLS_CLIENT, PROTOCOL_TLS_SERVER, SSLContext
from typing import Any

from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from adapters.mail import MailServer, SmtpMail
from domain.access import NOBODY, SYSTEM
from domain.core import Core
from domain.model.notices import MailState, NoticeKind
from domain.ports import Asking, Ports
from domain.usecases.accounts import CreateAccount
from domain.usecases.noticing import notify

HERE = "127.0.0.1"
SENDER = "notices@plik.example"


@dataclass
class Inbox:
    """What a server got; and what it says to whom, where it does not say yes."""

    mails: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)  # to an address, or to DATA
    port: int = 0

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802  aiosmtpd calls it so
        if refusal := self.answers.get(address):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  likewise
        if refusal := self.answers.get("DATA"):
            return refusal
        self.to += envelope.rcpt_tos
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"

    def mail(self, **more: Any) -> SmtpMail:
        """Sends to it."""
        context = more.pop("context", None)
        return SmtpMail(
            MailServer(**{"host": HERE, "port": self.port, "sender": SENDER, "tls": "none", **more}), context
        )


@contextmanager
def a_server(**how: Any) -> Iterator[Inbox]:
    """Listening until left."""
    inbox = Inbox()
    with closing(socket.create_server((HERE, 0))) as free:
        inbox.port = free.getsockname()[1]
    controller = Controller(inbox, hostname=HERE, port=inbox.port, **how)
    controller.start()
    try:
        yield inbox
    finally:
        controller.stop()


@dataclass
class Time:
    now: datetime = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **time: float) -> None:
        self.now += timedelta(**time)


def register(ports: Ports, email: str, **more: Any) -> Any:
    """The id of a new account."""
    wish = CreateAccount(email=email, password="correct horse", display_name="สมชาย", **more)
    return Core(ports).run(wish, NOBODY).id


def tell(ports: Ports, *accounts: Any, organization: dict[str, str] | None = None) -> None:
    """Of an invitation."""
    name = organization or {"th": "มูลนิธิน้ำใส", "en": "Clear Water"}
    asked = ports.calling(Asking(actor=SYSTEM, command="Test"))
    with asked.work() as work:
        notify(
            work,
            asked,
            NoticeKind.MEMBER_INVITED,
            to=accounts,
            about="membership_1",
            organization=name,
            role="manager",
        )


def states(database: Any) -> list[MailState]:
    """Of all notices, in the order of their accounts' addresses."""
    rows = database.execute(
        "SELECT mail_state FROM notices JOIN accounts ON accounts.id = account_id ORDER BY email"
    )
    return [MailState(row[0]) for row in rows]


def certificate(folder: Path) -> tuple[SSLContext, SSLContext]:
    """A server with a certificate that only this client trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    day, now = timedelta(days=1), datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - day)
        .not_valid_after(now + day)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file, pem = folder / "server.pem", serialization.Encoding.PEM
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    file.write_bytes(made.public_bytes(pem) + key.private_bytes(pem, *plain))
    serving, trusting = SSLContext(PROTOCOL_TLS_SERVER), SSLContext(PROTOCOL_TLS_CLIENT)
    serving.load_cert_chain(file)
    trusting.load_verify_locations(file)
    return serving, trusting
