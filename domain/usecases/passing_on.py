"""What becomes of a place that a judge leaves: whoever of the panel is free, and has least to do, gets it."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from domain.collections import Work
from domain.ids import AccountId, EntryId, ReviewId
from domain.model.notices import NoticeKind
from domain.model.reviews import GIVEN_BACK, Review
from domain.model.rounds import Round
from domain.ports import Ports
from domain.usecases.noticing import notify


def pass_on(work: Work, round: Round, given_back: Iterable[Review], ports: Ports, now: datetime) -> None:
    """Of entries still in the round. Where nobody is free the entry lacks a review, and progress and ranking say so."""
    left = {review.entry_id for review in given_back} & work.entries.ids_in_round(round.id)
    if not left:
        return
    reviews, barred = work.reviews.of_round(round.id), work.conflicts.of_round(round.id)
    had_it = {(review.judge_id, review.entry_id) for review in reviews}
    loads = Counter(str(review.judge_id) for review in reviews if review.state not in GIVEN_BACK)
    passed = []
    for entry in sorted(left):
        free = [judge for judge in round.judge_ids if not {(judge, entry)} & (had_it | barred)]
        if free:
            judge = min(free, key=lambda one: (loads[one], one))
            loads[judge] += 1
            passed.append(a_review(round, judge, entry, ports, now))
    give(work, round, passed, ports)


def give(work: Work, round: Round, reviews: Iterable[Review], ports: Ports) -> None:
    """The judges have these before them from now on, and hear of it: once each, however many they are."""
    given = list(reviews)
    work.reviews.add_all(given)
    each = Counter(review.judge_id for review in given)
    for count in sorted(set(each.values())):
        judges = [judge for judge, number in each.items() if number == count]
        title = work.calls.get(round.call_id).title
        notify(work, ports, NoticeKind.REVIEW_ASSIGNED, to=judges, about=round.id, call=title, count=count)


def a_review(round: Round, judge: str, entry_id: str, ports: Ports, now: datetime) -> Review:
    """Of that entry, by that judge, not begun."""
    return Review(
        id=ReviewId(ports.new_id("review")),
        round_id=round.id,
        call_id=round.call_id,
        entry_id=EntryId(entry_id),
        organization_id=round.organization_id,
        judge_id=AccountId(judge),
        calibration=entry_id in round.calibration_entry_ids,
        created_at=now,
        updated_at=now,
    )
