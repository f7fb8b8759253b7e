"""A look is that somebody of the organizers read the reviews of a round that was not published yet, and why."""

from dataclasses import dataclass
from datetime import datetime

from domain.ids import AccountId, LookId, OrganizationId, RoundId


@dataclass(eq=False, kw_only=True)
class Look:
    """Kept for good. From then on its account reads what the round's reviews say, whenever they are sealed."""

    id: LookId
    round_id: RoundId
    organization_id: OrganizationId  # the round's
    account_id: AccountId
    reason: str
    created_at: datetime
    updated_at: datetime
    version: int = 1
