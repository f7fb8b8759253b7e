"""Who is calling: an account, a guest, a partner's client, the platform itself, or nobody in particular.

Nothing here knows a noun; `policy/` says what an actor may see and do.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from domain.errors import Forbidden, Unauthenticated
from domain.ids import AccountId, ClientId, GuestId, OrganizationId, SessionId


class Role(StrEnum):
    """What a member may do in an organization."""

    OWNER = "owner"
    MANAGER = "manager"
    FINANCE = "finance"
    VIEWER = "viewer"


MANAGERS = frozenset({Role.OWNER, Role.MANAGER})
MEMBERS = frozenset(Role)


class Scope(StrEnum):
    """What a client may be allowed; an account that logged in itself has them all."""

    ORGANIZATIONS_WRITE = "organizations:write"
    CALLS_WRITE = "calls:write"
    PROJECTS_WRITE = "projects:write"
    ENTRIES_WRITE = "entries:write"
    JUDGING_WRITE = "judging:write"
    GRANTS_WRITE = "grants:write"
    CAMPAIGNS_WRITE = "campaigns:write"
    CAMPAIGNS_SYNC = "campaigns:sync"
    VOLUNTEERS_READ = "volunteers:read"
    VOLUNTEERS_WRITE = "volunteers:write"
    EVENTS_READ = "events:read"


READING = frozenset(
    {Scope.EVENTS_READ, Scope.VOLUNTEERS_READ}
)  # of those, the ones that rules of seeing ask for


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Whoever is asking. A client acts for its organization as a manager, within its scopes. A guest is a person
    without an account: the same one again as long as the tokens are kept, and of whom nothing else is known."""

    account_id: AccountId | None = None
    guest_id: GuestId | None = None
    client_id: ClientId | None = None
    session_id: SessionId | None = None
    admin: bool = False
    system: bool = False
    scopes: frozenset[Scope] | None = None  # None: all of them
    memberships: Mapping[OrganizationId, Role] = field(default_factory=dict)

    @property
    def is_known(self) -> bool:
        return self.person_id is not None or self.client_id is not None or self.system

    @property
    def person_id(self) -> AccountId | GuestId | None:
        """Whom `ACTOR` means in a rule: the account or the guest; None where no person asks."""
        return self.account_id or self.guest_id

    @property
    def known_person(self) -> AccountId | GuestId:
        """The account or the guest; refuses where a person must act and none does."""
        if self.person_id is None:
            raise Forbidden("account_needed") if self.is_known else Unauthenticated("sign_in_first")
        return self.person_id

    @property
    def known_account(self) -> AccountId:
        """The account; refuses where one must act and none does."""
        if self.account_id is None:
            raise Forbidden("account_needed") if self.is_known else Unauthenticated("sign_in_first")
        return self.account_id

    @property
    def of_organization(self) -> OrganizationId:
        """The organization that a client acts for."""
        if self.client_id is None:
            raise Forbidden("client_needed") if self.is_known else Unauthenticated("sign_in_first")
        return next(iter(self.memberships))

    @property
    def principal(self) -> str:
        """Who it is, for the audit trail and as the scope of idempotency keys."""
        return self.person_id or self.client_id or ("system" if self.system else "nobody")

    @cached_property
    def standing(self) -> "Standing":
        return Standing(
            person=self.person_id is not None,
            admin=self.admin or self.system,
            member=bool(self.memberships),
            scopes=READING if self.scopes is None else READING & self.scopes,
        )

    def organizations(self, roles: frozenset[Role]) -> list[OrganizationId]:
        """Where the actor has one of these roles."""
        return [organization for organization, role in self.memberships.items() if role in roles]

    def has_scope(self, scope: Scope) -> bool:
        return self.scopes is None or scope in self.scopes


NOBODY = Actor()
SYSTEM = Actor(system=True)


@dataclass(frozen=True)
class Standing:
    """What rules know of an actor before they know which one: few exist, so statements are kept by it."""

    person: bool  # with an account or as a guest
    admin: bool
    member: bool
    scopes: frozenset[Scope] = READING


Gate = Callable[[Actor], None]


def anyone(actor: Actor) -> None:
    """Everybody may knock; what they see is the rules' affair."""


def signed_in(actor: Actor) -> None:
    """Some account that logged in."""
    if not actor.system:
        _ = actor.known_account


def in_person(actor: Actor) -> None:
    """Somebody themselves: an account that logged in, or a guest. No client may do it for them."""
    if not actor.system:
        _ = actor.known_person


def platform_only(actor: Actor) -> None:
    """Only the platform itself: its sweeps and its worker."""
    if not actor.system:
        raise Forbidden("platform_only") if actor.is_known else Unauthenticated("sign_in_first")


def may(scope: Scope) -> Gate:
    """An account that logged in, or a client with this scope."""

    def admit(actor: Actor) -> None:
        if not actor.is_known:
            raise Unauthenticated("sign_in_first")
        if actor.guest_id is not None:
            raise Forbidden("account_needed")
        if not actor.has_scope(scope):
            raise Forbidden("scope_missing", scope=str(scope))

    return admit


def client_with(scope: Scope) -> Gate:
    """Only an organization's client with this scope: what a partner's site says of itself, no person says for it."""

    def admit(actor: Actor) -> None:
        if not actor.is_known:
            raise Unauthenticated("sign_in_first")
        if actor.client_id is None:
            raise Forbidden("client_needed")
        if not actor.has_scope(scope):
            raise Forbidden("scope_missing", scope=str(scope))

    return admit
