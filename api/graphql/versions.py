"""Versions of projects in the graph."""

from typing import Any

import strawberry

from api.caller import run
from api.graphql.asking import Asking, Gatherer, page_of, read_part, type_named
from api.graphql.projects import Project
from api.graphql.shapes import Connection, Json, Moment, Node
from domain.errors import NotFound
from domain.ids import ProjectId
from domain.usecases.versions import ShowProjectChanges, ShowProjectVersion


@strawberry.type
class Version(Node):
    id: strawberry.ID
    project_id: strawberry.ID
    project: Project | None
    number: int
    document: Json
    account_id: strawberry.ID | None
    created_at: Moment


@strawberry.type
class Change:
    pointer: str
    before: Json | None
    after: Json | None


@strawberry.type
class ProjectChanges:
    project_id: strawberry.ID
    number: int
    since: int
    changes: list[Change]


@strawberry.type
class VersionQueries:
    @strawberry.field(
        description="The versions of a project, newest first, to whoever may change it; null where it may not be seen."
    )
    def project_versions(
        self,
        info: Asking,
        project_id: strawberry.ID,
        first: int = 20,
        after: str | None = None,
        sort: str | None = None,
    ) -> Connection[Version] | None:
        return read_part(info, "project", project_id, "versions", page_of(first, after, sort))

    @strawberry.field(description="A project as it was.")
    def project_version(self, info: Asking, project_id: strawberry.ID, number: int) -> Version | None:
        wish = Gatherer(info._raw_info, info.context).one("version", type_named(info, "version"))
        wish.add("id")
        command = ShowProjectVersion(
            project_id=ProjectId(project_id), number=number, selection=wish.selection()
        )
        return _or_null(command)

    @strawberry.field(
        description="What has changed in a project since another version; the one before, if none is named."
    )
    def project_changes(
        self, info: Asking, project_id: strawberry.ID, number: int, since: int | None = None
    ) -> ProjectChanges | None:
        return _or_null(ShowProjectChanges(project_id=ProjectId(project_id), number=number, since=since))


def _or_null(command: Any) -> Any:
    try:
        return run(command)
    except NotFound:
        return None
