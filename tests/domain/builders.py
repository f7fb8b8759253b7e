"""Entries, rounds, reviews, grants and calls for tests: whole, and in any state."""

from datetime import UTC, datetime, timedelta
from typing import Any

from domain.ids import (
    AccountId,
    CallId,
    CampaignId,
    EntryId,
    GrantId,
    OrganizationId,
    PledgeId,
    ProjectId,
    RefundId,
    ReviewId,
    RoundId,
)
from domain.model.calls import Call, CallState, Split
from domain.model.campaigns import Campaign, CampaignState, Model
from domain.model.entries import Entry, EntryState, Snapshot
from domain.model.grants import Grant, GrantState
from domain.model.payments import Method as PaymentMethod
from domain.model.pledges import HOLD, Fallback, Pledge, PledgeState
from domain.model.ranking import Method
from domain.model.refunds import Refund, RefundState
from domain.model.reviews import Review, ReviewState
from domain.model.rounds import Round, RoundState
from domain.model.standings import Standing
from domain.money import Currency

NOON = datetime(2026, 9, 30, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
SPONSOR = OrganizationId("organization_sponsor")
CALL, ROUND = CallId("call_1"), RoundId("round_1")


def a_call(*, state: CallState = CallState.DRAFT, **more: Any) -> Call:
    """For a million baht and three winners, open for a day."""
    given = {
        "id": CALL,
        "organization_id": SPONSOR,
        "title": {"th": "พลิกไทย"},
        "brief": {},
        "opens_at": NOON,
        "closes_at": NOON + timedelta(days=1),
        "award_count": 3,
        "pool_amount": 100_000_000,
        "pool_currency": Currency.THB,
        "split": Split.EQUAL,
        "created_at": NOON,
        "updated_at": NOON,
    }
    stands = {
        "public": state is not CallState.DRAFT,
        "cancelled_reason": {"th": "งดจัด"} if state is CallState.CANCELLED else None,
    }
    return Call(state=state, **given | stands | more)


def a_snapshot(**more: Any) -> Snapshot:
    given: dict[str, Any] = {
        "title": {"th": "คืนน้ำให้ไร่บนเขา"},
        "province": "TH-67",
        "document": {"summary": {"th": "เครื่องตะบันน้ำ"}},
        "people": {"team": [{"name": "ลุงเดช"}], "supporters": []},
        "answers": {},
    }
    return Snapshot(**given | more)


def an_entry(number: int = 1, *, state: EntryState = EntryState.SUBMITTED, **more: Any) -> Entry:
    """Of an account of its own; one that has won is on the first place."""
    frozen = a_snapshot()
    given = {
        **vars(frozen),
        "id": EntryId(f"entry_{number}"),
        "call_id": CALL,
        "organization_id": SPONSOR,
        "project_id": ProjectId(f"project_{number}"),
        "account_id": AccountId(f"account_applicant_{number}"),
        "slot": 1,
        "fingerprint": frozen.fingerprint,
        "submitted_at": NOON,
        "created_at": NOON,
        "updated_at": NOON,
        "place": 1 if state is EntryState.SELECTED else None,
        "waiting_place": 1 if state is EntryState.WAITLISTED else None,
    }
    return Entry(state=state, **given | more)


def a_criterion(key: str = "feasibility", **more: Any) -> dict[str, Any]:
    """From one to five, all weighing alike."""
    return {"key": key, "title": {}, "weight": 1, "min": 1, "max": 5, "minimum": None, "guidance": {}, **more}


CRITERIA = [a_criterion("feasibility", weight=2), a_criterion("benefit")]


def a_round(*, state: RoundState = RoundState.DRAFT, **more: Any) -> Round:
    """Three reviews for each entry, ten places, five on the waiting list."""
    given = {
        "id": ROUND,
        "call_id": CALL,
        "organization_id": SPONSOR,
        "name": {"th": "รอบตัดสิน"},
        "criteria": CRITERIA,
        "reviews_per_entry": 3,
        "quorum": 3,
        "places": 10,
        "waiting_list": 5,
        "blind": True,
        "method": Method.FAIR,
        "seed": "seed",
        "seed_hash": "hash",
        "created_at": NOON,
        "updated_at": NOON,
    }
    return Round(state=state, **given | more)


def a_standing(number: int, **more: Any) -> Standing:
    """The entry of this number, ranked at this position."""
    given = {
        "id": f"standing_{number}",
        "round_id": ROUND,
        "entry_id": f"entry_{number}",
        "organization_id": SPONSOR,
        "number": number,
        "position": number,
        "score": "4.000000",
        "reviews": 3,
        "tie_broken_by": None,
        "criteria": {},
        "below_minimum": [],
        "analysis": {},
        "review_ids": [],
        "places": 10,
        "created_at": NOON,
        "updated_at": NOON,
    }
    return Standing(**given | more)


def a_review(*, state: ReviewState = ReviewState.ASSIGNED, **more: Any) -> Review:
    given = {
        "id": ReviewId("review_1"),
        "round_id": ROUND,
        "call_id": CALL,
        "entry_id": EntryId("entry_1"),
        "organization_id": SPONSOR,
        "judge_id": AccountId("account_judge"),
        "created_at": NOON,
        "updated_at": NOON,
    }
    return Review(state=state, **given | more)


def a_grant(*, state: GrantState = GrantState.OFFERED, **more: Any) -> Grant:
    """A hundred thousand baht for the first place."""
    given = {
        "id": GrantId("grant_1"),
        "call_id": CALL,
        "entry_id": EntryId("entry_1"),
        "project_id": ProjectId("project_1"),
        "account_id": AccountId("account_applicant_1"),
        "organization_id": SPONSOR,
        "place": 1,
        "amount": 10_000_000,
        "currency": Currency.THB,
        "title": {"th": "คืนน้ำให้ไร่บนเขา"},
        "created_at": NOON,
        "updated_at": NOON,
    }
    return Grant(state=state, **given | more)


CAMPAIGN = CampaignId("campaign_1")


def a_campaign(*, state: CampaignState = CampaignState.LIVE, **more: Any) -> Campaign:
    """Ten thousand baht in ten days, or nobody pays; a shirt for two hundred, of which there are two."""
    given = {
        "id": CAMPAIGN,
        "project_id": ProjectId("project_1"),
        "account_id": AccountId("account_owner"),
        "title": {"th": "ระดมทุนคืนน้ำให้ไร่บนเขา"},
        "story": {},
        "goal_amount": 1_000_000,
        "currency": Currency.THB,
        "deadline": NOON + timedelta(days=10),
        "model": Model.ALL_OR_NOTHING,
        "rewards": [
            {"id": "shirt", "title": {"th": "เสื้อ"}, "least": 20_000, "limit": 2, "delivery": {}},
        ],
        "public": state is not CampaignState.DRAFT,
        "launched_at": None if state is CampaignState.DRAFT else NOON,
        "created_at": NOON,
        "updated_at": NOON,
    }
    return Campaign(state=state, **given | more)


def a_pledge(*, state: PledgeState = PledgeState.CREATED, **more: Any) -> Pledge:
    """Five hundred baht by a card that is charged at success."""
    given = {
        "id": PledgeId("pledge_1"),
        "campaign_id": CAMPAIGN,
        "project_id": ProjectId("project_1"),
        "account_id": AccountId("account_backer"),
        "guest_id": None,
        "email": None,
        "amount": 50_000,
        "currency": Currency.THB,
        "method": PaymentMethod.CARD,
        "at_once": False,
        "reward_id": None,
        "anonymous": False,
        "message": "",
        "fallback": Fallback.REFUND,
        "asked_at": NOON,
        "check_at": NOON,
        "expires_at": NOON + HOLD,
        "created_at": NOON,
        "updated_at": NOON,
    }
    return Pledge(state=state, **given | more)


def a_refund(*, state: RefundState = RefundState.REQUESTED, **more: Any) -> Refund:
    given = {
        "id": RefundId("refund_1"),
        "pledge_id": PledgeId("pledge_1"),
        "campaign_id": CAMPAIGN,
        "account_id": AccountId("account_backer"),
        "guest_id": None,
        "amount": 50_000,
        "currency": Currency.THB,
        "asked_at": NOON,
        "check_at": NOON,
        "created_at": NOON,
        "updated_at": NOON,
    }
    return Refund(state=state, **given | more)
