"""How what was proposed about a team is answered, and how a part in a team ends."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from domain.access import Actor
from domain.actions import Action, permit
from domain.bounds import Long
from domain.collections import Changed, Work
from domain.core import Command, use_case
from domain.errors import Conflict, Fault, Invalid
from domain.events import Event
from domain.ids import AccountId, TeammateId
from domain.model.measurements import Cause
from domain.model.notices import NoticeKind
from domain.model.projects import Project
from domain.model.teammates import Teammate, TeammateKind, TeammateState, seat
from domain.policy import teammates as policy
from domain.ports import Ports
from domain.usecases.calls import not_stale
from domain.usecases.noticing import notify
from domain.usecases.supporters import end_asking
from domain.usecases.teammates import lock_two, must_be_free
from domain.usecases.versions import keep_version

Move = Callable[[Teammate, datetime], Event]


@dataclass(frozen=True, kw_only=True)
class AcceptTeammate(Command[Changed]):
    """The owner, who accepts somebody that asked, says with it whether they may edit and which row of the team is
    theirs; the invited only says yes."""

    teammate_id: TeammateId
    can_edit: bool | None = None
    member_id: Annotated[str | None, Long(1, 40)] = None
    expected_version: int | None = None


@use_case(AcceptTeammate, allow=policy.ACCEPT.gate)
def accept_teammate(cmd: AcceptTeammate, actor: Actor, ports: Ports) -> Changed:
    """From here on they are in the team. What was to be merged ends with it."""
    now = ports.now()
    with ports.work() as work:
        found = work.teammates.get(cmd.teammate_id)
        project, merging = _locked(found, work)
        teammate = work.teammates.lock(cmd.teammate_id)
        permit(policy.ACCEPT, teammate, actor, now)
        not_stale(teammate.version, cmd.expected_version)
        _must_go_on(project)
        live = work.teammates.lock_live(*([project.id, merging.id] if merging else [project.id]))
        _settle(cmd, teammate, project, live)
        work.tell(teammate.accept(now=now))
        if merging:
            must_be_free(merging, work)
            work.tell(merging.merge(project.id, now=now))
            end_team(merging, live, work, now)
            end_asking(merging, work, now)
            keep_version(merging, ports, work)
        _seat(project, live, work, ports)
        _tell_answer(teammate, _asker(teammate), work, ports)
        return work.done(teammate)


@dataclass(frozen=True, kw_only=True)
class DeclineTeammate(Command[Changed]):
    teammate_id: TeammateId
    expected_version: int | None = None


@use_case(DeclineTeammate, allow=policy.DECLINE.gate)
def decline_teammate(cmd: DeclineTeammate, actor: Actor, ports: Ports) -> Changed:
    """No, by whoever was asked."""
    return _moved(cmd, policy.DECLINE, lambda one, now: one.decline(now=now), actor, ports)


@dataclass(frozen=True, kw_only=True)
class WithdrawTeammate(Command[Changed]):
    teammate_id: TeammateId
    expected_version: int | None = None


@use_case(WithdrawTeammate, allow=policy.WITHDRAW.gate)
def withdraw_teammate(cmd: WithdrawTeammate, actor: Actor, ports: Ports) -> Changed:
    """Take back what one proposed, before it is answered."""
    return _moved(cmd, policy.WITHDRAW, lambda one, now: one.withdraw(now=now), actor, ports)


@dataclass(frozen=True, kw_only=True)
class LeaveTeammate(Command[Changed]):
    teammate_id: TeammateId
    expected_version: int | None = None


@use_case(LeaveTeammate, allow=policy.LEAVE.gate)
def leave_teammate(cmd: LeaveTeammate, actor: Actor, ports: Ports) -> Changed:
    """One's own part ends, and with it every right that it gave."""
    return _moved(cmd, policy.LEAVE, lambda one, now: one.leave(now=now), actor, ports)


@dataclass(frozen=True, kw_only=True)
class RemoveTeammate(Command[Changed]):
    teammate_id: TeammateId
    expected_version: int | None = None


@use_case(RemoveTeammate, allow=policy.REMOVE.gate)
def remove_teammate(cmd: RemoveTeammate, actor: Actor, ports: Ports) -> Changed:
    """The owner ends somebody's part."""
    return _moved(cmd, policy.REMOVE, lambda one, now: one.leave(now=now), actor, ports)


Answer = DeclineTeammate | WithdrawTeammate | LeaveTeammate | RemoveTeammate


def _moved(cmd: Answer, action: Action, move: Move, actor: Actor, ports: Ports) -> Changed:
    now = ports.now()
    with ports.work() as work:
        project = work.projects.lock(work.teammates.get(cmd.teammate_id).project_id)
        teammate = work.teammates.lock(cmd.teammate_id)
        permit(action, teammate, actor, now)
        not_stale(teammate.version, cmd.expected_version)
        was_on_it = teammate.state is TeammateState.CONFIRMED
        work.tell(move(teammate, now))
        if was_on_it:
            others = [one for one in work.teammates.lock_live(project.id) if one.id != teammate.id]
            _seat(project, others, work, ports)
        if action is not policy.WITHDRAW:
            _tell_answer(teammate, _other_side(teammate, action), work, ports)
        return work.done(teammate)


def end_team(project: Project, live: Sequence[Teammate], work: Work, now: datetime) -> None:
    """Nothing about its team waits for an answer any more: the project is over."""
    for one in live:
        concerns_it = project.id in (one.project_id, one.merging_project_id)
        if concerns_it and one.state is TeammateState.PROPOSED:
            work.tell(one.withdraw(now=now))


def _locked(found: Teammate, work: Work) -> tuple[Project, Project | None]:
    if found.merging_project_id is None:
        return work.projects.lock(found.project_id), None
    return lock_two(found.project_id, found.merging_project_id, work)


def _must_go_on(project: Project) -> None:
    if project.state not in policy.OPEN:
        raise Conflict(f"project_is_{project.state}", state=str(project.state), allowed=sorted(policy.OPEN))


def _settle(cmd: AcceptTeammate, teammate: Teammate, project: Project, live: Sequence[Teammate]) -> None:
    """What the owner adds by accepting, and that nobody is in a team twice."""
    said = {"can_edit": cmd.can_edit, "member_id": cmd.member_id}
    given = {name: value for name, value in said.items() if value is not None}
    if given and teammate.kind is not TeammateKind.REQUEST:
        raise Invalid("invalid_input", faults=[Fault(f"/{name}", "fixed_once_proposed") for name in given])
    for name, value in given.items():
        setattr(teammate, name, value)
    others = [one for one in live if one.id != teammate.id and one.project_id == project.id]
    if teammate.member_id is not None:
        if all(row.get("id") != teammate.member_id for row in project.team) and cmd.member_id:
            raise Invalid("invalid_input", faults=[Fault("/member_id", "row_not_found")])
        if any(one.member_id == teammate.member_id for one in others):
            raise Conflict("member_taken")
    if teammate.kind is not TeammateKind.MERGE and any(_is_on_it(one, teammate) for one in others):
        raise Conflict("already_on_the_team")


def _is_on_it(one: Teammate, teammate: Teammate) -> bool:
    return one.state is TeammateState.CONFIRMED and one.account_id == teammate.account_id


def _seat(project: Project, live: Sequence[Teammate], work: Work, ports: Ports) -> None:
    if seat(project, live):
        work.tell(project.event("team_changed", now=ports.now()))
    keep_version(project, ports, work, cause=Cause.TEAM_CHANGED)


def _other_side(teammate: Teammate, action: Action) -> AccountId | None:
    if action is policy.DECLINE:
        return _asker(teammate)
    return teammate.owner_id if action is policy.LEAVE else teammate.account_id


def _asker(teammate: Teammate) -> AccountId | None:
    """Who waits for the answer."""
    return teammate.owner_id if teammate.kind is TeammateKind.INVITATION else teammate.account_id


def _tell_answer(teammate: Teammate, to: AccountId | None, work: Work, ports: Ports) -> None:
    if to is not None:
        details = {"project": teammate.project_title, "answer": teammate.state}
        notify(work, ports, NoticeKind.TEAMMATE_ANSWERED, to=to, about=teammate.id, **details)
