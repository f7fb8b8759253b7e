"""What follows a no: an appeal, a second look by judges who had not scored the entry, and an answer with its reason."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from domain.access import Actor
from domain.actions import permit
from domain.bounds import Between, Long
from domain.collections import Changed, Work
from domain.core import Command, use_case
from domain.errors import Conflict, Fault, Invalid
from domain.ids import AccountId, AppealId, EntryId, OpinionId
from domain.model.appeals import Advice, Appeal, Opinion, candidates, check_judges
from domain.model.calls import Call
from domain.model.conflicts import found
from domain.model.entries import Entry
from domain.model.notices import NoticeKind
from domain.policy import appeals as policy
from domain.policy import entries
from domain.ports import Ports
from domain.text import Text
from domain.usecases.calls import not_stale
from domain.usecases.noticing import applicants, notify
from domain.usecases.succession import fill_a_free_place

LONGEST = 10_000  # characters of grounds, in each language


@dataclass(frozen=True, kw_only=True)
class LodgeAppeal(Command[Changed]):
    entry_id: EntryId
    grounds: Annotated[Text, Long(0, LONGEST)]


@use_case(LodgeAppeal, allow=entries.LODGE_APPEAL.gate)
def lodge_appeal(cmd: LodgeAppeal, actor: Actor, ports: Ports) -> Changed:
    """Once against each decision, within the window that the letter names."""
    now = ports.now()
    with ports.work() as work:
        entry = work.entries.lock(cmd.entry_id)
        permit(entries.LODGE_APPEAL, entry, actor, now)
        assert entry.round_id is not None, "whoever was not selected was judged"
        if (present := work.appeals.against(entry.id, entry.round_id)) is not None:
            raise Conflict("already_appealed", appeal_id=present.id)
        appeal = Appeal(
            id=AppealId(ports.new_id("appeal")),
            call_id=entry.call_id,
            round_id=entry.round_id,
            entry_id=entry.id,
            organization_id=entry.organization_id,
            account_id=entry.account_id,
            applicant_organization_id=entry.applicant_organization_id,
            grounds=cmd.grounds.as_dict(),
            created_at=now,
            updated_at=now,
        )
        told = appeal.lodged(now=now)
        work.appeals.add(appeal)
        work.tell(told)
        managers = work.memberships.managers_of([appeal.organization_id])
        _notify(work, ports, NoticeKind.APPEAL_LODGED, appeal, managers.get(appeal.organization_id, ()))
        return work.done(appeal)


@dataclass(frozen=True, kw_only=True)
class AssignAppeal(Command[Changed]):
    """To these judges, or where none is named to `judges` of the panel who had nothing to do with the entry."""

    appeal_id: AppealId
    judge_ids: Annotated[tuple[AccountId, ...], Long(0, 20)] = ()
    judges: Annotated[int, Between(1, 20)] = 1
    expected_version: int | None = None


@use_case(AssignAppeal, allow=policy.ASSIGN.gate)
def assign_appeal(cmd: AssignAppeal, actor: Actor, ports: Ports) -> Changed:
    """Whoever was asked before, has not answered and is not named again is not needed any more."""
    now = ports.now()
    with ports.work() as work:
        appeal = work.appeals.lock(cmd.appeal_id)
        permit(policy.ASSIGN, appeal, actor, now)
        not_stale(appeal.version, cmd.expected_version)
        judges = _judges(work, appeal, cmd)
        present = {opinion.judge_id: opinion for opinion in work.opinions.lock_of(appeal.id)}
        for opinion in present.values():
            if opinion.given_at is None:
                opinion.closed_at = None if opinion.judge_id in judges else now
        asked = [_asked(appeal, judge, ports, now) for judge in judges if judge not in present]
        for opinion in asked:
            work.opinions.add(opinion)
        _notify(work, ports, NoticeKind.APPEAL_ASSIGNED, appeal, [opinion.judge_id for opinion in asked])
        work.tell(appeal.assign([*present.values(), *asked], now=now))
        return work.done(appeal)


@dataclass(frozen=True, kw_only=True)
class GiveOpinion(Command[Changed]):
    opinion_id: OpinionId
    advice: Advice
    comment: Annotated[str, Long(1, LONGEST)]
    expected_version: int | None = None


@use_case(GiveOpinion, allow=policy.GIVE.gate)
def give_opinion(cmd: GiveOpinion, actor: Actor, ports: Ports) -> Changed:
    """A judge's advice, for those who answer the appeal."""
    now = ports.now()
    with ports.work() as work:
        appeal = work.appeals.lock(work.opinions.get(cmd.opinion_id).appeal_id)
        opinion = work.opinions.lock(cmd.opinion_id)
        permit(policy.GIVE, opinion, actor, now)
        not_stale(opinion.version, cmd.expected_version)
        work.tell(opinion.give(cmd.advice, cmd.comment, now=now))
        appeal.opinions_given += 1
        return work.done(opinion)


@dataclass(frozen=True, kw_only=True)
class DecideAppeal(Command[Changed]):
    """The answer, with its reason. Upheld against the last round, the entry goes to the head of the waiting list,
    and to a place that is free; against an earlier one, it goes on to the next."""

    appeal_id: AppealId
    upheld: bool
    reason: Annotated[Text, Long(0, LONGEST)]
    expected_version: int | None = None


@use_case(DecideAppeal, allow=policy.DECIDE.gate)
def decide_appeal(cmd: DecideAppeal, actor: Actor, ports: Ports) -> Changed:
    now = ports.now()
    with ports.work() as work:
        call = work.calls.lock(work.appeals.get(cmd.appeal_id).call_id)
        appeal = work.appeals.lock(cmd.appeal_id)
        permit(policy.DECIDE, appeal, actor, now)
        not_stale(appeal.version, cmd.expected_version)
        work.tell(appeal.decide(upheld=cmd.upheld, reason=cmd.reason.as_dict(), now=now))
        if cmd.upheld:
            _readmit(work, call, appeal, ports, now)
        _notify(work, ports, NoticeKind.APPEAL_DECIDED, appeal, *applicants(work, [appeal]))
        return work.done(appeal)


@dataclass(frozen=True, kw_only=True)
class WithdrawAppeal(Command[Changed]):
    appeal_id: AppealId
    expected_version: int | None = None


@use_case(WithdrawAppeal, allow=policy.WITHDRAW.gate)
def withdraw_appeal(cmd: WithdrawAppeal, actor: Actor, ports: Ports) -> Changed:
    """The applicant lets it rest; whoever was asked need not answer."""
    now = ports.now()
    with ports.work() as work:
        appeal = work.appeals.lock(cmd.appeal_id)
        permit(policy.WITHDRAW, appeal, actor, now)
        not_stale(appeal.version, cmd.expected_version)
        _let_rest(work, appeal, now)
        return work.done(appeal)


def let_rest(work: Work, entry: Entry, now: datetime) -> None:
    """What was asked about an entry that is out for good needs no answer any more."""
    for appeal in work.appeals.lock_live_of(entry.id):
        _let_rest(work, appeal, now)


def _let_rest(work: Work, appeal: Appeal, now: datetime) -> None:
    for opinion in work.opinions.lock_of(appeal.id):
        opinion.closed_at = opinion.closed_at or now
    work.tell(appeal.withdraw(now=now))


def _judges(work: Work, appeal: Appeal, cmd: AssignAppeal) -> Sequence[AccountId]:
    entry, round = work.entries.get(appeal.entry_id), work.rounds.get(appeal.round_id)
    scored = work.reviews.judges_ever(entry.id)
    barred = _barred(work, entry, {*cmd.judge_ids, *round.judge_ids})
    applying = frozenset({entry.account_id})
    if not cmd.judge_ids:
        free = candidates(
            round.judge_ids, scored=scored, barred=barred, applicants=applying, wanted=cmd.judges
        )
        return [AccountId(judge) for judge in free]
    known = work.accounts.known(cmd.judge_ids)
    if strange := [number for number, judge in enumerate(cmd.judge_ids) if judge not in known]:
        faults = [Fault(f"/judge_ids/{number}", "account_not_found") for number in strange]
        raise Invalid("invalid_input", faults=faults)
    check_judges(cmd.judge_ids, scored=scored, barred=barred, applicants=applying)
    return cmd.judge_ids


def _barred(work: Work, entry: Entry, judges: Set[str]) -> Set[str]:
    """Who of them is in conflict with it: on record, or by what the data says now, also of one who was on no panel."""
    facts = work.conflicts.facts(judges, [entry])
    return work.conflicts.barred_from(entry.id) | {judge for judge, _, _ in found(judges, [entry], facts)}


def _asked(appeal: Appeal, judge: AccountId, ports: Ports, now: datetime) -> Opinion:
    return Opinion(
        id=OpinionId(ports.new_id("opinion")),
        appeal_id=appeal.id,
        entry_id=appeal.entry_id,
        organization_id=appeal.organization_id,
        judge_id=judge,
        created_at=now,
        updated_at=now,
    )


def _readmit(work: Work, call: Call, appeal: Appeal, ports: Ports, now: datetime) -> None:
    round, entry = work.rounds.get(appeal.round_id), work.entries.lock(appeal.entry_id)
    if round.final:
        _wait_first(work, entry, now)
        fill_a_free_place(work, call, ports, now)
    elif work.rounds.begun_after(round):
        raise Conflict("next_round_has_begun")
    else:
        work.tell(entry.readmit(now=now))


def _wait_first(work: Work, entry: Entry, now: datetime) -> None:
    """Ahead of those who were ranked behind the line: an appeal that was right must not come too late."""
    for other in work.entries.lock_waiting(entry.call_id):
        assert other.waiting_place is not None
        other.waiting_place += 1
    work.tell(entry.wait(1, now=now))


def _notify(work: Work, ports: Ports, kind: NoticeKind, appeal: Appeal, to: Iterable[AccountId]) -> None:
    project, call = work.entries.get(appeal.entry_id).title, work.calls.get(appeal.call_id).title
    notify(work, ports, kind, to=to, about=appeal.id, project=project, call=call)
