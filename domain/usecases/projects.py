"""What citizens do with a project: draft it piece by piece, change it, publish it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.access import Actor, Scope, may
from domain.actions import permit
from domain.collections import Changed, Work
from domain.core import Command, use_case
from domain.errors import Fault, Invalid, NotFound
from domain.ids import ProjectId
from domain.model.project_shape import ROWS
from domain.model.projects import Project
from domain.model.rows import addressed
from domain.policy import projects as policy
from domain.ports import Ports
from domain.text import SPREAD
from domain.usecases.calls import not_stale


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
        return work.done(project)


def check_supporters(project: Project, work: Work) -> None:
    """Organizations that are named must be there."""
    faults = [
        Fault(f"/supporters/{place}/organization_id", "organization_not_found")
        for place, supporter in enumerate(project.supporters)
        if supporter["organization_id"] and not _is_there(supporter["organization_id"], work)
    ]
    if faults:
        raise Invalid("invalid_input", faults=faults)


def _is_there(organization_id: str, work: Work) -> bool:
    try:
        work.organizations.get(organization_id)
    except NotFound:
        return False
    return True
