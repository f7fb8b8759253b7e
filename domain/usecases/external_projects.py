"""The project that a partner's campaign is for: brought along and owned by its organization, or found here."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from domain.access import Actor
from domain.collections import Work
from domain.errors import Conflict, Fault, Forbidden, Invalid, NotFound
from domain.ids import OrganizationId, ProjectId
from domain.model.project_checks import NEEDED_TO_PUBLISH, checked
from domain.model.projects import Project, ProjectState
from domain.policy import projects
from domain.ports import Ports
from domain.rules import holds
from domain.usecases.projects import check_supporters
from domain.usecases.similar import remember
from domain.usecases.supporters import ask_supporters
from domain.usecases.versions import keep_version


def bring_project(
    document: Mapping[str, Any], organization_id: OrganizationId, ports: Ports, work: Work
) -> Project:
    """A project of the partner's own, published at once."""
    id, now = ProjectId(ports.new_id("project")), ports.now()
    with _in_the_project():
        whole = checked(document, needed=NEEDED_TO_PUBLISH)
        project = Project.drafted(whole, id=id, organization_id=organization_id, now=now)
        created, published = project.event("created", now=now), project.publish(now=now)
        check_supporters(project, work)
    work.projects.add(project)
    work.tell(created, published)
    remember(project, work, ports)
    ask_supporters(project, work, ports, is_new=True)
    keep_version(project, ports, work)
    return project


def find_project(id: ProjectId, actor: Actor, work: Work) -> Project:
    """A project that is here and raises money: a person's, or the partner's own."""
    project = work.projects.share(id)
    nobody_teams_up = {"teammates": (), "merges": ()}  # with a machine
    if not holds(projects.VISIBLE, vars(project) | nobody_teams_up, actor):
        raise NotFound("project_not_found")
    if project.organization_id not in (None, actor.of_organization):
        raise Forbidden("not_your_project")
    _refuse_unless(project, ProjectState.PUBLISHED)
    return project


@dataclass(frozen=True)
class Revision:
    """What the partner's own project is to become."""

    project: Project
    document: Mapping[str, Any]


def revision_of(
    id: ProjectId, document: Mapping[str, Any], organization_id: OrganizationId, work: Work
) -> Revision | None:
    """None where it stays as it is; refused for a project that somebody else owns."""
    project = work.projects.lock(id)
    if project.organization_id != organization_id:
        raise Invalid("invalid_input", faults=[Fault("/project", "fixed_once_made")])
    with _in_the_project():
        whole = project.checked(document)
    return Revision(project, whole) if whole != project.document else None


def revise_project(revision: Revision, ports: Ports, work: Work) -> None:
    project = revision.project
    _refuse_unless(project, *projects.UPDATE.states)
    before = project.document
    with _in_the_project():
        updated = project.rewrite(revision.document, now=ports.now())
        check_supporters(project, work)
    work.tell(updated)
    remember(project, work, ports, before=before)
    ask_supporters(project, work, ports)
    keep_version(project, ports, work)


def _refuse_unless(project: Project, *states: Any) -> None:
    if project.state not in states:
        raise Conflict(f"project_is_{project.state}", state=str(project.state), allowed=sorted(states))


@contextmanager
def _in_the_project() -> Iterator[None]:
    """What is wrong in there is named by where it was sent."""
    try:
        yield
    except Invalid as refusal:
        refusal.faults = tuple(replace(each, pointer=f"/project{each.pointer}") for each in refusal.faults)
        raise
