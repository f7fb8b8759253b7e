"""Who sees a project, and who may do what with it."""

from domain.access import MANAGERS, Scope, may
from domain.actions import Action, Bar
from domain.model.projects import LIFECYCLE, PUBLIC, ProjectState
from domain.rules import ACTOR, ADMIN, Is, Member, one_of

OWNER = Is("account_id", ACTOR) | Member("organization_id", MANAGERS)
NEEDS_A_PERSON = Bar(
    fields=("account_id",), stands=lambda account_id: account_id is None, code="project_of_an_organization"
)
VISIBLE = one_of("state", *PUBLIC) | OWNER | ADMIN  # managers of calls see entries' snapshots, not drafts

UPDATE = Action(
    noun="project",
    name="update",
    gate=may(Scope.PROJECTS_WRITE),
    allow=OWNER,
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
ACTIONS = (UPDATE, PUBLISH, CREATE_CAMPAIGN, CREATE_UPDATE, CREATE_OPPORTUNITY)
