"""The domain's enums as the graph's: each word is declared here, once, before any type uses it."""

from enum import StrEnum

import strawberry

from domain import access, money
from domain.model import (
    accounts,
    calls,
    entries,
    grants,
    opportunities,
    organizations,
    placements,
    project_checks,
    projects,
    ranking,
    reviews,
    rounds,
    volunteers,
)

WORDS: dict[type[StrEnum], str] = {
    access.Role: "What a member may do in an organization.",
    access.Scope: "What a client may be allowed.",
    accounts.Locale: "A language to be addressed in.",
    calls.CallState: "Where a call is in its life.",
    calls.Split: "How the pool of a call becomes grants.",
    entries.EntryState: "What has become of an entry.",
    entries.Verdict: "What screening says.",
    grants.GrantState: "What has become of a grant.",
    money.Currency: "ISO 4217 code of a currency.",
    organizations.OrganizationKind: "What an organization is.",
    project_checks.Dimension: "What kind of good a project does.",
    project_checks.Horizon: "When the good is felt.",
    projects.ProjectState: "Where a project is in its life.",
    ranking.Method: "How reviews become a ranking.",
    reviews.ReviewState: "How far a review is.",
    volunteers.AgeBand: "How old a volunteer is, as far as it matters.",
    opportunities.OpportunityState: "Where an opportunity is in its life.",
    placements.PlacementState: "What has become of a placement.",
    rounds.RoundState: "How far a round is.",
}
for word, meaning in WORDS.items():
    strawberry.enum(word, description=meaning)
