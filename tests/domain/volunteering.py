"""Volunteers, opportunities and placements for tests: whole, and in any state."""

from datetime import timedelta
from typing import Any

from domain.ids import AccountId, OpportunityId, PlacementId, ProjectId, VolunteerId
from domain.model.opportunities import Opportunity, OpportunityState
from domain.model.placements import Placement, PlacementState
from domain.model.volunteers import AgeBand, Volunteer
from tests.domain.builders import NOON

OWNER, VOLUNTEER = AccountId("account_owner"), AccountId("account_volunteer")


def a_volunteer(**more: Any) -> Volunteer:
    """A bookkeeper of thirty who consented to nothing yet."""
    given: dict[str, Any] = {
        "id": VolunteerId("volunteer_1"),
        "account_id": VOLUNTEER,
        "skills": [{"skill_id": "accounting", "level": 3}],
        "age_band": AgeBand.FROM_25_TO_39,
        "created_at": NOON,
        "updated_at": NOON,
    }
    return Volunteer(**given | more)


def an_opportunity(*, state: OpportunityState = OpportunityState.OPEN, **more: Any) -> Opportunity:
    """Three places for bookkeepers."""
    given: dict[str, Any] = {
        "id": OpportunityId("opportunity_1"),
        "project_id": ProjectId("project_1"),
        "account_id": OWNER,
        "title": {"th": "ทำบัญชี"},
        "description": {},
        "skills": [{"skill_id": "accounting", "least_level": 2}],
        "places": 3,
        "province": "TH-67",
        "created_at": NOON,
        "updated_at": NOON,
    }
    return Opportunity(state=state, **given | more)


def a_placement(*, state: PlacementState = PlacementState.APPLIED, **more: Any) -> Placement:
    given: dict[str, Any] = {
        "id": PlacementId("placement_1"),
        "opportunity_id": OpportunityId("opportunity_1"),
        "project_id": ProjectId("project_1"),
        "volunteer_id": VolunteerId("volunteer_1"),
        "account_id": VOLUNTEER,
        "owner_id": OWNER,
        "message": None,
        "expires_at": NOON + timedelta(hours=48) if state is PlacementState.OFFERED else None,
        "created_at": NOON,
        "updated_at": NOON,
    }
    return Placement(state=state, **given | more)
