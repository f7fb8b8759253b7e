"""What managers do to see a round through: how far it is, and a word to judges whose reviews are still wanted."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.access import Actor, anyone, platform_only
from domain.actions import permit
from domain.collections import Changed, Work
from domain.core import Command, use_case
from domain.errors import Conflict, Forbidden, NotFound
from domain.ids import AccountId, RoundId
from domain.model.notices import NoticeKind
from domain.model.reminders import AT_MOST, Occasion, Reminder, occasion_of
from domain.model.reviews import ReviewState
from domain.model.rounds import Round, RoundState
from domain.policy import rounds
from domain.ports import Ports
from domain.reading import Selection
from domain.rules import holds
from domain.usecases.noticing import notify


@dataclass(frozen=True, kw_only=True)
class ShowRoundProgress(Command[Mapping[str, Any]]):
    """For those who run the round."""

    round_id: RoundId


@use_case(ShowRoundProgress, allow=anyone, reads=True)
def show_round_progress(cmd: ShowRoundProgress, actor: Actor, ports: Ports) -> Mapping[str, Any]:
    """In one statement; only whom it is refused to costs another, to say how."""
    now = ports.now()
    found = ports.progress.of_round(cmd.round_id)
    if found and holds(rounds.RUNS_IT, vars(found), actor):
        return found.shown(now)
    if ports.reader.one(Selection("round", ("id",)), cmd.round_id, actor, now):
        raise Forbidden("not_your_call")
    raise NotFound("round_not_found")


@dataclass(frozen=True, kw_only=True)
class RemindJudges(Command[Changed]):
    """Everybody whose reviews are still wanted, and who was not reminded within a day."""

    round_id: RoundId


@use_case(RemindJudges, allow=rounds.REMIND_JUDGES.gate)
def remind_judges(cmd: RemindJudges, actor: Actor, ports: Ports) -> Changed:
    now = ports.now()
    with ports.work() as work:
        round = work.rounds.lock(cmd.round_id)
        permit(rounds.REMIND_JUDGES, round, actor, now)
        latest = work.reminders.latest(round.id)
        lately = {judge for judge, at in latest.items() if now - at < AT_MOST}
        if not _remind(work, round, Occasion.ASKED, lately, ports, now):
            raise Conflict("nobody_to_remind")
        work.tell(round.event("judges_reminded", now=now))
        return work.done(round)


@dataclass(frozen=True, kw_only=True)
class RemindDueJudges(Command[int]):
    """The sweep: three days and one day before reviews are wanted. Answers in how many rounds."""


@use_case(RemindDueJudges, allow=platform_only)
def remind_due_judges(cmd: RemindDueJudges, actor: Actor, ports: Ports) -> int:
    """Each judge hears of each occasion once, however often this runs; of another time, again."""
    now = ports.now()
    with ports.work() as work:
        due = work.reminders.to_send(now)
    for id in due:
        with ports.work() as work:
            round = work.rounds.lock(id)
            occasion = occasion_of(round.due_at, now)
            if occasion and round.due_at and round.state is RoundState.OPEN:
                had = work.reminders.had(round.id, occasion, round.due_at)
                _remind(work, round, occasion, had, ports, now)
    return len(due)


def _remind(
    work: Work, round: Round, occasion: Occasion, but: Iterable[str], ports: Ports, now: datetime
) -> int:
    """How many were reminded: all who have reviews before them, but these."""
    waiting = Counter(
        review.judge_id
        for review in work.reviews.of_round(round.id)
        if review.state in (ReviewState.ASSIGNED, ReviewState.DRAFT)
    )
    for judge in but:
        waiting.pop(AccountId(judge), None)
    assert round.due_at is not None
    work.reminders.add_all([_reminder(round, judge, occasion, ports, now) for judge in sorted(waiting)])
    title = work.calls.get(round.call_id).title
    for count in sorted(set(waiting.values())):
        judges = [judge for judge, number in waiting.items() if number == count]
        told = {"call": title, "count": count, "due_at": round.due_at}
        notify(work, ports, NoticeKind.REVIEW_DUE, to=judges, about=round.id, **told)
    return len(waiting)


def _reminder(round: Round, judge: AccountId, occasion: Occasion, ports: Ports, now: datetime) -> Reminder:
    assert round.due_at is not None
    return Reminder(
        id=ports.new_id("reminder"),
        round_id=round.id,
        judge_id=judge,
        occasion=occasion,
        due_at=round.due_at,
        created_at=now,
    )
