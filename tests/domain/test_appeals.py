"""An appeal is answered on the advice of judges who had nothing to do with the entry."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.access import SYSTEM
from domain.errors import Conflict, Invalid
from domain.ids import AccountId, AppealId, CallId, EntryId, OpinionId, OrganizationId, RoundId
from domain.model.appeals import (
    Advice,
    Appeal,
    AppealState,
    Opinion,
    candidates,
    check_judges,
)
from domain.policy.appeals import DECIDE

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
REASON = {"th": "กรรมการสองคนเห็นตรงกัน"}
NOBODY: frozenset[str] = frozenset()


def an_appeal(**more: Any) -> Appeal:
    given: dict[str, Any] = {"grounds": {"th": "กรรมการอ่านงบประมาณผิด"}, **more}
    return Appeal(
        id=AppealId("appeal_1"),
        call_id=CallId("call_1"),
        round_id=RoundId("round_1"),
        entry_id=EntryId("entry_1"),
        organization_id=OrganizationId("organization_1"),
        account_id=AccountId("account_1"),
        created_at=NOW,
        updated_at=NOW,
        **given,
    )


def an_opinion(judge: str = "account_2", *, given: Advice | None = None) -> Opinion:
    opinion = Opinion(
        id=OpinionId(f"opinion_of_{judge}"),
        appeal_id=AppealId("appeal_1"),
        entry_id=EntryId("entry_1"),
        organization_id=OrganizationId("organization_1"),
        judge_id=AccountId(judge),
        created_at=NOW,
        updated_at=NOW,
    )
    if given:
        opinion.give(given, "อ่านใหม่แล้ว", now=NOW)
    return opinion


def test_an_appeal_says_why() -> None:
    with pytest.raises(Invalid) as refused:
        an_appeal(grounds={"th": "  "}).lodged(now=NOW)

    assert refused.value.faults[0].code == "text_missing"


def test_an_appeal_counts_the_judges_who_are_asked_and_those_who_have_spoken() -> None:
    appeal, away = an_appeal(), an_opinion("account_3")
    away.closed_at = NOW

    appeal.assign([an_opinion(given=Advice.UPHOLD), an_opinion("account_4"), away], now=NOW)

    assert (appeal.state, appeal.opinions_needed, appeal.opinions_given) == (AppealState.UNDER_REVIEW, 2, 1)


@pytest.mark.parametrize(("given", "code"), [(0, "opinions_missing"), (1, "opinions_missing"), (2, None)])
def test_an_appeal_is_answered_only_once_every_judge_who_is_asked_has_spoken(
    given: int, code: str | None
) -> None:
    appeal = an_appeal(state=AppealState.UNDER_REVIEW, opinions_needed=2, opinions_given=given)

    refusal = DECIDE.refusal(vars(appeal), SYSTEM, NOW)

    assert (refusal and refusal.code) == code


def test_without_anybody_asked_there_is_no_answer() -> None:
    appeal = an_appeal(state=AppealState.UNDER_REVIEW)

    refusal = DECIDE.refusal(vars(appeal), SYSTEM, NOW)

    assert refusal is not None
    assert refusal.code == "opinions_missing"


def test_an_answer_has_its_reason() -> None:
    appeal = an_appeal(state=AppealState.UNDER_REVIEW)

    with pytest.raises(Invalid):
        appeal.decide(upheld=False, reason={}, now=NOW)
    appeal.decide(upheld=False, reason=REASON, now=NOW)

    assert (appeal.state, appeal.reason, appeal.decided_at) == (AppealState.DISMISSED, REASON, NOW)


def test_an_opinion_is_given_once_and_with_a_reason() -> None:
    opinion = an_opinion()

    with pytest.raises(Invalid):
        opinion.give(Advice.UPHOLD, "  ", now=NOW)
    opinion.give(Advice.UPHOLD, "งบประมาณถูกต้อง", now=NOW)

    with pytest.raises(Conflict, match="opinion_is_given"):
        opinion.give(Advice.DISMISS, "เปลี่ยนใจ", now=NOW + timedelta(days=1))
    assert opinion.advice is Advice.UPHOLD


def test_nobody_looks_again_who_scored_it_or_has_a_conflict_or_is_the_applicant() -> None:
    asked = ["free", "scored", "barred", "own", "free"]

    with pytest.raises(Invalid) as refused:
        check_judges(
            asked, scored=frozenset({"scored"}), barred=frozenset({"barred"}), applicants=frozenset({"own"})
        )

    assert [(fault.pointer, fault.code) for fault in refused.value.faults] == [
        ("/judge_ids/1", "judge_has_scored_it"),
        ("/judge_ids/2", "judge_in_conflict"),
        ("/judge_ids/3", "judge_in_conflict"),
        ("/judge_ids/4", "named_twice"),
    ]


def test_of_the_panel_whoever_is_free_is_asked() -> None:
    scored, barred = frozenset({"a", "b"}), frozenset({"c"})

    chosen = candidates(["e", "a", "d", "c", "b"], scored=scored, barred=barred, applicants=NOBODY, wanted=1)

    assert chosen == ["d"]


def test_where_everybody_of_the_panel_scored_it_the_chair_must_name_somebody() -> None:
    with pytest.raises(Conflict, match="no_judge_left"):
        candidates(["a"], scored=frozenset({"a"}), barred=NOBODY, applicants=NOBODY, wanted=1)
