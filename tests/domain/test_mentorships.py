"""A mentorship is agreed to, met for, and ended with what came of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.errors import Conflict, Invalid
from domain.ids import AccountId, CallId, EntryId, MeetingId, MentorshipId, OrganizationId
from domain.model.meetings import Meeting, MeetingState
from domain.model.mentorships import Mentorship, MentorshipState

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)


def a_mentorship(**more: Any) -> Mentorship:
    given: dict[str, Any] = {"mentor_id": AccountId("account_2"), **more}
    return Mentorship(
        id=MentorshipId("mentorship_1"),
        call_id=CallId("call_1"),
        entry_id=EntryId("entry_1"),
        organization_id=OrganizationId("organization_1"),
        account_id=AccountId("account_1"),
        focus={"th": "บัญชี"},
        created_at=NOW,
        updated_at=NOW,
        **given,
    )


def a_meeting(**more: Any) -> Meeting:
    given: dict[str, Any] = {"topic": {"th": "งบประมาณ"}, "minutes": 60, **more}
    return Meeting(
        id=MeetingId("meeting_1"),
        mentorship_id=MentorshipId("mentorship_1"),
        organization_id=OrganizationId("organization_1"),
        account_id=AccountId("account_1"),
        mentor_id=AccountId("account_2"),
        venue="",
        starts_at=NOW,
        created_at=NOW,
        updated_at=NOW,
        **given,
    )


@pytest.mark.parametrize("mentor", ["account_1", "account_3"], ids=["who entered it", "who manages for whom"])
def test_nobody_is_their_own_mentor(mentor: str) -> None:
    with pytest.raises(Invalid) as refused:
        a_mentorship(mentor_id=AccountId(mentor)).proposed([AccountId("account_3")], now=NOW)

    assert refused.value.faults[0].code == "mentor_is_the_applicant"


def test_a_mentorship_counts_what_was_held() -> None:
    mentorship = a_mentorship()

    mentorship.count(60)
    mentorship.count(30)

    assert (mentorship.meetings_held, mentorship.minutes_held) == (2, 90)


def test_a_mentorship_that_was_declined_is_not_accepted_any_more() -> None:
    mentorship = a_mentorship()
    mentorship.decline(now=NOW)

    with pytest.raises(Conflict, match="mentorship_is_declined"):
        mentorship.accept(now=NOW)


def test_a_mentorship_ends_with_what_came_of_it() -> None:
    mentorship = a_mentorship()
    mentorship.accept(now=NOW)

    with pytest.raises(Invalid):
        mentorship.end({"th": " "}, now=NOW)
    mentorship.end({"th": "ทำบัญชีเองได้แล้ว"}, now=NOW)

    assert (mentorship.state, mentorship.ended_at) == (MentorshipState.ENDED, NOW)


def test_a_meeting_is_held_with_notes_and_may_have_taken_longer() -> None:
    meeting = a_meeting()

    with pytest.raises(Invalid):
        meeting.hold({}, None, now=NOW)
    meeting.hold({"th": "ตกลงเรื่องงบ"}, 90, now=NOW + timedelta(hours=2))

    assert (meeting.state, meeting.minutes) == (MeetingState.HELD, 90)
    with pytest.raises(Conflict, match="meeting_is_held"):
        meeting.cancel({"th": "ฝนตก"}, now=NOW)


def test_a_meeting_is_about_something_and_cancelled_for_a_reason() -> None:
    with pytest.raises(Invalid):
        a_meeting(topic={}).check()
    with pytest.raises(Invalid):
        a_meeting().cancel({"en": ""}, now=NOW)
