"""Who sees a project, and who may do what with it."""

from domain.access import Scope, may
from domain.actions import Action
from domain.model.projects import LIFECYCLE, PUBLIC, ProjectState
from domain.rules import ACTOR, ADMIN, Is, one_of

OWNER = Is("account_id", ACTOR)
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
    input="CreateOpportunityInput",
)
CREATE_CAMPAIGN = Action(
    noun="project",
    name="create_campaign",
    gate=may(Scope.CAMPAIGNS_WRITE),
    allow=OWNER,
    unwelcome="not_your_project",
    states=frozenset({ProjectState.PUBLISHED}),
    input="CreateCampaignInput",
)
ACTIONS = (UPDATE, PUBLISH, CREATE_CAMPAIGN, CREATE_UPDATE, CREATE_OPPORTUNITY)
