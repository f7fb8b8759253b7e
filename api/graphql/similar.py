"""What is like a project or an entry, in the graph."""

from typing import Any

import strawberry

from api.alike import alike
from api.graphql.asking import Asking, Gatherer, type_named
from api.graphql.doing import carry_out
from api.graphql.entries import Entry
from api.graphql.projects import Project
from api.graphql.projects.shown import ProjectPayload
from api.graphql.shapes import LocalizedText
from domain.errors import NotFound
from domain.ids import EntryId, ProjectId
from domain.model.entries import EntryState
from domain.model.likeness import TeamUp
from domain.model.projects import ProjectState
from domain.usecases.similar import SetProjectFindable, SimilarEntries, SimilarProjects


@strawberry.type
class SimilarProject:
    project_id: strawberry.ID
    title: LocalizedText
    summary: LocalizedText
    state: ProjectState
    similarity: float
    suggestions: list[TeamUp]
    project: Project | None


@strawberry.type
class SimilarEntry:
    entry_id: strawberry.ID
    call_id: strawberry.ID
    title: LocalizedText
    summary: LocalizedText
    state: EntryState
    similarity: float
    entry: Entry | None


@strawberry.input
class SetProjectFindableInput:
    id: strawberry.ID
    findable: bool
    expected_version: int | None = None
    idempotency_key: str | None = None


@strawberry.type
class SimilarQueries:
    @strawberry.field(
        description="The projects that are most like this one, with what may be done about each; null where it may not "
        "be seen."
    )
    def similar_projects(self, info: Asking, project_id: strawberry.ID) -> list[SimilarProject] | None:
        return _alike(info, SimilarProjects(project_id=ProjectId(project_id)), "project")

    @strawberry.field(
        description="The entries into all calls of the organization that are most like this one; null where it may not "
        "be seen."
    )
    def similar_entries(self, info: Asking, entry_id: strawberry.ID) -> list[SimilarEntry] | None:
        return _alike(info, SimilarEntries(entry_id=EntryId(entry_id)), "entry")


@strawberry.type
class SimilarMutations:
    @strawberry.mutation(
        description="Let others who draft something alike see this draft's title and summary, or let them no longer."
    )
    def set_project_findable(self, info: Asking, input: SetProjectFindableInput) -> ProjectPayload:
        wish = SetProjectFindable(
            project_id=ProjectId(input.id), findable=input.findable, expected_version=input.expected_version
        )
        return carry_out(info, "project", lambda: wish, ProjectPayload)


def _alike(info: Asking, wish: Any, noun: str) -> Any:
    wanted = Gatherer(info._raw_info, info.context).within(noun, type_named(info, noun))
    try:
        return alike(wish, noun, wanted.selection() if wanted else None)
    except NotFound:
        return None
