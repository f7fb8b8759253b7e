"""A membership lets an account act for an organization, by a role. Nobody becomes a member without accepting it.

Whoever is invited by an address stays unnamed until they accept: an invitation says the same whether or not somebody
has registered with it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.access import Role
from domain.ids import AccountId, MembershipId, OrganizationId
from domain.lifecycle import Lifecycle


class MembershipState(StrEnum):
    INVITED = "invited"
    ACTIVE = "active"
    DECLINED = "declined"  # by whoever was invited
    ENDED = "ended"  # an invitation taken back, a member who left or was removed


LIFECYCLE = Lifecycle[MembershipState](
    "membership",
    {
        MembershipState.INVITED: frozenset(
            {MembershipState.ACTIVE, MembershipState.DECLINED, MembershipState.ENDED}
        ),
        MembershipState.ACTIVE: frozenset({MembershipState.ENDED}),
        MembershipState.DECLINED: frozenset(),
        MembershipState.ENDED: frozenset(),
    },
)


@dataclass(eq=False, kw_only=True)
class Membership:
    """Who belongs, or belonged: a membership that ended is kept, since conflicts of interest outlive it.

    `person_id` is whom it concerns, where that is known, and is shown to nobody; `account_id` is theirs once it may be
    said. An address is kept as long as the invitation stands.
    """

    id: MembershipId
    organization_id: OrganizationId
    account_id: AccountId | None
    person_id: AccountId | None
    email: str | None = None
    role: Role
    state: MembershipState = MembershipState.INVITED
    created_at: datetime
    updated_at: datetime
    accepted_at: datetime | None = None
    left_at: datetime | None = None
    version: int = 1

    @property
    def counts(self) -> bool:
        return self.state is MembershipState.ACTIVE

    def accept(self, account_id: AccountId, *, now: datetime) -> None:
        self.state = LIFECYCLE.move(self.state, MembershipState.ACTIVE)
        self.account_id, self.person_id, self.email, self.accepted_at = account_id, account_id, None, now

    def decline(self, *, now: datetime) -> None:
        self._end(MembershipState.DECLINED, now)

    def end(self, *, now: datetime) -> None:
        self._end(MembershipState.ENDED, now)

    def _end(self, state: MembershipState, now: datetime) -> None:
        self.state = LIFECYCLE.move(self.state, state)
        self.email, self.left_at = None, now


def standing(
    memberships: Iterable[Membership], person_id: AccountId | None, email: str | None
) -> Membership | None:
    """The membership that somebody has, or else their invitation by the same way: by who they are, or by address."""
    present = list(memberships)
    for one in present:
        if one.counts and person_id is not None and one.account_id == person_id:
            return one
    for one in present:
        if (
            one.state is MembershipState.INVITED
            and one.email == email
            and (email or one.account_id == person_id)
        ):
            return one
    return None


def is_last_owner(membership: Membership, memberships: Iterable[Membership]) -> bool:
    """Whether the organization would have no owner without this one."""
    if not (membership.counts and membership.role is Role.OWNER):
        return False
    return not any(one.counts and one.role is Role.OWNER and one.id != membership.id for one in memberships)
