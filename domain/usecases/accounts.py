"""What people do with their accounts: register, log in on a device, stay logged in, log out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from domain.access import Actor, anyone, platform_only, signed_in
from domain.bounds import Long
from domain.collections import Changed
from domain.core import Command, use_case
from domain.errors import Fault, Invalid, NotFound, Stale, TooMany, Unauthenticated
from domain.ids import AccountId, SessionId
from domain.model.accounts import (
    SESSION_LIFE,
    Account,
    Locale,
    RefreshToken,
    Session,
    check_password,
    normal_email,
)
from domain.ports import Ports
from domain.usecases.teammates import address_hash


@dataclass(frozen=True, kw_only=True)
class CreateAccount(Command[Changed]):
    email: Annotated[str, Long(3, 254)]
    password: str
    display_name: Annotated[str, Long(1, 120)]
    locale: Locale = Locale.TH


@use_case(CreateAccount, allow=anyone)
def create_account(cmd: CreateAccount, actor: Actor, ports: Ports) -> Changed:
    """Register. An address registers once."""
    email = normal_email(cmd.email)
    check_password(cmd.password, email=email)
    if not cmd.display_name.strip():
        raise Invalid("invalid_input", faults=[Fault("/display_name", "text_missing")])
    hashed, now = ports.passwords.hash(cmd.password), ports.now()
    account = Account(
        id=AccountId(ports.new_id("account")),
        email=email,
        display_name=cmd.display_name.strip(),
        locale=cmd.locale,
        password_hash=hashed,
        created_at=now,
        updated_at=now,
    )
    with ports.work() as work:
        work.accounts.add(account)
        work.memberships.claim(account.email, account.id)
        work.teammates.recognise(address_hash(account.email, ports.secrets), account.id)
        work.tell(account.registered())
        return work.done(account)


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A session as its device gets it: from here on the refresh token is known to nobody else."""

    account_id: AccountId
    session_id: SessionId
    refresh_token: str


@dataclass(frozen=True, kw_only=True)
class LogIn(Command[Opened]):
    """`device` tells one of a person's devices from another."""

    email: Annotated[str, Long(1, 254)]
    password: Annotated[str, Long(1, 1000)]
    device: Annotated[str, Long(0, 200)] = ""


@use_case(LogIn, allow=anyone)
def log_in(cmd: LogIn, actor: Actor, ports: Ports) -> Opened:
    """The guess is counted before it is tried; unknown accounts answer alike and take as long."""
    email, now = cmd.email.strip().lower(), ports.real_now()
    with ports.work() as work:
        wait = work.logins.guess(email, now=now)
        account = work.accounts.by_email(email)
    if wait:
        raise TooMany("too_many_guesses", retry_after=wait)
    known = ports.passwords.verify(account.password_hash if account else None, cmd.password)
    if account is None or not known:
        raise Unauthenticated("wrong_credentials")
    with ports.work() as work:
        work.logins.forget(email)
        session = Session(
            id=SessionId(ports.new_id("session")),
            account_id=account.id,
            device=cmd.device,
            created_at=now,
            expires_at=now + SESSION_LIFE,
        )
        work.sessions.add(session)
        token = ports.secrets.new("refresh", session.id)
        work.refresh_tokens.add(_kept(token, session, ports, now))
    return Opened(account_id=account.id, session_id=session.id, refresh_token=token)


@dataclass(frozen=True, kw_only=True)
class RefreshSession(Command[Opened]):
    refresh_token: Annotated[str, Long(1, 300)]
    device: Annotated[str, Long(0, 200)] = ""


@use_case(RefreshSession, allow=anyone)
def refresh_session(cmd: RefreshSession, actor: Actor, ports: Ports) -> Opened:
    """A refresh token is used once. Used again by somebody else, or later, it ends its whole family."""
    owner, now = ports.secrets.owner(cmd.refresh_token, "refresh"), ports.real_now()
    if owner is None:
        raise Unauthenticated("session_ended")
    with ports.work() as work:
        old = work.refresh_tokens.lock(ports.secrets.hash(cmd.refresh_token))
        if old is None:
            raise Unauthenticated("session_ended")
        session = work.sessions.lock(old.session_id)
        session.must_live(now=now)
        stolen = not old.use(session, device=cmd.device, now=now)
        token = ports.secrets.new("refresh", session.id)
        if stolen:
            session.revoke(now=now)
        else:
            work.refresh_tokens.add(_kept(token, session, ports, now))
    if stolen:  # raised after the commit: an exception inside would have undone the revocation
        raise Unauthenticated("session_ended")
    return Opened(account_id=session.account_id, session_id=session.id, refresh_token=token)


@dataclass(frozen=True, kw_only=True)
class LogOut(Command[None]):
    """Ends the session of the access token at hand, with all its refresh tokens."""


@use_case(LogOut, allow=signed_in)
def log_out(cmd: LogOut, actor: Actor, ports: Ports) -> None:
    with ports.work() as work:
        if actor.session_id:
            work.sessions.lock(actor.session_id).revoke(now=ports.real_now())


@dataclass(frozen=True, kw_only=True)
class UpdateMe(Command[Changed]):
    """What is not given stays as it is."""

    expected_version: int
    display_name: Annotated[str | None, Long(1, 120)] = None
    locale: Locale | None = None
    mail_notices: bool | None = None


@use_case(UpdateMe, allow=signed_in)
def update_me(cmd: UpdateMe, actor: Actor, ports: Ports) -> Changed:
    """One's own account: how it is called and addressed, and whether its notices come by mail too."""
    if cmd.display_name is not None and not cmd.display_name.strip():
        raise Invalid("invalid_input", faults=[Fault("/display_name", "text_missing")])
    with ports.work() as work:
        account = work.accounts.lock(actor.known_account)
        if account.version != cmd.expected_version:
            raise Stale("version_stale", version=account.version)
        account.display_name = (cmd.display_name or account.display_name).strip()
        account.locale = cmd.locale or account.locale
        account.mail_notices = account.mail_notices if cmd.mail_notices is None else cmd.mail_notices
        work.tell(account.event("updated", now=ports.now()))
        return work.done(account)


@dataclass(frozen=True, kw_only=True)
class MakeAdministrator(Command[Changed]):
    """Whoever runs the machine names who runs the platform; no door but the command line leads here."""

    email: str


@use_case(MakeAdministrator, allow=platform_only)
def make_administrator(cmd: MakeAdministrator, actor: Actor, ports: Ports) -> Changed:
    with ports.work() as work:
        known = work.accounts.by_email(cmd.email.strip().lower())
        if known is None:
            raise NotFound("account_not_found")
        account = work.accounts.lock(known.id)
        account.admin = True
        return work.done(account)


def _kept(token: str, session: Session, ports: Ports, now: datetime) -> RefreshToken:
    return RefreshToken(hash=ports.secrets.hash(token), session_id=session.id, issued_at=now)
