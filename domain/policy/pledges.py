"""Who sees a pledge and how much of it, and who may take it back."""

from domain.access import in_person
from domain.actions import Action, Within
from domain.model.campaigns import CampaignState
from domain.model.pledges import COUNTED, PledgeState
from domain.rules import ACTOR, ADMIN, Is, one_of

BACKER = Is("account_id", ACTOR) | Is("guest_id", ACTOR)
OWN = BACKER | ADMIN
VISIBLE = one_of("state", *COUNTED) | OWN
NAMED = Is("anonymous", False) | OWN

CANCEL = Action(
    noun="pledge",
    name="cancel",
    gate=in_person,
    allow=BACKER,
    unwelcome="not_your_pledge",
    states=frozenset(
        {PledgeState.CREATED, PledgeState.AWAITING_PAYMENT, PledgeState.SECURED, PledgeState.COLLECTED}
    ),
    within=Within(noun="campaign", field="campaign_state", states=frozenset({CampaignState.LIVE})),
)
ACTIONS = (CANCEL,)
