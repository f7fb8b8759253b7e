"""What an organization does with a call: announce, open, change, close; and what time does to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

from domain.access import Actor, Scope, may, platform_only
from domain.actions import permit
from domain.bounds import Between, Long
from domain.collections import Changed
from domain.core import Command, use_case
from domain.errors import Fault, Forbidden, Invalid, Stale
from domain.ids import CallId, OrganizationId
from domain.model.calls import Call, CallState, Split
from domain.money import Money
from domain.policy import calls as policy
from domain.ports import Ports
from domain.provinces import check_provinces
from domain.rules import holds
from domain.text import LONGEST_NAME, SPREAD, Text


@dataclass(frozen=True, kw_only=True)
class Eligibility:
    """Who may enter: provinces (none named: all of the country), and how often one account may."""

    provinces: Annotated[tuple[str, ...], Long(0, 77)] = ()
    max_entries_per_account: Annotated[int, Between(1, 100)] = 1


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
    eligibility: Eligibility = Eligibility()
    questions: Mapping[str, Any] = field(default_factory=dict)


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
        pool_amount=cmd.pool.amount,
        pool_currency=cmd.pool.currency,
        split=cmd.split,
        provinces=list(cmd.eligibility.provinces),
        max_entries_per_account=cmd.eligibility.max_entries_per_account,
        questions=dict(cmd.questions),
        created_at=now,
        updated_at=now,
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
    """Changes what is given. Once a call is open its rules are a promise: only words and a later end may change."""

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
    eligibility: Eligibility | None = None
    questions: Mapping[str, Any] | None = None


FREE_WHILE_OPEN = {"title", "brief", "closes_at"}


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
    """From here on everybody sees it."""
    now = ports.now()
    with ports.work() as work:
        call = work.calls.lock(cmd.call_id)
        permit(policy.OPEN, call, actor, now)
        not_stale(call.version, cmd.expected_version)
        work.tell(call.open(now=now))
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


@dataclass(frozen=True, kw_only=True)
class CloseDueCalls(Command[int]):
    """The sweep: every open call whose time is over is closed. Answers how many were."""


@use_case(CloseDueCalls, allow=platform_only)
def close_due_calls(cmd: CloseDueCalls, actor: Actor, ports: Ports) -> int:
    now = ports.now()
    with ports.work() as work:
        due = work.calls.due(now)
    for id in due:
        with ports.work() as work:
            call = work.calls.lock(id)
            if call.state is CallState.OPEN and now >= call.closes_at:
                work.tell(call.close(now=now))
    return len(due)


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
    faults = [Fault(f"/{name}", "fixed_once_open") for name in fixed]
    if changes.closes_at is not None and changes.closes_at < call.closes_at:
        faults.append(Fault("/closes_at", "only_later_once_open"))
    if faults:
        raise Invalid("invalid_input", faults=faults)


def _columns(changes: CallChanges) -> dict[str, Any]:
    """The changes as the call stores them."""
    given = {name: value for name, value in vars(changes).items() if value is not None}
    if pool := given.pop("pool", None):
        given |= {"pool_amount": pool.amount, "pool_currency": pool.currency}
    if eligibility := given.pop("eligibility", None):
        given["provinces"] = list(eligibility.provinces)
        given["max_entries_per_account"] = eligibility.max_entries_per_account
    return {name: value.as_dict() if isinstance(value, Text) else value for name, value in given.items()}
