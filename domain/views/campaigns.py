"""What is shown of campaigns: the drive, and how far it has come."""

from collections.abc import Mapping, Sequence
from typing import Any

from domain.model.campaigns import CampaignState, Model
from domain.model.pledges import COUNTED, PledgeState
from domain.model.totals import Totals
from domain.policy.campaigns import ACTIONS, PARTNER, VISIBLE
from domain.provinces import provinces
from domain.reading import NEWEST, OLDEST, Filter, Many, Noun, One, Order, Value
from domain.views.goals import GOALS
from domain.views.shapes import allowed_actions, by, money, plain, words

ByState = Mapping[str, Sequence[int]]


def _totals(by_state: ByState) -> Totals:
    return Totals({state: (number, amount) for state, (number, amount) in by_state.items()})


def raised(by_state: ByState, elsewhere: int, currency: str) -> dict[str, Any] | None:
    """What counts towards the goal, here and elsewhere."""
    return money(_totals(by_state).raised + elsewhere, currency)


def backers(by_state: ByState, elsewhere: int) -> int:
    """How many pledges count."""
    return _totals(by_state).number(*COUNTED) + elsewhere


def parts(by_state: ByState, elsewhere: int, as_of: str | None, currency: str) -> dict[str, Any]:
    """What `raised` is made of, and what went back."""
    totals = _totals(by_state)
    return {
        "promised": money(totals.promised, currency),
        "collected": money(totals.collected, currency),
        "elsewhere": money(elsewhere, currency),
        "elsewhere_as_of": as_of,
        "refunded": money(totals.amount(PledgeState.REFUNDED), currency),
    }


def rewards(
    offered: Sequence[Mapping[str, Any]], claims: Mapping[str, int], currency: str, mirrored: bool
) -> list[Any]:
    """Each with how many are left; null where as many as are wanted, and where the partner gives them out."""
    return [
        {
            **reward,
            "least": money(reward["least"], currency),
            "left": None
            if reward["limit"] is None or mirrored
            else reward["limit"] - claims.get(reward["id"], 0),
        }
        for reward in offered
    ]


campaign = Noun(
    "campaign",
    "campaigns",
    plain("id", "project_id", "organization_id", "mirrored", "state", "title", "story", "deadline", "model")
    | plain("external_id", visible=PARTNER)
    | {
        "goal": Value(("goal_amount", "currency"), shape=money),
        "raised": Value(("totals", "elsewhere_amount", "currency"), shape=raised),
        "backers": Value(("totals", "elsewhere_backers"), shape=backers),
        "totals": Value(("totals", "elsewhere_amount", "elsewhere_as_of", "currency"), shape=parts),
        "raised_at_end": Value(("ended_amount", "currency"), shape=money),
        "least": Value(("least_amount", "currency"), shape=money),
        "most": Value(("most_amount", "currency"), shape=money),
        "rewards": Value(("rewards", "claims", "currency", "mirrored"), shape=rewards),
    }
    | plain("province", "goals", "url", "launched_at", "ended_at", "settled_at")
    | plain("created_at", "updated_at", "version")
    | {
        "allowed_actions": allowed_actions(ACTIONS, "account_id", "organization_id", "public", "mirrored"),
        "project": One("project", key="project_id"),
        "organization": One("organization", key="organization_id"),
        "pledges": Many(
            "pledge", key="campaign_id", filters={"state": by("state", known=words(PledgeState))}
        ),
    },
    visible=VISIBLE,
    view="campaigns_shown",
)

FILTERS = {
    "state": by("state", known=words(CampaignState)),
    "model": by("model", known=words(Model)),
    "province": by("province", known=frozenset(provinces())),
    "goal": Filter("goals", GOALS, within=True),
}
ENDING = Order("ending", "deadline", descending=False)
OF_PROJECT = Many("campaign", key="project_id", filters={"state": FILTERS["state"]})

LISTS = {
    "campaigns": Many(
        "campaign",
        orders=(NEWEST, OLDEST, ENDING),
        filters=FILTERS | {"project_id": by("project_id"), "organization_id": by("organization_id")},
    ),
    # for its owner alone: nobody asks for it by a path of its own, and so finds out another's ids
    "own_external_campaigns": Many(
        "campaign",
        filters={"organization_id": by("organization_id"), "external_id": by("external_id")},
    ),
}
