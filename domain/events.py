"""An event is a fact that happened, told in the same transaction as the change that made it true.

Events are thin: no personal data inside. The sequencer numbers them after commit, so that a reader who resumes from
its cursor misses none and sees none twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Event:
    """`type` is `noun.past_participle`; `subject` the id of what changed, `version` what it became.

    Everybody sees a `public` one; others are seen by members of `organization_id`, by `account_id`, and by `owner_id`,
    who owns what the account takes part in.
    `tally` says which public counters (insights) it moves, and by how much.
    """

    type: str
    subject: str
    version: int
    at: datetime
    public: bool = False
    organization_id: str | None = None
    account_id: str | None = None
    owner_id: str | None = None
    tally: Mapping[str, int] = field(default_factory=dict)
