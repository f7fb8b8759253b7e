"""Decision letters: which comments may stand in them, and the writing of them when a round is published."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

from domain.access import Actor
from domain.actions import permit
from domain.bounds import Long
from domain.collections import Changed, Work
from domain.core import Command, use_case
from domain.errors import Fault, Invalid
from domain.ids import EntryId, LetterId, ReviewId, RoundId
from domain.model.calls import Call
from domain.model.entries import Entry
from domain.model.letter_contents import Case, Occasion, OtherCall, contents, line_of
from domain.model.letters import Letter, Outcome
from domain.model.notices import NoticeKind
from domain.model.reviews import Review, ReviewState
from domain.model.rounds import Round
from domain.model.standings import Standing
from domain.policy import rounds
from domain.ports import Ports
from domain.text import says_nothing
from domain.usecases.calls import not_stale
from domain.usecases.noticing import applicants, notify

MOST_RELEASED = 2_000


@dataclass(frozen=True, kw_only=True)
class ReleaseComments(Command[Changed]):
    """The comments of these reviews, and of no others, may stand in the letters; private comments never do."""

    round_id: RoundId
    review_ids: Annotated[tuple[ReviewId, ...], Long(0, MOST_RELEASED)]
    expected_version: int | None = None


@use_case(ReleaseComments, allow=rounds.RELEASE_COMMENTS.gate)
def release_comments(cmd: ReleaseComments, actor: Actor, ports: Ports) -> Changed:
    """By somebody who has read them, which is a logged look."""
    now = ports.now()
    with ports.work() as work:
        round = work.rounds.lock(cmd.round_id)
        permit(rounds.RELEASE_COMMENTS, round, actor, now, looked_by=work.looks.accounts_of(round.id))
        not_stale(round.version, cmd.expected_version)
        reviews = {review.id: review for review in work.reviews.of_round(round.id)}
        faults = [
            Fault(f"/review_ids/{number}", "comment_not_to_release")
            for number, id in enumerate(cmd.review_ids)
            if id not in reviews or not _can_be_released(reviews[id])
        ]
        if faults:
            raise Invalid("invalid_input", faults=faults)
        for review in reviews.values():
            review.released = review.id in cmd.review_ids
        work.tell(round.event("comments_released", now=now))
        return work.done(round)


def letters_of(
    work: Work,
    call: Call,
    round: Round,
    standings: Sequence[Standing],
    entries: Iterable[Entry],
    now: datetime,
) -> list[dict[str, Any]]:
    """What the letters of a decided round say, one for each standing, in their order: the same for its plan and its
    publication. They point to calls that were open at the decision, so that no new one makes the plan stale."""
    assert round.decided_at is not None
    chosen = [(s.score, _means(s)) for s in standings if s.place is not None]
    occasion = Occasion(
        call_title=call.title,
        criteria=round.criteria,
        places=round.places,
        line=line_of(chosen),
        other_calls=[
            OtherCall(id=other.id, title=other.title, provinces=other.provinces)
            for other in work.calls.taking_entries(now, since=round.decided_at)
            if other.id != call.id
        ],
        appeal_days=call.appeal_days,
    )
    by_id, comments = {entry.id: entry for entry in entries}, _released(work.reviews.of_round(round.id))
    cases = (_case(round, s, by_id[EntryId(s.entry_id)], comments[s.entry_id]) for s in standings)
    return [contents(case, occasion) for case in cases]


def write_letters(
    work: Work,
    call: Call,
    round: Round,
    said: Iterable[Mapping[str, Any]],
    entries: Mapping[str, Entry],
    ports: Ports,
    now: datetime,
) -> None:
    """One for each applicant, who is told of it in their own language."""
    letters = [_letter(call, round, one, entries[one["entry_id"]], ports, now) for one in said]
    work.letters.add_all(letters)
    receivers = applicants(work, [entries[letter.entry_id] for letter in letters])
    for letter, whom in zip(letters, receivers, strict=True):
        work.tell(letter.event(now=now))
        title = entries[letter.entry_id].title
        notify(
            work,
            ports,
            NoticeKind.LETTER_READY,
            to=whom,
            about=letter.id,
            project=title,
            call=call.title,
        )


def appeals_until(call: Call, now: datetime) -> datetime | None:
    """Until when what is decided now can be appealed against; None where the call takes no appeals."""
    return now + timedelta(days=call.appeal_days) if call.appeal_days else None


def _letter(
    call: Call, round: Round, said: Mapping[str, Any], entry: Entry, ports: Ports, now: datetime
) -> Letter:
    refused = said["outcome"] is Outcome.NOT_SELECTED
    return Letter(
        id=LetterId(ports.new_id("letter")),
        round_id=round.id,
        call_id=call.id,
        organization_id=call.organization_id,
        account_id=entry.account_id,
        appeals_until=appeals_until(call, now) if refused else None,
        created_at=now,
        updated_at=now,
        **said,
    )


def _case(round: Round, standing: Standing, entry: Entry, comments: Sequence[Mapping[str, str]]) -> Case:
    return Case(
        entry_id=entry.id,
        title=entry.title,
        province=entry.province,
        outcome=_outcome(round, standing),
        place=standing.place,
        waiting_place=standing.waiting_place,
        score=standing.score,
        means=_means(standing),
        moved_reason=standing.moved_reason,
        comments=comments,
    )


def _outcome(round: Round, standing: Standing) -> Outcome:
    if standing.place is not None:
        return Outcome.SELECTED if round.final else Outcome.ADVANCED
    return Outcome.NOT_SELECTED if standing.waiting_place is None else Outcome.WAITLISTED


def _means(standing: Standing) -> Mapping[str, str]:
    return standing.criteria


def _released(reviews: Iterable[Review]) -> defaultdict[str, list[Mapping[str, str]]]:
    by_entry = defaultdict[str, list[Mapping[str, str]]](list)
    for review in reviews:
        if review.released and _can_be_released(review):
            by_entry[review.entry_id].append(review.comment)
    return by_entry


def _can_be_released(review: Review) -> bool:
    return review.state is ReviewState.SUBMITTED and not says_nothing(review.comment)
