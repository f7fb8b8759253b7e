"""Many volunteers, few places: whatever overlaps, no place is given twice, and everybody hears what became of it."""

import threading
from collections import Counter
from collections.abc import Sequence
from itertools import cycle
from typing import Any

import pytest
from flask import Flask

from domain.usecases.placements import LapseDueOffers
from tests.faces import FACES, Shown
from tests.journeys.test_storms import Act, at_once, on_both_faces, told
from tests.running import carry_out
from tests.volunteering import PROFILE, a_volunteer, apply, offered, open_opportunity
from tests.world import Person, register

VOLUNTEERS, PLACES = 60, 3


def each_their_own(
    app: Flask, operation: str, people: Sequence[Person], things: Sequence[Shown]
) -> list[Act]:
    """Everybody does the same with what is theirs, by turns through REST and through the graph."""
    faces = cycle(FACES.values())

    def act(who: Person, id: str) -> Act:
        face = next(faces)(app.test_client()).by(who)
        return lambda: face.does(operation, id=id)

    return [act(who, thing["id"]) for who, thing in zip(people, things, strict=True)]


def kept(database: Any, opportunity: Shown) -> tuple[int, int, Counter[str]]:
    """What the opportunity counts as offered and as accepted; and how many placements are in which state."""
    counted = "SELECT offered_count, accepted_count FROM opportunities WHERE id = %s"
    states = "SELECT state FROM placements WHERE opportunity_id = %s"
    held, taken = database.execute(counted, [opportunity["id"]]).fetchone()
    return held, taken, Counter(state for (state,) in database.execute(states, [opportunity["id"]]))


def test_of_sixty_volunteers_for_three_places_three_get_one(app: Flask, database: Any) -> None:
    client = app.test_client()
    owner, people = register(client), [a_volunteer(client) for _ in range(VOLUNTEERS)]
    opportunity = open_opportunity(owner, places=PLACES)

    applied = at_once(
        [on_both_faces(app, who, "createPlacement", 1, opportunity_id=opportunity["id"])[0] for who in people]
    )
    placements = [who.does("myPlacements")["data"][0] for who in people]
    offers = at_once(each_their_own(app, "offerPlacement", [owner] * VOLUNTEERS, placements))
    during = kept(database, opportunity)
    answers = at_once(each_their_own(app, "acceptPlacement", people, placements))

    others = VOLUNTEERS - PLACES
    assert Counter(applied) == {"done": VOLUNTEERS}
    assert Counter(offers) == {"done": PLACES, "opportunity_full": others}
    assert during == (PLACES, 0, {"offered": PLACES, "applied": others})
    assert Counter(answers) == {"done": PLACES, "placement_is_applied": others}
    assert kept(database, opportunity) == (0, PLACES, {"accepted": PLACES, "applied": others})


def test_whatever_is_done_with_offers_at_once_the_counts_are_those_of_the_placements(
    app: Flask, database: Any, clock: Any
) -> None:
    client = app.test_client()
    owner, people = register(client), [a_volunteer(client) for _ in range(12)]
    opportunity = open_opportunity(owner, places=12)
    placements = [offered(owner, who, opportunity) for who in people]
    clock.forward(hours=48, seconds=-2)  # some come in time, some do not
    over = threading.Event()

    def sweep() -> None:
        while not over.wait(0.01):
            carry_out(app, LapseDueOffers())

    sweeper = threading.Thread(target=sweep)
    sweeper.start()
    verbs = ("acceptPlacement", "declinePlacement", "withdrawPlacement")
    acts = [act for verb in verbs for act in each_their_own(app, verb, people, placements)]
    outcomes = Counter(at_once(acts))
    clock.forward(hours=1)
    over.wait(0.3)
    over.set()
    sweeper.join(10)
    carry_out(app, LapseDueOffers())

    held, taken, states = kept(database, opportunity)
    assert set(outcomes) <= {
        "done",
        "offer_lapsed",
        *(f"placement_is_{state}" for state in ("accepted", "declined", "withdrawn", "lapsed")),
    }
    assert (held, taken) == (0, states["accepted"])
    assert states["offered"] == 0
    assert sum(states.values()) == 12
    for placement in placements:
        assert len(told(database, placement["id"])) == len(set(told(database, placement["id"])))


def test_of_many_who_apply_as_one_volunteer_at_once_one_is_heard(app: Flask, database: Any) -> None:
    client = app.test_client()
    opportunity = open_opportunity(register(client))
    applying = on_both_faces(
        app, a_volunteer(client), "createPlacement", 20, opportunity_id=opportunity["id"]
    )

    outcomes = Counter(at_once(applying))

    assert outcomes == {"done": 1, "already_applied": 19}
    assert kept(database, opportunity)[2] == {"applied": 1}


def test_who_applies_while_it_closes_is_in_or_is_told_so(app: Flask, database: Any) -> None:
    client = app.test_client()
    owner, people = register(client), [a_volunteer(client) for _ in range(12)]
    opportunity = open_opportunity(owner)
    applying = [
        on_both_faces(app, who, "createPlacement", 1, opportunity_id=opportunity["id"])[0] for who in people
    ]
    closing = on_both_faces(app, owner, "closeOpportunity", 1, id=opportunity["id"])

    outcomes = at_once([*applying[:6], *closing, *applying[6:]])

    assert set(outcomes) <= {"done", "opportunity_closed"}
    assert kept(database, opportunity)[2]["applied"] == outcomes.count("done") - 1


def test_an_opportunity_that_is_called_off_while_places_are_accepted_keeps_its_count(
    app: Flask, database: Any
) -> None:
    client = app.test_client()
    owner, people = register(client), [a_volunteer(client) for _ in range(6)]
    opportunity = open_opportunity(owner, places=6)
    placements = [offered(owner, who, opportunity) for who in people]
    accepting = each_their_own(app, "acceptPlacement", people, placements)
    cancelling = on_both_faces(app, owner, "cancelOpportunity", 1, id=opportunity["id"])

    outcomes = at_once([*accepting[:3], *cancelling, *accepting[3:]])

    held, taken, states = kept(database, opportunity)
    assert set(outcomes) <= {"done", "placement_is_lapsed"}
    assert (held, taken) == (0, states["accepted"]) == (0, outcomes.count("done") - 1)
    assert states["lapsed"] == 6 - taken


@pytest.mark.parametrize("only_new", [False, True])
def test_of_first_profiles_that_one_sets_at_once_one_is_made(
    app: Flask, database: Any, only_new: bool
) -> None:
    who = register(app.test_client())
    faces = cycle(FACES.values())

    def act(number: int) -> Act:
        face = next(faces)(app.test_client()).by(who)
        if only_new and number % 2 == 0:  # as the first turn is REST's
            face = face.sending(if_none_match="*")
        more = {"create_only": True} if only_new and number % 2 else {}
        return lambda: face.does("setMyVolunteer", **PROFILE, **more)

    outcomes = Counter(at_once([act(number) for number in range(12)]))

    rows = database.execute("SELECT version FROM volunteers WHERE account_id = %s", [who.id]).fetchall()
    assert outcomes == ({"done": 1, "exists_already": 11} if only_new else {"done": 12})
    assert rows == [(1,)]


def test_places_that_are_taken_away_while_they_are_offered_were_free(app: Flask, database: Any) -> None:
    client = app.test_client()
    owner, people = register(client), [a_volunteer(client) for _ in range(8)]
    opportunity = open_opportunity(owner, places=8)
    placements = [apply(who, opportunity) for who in people]
    fewer = {"expected_version": opportunity["version"], "places": 2}
    lowering = on_both_faces(app, owner, "updateOpportunity", 1, id=opportunity["id"], **fewer)
    offering = each_their_own(app, "offerPlacement", [owner] * 8, placements)

    lowered, *offers = at_once([*lowering, *offering])

    held, taken, states = kept(database, opportunity)
    places = owner.does("opportunity", id=opportunity["id"])["places"]
    assert (lowered, places) in (("done", 2), ("version_stale", 8))
    assert set(offers) <= {"done", "opportunity_full"}
    assert held == states["offered"] == offers.count("done") <= places
    assert taken == 0
