"""Names of things: TypeIDs, a prefix that says the kind and a UUIDv7: `project_01h2xcejqtf2nbrexx3vqjhp41`.

One representation everywhere: in the domain, in the database, in REST, GraphQL, events and logs. They sort by the
time they were made. Making one is an adapter's work (`ports.new_id`); here they are only told apart.
"""

import re
from typing import NewType

AccountId = NewType("AccountId", str)
GuestId = NewType("GuestId", str)
SessionId = NewType("SessionId", str)
OrganizationId = NewType("OrganizationId", str)
ClientId = NewType("ClientId", str)
CallId = NewType("CallId", str)
ProjectId = NewType("ProjectId", str)
EntryId = NewType("EntryId", str)
RoundId = NewType("RoundId", str)
ReviewId = NewType("ReviewId", str)
LookId = NewType("LookId", str)
GrantId = NewType("GrantId", str)
UpdateId = NewType("UpdateId", str)
CampaignId = NewType("CampaignId", str)
PledgeId = NewType("PledgeId", str)
RefundId = NewType("RefundId", str)
VolunteerId = NewType("VolunteerId", str)
OpportunityId = NewType("OpportunityId", str)
PlacementId = NewType("PlacementId", str)
MembershipId = NewType("MembershipId", str)
TeammateId = NewType("TeammateId", str)
SupporterId = NewType("SupporterId", str)
AttachmentId = NewType("AttachmentId", str)
VersionId = NewType("VersionId", str)
MeasurementId = NewType("MeasurementId", str)
ConflictId = NewType("ConflictId", str)
LetterId = NewType("LetterId", str)
AppealId = NewType("AppealId", str)
OpinionId = NewType("OpinionId", str)
NoticeId = NewType("NoticeId", str)
MentorshipId = NewType("MentorshipId", str)
MeetingId = NewType("MeetingId", str)

_SHAPE = re.compile(r"[a-z]+_[0-7][0-9a-hjkmnp-tv-z]{25}")


def is_id(text: str, noun: str) -> bool:
    """Whether the text could be the id of such a noun; nothing is said of its existence."""
    return _SHAPE.fullmatch(text) is not None and text.startswith(noun + "_")


def noun_of(text: str) -> str:
    """The prefix: what kind of thing the id names; empty for what is no id."""
    return text.partition("_")[0] if _SHAPE.fullmatch(text) else ""
