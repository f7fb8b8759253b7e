"""An opportunity goes where it was promised; however its places move, none is given twice."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Conflict, Invalid
from domain.model.opportunities import LIFECYCLE, Opportunity, OpportunityState, is_full
from domain.model.volunteers import AgeBand
from tests.domain.builders import LATER, NOON
from tests.domain.volunteering import a_volunteer, an_opportunity

S = OpportunityState
ACTS: dict[str, tuple[Callable[[Opportunity], Any], set[OpportunityState], OpportunityState]] = {
    "open": (lambda one: one.open(now=LATER), {S.DRAFT}, S.OPEN),
    "close": (lambda one: one.close(now=LATER), {S.OPEN}, S.CLOSED),
    "cancel": (lambda one: one.cancel(now=LATER), {S.DRAFT, S.OPEN}, S.CANCELLED),
}


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("act", ACTS)
def test_an_opportunity_goes_where_it_was_promised_or_nowhere(act: str, state: OpportunityState) -> None:
    opportunity = an_opportunity(state=state)
    do, sources, leads_to = ACTS[act]

    if state in sources:
        do(opportunity)

        assert opportunity.state is leads_to
    else:
        with pytest.raises(Conflict, match=f"opportunity_is_{state}"):
            do(opportunity)


def test_closed_and_cancelled_are_the_end() -> None:
    assert {state for state, to in LIFECYCLE.moves.items() if not to} == {S.CLOSED, S.CANCELLED}


@pytest.mark.parametrize(
    ("apply_by", "then"),
    [(None, LATER), (LATER + timedelta(days=1), LATER), (NOON, NOON)],
)
def test_closing_ends_the_time_to_apply_and_never_prolongs_it(apply_by: Any, then: Any) -> None:
    opportunity = an_opportunity(apply_by=apply_by)

    opportunity.close(now=LATER)

    assert opportunity.apply_by == then


def test_what_is_open_is_counted_until_it_closes_or_is_called_off() -> None:
    opened = an_opportunity(state=S.DRAFT).open(now=LATER)
    ends = [an_opportunity().close(now=LATER), an_opportunity().cancel(now=LATER)]
    unseen = an_opportunity(state=S.DRAFT).cancel(now=LATER)

    assert opened.tally == {"opportunities": 1, "opportunities.open": 1}
    assert [end.tally["opportunities.open"] for end in ends] == [-1, -1]
    assert [event.public for event in (opened, *ends, unseen)] == [True, True, True, False]
    assert unseen.tally == {}


@given(st.lists(st.sampled_from(["hold", "fill", "free", "leave"]), max_size=60), st.integers(1, 4))
def test_however_places_move_none_is_given_twice_and_none_is_lost(acts: list[str], places: int) -> None:
    opportunity = an_opportunity(places=places)
    offered = accepted = 0

    for act in acts:
        if act == "hold" and offered + accepted < places:
            opportunity.hold()
            offered += 1
        elif act == "hold":
            with pytest.raises(Conflict, match="opportunity_full"):
                opportunity.hold()
        elif act == "fill" and offered:
            opportunity.fill()
            offered, accepted = offered - 1, accepted + 1
        elif act == "free" and offered:
            opportunity.release(accepted=False)
            offered -= 1
        elif act == "leave" and accepted:
            opportunity.release(accepted=True)
            accepted -= 1

        assert (opportunity.offered_count, opportunity.accepted_count) == (offered, accepted)
        assert offered + accepted <= places
        assert is_full(opportunity.accepted_count, places) == (accepted == places)


@pytest.mark.parametrize(
    ("said", "pointer", "code"),
    [
        ({"title": {"th": "  "}}, "/title", "text_missing"),
        ({"skills": [{"skill_id": "magic", "least_level": 1}]}, "/skills/0/skill_id", "skill_unknown"),
        ({"skills": [{"skill_id": "law", "least_level": 9}]}, "/skills/0/least_level", "number_out_of_range"),
        ({"province": "TH-1"}, "/province", "province_unknown"),
        ({"places": 1, "offered_count": 1, "accepted_count": 1}, "/places", "too_few"),
        ({"starts_at": LATER, "ends_at": NOON}, "/ends_at", "ends_before_it_begins"),
        (
            {"shifts": [{"starts_at": "2026-01-02T00:00:00Z", "ends_at": "2026-01-02T00:00:00Z"}]},
            "/shifts/0/ends_at",
            "ends_before_it_begins",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_where_it_stands(
    said: dict[str, Any], pointer: str, code: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        an_opportunity(**said).check()

    assert [(fault.pointer, fault.code) for fault in refusal.value.faults] == [(pointer, code)]


def test_it_is_found_by_the_skills_that_it_takes() -> None:
    opportunity = an_opportunity()

    opportunity.check()

    assert opportunity.skill_ids == ["accounting"]


@pytest.mark.parametrize(("level", "suits"), [(1, False), (2, True), (5, True), (None, False)])
def test_whoever_has_the_skill_well_enough_suits(level: int | None, suits: bool) -> None:
    has = [] if level is None else [{"skill_id": "accounting", "level": level}]

    if suits:
        an_opportunity().must_suit(a_volunteer(skills=has))
        return
    with pytest.raises(Conflict) as refusal:
        an_opportunity().must_suit(a_volunteer(skills=has))
    assert refusal.value.code == "skills_lacking"
    assert refusal.value.details == {
        "lacking": [{"skill_id": "accounting", "least_level": 2, "level": level}]
    }


@pytest.mark.parametrize(
    ("band", "least", "suits"),
    [
        (AgeBand.UNDER_15, 14, True),
        (AgeBand.UNDER_15, 15, False),
        (AgeBand.FROM_15_TO_17, 18, False),
        (AgeBand.FROM_18_TO_24, 20, True),
        (None, 1, False),
        (None, None, True),
    ],
)
def test_who_is_surely_too_young_or_does_not_say_does_not_suit(
    band: AgeBand | None, least: int | None, suits: bool
) -> None:
    opportunity, volunteer = an_opportunity(least_age=least), a_volunteer(age_band=band)

    if suits:
        opportunity.must_suit(volunteer)
        return
    with pytest.raises(Conflict, match="age_not_met"):
        opportunity.must_suit(volunteer)
