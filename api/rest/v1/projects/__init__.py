"""/v1/projects: what citizens want to do, drafted piece by piece."""

from typing import Any

from flask import Response
from flask.views import MethodView

from api.rest.answering import carry_out, expected_version, needed_version, show_list, show_one
from api.rest.api import Nouns
from api.rest.v1.projects.asked import (
    CancelProjectInput,
    CompleteProjectInput,
    CreateProjectInput,
    UpdateProjectInput,
)
from api.rest.v1.projects.shown import ProjectPage, ProjectSchema
from domain.ids import ProjectId
from domain.text import Text
from domain.usecases.projects import (
    CancelProject,
    CompleteProject,
    CreateProject,
    PublishProject,
    UpdateProject,
)

blueprint = Nouns("projects", __name__, description="What citizens want to do, drafted piece by piece.")


@blueprint.route("/projects")
class Projects(MethodView):
    @blueprint.doc(operationId="projects")
    @blueprint.response(200, ProjectPage)
    def get(self) -> Response:
        """List projects"""
        return show_list("projects")

    @blueprint.doc(operationId="createProject")
    @blueprint.arguments(CreateProjectInput, as_kwargs=True)
    @blueprint.response(201, ProjectSchema)
    def post(self, **given: Any) -> Response:
        """Draft a project"""
        return carry_out(CreateProject(document=given), "project", status=201)


@blueprint.route("/projects/<project_id>")
class OneProject(MethodView):
    @blueprint.doc(operationId="project")
    @blueprint.response(200, ProjectSchema)
    def get(self, project_id: str) -> Response:
        """A project"""
        return show_one("project", project_id)

    @blueprint.doc(operationId="updateProject")
    @blueprint.arguments(UpdateProjectInput, as_kwargs=True)
    @blueprint.response(200, ProjectSchema)
    def patch(self, project_id: str, **given: Any) -> Response:
        """Change a project: objects merge by key, null removes, lists are replaced or patched by id"""
        id, version = ProjectId(project_id), needed_version()
        return carry_out(UpdateProject(project_id=id, expected_version=version, changes=given), "project")


@blueprint.route("/projects/<project_id>/publish")
class Publishing(MethodView):
    @blueprint.doc(operationId="publishProject")
    @blueprint.response(200, ProjectSchema)
    def post(self, project_id: str) -> Response:
        """Show a project to everybody"""
        id, version = ProjectId(project_id), expected_version(needed=False)
        return carry_out(PublishProject(project_id=id, expected_version=version), "project")


@blueprint.route("/projects/<project_id>/complete")
class Completing(MethodView):
    @blueprint.doc(operationId="completeProject")
    @blueprint.arguments(CompleteProjectInput, as_kwargs=True)
    @blueprint.response(200, ProjectSchema)
    def post(self, project_id: str, outcome: Text) -> Response:
        """Say that a project is done; nothing may still run for it"""
        id, version = ProjectId(project_id), expected_version(needed=False)
        return carry_out(CompleteProject(project_id=id, outcome=outcome, expected_version=version), "project")


@blueprint.route("/projects/<project_id>/cancel")
class Cancelling(MethodView):
    @blueprint.doc(operationId="cancelProject")
    @blueprint.arguments(CancelProjectInput, as_kwargs=True)
    @blueprint.response(200, ProjectSchema)
    def post(self, project_id: str, reason: Text) -> Response:
        """Give a project up, for a reason; nothing may still run for it"""
        id, version = ProjectId(project_id), expected_version(needed=False)
        return carry_out(CancelProject(project_id=id, reason=reason, expected_version=version), "project")
