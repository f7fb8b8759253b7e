"""How organizations that a project names are asked, and what they answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from domain.access import Actor
from domain.actions import Action, permit
from domain.collections import Changed, Work
from domain.core import Command, use_case
from domain.events import Event
from domain.ids import OrganizationId, SupporterId
from domain.model.measurements import Cause
from domain.model.notices import NoticeKind
from domain.model.projects import Project
from domain.model.supporters import Supporter, SupporterState, acknowledge, parts_named
from domain.policy import supporters as policy
from domain.ports import Ports
from domain.usecases.calls import not_stale
from domain.usecases.noticing import notify
from domain.usecases.versions import keep_version

Move = Callable[[Supporter, datetime], Event]


@dataclass(frozen=True, kw_only=True)
class ConfirmSupporter(Command[Changed]):
    supporter_id: SupporterId
    expected_version: int | None = None


@use_case(ConfirmSupporter, allow=policy.CONFIRM.gate)
def confirm_supporter(cmd: ConfirmSupporter, actor: Actor, ports: Ports) -> Changed:
    """A manager of the organization says that it supports the project, with the part that is written there."""
    return _answered(cmd, policy.CONFIRM, lambda one, now: one.confirm(now=now), actor, ports)


@dataclass(frozen=True, kw_only=True)
class DeclineSupporter(Command[Changed]):
    supporter_id: SupporterId
    expected_version: int | None = None


@use_case(DeclineSupporter, allow=policy.DECLINE.gate)
def decline_supporter(cmd: DeclineSupporter, actor: Actor, ports: Ports) -> Changed:
    """It does not; it is asked again only about another part."""
    return _answered(cmd, policy.DECLINE, lambda one, now: one.decline(now=now), actor, ports)


@dataclass(frozen=True, kw_only=True)
class WithdrawSupporter(Command[Changed]):
    supporter_id: SupporterId
    expected_version: int | None = None


@use_case(WithdrawSupporter, allow=policy.WITHDRAW.gate)
def withdraw_supporter(cmd: WithdrawSupporter, actor: Actor, ports: Ports) -> Changed:
    """It did, and does no more."""
    return _answered(cmd, policy.WITHDRAW, lambda one, now: one.withdraw(now=now), actor, ports)


Answer = ConfirmSupporter | DeclineSupporter | WithdrawSupporter


def _answered(cmd: Answer, action: Action, move: Move, actor: Actor, ports: Ports) -> Changed:
    now = ports.now()
    with ports.work() as work:
        project = work.projects.lock(work.supporters.get(cmd.supporter_id).project_id)
        supporter = work.supporters.lock(cmd.supporter_id)
        permit(action, supporter, actor, now)
        not_stale(supporter.version, cmd.expected_version)
        work.tell(move(supporter, now))
        if acknowledge(project, work.supporters.lock_of(project.id)):
            work.tell(project.event("supporters_changed", now=now))
            keep_version(project, ports, work, cause=Cause.SUPPORT_CHANGED)
        return work.done(supporter)


def ask_supporters(project: Project, work: Work, ports: Ports, *, is_new: bool = False) -> None:
    """Ask every organization that the document names and that was not asked for this part yet; what it names no more
    ends. The project is saved, or locked, and so are the organizations known to be there."""
    named, now = parts_named(project), ports.now()
    if is_new and not named:
        return
    known = {} if is_new else {str(one.organization_id): one for one in work.supporters.lock_of(project.id)}
    asked = [_new(project, id, part, ports) for id, part in named.items() if id not in known]
    work.supporters.add_all(asked)
    work.tell(*(supporter.event("asked", now=now) for supporter in asked))
    for id, present in known.items():
        if id not in named:
            work.tell(*present.drop(now=now))
        elif present.is_to_be_asked(named[id]):
            asked += [present] if present.part != named[id] else []
            work.tell(present.ask_again(named[id], project.title, now=now))
    acknowledge(project, [*known.values()])
    _tell_managers(asked, work, ports)


def end_asking(project: Project, work: Work, now: datetime) -> None:
    """Nobody waits for an answer about a project that is over. What was answered stays said."""
    for supporter in work.supporters.lock_of(project.id):
        if supporter.state is SupporterState.PROPOSED:
            work.tell(*supporter.drop(now=now))


def _new(project: Project, organization_id: str, part: dict[str, str], ports: Ports) -> Supporter:
    now = ports.now()
    return Supporter(
        id=SupporterId(ports.new_id("supporter")),
        project_id=project.id,
        project_title=project.title,
        organization_id=OrganizationId(organization_id),
        owner_id=project.account_id,
        owner_organization_id=project.organization_id,
        part=part,
        created_at=now,
        updated_at=now,
    )


def _tell_managers(asked: list[Supporter], work: Work, ports: Ports) -> None:
    if not asked:
        return
    managers = work.memberships.managers_of(one.organization_id for one in asked)
    names = work.supporters.names_of(one.organization_id for one in asked)
    for one in asked:
        notify(
            work,
            ports,
            NoticeKind.SUPPORTER_ASKED,
            to=managers.get(one.organization_id, ()),
            about=one.id,
            project=one.project_title,
            organization=names[one.organization_id],
        )
