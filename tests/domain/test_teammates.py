"""A teammate is proposed by one side and answered by the other; a project knows who has agreed, and to what."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from domain.access import Actor
from domain.errors import Conflict
from domain.ids import AccountId, ProjectId, TeammateId
from domain.model.projects import Project
from domain.model.teammates import (
    LIFECYCLE,
    MOST_OF_A_KIND,
    Teammate,
    TeammateKind,
    TeammateState,
    must_be_new,
    seat,
    team_shown,
)
from domain.policy.projects import EDITOR, UPDATE
from domain.policy.teammates import ANSWERS, PERSON_VISIBLE, PROPOSES, VISIBLE
from domain.rules import holds
from tests.domain.builders import LATER, NOON
from tests.domain.projects import a_project

OWNER, PERSON, OTHER = AccountId("account_o"), AccountId("account_p"), AccountId("account_x")
S, K = TeammateState, TeammateKind
ACTS: dict[str, tuple[Callable[[Teammate], Any], set[TeammateState], TeammateState]] = {
    "accept": (lambda one: one.accept(now=LATER), {S.PROPOSED}, S.CONFIRMED),
    "decline": (lambda one: one.decline(now=LATER), {S.PROPOSED}, S.DECLINED),
    "withdraw": (lambda one: one.withdraw(now=LATER), {S.PROPOSED}, S.WITHDRAWN),
    "leave": (lambda one: one.leave(now=LATER), {S.CONFIRMED}, S.LEFT),
}


def a_teammate(number: int = 1, **more: Any) -> Teammate:
    given: dict[str, Any] = {
        "id": TeammateId(f"teammate_{number}"),
        "project_id": ProjectId("project_1"),
        "project_title": {"th": "ฝาย"},
        "kind": K.INVITATION,
        "account_id": PERSON,
        "owner_id": OWNER,
        "created_at": NOON,
        "updated_at": NOON,
        **more,
    }
    return Teammate(**given)


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("act", ACTS)
def test_a_teammate_goes_where_it_was_promised_or_nowhere(act: str, state: TeammateState) -> None:
    teammate = a_teammate(state=state, email_hash="of an address")
    do, sources, leads_to = ACTS[act]

    if state in sources:
        event = do(teammate)

        assert teammate.state is leads_to
        assert teammate.email_hash is None
        assert (event.account_id, event.owner_id, event.public) == (PERSON, OWNER, False)
        assert (teammate.ended_at == LATER) == (not LIFECYCLE.moves[leads_to])
    else:
        with pytest.raises(Conflict, match=f"teammate_is_{state}"):
            do(teammate)


@pytest.mark.parametrize("kind", K)
def test_one_side_proposes_and_the_other_answers(kind: TeammateKind) -> None:
    facts = vars(a_teammate(kind=kind))
    proposing, answering = (OWNER, PERSON) if kind is K.INVITATION else (PERSON, OWNER)

    for who in (OWNER, PERSON, OTHER):
        actor = Actor(account_id=who)
        assert holds(PROPOSES, facts, actor) == (who == proposing)
        assert holds(ANSWERS, facts, actor) == (who == answering)
        assert holds(VISIBLE, facts, actor) == (who != OTHER)


@pytest.mark.parametrize("state", S)
def test_whose_address_was_invited_shows_only_when_they_accept(state: TeammateState) -> None:
    facts = vars(a_teammate(by_email=True, state=state))

    assert holds(PERSON_VISIBLE, facts, Actor(account_id=PERSON))
    assert holds(PERSON_VISIBLE, facts, Actor(account_id=OWNER)) == (state in (S.CONFIRMED, S.LEFT))


@pytest.fixture
def project() -> Project:
    found = a_project({"title": {"th": "ฝาย"}, "team": [{"id": "a", "name": "สมชาย"}]})
    found.id = ProjectId("project_1")
    found.account_id = OWNER
    return found


def may_edit(project: Project, who: AccountId) -> bool:
    return holds(EDITOR, vars(project), Actor(account_id=who))


def test_only_who_is_confirmed_and_may_edit_edits(project: Project) -> None:
    for state in S:
        for can_edit in (True, False):
            seat(project, [a_teammate(state=state, can_edit=can_edit)])

            assert may_edit(project, PERSON) == (state is S.CONFIRMED and can_edit)
    assert may_edit(project, OWNER)
    assert UPDATE.allow == EDITOR


def test_who_is_confirmed_elsewhere_has_no_part_here(project: Project) -> None:
    elsewhere = a_teammate(project_id=ProjectId("project_2"), state=S.CONFIRMED, can_edit=True)

    assert not seat(project, [elsewhere])
    assert not may_edit(project, PERSON)


def test_a_row_is_confirmed_under_the_name_that_was_agreed_to(project: Project) -> None:
    confirmed = a_teammate(state=S.CONFIRMED, member_id="a")

    def shown() -> list[bool]:
        rows = team_shown(project.team, project.confirmed_members) or []
        return [row["confirmed"] for row in rows]

    before, changed, after = shown(), seat(project, [confirmed]), shown()
    project.team = [{**project.team[0], "name": "คนอื่น"}]
    seat(project, [confirmed, a_teammate(2, account_id=OTHER, state=S.CONFIRMED)])
    renamed = shown()
    seat(project, [])

    assert (before, changed, after, renamed) == ([False], True, [True], [False])
    assert project.confirmed_members == {}


def test_what_is_hidden_stays_hidden() -> None:
    assert team_shown(None, None) is None


def test_nobody_is_asked_for_the_same_twice() -> None:
    asked = a_teammate()

    with pytest.raises(Conflict, match="already_asked"):
        must_be_new([asked], a_teammate(2))
    with pytest.raises(Conflict, match="already_asked"):
        must_be_new([asked], a_teammate(2, kind=K.REQUEST))
    with pytest.raises(Conflict, match="already_on_the_team"):
        must_be_new([replace(asked, state=S.CONFIRMED)], a_teammate(2))
    must_be_new([asked], a_teammate(2, account_id=OTHER))
    must_be_new([asked], a_teammate(2, project_id=ProjectId("project_2")))


def test_no_refusal_tells_whose_an_address_is() -> None:
    by_address = a_teammate(by_email=True, email_hash="1")

    must_be_new([by_address], a_teammate(2))
    must_be_new([a_teammate(state=S.CONFIRMED)], a_teammate(2, by_email=True, email_hash="1"))
    with pytest.raises(Conflict, match="already_asked"):
        must_be_new([by_address], a_teammate(2, account_id=None, by_email=True, email_hash="1"))


def test_a_row_of_the_team_is_one_person() -> None:
    with pytest.raises(Conflict, match="member_taken"):
        must_be_new([a_teammate(member_id="a")], a_teammate(2, account_id=OTHER, member_id="a"))


def test_strangers_who_ask_do_not_keep_the_owner_from_inviting() -> None:
    crowd = [
        a_teammate(n, account_id=AccountId(f"account_{n}"), kind=K.REQUEST) for n in range(MOST_OF_A_KIND)
    ]

    with pytest.raises(Conflict, match="team_is_full"):
        must_be_new(crowd, a_teammate(999, account_id=OTHER, kind=K.REQUEST))
    must_be_new(crowd, a_teammate(999, account_id=OTHER))
