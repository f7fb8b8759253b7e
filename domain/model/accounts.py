"""An account is a person who can log in; a session is one device where they did."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.errors import Fault, Invalid, Unauthenticated
from domain.events import Event
from domain.ids import AccountId, SessionId

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200  # hashing costs by length
SESSION_LIFE = timedelta(days=30)
GRACE = timedelta(seconds=10)  # a phone that lost the answer may ask again with the token it has


class Locale(StrEnum):
    TH = "th"
    EN = "en"


@dataclass(eq=False, kw_only=True)
class Account:
    id: AccountId
    email: str  # normalised, unique
    display_name: str
    locale: Locale
    password_hash: str
    created_at: datetime
    updated_at: datetime
    admin: bool = False
    mail_notices: bool = True  # notices come by mail too
    version: int = 1

    def registered(self) -> Event:
        return self.event("registered", now=self.created_at, tally={"accounts": 1})

    def event(self, what: str, *, now: datetime, tally: dict[str, int] | None = None) -> Event:
        return Event(
            type=f"account.{what}",
            subject=self.id,
            version=self.version,
            at=now,
            account_id=self.id,
            tally=tally or {},
        )


def normal_email(email: str) -> str:
    """As it is compared: lower case, no space around. Sense, not existence: only mail itself proves an address."""
    normal = email.strip().lower()
    name, _, host = normal.rpartition("@")
    if not name or "." not in host.strip(".") or any(c.isspace() for c in normal):
        raise Invalid("invalid_input", faults=[Fault("/email", "email_malformed")])
    return normal


def check_password(password: str, *, email: str) -> None:
    """Long enough, not too long, not the address itself."""
    if len(password) < SHORTEST_PASSWORD:
        raise Invalid(
            "invalid_input", faults=[Fault("/password", "password_too_short", {"least": SHORTEST_PASSWORD})]
        )
    if len(password) > LONGEST_PASSWORD:
        raise Invalid(
            "invalid_input", faults=[Fault("/password", "password_too_long", {"most": LONGEST_PASSWORD})]
        )
    if password.lower() in (email, email.partition("@")[0]):
        raise Invalid("invalid_input", faults=[Fault("/password", "password_is_email")])


@dataclass(eq=False, kw_only=True)
class Session:
    """A family of refresh tokens: each is used once; using one twice ends them all."""

    id: SessionId
    account_id: AccountId
    device: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None

    def revoke(self, *, now: datetime) -> None:
        self.revoked_at = self.revoked_at or now

    def must_live(self, *, now: datetime) -> None:
        if self.revoked_at is not None or now >= self.expires_at:
            raise Unauthenticated("session_ended")


@dataclass(eq=False, kw_only=True)
class RefreshToken:
    hash: str
    session_id: SessionId
    issued_at: datetime
    used_at: datetime | None = None

    def use(self, session: Session, *, device: str, now: datetime) -> bool:
        """Take it once, or again within the grace on the same device. False: it was used before, by somebody else."""
        if self.used_at is None:
            self.used_at = now
            return True
        return now - self.used_at <= GRACE and device == session.device
