"""A placement goes from an application to an offer to a part that is done, or ends on the way; each step is told."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from domain.errors import Conflict
from domain.model.placements import LIFECYCLE, OFFER_LASTS, OVER, Placement, PlacementState
from tests.domain.builders import LATER, NOON
from tests.domain.volunteering import OWNER, VOLUNTEER, a_placement

S = PlacementState
ACTS: dict[str, tuple[Callable[[Placement], Any], set[PlacementState], PlacementState]] = {
    "offer": (lambda one: one.offer(now=LATER), {S.APPLIED}, S.OFFERED),
    "accept": (lambda one: one.accept(now=LATER), {S.OFFERED}, S.ACCEPTED),
    "decline": (lambda one: one.decline(now=LATER), {S.APPLIED, S.OFFERED}, S.DECLINED),
    "lapse": (lambda one: one.lapse(now=LATER), {S.OFFERED}, S.LAPSED),
    "withdraw": (lambda one: one.withdraw(now=LATER), {S.APPLIED, S.OFFERED, S.ACCEPTED}, S.WITHDRAWN),
    "complete": (lambda one: one.complete(now=LATER), {S.ACCEPTED}, S.COMPLETED),
    "miss": (lambda one: one.miss(now=LATER), {S.ACCEPTED}, S.NO_SHOW),
}


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("act", ACTS)
def test_a_placement_goes_where_it_was_promised_or_nowhere(act: str, state: PlacementState) -> None:
    placement = a_placement(state=state)
    do, sources, leads_to = ACTS[act]

    if state in sources:
        event = do(placement)

        assert placement.state is leads_to
        assert (event.account_id, event.owner_id, event.public) == (VOLUNTEER, OWNER, False)
        assert placement.ended_at == (LATER if not LIFECYCLE.moves[leads_to] else None)
    else:
        with pytest.raises(Conflict, match=f"placement_is_{state}"):
            do(placement)


def test_every_way_of_the_table_is_an_act() -> None:
    ways = {(now, leads_to) for _, sources, leads_to in ACTS.values() for now in sources}

    assert {(now, to) for now, reached in LIFECYCLE.moves.items() for to in reached} == ways


def test_an_offer_waits_for_two_days_and_not_a_moment_longer() -> None:
    placement = a_placement()

    placement.offer(now=NOON)

    assert placement.expires_at == NOON + OFFER_LASTS == NOON + timedelta(hours=48)
    assert not placement.is_due(NOON + OFFER_LASTS - timedelta.resolution)
    assert placement.is_due(NOON + OFFER_LASTS)
    placement.accept(now=LATER)
    assert not placement.is_due(NOON + OFFER_LASTS)


def test_what_is_over_has_no_way_back_and_what_was_done_is_not_over() -> None:
    assert {S.DECLINED, S.LAPSED, S.WITHDRAWN} == OVER
    assert all(not LIFECYCLE.moves[state] for state in OVER)


def test_who_accepts_and_withdraws_is_counted_as_if_they_had_not_accepted() -> None:
    placement, sums = a_placement(), Counter[str]()

    for event in (
        placement.applied(now=NOON),
        placement.offer(now=NOON),
        placement.accept(now=NOON),
        placement.withdraw(now=LATER),
    ):
        sums.update(event.tally)

    assert sums == {"placements.applied": 1, "placements.accepted": 0}


def test_events_are_named_by_what_was_done() -> None:
    acts = {name: do(a_placement(state=min(sources))) for name, (do, sources, _) in ACTS.items()}

    assert {name: event.type for name, event in acts.items()} == {
        "offer": "placement.offered",
        "accept": "placement.accepted",
        "decline": "placement.declined",
        "lapse": "placement.lapsed",
        "withdraw": "placement.withdrawn",
        "complete": "placement.completed",
        "miss": "placement.missed",
    }
