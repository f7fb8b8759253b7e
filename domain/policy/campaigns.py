"""Who sees a campaign, and who may do what with it."""

from domain.access import MANAGERS, Scope, client_with, in_person, may
from domain.actions import Action, Window
from domain.model.campaigns import LIFECYCLE, OPEN_ENDED, CampaignState
from domain.rules import ACTOR, ADMIN, Is, Member

OWNER = Is("account_id", ACTOR)
PARTNER = Member("organization_id", MANAGERS)
VISIBLE = Is("public", True) | OWNER | PARTNER | ADMIN

UPDATE = Action(
    noun="campaign",
    name="update",
    gate=may(Scope.CAMPAIGNS_WRITE),
    allow=OWNER & Is("mirrored", False),
    unwelcome="not_your_campaign",
    states=frozenset({CampaignState.DRAFT, CampaignState.LIVE}),
    input="UpdateCampaignInput",
)
LAUNCH = Action(
    noun="campaign",
    name="launch",
    gate=may(Scope.CAMPAIGNS_WRITE),
    allow=OWNER,
    unwelcome="not_your_campaign",
    states=LIFECYCLE.sources(CampaignState.LIVE),
    window=Window(closes="deadline", too_late="campaign_over"),
)
CANCEL = Action(
    noun="campaign",
    name="cancel",
    gate=may(Scope.CAMPAIGNS_WRITE),
    allow=OWNER | PARTNER | ADMIN,
    unwelcome="not_your_campaign",
    states=LIFECYCLE.sources(CampaignState.CANCELLED),
)
PLEDGE = Action(
    noun="campaign",
    name="create_pledge",
    gate=in_person,
    allow=VISIBLE & Is("mirrored", False),
    unwelcome="pledged_elsewhere",
    states=frozenset({CampaignState.LIVE}),
    window=Window(closes="deadline", too_late="campaign_over"),
    input="CreatePledgeInput",
)
SET_EXTERNAL = Action(
    noun="campaign",
    name="set_external_campaign",
    gate=client_with(Scope.CAMPAIGNS_SYNC),
    allow=PARTNER & Is("mirrored", True),
    unwelcome="not_your_campaign",
    states=frozenset({CampaignState.DRAFT, *OPEN_ENDED}),
    input="SetExternalCampaignInput",
)
ACTIONS = (UPDATE, LAUNCH, CANCEL, PLEDGE, SET_EXTERNAL)
