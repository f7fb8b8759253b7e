"""What a project needs: worked out whenever somebody asks, measured whenever something changes that it depends on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.access import Actor, anyone
from domain.collections import Work
from domain.core import Command, use_case
from domain.errors import NotFound
from domain.ids import MeasurementId, ProjectId, is_id
from domain.model.calls import ApplicantKind
from domain.model.measurements import Cause, Measurement, changed
from domain.model.needs import Factor, Need, needs
from domain.model.projects import Project
from domain.model.suggestions import Suggestion, Supplier, skills_label, suggestions
from domain.ports import Ports
from domain.reading import Selection


@dataclass(frozen=True, kw_only=True)
class ShowProjectNeeds(Command[Mapping[str, Any]]):
    """What is asked, covered and missing of each factor, what could be done, and who could help."""

    project_id: ProjectId


@use_case(ShowProjectNeeds, allow=anyone)
def show_project_needs(cmd: ShowProjectNeeds, actor: Actor, ports: Ports) -> Mapping[str, Any]:
    """For everybody who sees the project; a handful of statements, whatever it needs."""
    now = ports.now()
    if not _may_see(cmd.project_id, actor, ports):
        raise NotFound("project_not_found")
    with ports.work() as work:
        project = work.projects.get(cmd.project_id)
        facts = work.needs.facts(project)
        found = needs(project.document, facts)
        ideas = suggestions(project.document, facts, found)
        missing = next(need.missing for need in found if need.factor is Factor.SKILLS)
        helpers = work.needs.suppliers(project, _applicant(project, work), missing, now)
    return {
        "project_id": project.id,
        "project_version": project.version,
        "factors": [_shown(need, ideas, helpers) for need in found],
    }


def remeasure(work: Work, project_id: ProjectId, ports: Ports, cause: Cause) -> None:
    """Keeps each gap that has changed, beside what it was. To be called last, when all else of the work is done."""
    work.measurements.take_turns(project_id)
    project = work.projects.get(project_id)
    found = needs(project.document, work.needs.facts(project))
    known = work.measurements.latest(project_id)
    work.measurements.add_all(
        Measurement(
            id=MeasurementId(ports.new_id("measurement")),
            project_id=project_id,
            factor=need.factor,
            gap=need.gap,
            previous_gap=previous,
            detail=need.detail(),
            cause=cause,
            measured_at=ports.now(),
        )
        for need, previous in changed(found, known)
    )


def _may_see(id: ProjectId, actor: Actor, ports: Ports) -> bool:
    if not is_id(id, "project"):
        return False
    return ports.reader.one(Selection("project", ("id",)), id, actor, ports.now()) is not None


def _applicant(project: Project, work: Work) -> str:
    """Whose it is, in the words in which calls say whom they are for."""
    if project.organization_id is None:
        return ApplicantKind.PERSON
    return str(work.organizations.get(project.organization_id).kind)


def _shown(need: Need, ideas: list[Suggestion], helpers: Any) -> dict[str, Any]:
    return {
        "factor": need.factor,
        "gap": need.gap,
        **need.detail(),
        "suggestions": [_idea(idea) for idea in ideas if idea.factor is need.factor],
        "suppliers": [_helper(helper) for helper in helpers if helper.factor is need.factor],
    }


def _idea(idea: Suggestion) -> dict[str, Any]:
    return {"kind": idea.kind, "about": idea.about, "input": idea.input or None}


def _helper(helper: Supplier) -> dict[str, Any]:
    title = skills_label(helper.skill) if helper.skill else helper.title
    return {
        "kind": helper.kind,
        "id": helper.id,
        "skill": helper.skill,
        "title": dict(title) if title else {},
        "count": helper.count,
    }
