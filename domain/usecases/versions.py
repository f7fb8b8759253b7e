"""What a project was, and what has changed in it."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from domain.access import Actor, anyone
from domain.collections import Work
from domain.core import Command, use_case
from domain.errors import Invalid, NotFound
from domain.ids import ProjectId, VersionId, is_id
from domain.model.measurements import Cause
from domain.model.projects import Project
from domain.model.versions import NOTHING, changes
from domain.ports import Ports, Shown
from domain.reading import Page, Selection
from domain.usecases.needs import remeasure

MOST = 2**31 - 1


@dataclass(frozen=True, kw_only=True)
class ShowProjectVersion(Command[Shown]):
    """A project as it was with this number."""

    project_id: ProjectId
    number: int
    selection: Selection


@use_case(ShowProjectVersion, allow=anyone, reads=True)
def show_project_version(cmd: ShowProjectVersion, actor: Actor, ports: Ports) -> Shown:
    found = _versions(cmd.project_id, (cmd.number,), cmd.selection, actor, ports)
    if not found:
        raise NotFound("version_not_found")
    return found[0]


@dataclass(frozen=True, kw_only=True)
class ShowProjectChanges(Command[Mapping[str, Any]]):
    """What leads from the version `since` (the one before, if nothing is said; 0 is before all) to the one with this
    number."""

    project_id: ProjectId
    number: int
    since: int | None = None


@use_case(ShowProjectChanges, allow=anyone, reads=True)
def show_project_changes(cmd: ShowProjectChanges, actor: Actor, ports: Ports) -> Mapping[str, Any]:
    since = cmd.number - 1 if cmd.since is None else cmd.since
    wanted = Selection("version", ("document", "id", "number"))
    found = _versions(cmd.project_id, (cmd.number, since), wanted, actor, ports)
    documents = {0: NOTHING} | {each["number"]: each["document"] for each in found}
    if cmd.number < 1 or cmd.number not in documents or since not in documents:
        raise NotFound("version_not_found")
    differences = changes(documents[since], documents[cmd.number])
    return {
        "project_id": cmd.project_id,
        "number": cmd.number,
        "since": since,
        "changes": [change.as_dict() for change in differences],
    }


def keep_version(project: Project, ports: Ports, work: Work, *, cause: Cause = Cause.PROJECT_CHANGED) -> None:
    """To be called with every change of a project, when nothing else of it will change in this work: keeps the document
    as it is from now on, and what it needs by it."""
    assert ports.asking is not None, "use cases run through the door"
    id, by = VersionId(ports.new_id("version")), ports.asking.actor.account_id
    work.versions.keep(project, id=id, account_id=by, now=ports.now())
    remeasure(work, project.id, ports, cause)


def _versions(
    project_id: ProjectId, numbers: tuple[int, ...], wanted: Selection, actor: Actor, ports: Ports
) -> list[Shown]:
    """Those of the numbers that are there and that the caller may see. Those who may not see the project hear so."""
    if not is_id(project_id, "project"):
        raise NotFound("project_not_found")
    known = tuple(str(number) for number in numbers if 0 < number <= MOST)
    found: list[Shown] = []
    if known:
        named = Page(first=len(known), filters=(("number", known), ("project_id", (project_id,))))
        with suppress(Invalid):
            found = ports.reader.many("versions_by_number", wanted, named, actor, ports.now())["data"]
    if not found and not ports.reader.one(Selection("project", ("id",)), project_id, actor, ports.now()):
        raise NotFound("project_not_found")
    return found
