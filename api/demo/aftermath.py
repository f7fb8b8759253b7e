"""What follows the demo's decision: an appeal that is answered, and a mentor for a winner."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

from api.demo.data import projects
from api.demo.panel import PUBLISHED
from api.demo.programme import OVER, entry_of
from api.demo.rounds import CHAIR
from api.demo.sower import Sower, Step
from domain.ids import AppealId, EntryId, MeetingId, MentorshipId, OpinionId
from domain.model.appeals import Advice
from domain.ports import Shown
from domain.text import Text
from domain.usecases.appeals import AssignAppeal, DecideAppeal, GiveOpinion, LodgeAppeal
from domain.usecases.meetings import HoldMeeting, PlanMeeting
from domain.usecases.mentorships import AcceptMentorship, ProposeMentorship

APPELLANT = "tom-dev"
MENTORED, MENTOR = "arjan-wit", "judge-finance"
MET = datetime(2025, 12, 10, 3, tzinfo=UTC)
GROUNDS = Text(
    th="กรรมการอ่านว่าโครงการเป็นเพียงแอป แต่ในแผนมีคนลงพื้นที่ด้วย",
    en="It is not only an app: people go to the villages too.",
)
ANSWER = Text(
    th="กรรมการอีกท่านอ่านใหม่แล้ว แผนลงพื้นที่มีเพียงหนึ่งบรรทัดและไม่มีงบ ขอให้เขียนเพิ่มแล้วส่งในครั้งหน้า",
    en="Another judge has read it anew: visits are one line, without a budget. Please enlarge on them and come again.",
)
FOCUS = Text(th="บัญชีและราคาต่อชุด", en="Accounts, and the price of a set")
AGREED = Text(
    th="แยกต้นทุนคงที่ออกจากต้นทุนต่อชุด แล้วตั้งราคาให้โรงเรียนจ่ายไหว",
    en="Fixed costs apart from those of each set; then a price that schools can pay.",
)


def following(sower: Sower) -> Iterator[Step]:
    """Since the publication."""
    yield PUBLISHED + timedelta(days=2), partial(_lodge, sower)
    yield PUBLISHED + timedelta(days=3), partial(_assign, sower)
    yield PUBLISHED + timedelta(days=4, hours=2), partial(_advise, sower)
    yield PUBLISHED + timedelta(days=5), partial(_answer, sower)
    yield MET - timedelta(days=8), partial(_propose, sower)
    yield MET - timedelta(days=7), partial(_agree, sower)
    yield MET - timedelta(days=6), partial(_plan, sower)
    yield MET + timedelta(hours=1), partial(_meet, sower)


def _lodge(sower: Sower) -> None:
    entry = _entry_of(sower, APPELLANT)
    if not sower.of("entry", entry["id"], "appeals"):
        sower.run_as(APPELLANT, LodgeAppeal(entry_id=EntryId(entry["id"]), grounds=GROUNDS))


def _assign(sower: Sower) -> None:
    if (appeal := _appeal(sower))["state"] == "lodged":
        sower.run_as(CHAIR, AssignAppeal(appeal_id=AppealId(appeal["id"])))


def _advise(sower: Sower) -> None:
    [opinion] = sower.of("appeal", _appeal(sower)["id"], "opinions")
    if opinion["given_at"] is None:
        wish = GiveOpinion(
            opinion_id=OpinionId(opinion["id"]),
            advice=Advice.DISMISS,
            comment="ไม่มีงบสำหรับการลงพื้นที่ คะแนนเดิมเหมาะสมแล้ว",
        )
        sower.run_as(sower.who(opinion["judge_id"]), wish)


def _answer(sower: Sower) -> None:
    if (appeal := _appeal(sower))["state"] == "under_review":
        wish = DecideAppeal(appeal_id=AppealId(appeal["id"]), upheld=False, reason=ANSWER)
        sower.run_as(CHAIR, wish)


def _propose(sower: Sower) -> None:
    entry = _entry_of(sower, MENTORED)
    if not sower.of("entry", entry["id"], "mentorships"):
        wish = ProposeMentorship(entry_id=EntryId(entry["id"]), mentor_id=sower.account(MENTOR), focus=FOCUS)
        sower.run_as(CHAIR, wish)


def _agree(sower: Sower) -> None:
    if (mentorship := _mentorship(sower))["state"] == "proposed":
        sower.run_as(MENTOR, AcceptMentorship(mentorship_id=MentorshipId(mentorship["id"])))


def _plan(sower: Sower) -> None:
    mentorship = _mentorship(sower)
    if not sower.of("mentorship", mentorship["id"], "meetings"):
        wish = PlanMeeting(
            mentorship_id=MentorshipId(mentorship["id"]), topic=FOCUS, starts_at=MET, venue="วิดีโอคอล"
        )
        sower.run_as(MENTOR, wish)


def _meet(sower: Sower) -> None:
    [meeting] = sower.of("mentorship", _mentorship(sower)["id"], "meetings")
    if meeting["state"] == "planned":
        sower.run_as(MENTOR, HoldMeeting(meeting_id=MeetingId(meeting["id"]), notes=AGREED, minutes=50))


def _entry_of(sower: Sower, who: str) -> Shown:
    return entry_of(sower, OVER, next(project for project in projects() if project["proposer"] == who))


def _appeal(sower: Sower) -> Shown:
    [appeal] = sower.of("entry", _entry_of(sower, APPELLANT)["id"], "appeals")
    return appeal


def _mentorship(sower: Sower) -> Shown:
    [mentorship] = sower.of("entry", _entry_of(sower, MENTORED)["id"], "mentorships")
    return mentorship
