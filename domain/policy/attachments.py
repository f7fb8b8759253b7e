"""Who sees an attachment, its content, and who may send and remove it."""

from domain.access import MANAGERS, Scope, may
from domain.actions import Action, Within
from domain.model.attachments import LIFECYCLE, AttachmentState
from domain.policy import entries, projects
from domain.rules import ACTOR, ADMIN, Includes, Is, Member, Related

EDITOR = Is("owner_id", ACTOR) | Member("organization_id", MANAGERS) | Includes("editors", ACTOR)
CHANGES = Within(noun="project", field="project_state", states=projects.UPDATE.states)
# What was announced and never came, and what was removed, is its project's own affair.
VISIBLE = Related("project", projects.VISIBLE) & (Is("state", AttachmentState.STORED) | EDITOR | ADMIN)
READS_SNAPSHOTS = entries.INSIDE_VISIBLE | entries.JUDGES_IT
"""Asked of an entry whose snapshot lists it."""

UPLOAD = Action(
    noun="attachment",
    name="upload",
    gate=may(Scope.PROJECTS_WRITE),
    allow=EDITOR,
    unwelcome="not_your_project",
    states=frozenset({AttachmentState.AWAITING}),
    within=CHANGES,
)
REMOVE = Action(
    noun="attachment",
    name="remove",
    gate=may(Scope.PROJECTS_WRITE),
    allow=EDITOR,
    unwelcome="not_your_project",
    states=LIFECYCLE.sources(AttachmentState.REMOVED),
    within=CHANGES,
)
ACTIONS = (UPLOAD, REMOVE)
