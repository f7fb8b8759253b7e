"""What an organization says to being named: it is asked for each part once, and a project shows what was agreed to."""

from collections.abc import Callable
from typing import Any

import pytest

from domain.errors import Conflict
from domain.ids import OrganizationId, ProjectId, SupporterId
from domain.model.supporters import (
    Supporter,
    SupporterState,
    acknowledge,
    named_twice,
    parts_named,
    supporters_shown,
)
from tests.domain.builders import LATER, NOON
from tests.domain.projects import a_project

S = SupporterState
PART, MORE = {"th": "ให้ยืมรถขุด"}, {"th": "ให้เงินล้านบาท"}
ACTS: dict[str, tuple[Callable[[Supporter], Any], set[SupporterState], SupporterState]] = {
    "confirm": (lambda one: one.confirm(now=LATER), {S.PROPOSED}, S.CONFIRMED),
    "decline": (lambda one: one.decline(now=LATER), {S.PROPOSED}, S.DECLINED),
    "withdraw": (lambda one: one.withdraw(now=LATER), {S.PROPOSED, S.CONFIRMED}, S.WITHDRAWN),
}


def a_supporter(**more: Any) -> Supporter:
    given: dict[str, Any] = {
        "id": SupporterId("supporter_1"),
        "project_id": ProjectId("project_1"),
        "project_title": {"th": "ฝาย"},
        "organization_id": OrganizationId("organization_1"),
        "part": PART,
        "created_at": NOON,
        "updated_at": NOON,
        **more,
    }
    return Supporter(**given)


def naming(*parts: dict[str, str]) -> Any:
    rows = [{"name": {"th": "มูลนิธิ"}, "organization_id": "organization_1", "part": part} for part in parts]
    return a_project({"title": {"th": "ฝาย"}, "supporters": rows})


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("act", ACTS)
def test_an_answer_leads_where_it_was_promised_or_nowhere(act: str, state: SupporterState) -> None:
    supporter = a_supporter(state=state)
    do, sources, leads_to = ACTS[act]

    if state in sources:
        event = do(supporter)

        assert (supporter.state, supporter.answered_at) == (leads_to, LATER)
        assert (event.organization_id, event.public) == ("organization_1", False)
    else:
        with pytest.raises(Conflict, match=f"supporter_is_{state}"):
            do(supporter)


@pytest.mark.parametrize("state", S)
def test_another_part_is_asked_for_whatever_was_said_to_the_one_before(state: SupporterState) -> None:
    supporter = a_supporter(state=state, answered_at=NOON)

    due = supporter.is_to_be_asked(MORE)
    supporter.ask_again(MORE, {"th": "ฝายใหม่"}, now=LATER)

    assert due
    assert (supporter.state, supporter.part, supporter.answered_at) == (S.PROPOSED, MORE, None)


@pytest.mark.parametrize("state", S)
def test_the_same_part_is_asked_for_once(state: SupporterState) -> None:
    answered = a_supporter(state=state, answered_at=None if state is S.PROPOSED else NOON)

    assert not answered.is_to_be_asked(PART)


@pytest.mark.parametrize("state", S)
def test_who_is_named_no_more_is_asked_when_named_again_unless_they_had_declined(
    state: SupporterState,
) -> None:
    supporter = a_supporter(state=state, answered_at=NOON)

    told = supporter.drop(now=LATER)

    was_live = state in (S.PROPOSED, S.CONFIRMED)
    assert bool(told) == was_live
    assert supporter.is_to_be_asked(PART) == was_live


def test_a_project_shows_the_part_that_was_confirmed_and_no_other_as_confirmed() -> None:
    project = naming(PART)

    def shown() -> list[bool]:
        rows = supporters_shown(project.supporters, project.confirmed_supporters) or []
        return [row["confirmed"] for row in rows]

    before = shown()
    changed = acknowledge(project, [a_supporter(state=S.CONFIRMED)])
    after = shown()
    project.supporters = naming(MORE).supporters

    assert (before, changed, after, shown()) == ([False], True, [True], [False])
    assert acknowledge(project, [])
    assert project.confirmed_supporters == {}


def test_an_organization_that_is_named_twice_is_told_where() -> None:
    twice = naming(PART, MORE)

    assert [fault.pointer for fault in named_twice(twice)] == ["/supporters/1/organization_id"]
    assert list(named_twice(naming(PART))) == []
    assert parts_named(naming(PART)) == {"organization_1": PART}


def test_what_is_hidden_stays_hidden() -> None:
    assert supporters_shown(None, None) is None
