"""What is shown of attachments: what they are and where their content is, never the content itself."""

from domain.model.attachments import AttachmentState
from domain.policy.attachments import ACTIONS, VISIBLE
from domain.reading import Many, Noun, One, Value
from domain.views.shapes import allowed_actions, by, plain, words

OF_PROJECT = Many(
    "attachment", key="project_id", filters={"state": by("state", known=words(AttachmentState))}
)


def content_path(id: str) -> str:
    """Where the content is sent to, and fetched from."""
    return f"/v1/attachments/{id}/content"


attachment = Noun(
    "attachment",
    "attachments",
    plain("id", "project_id", "name", "state", "content_type", "size", "sha256")
    | plain("created_at", "updated_at", "version")
    | {
        "upload_path": Value(("id",), shape=content_path),
        "allowed_actions": allowed_actions(
            ACTIONS, "owner_id", "organization_id", "editors", "project_state"
        ),
        "project": One("project", key="project_id"),
    },
    visible=VISIBLE,
    view="attachments_shown",
)
