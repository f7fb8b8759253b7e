"""What is shown of mentorships and their meetings, to the three sides of incubation alone."""

from domain.model.meetings import MeetingState
from domain.model.mentorships import MentorshipState
from domain.policy.mentorships import ACTIONS, MEETING_ACTIONS, VISIBLE
from domain.reading import Many, Noun, One, Order
from domain.views.shapes import allowed_actions, by, plain, words

FILTERS = {"state": by("state", known=words(MentorshipState))}
OF_CALL = Many("mentorship", key="call_id", filters=FILTERS)
OF_ENTRY = Many("mentorship", key="entry_id", filters=FILTERS)
BY_TIME = (Order("soonest", "starts_at", descending=False), Order("latest", "starts_at"))
SIDES = ("organization_id", "account_id", "applicant_organization_id", "mentor_id")

mentorship = Noun(
    "mentorship",
    "mentorships",
    plain(
        "id", "call_id", "entry_id", "organization_id", "account_id", "applicant_organization_id", "mentor_id"
    )
    | plain("state", "focus", "summary")
    | plain("meetings_held", "minutes_held", "accepted_at", "ended_at", "created_at", "updated_at", "version")
    | {
        "allowed_actions": allowed_actions(ACTIONS, *SIDES),
        "entry": One("entry", key="entry_id"),
        "mentor": One("account", key="mentor_id"),
        "applicant": One("account", key="account_id"),
        "meetings": Many(
            "meeting",
            key="mentorship_id",
            orders=BY_TIME,
            filters={"state": by("state", known=words(MeetingState))},
        ),
    },
    visible=VISIBLE,
)
meeting = Noun(
    "meeting",
    "meetings",
    plain("id", "mentorship_id", "account_id", "applicant_organization_id", "mentor_id", "state", "topic")
    | plain("venue", "starts_at", "minutes")
    | plain("notes", "reason", "held_at", "cancelled_at", "created_at", "updated_at", "version")
    | {
        "allowed_actions": allowed_actions(MEETING_ACTIONS, *SIDES),
        "mentorship": One("mentorship", key="mentorship_id"),
    },
    visible=VISIBLE,
)
