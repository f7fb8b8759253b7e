"""What citizens do with a project: draft it piece by piece, change it, publish it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

from domain.access import Actor, Scope, may
from domain.actions import Action, permit
from domain.bounds import Long
from domain.collections import Changed, Work
from domain.core import Command, use_case
from domain.errors import Fault, Invalid
from domain.events import Event
from domain.ids import ProjectId
from domain.model.project_shape import LONGEST_PARAGRAPH, ROWS
from domain.model.projects import Project
from domain.model.rows import addressed
from domain.model.supporters import named_twice
from domain.policy import projects as policy
from domain.ports import Ports
from domain.text import SPREAD, Text
from domain.usecases.calls import not_stale
from domain.usecases.similar import remember
from domain.usecases.supporters import ask_supporters, end_asking
from domain.usecases.teammates_answering import end_team
from domain.usecases.versions import keep_version


@dataclass(frozen=True, kw_only=True)
class CreateProject(Command[Changed]):
    """`document` is what `project_checks` describes; anything but a title in one language may be missing."""

    document: Mapping[str, Any] = field(metadata=SPREAD)


@use_case(CreateProject, allow=may(Scope.PROJECTS_WRITE))
def create_project(cmd: CreateProject, actor: Actor, ports: Ports) -> Changed:
    """A draft, seen by its owner alone."""
    id, now = ProjectId(ports.new_id("project")), ports.now()
    project = Project.drafted(cmd.document, id=id, account_id=actor.known_account, now=now)
    with ports.work() as work:
        check_supporters(project, work)
        work.projects.add(project)
        work.tell(project.event("created", now=now))
        remember(project, work, ports)
        ask_supporters(project, work, ports, is_new=True)
        keep_version(project, ports, work)
        return work.done(project)


@dataclass(frozen=True, kw_only=True)
class UpdateProject(Command[Changed]):
    """Merges `changes` (RFC 7396) into the document: objects by key, null removes, lists are replaced, or patched by
    an object of their rows' ids."""

    project_id: ProjectId
    expected_version: int
    changes: Mapping[str, Any] = field(metadata=SPREAD)


@use_case(UpdateProject, allow=policy.UPDATE.gate)
def update_project(cmd: UpdateProject, actor: Actor, ports: Ports) -> Changed:
    now = ports.now()
    with ports.work() as work:
        project = work.projects.lock(cmd.project_id)
        permit(policy.UPDATE, project, actor, now)
        not_stale(project.version, cmd.expected_version)
        before = project.document
        updated = project.revise(cmd.changes, now=now)
        if project.document != before:
            with addressed(cmd.changes, project.document, ROWS):
                check_supporters(project, work)
            work.tell(updated)
            remember(project, work, ports, before=before)
            ask_supporters(project, work, ports)
            keep_version(project, ports, work)
        return work.done(project)


@dataclass(frozen=True, kw_only=True)
class PublishProject(Command[Changed]):
    project_id: ProjectId
    expected_version: int | None = None


@use_case(PublishProject, allow=policy.PUBLISH.gate)
def publish_project(cmd: PublishProject, actor: Actor, ports: Ports) -> Changed:
    """From here on everybody sees it; what it lacks for that is named at once."""
    now = ports.now()
    with ports.work() as work:
        project = work.projects.lock(cmd.project_id)
        permit(policy.PUBLISH, project, actor, now)
        not_stale(project.version, cmd.expected_version)
        work.tell(project.publish(now=now))
        keep_version(project, ports, work)
        return work.done(project)


@dataclass(frozen=True, kw_only=True)
class CompleteProject(Command[Changed]):
    project_id: ProjectId
    outcome: Annotated[Text, Long(0, LONGEST_PARAGRAPH)] = Text()
    expected_version: int | None = None


@use_case(CompleteProject, allow=policy.COMPLETE.gate)
def complete_project(cmd: CompleteProject, actor: Actor, ports: Ports) -> Changed:
    """It is done. Whatever still runs for it must have come to its end before."""
    return _ended(
        cmd,
        policy.COMPLETE,
        lambda project, now: project.complete(cmd.outcome.as_dict(), now=now),
        actor,
        ports,
    )


@dataclass(frozen=True, kw_only=True)
class CancelProject(Command[Changed]):
    project_id: ProjectId
    reason: Annotated[Text, Long(0, LONGEST_PARAGRAPH)]
    expected_version: int | None = None


@use_case(CancelProject, allow=policy.CANCEL.gate)
def cancel_project(cmd: CancelProject, actor: Actor, ports: Ports) -> Changed:
    """It will not be done, for a reason. Nothing may still run for it."""
    return _ended(
        cmd, policy.CANCEL, lambda project, now: project.cancel(cmd.reason.as_dict(), now=now), actor, ports
    )


def _ended(
    cmd: CompleteProject | CancelProject,
    action: Action,
    end: Callable[[Project, datetime], Event],
    actor: Actor,
    ports: Ports,
) -> Changed:
    """Whatever begins for a project relies on it being there, so that nothing begins while it ends."""
    now = ports.now()
    with ports.work() as work:
        project = work.projects.lock(cmd.project_id)
        permit(action, project, actor, now, in_use=work.needs.is_in_use(project.id))
        not_stale(project.version, cmd.expected_version)
        work.tell(end(project, now))
        end_team(project, work.teammates.lock_live(project.id), work, now)
        end_asking(project, work, now)
        keep_version(project, ports, work)
        return work.done(project)


def check_supporters(project: Project, work: Work) -> None:
    """Organizations that are named must be there, each once."""
    named = [supporter["organization_id"] for supporter in project.supporters]
    known = work.supporters.names_of(filter(None, named))
    faults = [
        Fault(f"/supporters/{place}/organization_id", "organization_not_found")
        for place, id in enumerate(named)
        if id and id not in known
    ]
    if faults := [*faults, *named_twice(project)]:
        raise Invalid("invalid_input", faults=faults)
