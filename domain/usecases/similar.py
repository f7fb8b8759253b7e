"""Finding what is like a project, or like an entry: so that people team up, and managers know what came in twice.

Nothing is refused for being like something else.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.access import Actor, platform_only
from domain.actions import permit
from domain.collections import Changed, Work
from domain.core import Command, use_case
from domain.ids import EntryId, ProjectId
from domain.model.likeness import LEAST, LONGEST_READ, MOST_WORDS, Gist, Like, similarity, suggestions, told
from domain.model.projects import Project, ProjectState
from domain.policy import similar as policy
from domain.policy.teammates import OPEN
from domain.ports import Ports, Words
from domain.usecases.calls import not_stale
from domain.usecases.versions import keep_version

MOST_SHOWN = 10


@dataclass(frozen=True, kw_only=True)
class Alike:
    """Something, and how like it is to what was asked about: 0 to 1."""

    like: Like
    similarity: float


@dataclass(frozen=True, kw_only=True)
class SimilarProjects(Command[Sequence[Mapping[str, Any]]]):
    project_id: ProjectId


@use_case(SimilarProjects, allow=policy.OF_PROJECT.gate)
def similar_projects(cmd: SimilarProjects, actor: Actor, ports: Ports) -> Sequence[Mapping[str, Any]]:
    """The most alike first: whatever everybody sees, and of drafts whose owners let them be found no more than title
    and summary; each with what may be done about it."""
    with ports.work() as work:
        project = work.projects.get(cmd.project_id)
        permit(policy.OF_PROJECT, project, actor, ports.now())
    gist = gist_of(project.document, ports.words)
    likes = ports.likenesses.projects(gist, but=project.id, most=MOST_SHOWN)
    return [
        _shown(alike) | {"project_id": alike.like.id, "suggestions": _suggested(project, alike)}
        for alike in _closest(gist, likes, MOST_SHOWN)
    ]


@dataclass(frozen=True, kw_only=True)
class SimilarEntries(Command[Sequence[Mapping[str, Any]]]):
    entry_id: EntryId


@use_case(SimilarEntries, allow=policy.OF_ENTRY.gate)
def similar_entries(cmd: SimilarEntries, actor: Actor, ports: Ports) -> Sequence[Mapping[str, Any]]:
    """By what was submitted, among the entries into all calls of the organization."""
    with ports.work() as work:
        entry = work.entries.get(cmd.entry_id)
        permit(policy.OF_ENTRY, entry, actor, ports.now())
    gist = gist_of(entry.document, ports.words)
    likes = ports.likenesses.entries(gist, but=entry.id, of=entry.organization_id, most=MOST_SHOWN)
    return [
        _shown(alike) | {"entry_id": alike.like.id, "call_id": alike.like.call_id}
        for alike in _closest(gist, likes, MOST_SHOWN)
    ]


@dataclass(frozen=True, kw_only=True)
class SetProjectFindable(Command[Changed]):
    """Whether others who draft something alike are shown the title and the summary of this draft."""

    project_id: ProjectId
    findable: bool
    expected_version: int | None = None


@use_case(SetProjectFindable, allow=policy.SET_FINDABLE.gate)
def set_project_findable(cmd: SetProjectFindable, actor: Actor, ports: Ports) -> Changed:
    now = ports.now()
    with ports.work() as work:
        project = work.projects.lock(cmd.project_id)
        permit(policy.SET_FINDABLE, project, actor, now)
        not_stale(project.version, cmd.expected_version)
        if project.findable != cmd.findable:
            project.findable = cmd.findable
            work.tell(project.event("updated", now=now))
            keep_version(project, ports, work)
        return work.done(project)


@dataclass(frozen=True, kw_only=True)
class KeepMissingWords(Command[int]):
    """Whatever was saved before words were kept is found like everything else. Answers how many were."""


@use_case(KeepMissingWords, allow=platform_only)
def keep_missing_words(cmd: KeepMissingWords, actor: Actor, ports: Ports) -> int:
    """A few at a time, each batch for itself, until none is left."""
    kept = 0
    while True:
        with ports.work() as work:
            projects, entries = work.likenesses.missing()
            for project in map(work.projects.get, projects):
                remember(project, work, ports)
            for entry in map(work.entries.get, entries):
                gist = gist_of(entry.document, ports.words)
                work.likenesses.keep_entry(entry.id, entry.organization_id, gist)
        if not projects and not entries:
            return kept
        kept += len(projects) + len(entries)


def gist_of(document: Mapping[str, Any], words: Words) -> Gist:
    """The words of a project's document, or of the snapshot of one."""
    said, more = (words.of("\n".join(texts)[:LONGEST_READ]) for texts in told(document))
    kept = list(dict.fromkeys([*said, *more]))[:MOST_WORDS]
    return Gist(words=frozenset(kept), title=frozenset(said) & frozenset(kept))


def remember(project: Project, work: Work, ports: Ports, *, before: Mapping[str, Any] | None = None) -> None:
    """Keep its words, that it be found; nothing to do where they are those of the document `before`."""
    if before is None or told(before) != told(project.document):
        work.likenesses.keep_project(project.id, gist_of(project.document, ports.words))


def _closest(gist: Gist, likes: Iterable[Like], most: int) -> list[Alike]:
    compared = (Alike(like=like, similarity=similarity(gist, like.gist)) for like in likes)
    alike = [one for one in compared if one.similarity >= LEAST]
    return sorted(alike, key=lambda one: (-one.similarity, one.like.id))[:most]


def _shown(alike: Alike) -> dict[str, Any]:
    like = alike.like
    return {
        "title": like.title,
        "summary": like.summary,
        "state": like.state,
        "similarity": alike.similarity,
    }


def _suggested(project: Project, alike: Alike) -> list[str]:
    is_open = ProjectState(alike.like.state) in OPEN
    both_personal = project.account_id is not None and alike.like.of_a_person
    mergeable = is_open and project.state in OPEN and both_personal
    return list(suggestions(alike.similarity, mergeable=mergeable, joinable=is_open))
