"""What is shown of versions of projects."""

from domain.policy.versions import VISIBLE
from domain.reading import Many, Noun, One
from domain.views.shapes import plain

OF_PROJECT = Many("version", key="project_id")

version = Noun(
    "version",
    "project_versions",
    plain("id", "project_id", "number", "document", "account_id", "created_at")
    | {"project": One("project", key="project_id")},
    visible=VISIBLE,
)
