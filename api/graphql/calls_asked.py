"""What the graph takes for calls."""

import strawberry

from api.graphql.shapes import (
    Json,
    LocalizedTextInput,
    Moment,
    MoneyInput,
    an_object,
    given,
    text_or_none,
)
from domain.ids import CallId, OrganizationId
from domain.model import calls as domain
from domain.text import Text
from domain.usecases import calls as usecases
from domain.usecases.calls import CallChanges, CreateCall, UpdateCall
from domain.usecases.calls_running import CancelCall, ExtendCall


@strawberry.input
class EligibilityInput:
    provinces: list[str] | None = None
    applicants: list[domain.ApplicantKind] | None = None
    max_entries_per_account: int = 1

    def eligibility(self) -> usecases.Eligibility:
        return usecases.Eligibility(
            provinces=tuple(self.provinces or ()),
            applicants=tuple(self.applicants or ()),
            max_entries_per_account=self.max_entries_per_account,
        )


@strawberry.input
class ReasonCodeInput:
    code: str
    title: LocalizedTextInput

    def reason_code(self) -> usecases.ReasonCode:
        return usecases.ReasonCode(code=self.code, title=self.title.text())


@strawberry.input
class CreateCallInput:
    organization_id: strawberry.ID
    title: LocalizedTextInput
    brief: LocalizedTextInput | None = None
    opens_at: Moment
    closes_at: Moment
    award_count: int
    pool: MoneyInput
    split: domain.Split = domain.Split.EQUAL
    award: MoneyInput | None = None
    eligibility: EligibilityInput | None = None
    questions: Json | None = None
    reason_codes: list[ReasonCodeInput] | None = None
    decision_due_at: Moment | None = None
    appeal_days: int = 7
    idempotency_key: str | None = None

    def command(self) -> CreateCall:
        return CreateCall(
            organization_id=OrganizationId(self.organization_id),
            title=self.title.text(),
            brief=text_or_none(self.brief) or Text(),
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            award_count=self.award_count,
            pool=self.pool.money(),
            split=self.split,
            award=self.award.money() if self.award else None,
            eligibility=self.eligibility.eligibility() if self.eligibility else usecases.Eligibility(),
            questions=an_object(given(self.questions, {}), "/questions"),
            reason_codes=tuple(each.reason_code() for each in self.reason_codes or ()),
            decision_due_at=self.decision_due_at,
            appeal_days=self.appeal_days,
        )


@strawberry.input
class UpdateCallInput:
    id: strawberry.ID
    expected_version: int
    title: LocalizedTextInput | None = None
    brief: LocalizedTextInput | None = None
    opens_at: Moment | None = None
    closes_at: Moment | None = None
    award_count: int | None = None
    pool: MoneyInput | None = None
    split: domain.Split | None = None
    award: MoneyInput | None = None
    eligibility: EligibilityInput | None = None
    questions: Json | None = None
    reason_codes: list[ReasonCodeInput] | None = None
    decision_due_at: Moment | None = None
    appeal_days: int | None = None
    idempotency_key: str | None = None

    def command(self) -> UpdateCall:
        changes = CallChanges(
            title=text_or_none(self.title),
            brief=text_or_none(self.brief),
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            award_count=self.award_count,
            pool=self.pool.money() if self.pool else None,
            split=self.split,
            award=self.award.money() if self.award else None,
            eligibility=self.eligibility.eligibility() if self.eligibility else None,
            questions=an_object(self.questions, "/questions") if self.questions is not None else None,
            reason_codes=self._reason_codes(),
            decision_due_at=self.decision_due_at,
            appeal_days=self.appeal_days,
        )
        return UpdateCall(call_id=CallId(self.id), expected_version=self.expected_version, changes=changes)

    def _reason_codes(self) -> tuple[usecases.ReasonCode, ...] | None:
        if self.reason_codes is None:
            return None
        return tuple(each.reason_code() for each in self.reason_codes)


@strawberry.input
class ExtendCallInput:
    id: strawberry.ID
    closes_at: Moment
    reason: LocalizedTextInput
    expected_version: int | None = None
    idempotency_key: str | None = None

    def command(self) -> ExtendCall:
        return ExtendCall(
            call_id=CallId(self.id),
            closes_at=self.closes_at,
            reason=self.reason.text(),
            expected_version=self.expected_version,
        )


@strawberry.input
class CancelCallInput:
    id: strawberry.ID
    reason: LocalizedTextInput
    expected_version: int | None = None
    idempotency_key: str | None = None

    def command(self) -> CancelCall:
        return CancelCall(
            call_id=CallId(self.id), reason=self.reason.text(), expected_version=self.expected_version
        )


@strawberry.input
class CallActionInput:
    id: strawberry.ID
    expected_version: int | None = None
    idempotency_key: str | None = None
