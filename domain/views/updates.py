"""What is shown of updates: what was written, and the same as HTML that is safe in any page."""

from domain.policy.updates import VISIBLE
from domain.reading import Many, Noun, One
from domain.views.shapes import plain

OF_PROJECT = Many("update", key="project_id")

update = Noun(
    "update",
    "updates",
    plain("id", "project_id", "title", "body", "body_html", "published_at")
    | plain("created_at", "updated_at", "version")
    | {"project": One("project", key="project_id")},
    visible=VISIBLE,
)
