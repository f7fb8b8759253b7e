"""Memberships: their table and the view that shows them, their mapping, their collection."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Table, Text, select, text, update
from sqlalchemy.orm import registry

from adapters.database.collection import SqlCollection
from adapters.database.schema import key, known, metadata, moment, stamps, to, view, words
from domain.access import MANAGERS, Role
from domain.ids import AccountId, OrganizationId
from domain.model.memberships import Membership, MembershipState

memberships = Table(
    "memberships",
    metadata,
    key(),
    to("organizations", "organization_id", index=False),
    to("accounts", "account_id", nullable=True),
    to("accounts", "person_id", nullable=True),
    Column("email", Text),
    words("role", Role),
    Column("state", words("state", MembershipState).type, nullable=False, info={"at_first": "'active'"}),
    *stamps(),
    moment("accepted_at", nullable=True),
    moment("left_at", nullable=True),
    known("role", Role),
    known("state", MembershipState),
    CheckConstraint("state <> 'active' OR account_id IS NOT NULL", name="a_member_is_somebody"),
    CheckConstraint("email IS NULL OR state = 'invited'", name="an_address_is_kept_while_invited"),
)
_STANDS = text("left_at IS NULL AND accepted_at IS NULL")
Index(
    "member_belongs_once",
    memberships.c.organization_id,
    memberships.c.account_id,
    unique=True,
    postgresql_where=text("left_at IS NULL AND accepted_at IS NOT NULL"),
)
Index(
    "membership_is_offered_once",
    memberships.c.organization_id,
    memberships.c.account_id,
    unique=True,
    postgresql_where=_STANDS,
)
Index(
    "membership_is_offered_once_to_an_address",
    memberships.c.organization_id,
    memberships.c.email,
    unique=True,
    postgresql_where=_STANDS,
)
Index(
    "ix_memberships_email",
    memberships.c.email,
    postgresql_where=memberships.c.email.is_not(None),
)
MANAGES = (memberships.c.state == MembershipState.ACTIVE) & memberships.c.role.in_(sorted(MANAGERS))
view("memberships_shown", memberships, is_last_owner=lambda name: Column(name, Boolean))


def map_memberships(mapper: registry) -> None:
    mapper.map_imperatively(Membership, memberships, version_id_col=memberships.c.version)


class SqlMemberships(SqlCollection[Membership]):
    def claim(self, email: str, account_id: AccountId) -> None:
        invited = (memberships.c.email == email) & (memberships.c.state == MembershipState.INVITED)
        self._session.execute(update(memberships).where(invited).values(person_id=account_id))

    def of(self, organization_id: OrganizationId) -> Sequence[Membership]:
        query = select(Membership).where(memberships.c.organization_id == organization_id).with_for_update()
        return self._session.scalars(query.order_by(memberships.c.id)).all()

    def organizations_ever(self, account_ids: Iterable[str]) -> Mapping[str, frozenset[str]]:
        columns = select(memberships.c.account_id, memberships.c.organization_id)
        found: defaultdict[str, set[str]] = defaultdict(set)
        for account, organization in self._session.execute(
            columns.where(
                memberships.c.account_id.in_(list(account_ids)), memberships.c.accepted_at.is_not(None)
            )
        ):
            found[account].add(organization)
        return {account: frozenset(organizations) for account, organizations in found.items()}

    def managers_of(self, organization_ids: Iterable[OrganizationId]) -> Mapping[str, frozenset[AccountId]]:
        found: defaultdict[str, set[AccountId]] = defaultdict(set)
        if asked := set(organization_ids):
            their = select(memberships.c.organization_id, memberships.c.account_id)
            there = memberships.c.organization_id.in_(asked)
            for organization, account in self._session.execute(their.where(there, MANAGES)):
                found[organization].add(account)
        return {organization: frozenset(accounts) for organization, accounts in found.items()}
