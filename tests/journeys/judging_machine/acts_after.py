"""What follows a result: grants are answered, refusals appealed against, winners find mentors."""

from typing import Any

from domain.ids import AppealId, EntryId, GrantId, MentorshipId, OpinionId
from domain.model.appeals import Advice
from domain.policy import appeals, entries, grants, mentorships
from domain.text import Text
from domain.usecases.appeals import AssignAppeal, DecideAppeal, GiveOpinion, LodgeAppeal, WithdrawAppeal
from domain.usecases.grants import AcceptGrant, DeclineGrant
from domain.usecases.mentorships import (
    AcceptMentorship,
    DeclineMentorship,
    EndMentorship,
    ProposeMentorship,
    WithdrawMentorship,
)
from tests.journeys.judging_machine.walk import Walk

Shown = dict[str, Any]
SAID = Text(th="ขอให้ดูอีกครั้ง")


def answer_grant(walk: Walk) -> None:
    if grant := _one_of(walk, "grants", "offered"):
        id, by = GrantId(grant["id"]), walk.who([walk.account(grant["account_id"])])
        if walk.chance(3):
            walk.tries(AcceptGrant(grant_id=id), by, grants.ACCEPT, id)
        else:
            walk.tries(DeclineGrant(grant_id=id), by, grants.DECLINE, id)


def appeal(walk: Walk) -> None:
    if entry := _one_of(walk, "entries", "not_selected"):
        wish = LodgeAppeal(entry_id=EntryId(entry["id"]), grounds=SAID)
        walk.tries(wish, walk.who([walk.account(entry["account_id"])]), entries.LODGE_APPEAL, entry["id"])


def assign_appeal(walk: Walk) -> None:
    if found := _one_of(walk, "appeals", "lodged", "under_review"):
        named = tuple(one.account_id for one in walk.cast.judges[:2] if one.account_id)
        wish = AssignAppeal(appeal_id=AppealId(found["id"]), judge_ids=named if walk.chance(3) else ())
        walk.tries(wish, walk.who(walk.cast.managers), appeals.ASSIGN, found["id"])


def give_opinion(walk: Walk) -> None:
    of_call = (
        "SELECT opinions.* FROM opinions JOIN appeals ON appeals.id = appeal_id WHERE call_id = %s ORDER BY 1"
    )
    if found := walk.rows(of_call, walk.call):
        opinion = walk.pick(found)
        wish = GiveOpinion(
            opinion_id=OpinionId(opinion["id"]), advice=walk.pick(list(Advice)), comment="เห็นด้วย"
        )
        walk.tries(wish, walk.who([walk.account(opinion["judge_id"])]), appeals.GIVE, opinion["id"])


def decide_appeal(walk: Walk) -> None:
    if found := _one_of(walk, "appeals", "under_review"):
        wish = DecideAppeal(
            appeal_id=AppealId(found["id"]), upheld=walk.pick([True, True, False]), reason=SAID
        )
        walk.tries(wish, walk.who(walk.cast.managers), appeals.DECIDE, found["id"])


def withdraw_appeal(walk: Walk) -> None:
    if found := _one_of(walk, "appeals", "lodged", "under_review"):
        wish = WithdrawAppeal(appeal_id=AppealId(found["id"]))
        walk.tries(wish, walk.who([walk.account(found["account_id"])]), appeals.WITHDRAW, found["id"])


def propose_mentor(walk: Walk) -> None:
    if entry := _one_of(walk, "entries", "selected"):
        mentor = walk.pick(walk.cast.judges).account_id
        assert mentor is not None
        wish = ProposeMentorship(entry_id=EntryId(entry["id"]), mentor_id=mentor)
        walk.tries(wish, walk.who(walk.cast.managers), entries.PROPOSE_MENTORSHIP, entry["id"])


def answer_mentor(walk: Walk) -> None:
    if found := _one_of(walk, "mentorships", "proposed", "active"):
        id, mentor = MentorshipId(found["id"]), walk.account(found["mentor_id"])
        wish, action, right = walk.pick(
            [
                (AcceptMentorship(mentorship_id=id), mentorships.ACCEPT, [mentor]),
                (DeclineMentorship(mentorship_id=id), mentorships.DECLINE, [mentor]),
                (WithdrawMentorship(mentorship_id=id), mentorships.WITHDRAW, walk.cast.managers),
                (EndMentorship(mentorship_id=id, summary=SAID), mentorships.END, [mentor]),
            ]
        )
        walk.tries(wish, walk.who(right), action, id)


def _one_of(walk: Walk, table: str, *states: str) -> Shown | None:
    """Mostly in these states."""
    all_of_them = walk.of_call(table)
    fitting = [one for one in all_of_them if one["state"] in states]
    choice = all_of_them if not fitting or walk.chance(5) else fitting
    return walk.pick(choice) if choice else None
