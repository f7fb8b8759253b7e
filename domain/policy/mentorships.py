"""Who sees a mentorship and its meetings, and who may do what with them: the three sides of incubation."""

from domain.access import MANAGERS, Gate, Scope, may, signed_in
from domain.actions import ALWAYS, Action, Window
from domain.model import meetings, mentorships
from domain.model.meetings import MeetingState
from domain.model.mentorships import MentorshipState
from domain.policy.entries import APPLICANT
from domain.rules import ACTOR, ADMIN, Is, Member, Predicate

MENTOR = Is("mentor_id", ACTOR)
RUNS_IT = Member("organization_id", MANAGERS) | ADMIN
VISIBLE = MENTOR | APPLICANT | RUNS_IT
BY_ORGANIZERS = may(Scope.ENTRIES_WRITE)


def _move(name: str, to: MentorshipState, allow: Predicate, gate: Gate, input: str | None = None) -> Action:
    return Action(
        noun="mentorship",
        name=name,
        gate=gate,
        allow=allow,
        unwelcome="not_your_mentorship",
        states=mentorships.LIFECYCLE.sources(to),
        input=input,
    )


ACCEPT = _move("accept", MentorshipState.ACTIVE, MENTOR, signed_in)
DECLINE = _move("decline", MentorshipState.DECLINED, MENTOR, signed_in)
WITHDRAW = _move("withdraw", MentorshipState.WITHDRAWN, RUNS_IT, BY_ORGANIZERS)
END = _move("end", MentorshipState.ENDED, MENTOR | RUNS_IT, BY_ORGANIZERS, "EndMentorshipInput")
PLAN_MEETING = Action(
    noun="mentorship",
    name="plan_meeting",
    gate=BY_ORGANIZERS,
    allow=VISIBLE,
    unwelcome="not_your_mentorship",
    states=frozenset({MentorshipState.ACTIVE}),
    input="PlanMeetingInput",
)
ACTIONS = (ACCEPT, DECLINE, WITHDRAW, END, PLAN_MEETING)


def _meet(name: str, allow: Predicate, input: str, window: Window = ALWAYS) -> Action:
    return Action(
        noun="meeting",
        name=name,
        gate=BY_ORGANIZERS,
        allow=allow,
        unwelcome="not_your_mentorship",
        states=meetings.LIFECYCLE.sources(MeetingState.HELD),
        window=window,
        input=input,
    )


UPDATE_MEETING = _meet("update", VISIBLE, "UpdateMeetingInput")
HOLD_MEETING = _meet(
    "hold", MENTOR | RUNS_IT, "HoldMeetingInput", Window(opens="starts_at", too_early="meeting_not_begun")
)
CANCEL_MEETING = _meet("cancel", VISIBLE, "CancelMeetingInput")
MEETING_ACTIONS = (UPDATE_MEETING, HOLD_MEETING, CANCEL_MEETING)
