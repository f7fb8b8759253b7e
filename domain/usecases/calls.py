"""What an organization does to set a call up: draft it, change it, open it, close it before its time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

from domain.access import Actor, Scope, may
from domain.actions import permit
from domain.bounds import Between, Long
from domain.collections import Changed
from domain.core import Command, use_case
from domain.errors import Fault, Forbidden, Invalid, Stale
from domain.ids import CallId, OrganizationId
from domain.model.calls import MOST_APPEAL_DAYS, ApplicantKind, Call, CallState, Split
from domain.model.screening import MOST_OWN
from domain.money import Money
from domain.policy import calls as policy
from domain.ports import Ports
from domain.provinces import check_provinces
from domain.rules import holds
from domain.text import LONGEST_NAME, SPREAD, Text


@dataclass(frozen=True, kw_only=True)
class Eligibility:
    """Who may enter: from which provinces (none named: all of the country), which kinds of applicant (none: all), and
    how often one may, be it a person or an organization."""

    provinces: Annotated[tuple[str, ...], Long(0, 77)] = ()
    applicants: Annotated[tuple[ApplicantKind, ...], Long(0, len(ApplicantKind))] = ()
    max_entries_per_account: Annotated[int, Between(1, 100)] = 1


@dataclass(frozen=True, kw_only=True)
class ReasonCode:
    """Why entries of a call may be turned down, beside what all calls share."""

    code: Annotated[str, Long(1, 60)]
    title: Annotated[Text, Long(0, LONGEST_NAME)]


@dataclass(frozen=True, kw_only=True)
class CreateCall(Command[Changed]):
    organization_id: OrganizationId
    title: Annotated[Text, Long(0, LONGEST_NAME)]
    brief: Text = Text()
    opens_at: datetime
    closes_at: datetime
    award_count: Annotated[int, Between(1, 1000)]
    pool: Money
    split: Split = Split.EQUAL
    award: Money | None = None
    eligibility: Eligibility = Eligibility()
    questions: Mapping[str, Any] = field(default_factory=dict)
    reason_codes: Annotated[tuple[ReasonCode, ...], Long(0, MOST_OWN)] = ()
    decision_due_at: datetime | None = None
    appeal_days: Annotated[int, Between(0, MOST_APPEAL_DAYS)] = 7


@use_case(CreateCall, allow=may(Scope.CALLS_WRITE))
def create_call(cmd: CreateCall, actor: Actor, ports: Ports) -> Changed:
    """A draft, seen by its organization alone."""
    now = ports.now()
    call = Call(
        id=CallId(ports.new_id("call")),
        organization_id=cmd.organization_id,
        title=cmd.title.as_dict(),
        brief=cmd.brief.as_dict(),
        opens_at=cmd.opens_at,
        closes_at=cmd.closes_at,
        award_count=cmd.award_count,
        split=cmd.split,
        questions=dict(cmd.questions),
        reason_codes=_stored(cmd.reason_codes),
        decision_due_at=cmd.decision_due_at,
        appeal_days=cmd.appeal_days,
        created_at=now,
        updated_at=now,
        **_pool(cmd.pool),
        **_award(cmd.award),
        **_eligibility(cmd.eligibility),
    )
    _check(call, ports)
    with ports.work() as work:
        organization = work.organizations.get(cmd.organization_id)
        if not holds(policy.CREATE, vars(organization), actor):
            raise Forbidden("not_your_organization")
        work.calls.add(call)
        work.tell(call.event("created", now=now))
        return work.done(call)


@dataclass(frozen=True, kw_only=True)
class UpdateCall(Command[Changed]):
    """Changes what is given. Once a call is open its rules are a promise: only its words may change, and the end only
    by an extension."""

    call_id: CallId
    expected_version: int
    changes: "CallChanges" = field(metadata=SPREAD)


@dataclass(frozen=True, kw_only=True)
class CallChanges:
    title: Annotated[Text | None, Long(0, LONGEST_NAME)] = None
    brief: Text | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    award_count: Annotated[int | None, Between(1, 1000)] = None
    pool: Money | None = None
    split: Split | None = None
    award: Money | None = None
    eligibility: Eligibility | None = None
    questions: Mapping[str, Any] | None = None
    reason_codes: Annotated[tuple[ReasonCode, ...] | None, Long(0, MOST_OWN)] = None
    decision_due_at: datetime | None = None
    appeal_days: Annotated[int | None, Between(0, MOST_APPEAL_DAYS)] = None


FREE_WHILE_OPEN = {"title", "brief", "reason_codes"}


@use_case(UpdateCall, allow=policy.UPDATE.gate)
def update_call(cmd: UpdateCall, actor: Actor, ports: Ports) -> Changed:
    now = ports.now()
    with ports.work() as work:
        call = work.calls.lock(cmd.call_id)
        permit(policy.UPDATE, call, actor, now)
        if call.version != cmd.expected_version:
            raise Stale("version_stale", version=call.version)
        _keep_promises(call, cmd.changes)
        for name, value in _columns(cmd.changes).items():
            setattr(call, name, value)
        _check(call, ports)
        work.tell(call.event("updated", now=now))
        return work.done(call)


@dataclass(frozen=True, kw_only=True)
class OpenCall(Command[Changed]):
    call_id: CallId
    expected_version: int | None = None


@use_case(OpenCall, allow=policy.OPEN.gate)
def open_call(cmd: OpenCall, actor: Actor, ports: Ports) -> Changed:
    """From here on everybody sees it; and may enter, where its first moment has come."""
    now = ports.now()
    with ports.work() as work:
        call = work.calls.lock(cmd.call_id)
        permit(policy.OPEN, call, actor, now)
        not_stale(call.version, cmd.expected_version)
        work.tell(call.open(now=now))
        if call.is_to_begin(now):
            work.tell(call.begin(now=now))
        return work.done(call)


@dataclass(frozen=True, kw_only=True)
class CloseCall(Command[Changed]):
    call_id: CallId
    expected_version: int | None = None


@use_case(CloseCall, allow=policy.CLOSE.gate)
def close_call(cmd: CloseCall, actor: Actor, ports: Ports) -> Changed:
    """Before its time, by hand; otherwise the sweep closes it."""
    now = ports.now()
    with ports.work() as work:
        call = work.calls.lock(cmd.call_id)
        permit(policy.CLOSE, call, actor, now)
        not_stale(call.version, cmd.expected_version)
        work.tell(call.close(now=now))
        return work.done(call)


def not_stale(version: int, expected: int | None) -> None:
    """Where a version was named, it must be the present one."""
    if expected is not None and version != expected:
        raise Stale("version_stale", version=version)


def _check(call: Call, ports: Ports) -> None:
    call.check()
    check_provinces(call.provinces, pointer="/eligibility/provinces")
    if call.questions and (wrong := ports.forms.problems_of(call.questions)):
        faults = [Fault(f"/questions{at}", "questions_malformed", {"problem": text}) for at, text in wrong]
        raise Invalid("invalid_input", faults=faults)


def _keep_promises(call: Call, changes: CallChanges) -> None:
    if call.state is not CallState.OPEN:
        return
    fixed = [
        name for name, value in vars(changes).items() if value is not None and name not in FREE_WHILE_OPEN
    ]
    if fixed:
        raise Invalid("invalid_input", faults=[Fault(f"/{name}", "fixed_once_open") for name in fixed])


def _columns(changes: CallChanges) -> dict[str, Any]:
    """The changes as the call stores them. Whoever asks for equal shares leaves no award behind."""
    given = {name: value for name, value in vars(changes).items() if value is not None}
    if given.get("split") is Split.EQUAL and "award" not in given:
        given["award_amount"] = None
    for name, stored in (("pool", _pool), ("award", _award), ("eligibility", _eligibility)):
        if name in given:
            given |= stored(given.pop(name))
    if "reason_codes" in given:
        given["reason_codes"] = _stored(given["reason_codes"])
    return {name: value.as_dict() if isinstance(value, Text) else value for name, value in given.items()}


def _pool(pool: Money) -> dict[str, Any]:
    return {"pool_amount": pool.amount, "pool_currency": pool.currency}


def _award(award: Money | None) -> dict[str, Any]:
    """In the pool's currency: there is only one so far."""
    return {"award_amount": award.amount if award else None}


def _eligibility(eligibility: Eligibility) -> dict[str, Any]:
    return {
        "provinces": list(eligibility.provinces),
        "applicants": [str(kind) for kind in eligibility.applicants],
        "max_entries_per_account": eligibility.max_entries_per_account,
    }


def _stored(codes: Iterable[ReasonCode]) -> list[dict[str, Any]]:
    return [{"code": each.code, "title": each.title.as_dict()} for each in codes]
