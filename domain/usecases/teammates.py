"""How people come to work on one project: one side proposes, and nothing happens before the other agrees.

Whatever touches a team locks its project first, so that two answers at once are one answer and one refusal.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any

from domain.access import Actor
from domain.actions import permit
from domain.bounds import Long
from domain.collections import Changed, Work
from domain.core import Command, use_case
from domain.errors import Conflict, Fault, Forbidden, Invalid
from domain.ids import AccountId, ProjectId, TeammateId
from domain.model.accounts import normal_email
from domain.model.notices import NoticeKind
from domain.model.projects import Project
from domain.model.teammates import Teammate, TeammateKind, must_be_new
from domain.policy import teammates as policy
from domain.ports import Ports, Secrets
from domain.text import Text
from domain.usecases.noticing import notify

LONGEST_ROLE = 500


@dataclass(frozen=True, kw_only=True)
class InviteTeammate(Command[Changed]):
    """An account, or whoever has the address, now or later. `member_id` is the row of the project's team that the
    invited would confirm."""

    project_id: ProjectId
    account_id: AccountId | None = None
    email: Annotated[str | None, Long(3, 254)] = None
    member_id: Annotated[str | None, Long(1, 40)] = None
    role: Annotated[Text, Long(0, LONGEST_ROLE)] = Text()
    message: Annotated[str | None, Long(1, 2000)] = None
    can_edit: bool = False


@use_case(InviteTeammate, allow=policy.INVITE.gate)
def invite_teammate(cmd: InviteTeammate, actor: Actor, ports: Ports) -> Changed:
    """What is answered for an address does not tell whether it is known."""
    now = ports.now()
    with ports.work() as work:
        project = work.projects.lock(cmd.project_id)
        permit(policy.INVITE, project, actor, now)
        _check_row(project, cmd.member_id)
        account_id, email_hash = _whom(cmd, work, ports.secrets)
        if account_id is not None and account_id == project.account_id and not email_hash:
            raise Conflict("already_on_the_team")
        invited = replace(
            _proposal(project, TeammateKind.INVITATION, ports, now),
            account_id=account_id if account_id != project.account_id else None,
            by_email=email_hash is not None,
            email_hash=email_hash,
            member_id=cmd.member_id,
            role=cmd.role.as_dict(),
            message=cmd.message,
            can_edit=cmd.can_edit,
        )
        return _propose(invited, project, work, ports, tell=invited.account_id)


@dataclass(frozen=True, kw_only=True)
class AskToJoin(Command[Changed]):
    """Of whoever asks; until the owner accepts, it gives them nothing."""

    project_id: ProjectId
    role: Annotated[Text, Long(0, LONGEST_ROLE)] = Text()
    message: Annotated[str | None, Long(1, 2000)] = None


@use_case(AskToJoin, allow=policy.ASK_TO_JOIN.gate)
def ask_to_join(cmd: AskToJoin, actor: Actor, ports: Ports) -> Changed:
    now = ports.now()
    with ports.work() as work:
        project = work.projects.lock(cmd.project_id)
        permit(policy.ASK_TO_JOIN, project, actor, now)
        asking = replace(
            _proposal(project, TeammateKind.REQUEST, ports, now),
            account_id=actor.known_account,
            role=cmd.role.as_dict(),
            message=cmd.message,
        )
        return _propose(asking, project, work, ports, tell=project.account_id)


@dataclass(frozen=True, kw_only=True)
class ProposeMerge(Command[Changed]):
    """`merging_project_id` is the proposer's own. It would end, and its owner work on the other."""

    project_id: ProjectId
    merging_project_id: ProjectId
    message: Annotated[str | None, Long(1, 2000)] = None


@use_case(ProposeMerge, allow=policy.PROPOSE_MERGE.gate)
def propose_merge(cmd: ProposeMerge, actor: Actor, ports: Ports) -> Changed:
    """The owner of the other project may read the one that is to be merged, to decide."""
    now = ports.now()
    with ports.work() as work:
        project, merging = lock_two(cmd.project_id, cmd.merging_project_id, work)
        permit(policy.PROPOSE_MERGE, project, actor, now)
        check_mergeable(merging, actor, work)
        proposed = replace(
            _proposal(project, TeammateKind.MERGE, ports, now),
            account_id=merging.person,
            message=cmd.message,
            can_edit=True,
            merging_project_id=merging.id,
        )
        return _propose(proposed, project, work, ports, tell=project.account_id, other=merging.title)


def lock_two(one: ProjectId, other: ProjectId, work: Work) -> tuple[Project, Project]:
    """Both, whichever comes first by its id, so that no two works wait for each other."""
    if one == other:
        raise Invalid("invalid_input", faults=[Fault("/merging_project_id", "not_valid")])
    locked = {id: work.projects.lock(id) for id in sorted((one, other))}
    return locked[one], locked[other]


def check_mergeable(merging: Project, actor: Actor, work: Work) -> None:
    """A project may end by merging if its owner says so, it goes on, and nobody relies on it."""
    if merging.account_id is None or merging.account_id != actor.account_id:
        refusal = Forbidden("not_your_project")
        refusal.subject = merging.id
        raise refusal
    must_be_free(merging, work)


def must_be_free(merging: Project, work: Work) -> None:
    """It goes on, and nobody relies on it: no call, no backer, no volunteer."""
    if merging.state not in policy.OPEN:
        raise Conflict(f"project_is_{merging.state}", state=str(merging.state), allowed=sorted(policy.OPEN))
    if work.needs.is_in_use(merging.id):
        raise Conflict("project_in_use")


def _propose(
    wanted: Teammate, project: Project, work: Work, ports: Ports, *, tell: AccountId | None, **details: Any
) -> Changed:
    must_be_new(work.teammates.lock_live(project.id), wanted)
    work.teammates.add(wanted)
    if tell:
        notify(work, ports, _TOLD[wanted.kind], to=tell, about=wanted.id, project=project.title, **details)
    work.tell(wanted.proposed(now=wanted.created_at))
    return work.done(wanted)


_TOLD: Mapping[TeammateKind, NoticeKind] = {
    TeammateKind.INVITATION: NoticeKind.TEAMMATE_INVITED,
    TeammateKind.REQUEST: NoticeKind.TEAMMATE_ASKED,
    TeammateKind.MERGE: NoticeKind.MERGE_PROPOSED,
}


def _whom(cmd: InviteTeammate, work: Work, secrets: Secrets) -> tuple[AccountId | None, str | None]:
    if (cmd.account_id is None) == (cmd.email is None):
        raise Invalid("invalid_input", faults=[Fault("/account_id", "account_or_address")])
    if cmd.account_id is not None:
        return work.accounts.get(cmd.account_id).id, None
    address = normal_email(cmd.email or "")
    account = work.accounts.by_email(address)
    return (account.id if account else None), address_hash(address, secrets)


def address_hash(address: str, secrets: Secrets) -> str:
    """What is kept of an address that was invited: enough to know it again, of no use to write to."""
    return secrets.hash(f"teammate {address}")


def _check_row(project: Project, member_id: str | None) -> None:
    if member_id is not None and all(row.get("id") != member_id for row in project.team):
        raise Invalid("invalid_input", faults=[Fault("/member_id", "row_not_found")])


def _proposal(project: Project, kind: TeammateKind, ports: Ports, now: datetime) -> Teammate:
    return Teammate(
        id=TeammateId(ports.new_id("teammate")),
        project_id=project.id,
        project_title=project.title,
        kind=kind,
        owner_id=project.account_id,
        organization_id=project.organization_id,
        created_at=now,
        updated_at=now,
    )
