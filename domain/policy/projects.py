"""Who sees a project, and who may do what with it."""

from domain.access import MANAGERS, Scope, may
from domain.actions import Action, Bar
from domain.model.projects import LIFECYCLE, PUBLIC, ProjectState
from domain.rules import ACTOR, ADMIN, Has, Includes, Is, Member, one_of

OWNER = Is("account_id", ACTOR) | Member("organization_id", MANAGERS)
NEEDS_A_PERSON = Bar(
    fields=("account_id",), stands=lambda account_id: account_id is None, code="project_of_an_organization"
)
EDITOR = OWNER | Includes("editors", ACTOR)  # confirmed teammates whom the owner lets change it
# Whoever is confirmed in the team sees the draft, and whoever is invited, to decide; and the one into whose project it
# is to be merged. Somebody who only asks to join does not.
IN_THE_TEAM = Is("account_id", ACTOR) & (
    Is("state", "confirmed") | (Is("state", "proposed") & Is("kind", "invitation"))
)
MERGE_WAITS = Is("owner_id", ACTOR) & Is("state", "proposed")
TEAM = Has("teammates", IN_THE_TEAM) | Has("merges", MERGE_WAITS)
VISIBLE = (
    one_of("state", *PUBLIC) | OWNER | TEAM | ADMIN
)  # managers of calls see entries' snapshots, not drafts

UPDATE = Action(
    noun="project",
    name="update",
    gate=may(Scope.PROJECTS_WRITE),
    allow=EDITOR,
    unwelcome="not_your_project",
    states=frozenset({ProjectState.DRAFT, ProjectState.PUBLISHED}),
    input="UpdateProjectInput",
)
PUBLISH = Action(
    noun="project",
    name="publish",
    gate=may(Scope.PROJECTS_WRITE),
    allow=OWNER,
    unwelcome="not_your_project",
    states=LIFECYCLE.sources(ProjectState.PUBLISHED),
)
CREATE_UPDATE = Action(
    noun="project",
    name="create_update",
    gate=may(Scope.PROJECTS_WRITE),
    allow=OWNER,
    unwelcome="not_your_project",
    states=PUBLIC,
    input="CreateUpdateInput",
)
CREATE_OPPORTUNITY = Action(
    noun="project",
    name="create_opportunity",
    gate=may(Scope.VOLUNTEERS_WRITE),
    allow=OWNER,
    unwelcome="not_your_project",
    states=frozenset({ProjectState.PUBLISHED}),
    bar=NEEDS_A_PERSON,
    input="CreateOpportunityInput",
)
CREATE_CAMPAIGN = Action(
    noun="project",
    name="create_campaign",
    gate=may(Scope.CAMPAIGNS_WRITE),
    allow=OWNER,
    unwelcome="not_your_project",
    states=frozenset({ProjectState.PUBLISHED}),
    bar=NEEDS_A_PERSON,
    input="CreateCampaignInput",
)
IN_USE = Bar(fields=("in_use",), stands=bool, code="project_in_use")
COMPLETE = Action(
    noun="project",
    name="complete",
    gate=may(Scope.PROJECTS_WRITE),
    allow=OWNER,
    unwelcome="not_your_project",
    states=LIFECYCLE.sources(ProjectState.COMPLETED),
    bar=IN_USE,
    input="CompleteProjectInput",
)
CANCEL = Action(
    noun="project",
    name="cancel",
    gate=may(Scope.PROJECTS_WRITE),
    allow=OWNER,
    unwelcome="not_your_project",
    states=LIFECYCLE.sources(ProjectState.CANCELLED),
    bar=IN_USE,
    input="CancelProjectInput",
)
CREATE_ATTACHMENT = Action(
    noun="project",
    name="create_attachment",
    gate=may(Scope.PROJECTS_WRITE),
    allow=EDITOR,
    unwelcome="not_your_project",
    states=frozenset({ProjectState.DRAFT, ProjectState.PUBLISHED}),
    input="CreateAttachmentInput",
)
ACTIONS = (
    UPDATE,
    PUBLISH,
    COMPLETE,
    CANCEL,
    CREATE_ATTACHMENT,
    CREATE_CAMPAIGN,
    CREATE_UPDATE,
    CREATE_OPPORTUNITY,
)
