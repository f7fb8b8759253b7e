"""The domain's enums as the graph's: each word is declared here, once, before any type uses it."""

from enum import StrEnum

import strawberry

from domain import access, money
from domain.model import (
    accounts,
    calls,
    campaigns,
    conflicts,
    entries,
    grants,
    memberships,
    notices,
    opportunities,
    organizations,
    payments,
    phases,
    placements,
    pledges,
    project_shape,
    projects,
    ranking,
    refunds,
    reviews,
    rounds,
    todo,
    volunteers,
)

WORDS: dict[type[StrEnum], str] = {
    access.Role: "What a member may do in an organization.",
    access.Scope: "What a client may be allowed.",
    accounts.Locale: "A language to be addressed in.",
    calls.CallState: "Where a call is in its life.",
    calls.ApplicantKind: "For whom a project is entered.",
    calls.Split: "How the pool of a call becomes grants.",
    campaigns.CampaignState: "Where a campaign is in its life.",
    campaigns.Model: "What becomes of pledges under the goal.",
    conflicts.ConflictKind: "Why a judge must not judge an entry.",
    conflicts.ConflictState: "Whether a conflict stands.",
    entries.EntryState: "What has become of an entry.",
    entries.Verdict: "What screening says.",
    grants.GrantState: "What has become of a grant.",
    memberships.MembershipState: "What has become of a membership.",
    notices.MailState: "What became of the mail of a notice.",
    notices.NoticeKind: "What a notice tells of.",
    todo.TodoKind: "What is to be done.",
    money.Currency: "ISO 4217 code of a currency.",
    organizations.OrganizationKind: "What an organization is.",
    pledges.Fallback: "What is done with a pledge if its campaign fails.",
    pledges.PledgeState: "What has become of a pledge.",
    project_shape.Dimension: "What kind of good a project does.",
    project_shape.Horizon: "When the good is felt.",
    projects.ProjectState: "Where a project is in its life.",
    ranking.Method: "How reviews become a ranking.",
    refunds.RefundState: "How far a refund is.",
    reviews.Recommendation: "What a judge would do with an entry.",
    reviews.ReviewState: "How far a review is.",
    volunteers.AgeBand: "How old a volunteer is, as far as it matters.",
    opportunities.OpportunityState: "Where an opportunity is in its life.",
    payments.Method: "How a backer pays.",
    payments.PaymentStatus: "Where a payment stands with the provider.",
    phases.Phase: "How far a call has come.",
    placements.PlacementState: "What has become of a placement.",
    rounds.RoundState: "How far a round is.",
}
NAMED_OTHERWISE: dict[type[StrEnum], str] = {
    campaigns.Model: "CampaignModel",
    payments.Method: "PaymentMethod",
    phases.Phase: "CallPhase",
    pledges.Fallback: "PledgeFallback",
}
for word, meaning in WORDS.items():
    strawberry.enum(word, name=NAMED_OTHERWISE.get(word), description=meaning)
