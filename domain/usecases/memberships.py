"""How people come to act for an organization, and how that ends: owners invite and remove, people accept and leave.

Whatever touches memberships locks their organization first, so that two who leave at once do not leave it without an
owner.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from domain.access import Actor, Role, Scope, may
from domain.actions import Action, permit
from domain.collections import Changed, Work
from domain.core import Command, use_case
from domain.errors import Conflict, NotFound
from domain.ids import AccountId, MembershipId, OrganizationId
from domain.model.accounts import normal_email
from domain.model.memberships import Membership, is_last_owner, standing
from domain.model.notices import NoticeKind
from domain.model.organizations import Organization
from domain.policy import memberships as policy
from domain.policy.organizations import require_owner
from domain.ports import Ports
from domain.usecases.calls import not_stale
from domain.usecases.noticing import notify


@dataclass(frozen=True, kw_only=True)
class AddMember(Command[Changed]):
    """Invites an account, by its id or by the address it has or will have; for whoever is a member or invited so
    already, the role is changed. An id goes before an address."""

    organization_id: OrganizationId
    role: Role
    account_id: AccountId | None = None
    email: str | None = None


@use_case(AddMember, allow=may(Scope.ORGANIZATIONS_WRITE))
def add_member(cmd: AddMember, actor: Actor, ports: Ports) -> Changed:
    """Nobody learns from it whether an address is known: the answer and the work are the same. Of a member's role no
    consent is asked: whoever is given more than they want may leave."""
    with ports.work() as work:
        organization = work.organizations.lock(cmd.organization_id)
        require_owner(organization, actor)
        person_id, email = _whom(cmd, work)
        present = work.memberships.of(organization.id)
        membership = standing(present, person_id, email)
        if membership is not None:
            _change_role(membership, cmd.role, present)
            work.tell(organization.event("member_changed", now=ports.now()))
            return work.done(membership)
        membership = _invitation(organization, cmd.role, person_id, email, ports)
        work.memberships.add(membership)
        _tell(membership, organization, work, ports)
        work.tell(organization.event("member_invited", now=ports.now()))
        return work.done(membership)


@dataclass(frozen=True, kw_only=True)
class AcceptMembership(Command[Changed]):
    membership_id: MembershipId
    expected_version: int | None = None


@use_case(AcceptMembership, allow=policy.ACCEPT.gate)
def accept_membership(cmd: AcceptMembership, actor: Actor, ports: Ports) -> Changed:
    """From now on the account acts for the organization; other invitations of its to the same one end."""
    now = ports.now()

    def accept(membership: Membership, present: Sequence[Membership]) -> None:
        membership.accept(actor.known_account, now=now)
        for other in present:
            if other.id != membership.id and other.person_id == actor.account_id and other.left_at is None:
                other.end(now=now)

    return _moved(cmd, policy.ACCEPT, accept, "member_added", actor, ports)


@dataclass(frozen=True, kw_only=True)
class DeclineMembership(Command[Changed]):
    membership_id: MembershipId
    expected_version: int | None = None


@use_case(DeclineMembership, allow=policy.DECLINE.gate)
def decline_membership(cmd: DeclineMembership, actor: Actor, ports: Ports) -> Changed:
    now = ports.now()
    return _moved(cmd, policy.DECLINE, lambda one, _: one.decline(now=now), "member_declined", actor, ports)


@dataclass(frozen=True, kw_only=True)
class LeaveOrganization(Command[Changed]):
    membership_id: MembershipId
    expected_version: int | None = None


@use_case(LeaveOrganization, allow=policy.LEAVE.gate)
def leave_organization(cmd: LeaveOrganization, actor: Actor, ports: Ports) -> Changed:
    """It counts from the next request on; the last owner stays."""
    now = ports.now()
    return _moved(cmd, policy.LEAVE, lambda one, _: one.end(now=now), "member_left", actor, ports)


@dataclass(frozen=True, kw_only=True)
class RemoveMember(Command[Changed]):
    membership_id: MembershipId
    expected_version: int | None = None


@use_case(RemoveMember, allow=policy.REMOVE.gate)
def remove_member(cmd: RemoveMember, actor: Actor, ports: Ports) -> Changed:
    """A member, or an invitation that nobody answered; it counts from the next request on."""
    now = ports.now()
    return _moved(cmd, policy.REMOVE, lambda one, _: one.end(now=now), "member_removed", actor, ports)


Move = AcceptMembership | DeclineMembership | LeaveOrganization | RemoveMember


def founding(organization: Organization, account_id: AccountId, ports: Ports) -> Membership:
    """Of whoever founds an organization."""
    membership = _invitation(organization, Role.OWNER, account_id, None, ports)
    membership.accept(account_id, now=membership.created_at)
    return membership


def _moved(
    cmd: Move,
    action: Action,
    move: Callable[[Membership, Sequence[Membership]], None],
    what: str,
    actor: Actor,
    ports: Ports,
) -> Changed:
    with ports.work() as work:
        organization = work.organizations.lock(work.memberships.get(cmd.membership_id).organization_id)
        membership = work.memberships.lock(cmd.membership_id)
        present = work.memberships.of(organization.id)
        permit(action, membership, actor, ports.now(), is_last_owner=is_last_owner(membership, present))
        not_stale(membership.version, cmd.expected_version)
        move(membership, present)
        work.tell(organization.event(what, now=ports.now()))
        return work.done(membership)


def _whom(cmd: AddMember, work: Work) -> tuple[AccountId | None, str | None]:
    """The account, where there is one, and the address by which it is invited, if it is by one."""
    if cmd.account_id:
        return work.accounts.get(cmd.account_id).id, None
    if cmd.email is None:
        raise NotFound("account_not_found")
    email = normal_email(cmd.email)
    known = work.accounts.by_email(email)
    return (known.id if known else None), email


def _change_role(membership: Membership, role: Role, present: Sequence[Membership]) -> None:
    if role is not Role.OWNER and is_last_owner(membership, present):
        raise Conflict("last_owner")
    membership.role = role


def _invitation(
    organization: Organization, role: Role, person_id: AccountId | None, email: str | None, ports: Ports
) -> Membership:
    now = ports.now()
    return Membership(
        id=MembershipId(ports.new_id("membership")),
        organization_id=organization.id,
        account_id=None if email else person_id,
        person_id=person_id,
        email=email,
        role=role,
        created_at=now,
        updated_at=now,
    )


def _tell(membership: Membership, organization: Organization, work: Work, ports: Ports) -> None:
    """An id that is no account's stands for an unknown address: it takes as long, and reaches nobody."""
    receiver = membership.person_id or AccountId(ports.new_id("account"))
    about, name, role = membership.id, organization.name, membership.role
    notify(work, ports, NoticeKind.MEMBER_INVITED, to=receiver, about=about, organization=name, role=role)
