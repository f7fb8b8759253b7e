"""How a project changes, what it lacks, who sees it and who may do what with it."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.access import Actor, Role
from domain.actions import permit, verdicts
from domain.errors import Conflict, Forbidden, Invalid
from domain.ids import AccountId, OrganizationId
from domain.model.project_checks import NEEDED_TO_ENTER, NEEDED_TO_PUBLISH, checked
from domain.model.projects import ProjectState, missing_for_entry, snapshot
from domain.policy.projects import ACTIONS, CANCEL, COMPLETE, PUBLISH, UPDATE, VISIBLE
from domain.rules import holds
from domain.text import canonical_json
from tests.domain.projects import NOON, WHOLE, a_project, changed, line
from tests.domain.test_demo_data import projects as demo_projects

OWNER = Actor(account_id=AccountId("account_owner"))
STRANGER = Actor(account_id=AccountId("account_stranger"))

TEXTS = st.none() | st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("th", "en"), st.none() | st.text(max_size=3))
)
AMOUNTS = st.integers(1, 1000)
PATCHES = st.fixed_dictionaries(
    {},
    optional={
        "summary": TEXTS,
        "problem": st.none()
        | st.fixed_dictionaries(
            {},
            optional={
                "statement": TEXTS,
                "people_affected": st.none() | AMOUNTS,
                "province": st.none() | st.sampled_from(["TH-50", "TH-10"]),
                "location": st.none()
                | st.fixed_dictionaries({"latitude": st.floats(-90, 90), "longitude": st.just(1)}),
                "goals": st.none() | st.lists(st.integers(1, 17), unique=True),
            },
        ),
        "team": st.none() | st.lists(st.fixed_dictionaries({"name": st.just("ก")}, optional={"role": TEXTS})),
        "budget": st.none() | st.lists(st.builds(line, AMOUNTS, AMOUNTS), max_size=5),
    },
)


@given(PATCHES)
def test_a_patch_that_is_sent_twice_changes_nothing_the_second_time(patch: Any) -> None:
    project = a_project()
    project.revise(patch, now=NOON)
    once = deepcopy(project.document)

    project.revise(patch, now=NOON)

    assert project.document == once


@given(PATCHES)
def test_what_a_patch_does_not_name_stays_and_the_columns_beside_it_follow(patch: Any) -> None:
    project = a_project()

    project.revise(patch, now=NOON)

    assert all(project.document[name] == WHOLE[name] for name in WHOLE if name not in patch)
    assert (project.province, project.goals) == (project.problem["province"], project.problem["goals"])
    assert checked(project.document) == project.document
    assert canonical_json(snapshot(project))


ALONE: dict[str, Any] = {"teammates": (), "merges": ()}
UNUSED = {"in_use": False}


def test_one_language_is_changed_without_the_other() -> None:
    project = a_project()

    project.revise({"title": {"en": None}, "summary": {"en": "Ram pumps"}}, now=NOON)

    assert project.title == {"th": WHOLE["title"]["th"]}
    assert project.summary == {"th": "เครื่องตะบันน้ำ", "en": "Ram pumps"}


def test_publishing_names_all_that_is_missing_at_once() -> None:
    project = a_project({"title": {"th": "ห้องสมุด"}})

    with pytest.raises(Invalid) as refused:
        project.publish(now=NOON)

    assert refused.value.code == "project_incomplete"
    assert [fault.pointer for fault in refused.value.faults] == list(NEEDED_TO_PUBLISH[1:])
    assert project.state is ProjectState.DRAFT


def test_publishing_is_told_to_everybody_and_counted_by_province_and_goal() -> None:
    project = a_project()

    told = project.publish(now=NOON)

    assert told.public
    assert told.tally == {
        "projects.published": 1,
        "projects.published.province.TH-67": 1,
        "projects.published.goal.2": 1,
        "projects.published.goal.6": 1,
    }


def test_counters_follow_a_published_project_that_changes() -> None:
    project = a_project(state=ProjectState.PUBLISHED)

    told = project.revise({"problem": {"province": "TH-50", "goals": [6, 7]}}, now=NOON)

    assert told.tally == {
        "projects.published.province.TH-67": -1,
        "projects.published.province.TH-50": 1,
        "projects.published.goal.2": -1,
        "projects.published.goal.7": 1,
    }


def test_a_draft_is_nobody_elses_news() -> None:
    told = a_project().revise({"summary": None}, now=NOON)

    assert (told.public, told.tally, told.account_id) == (False, {}, OWNER.account_id)


def test_what_is_published_stays_fit_to_be_published() -> None:
    project = a_project(state=ProjectState.PUBLISHED)

    with pytest.raises(Invalid) as refused:
        project.revise({"summary": None, "problem": {"province": None}}, now=NOON)

    assert [(f.pointer, f.code) for f in refused.value.faults] == [
        ("/summary", "missing"),
        ("/problem/province", "missing"),
    ]


def test_an_empty_draft_is_told_all_that_an_entry_needs() -> None:
    faults = missing_for_entry(a_project({"title": {"th": "ห้องสมุด"}}))

    assert [fault.pointer for fault in faults] == list(NEEDED_TO_ENTER[1:])
    assert {fault.code for fault in faults} == {"missing", "root_cause_missing"}


@pytest.mark.parametrize("place", NEEDED_TO_ENTER[1:])
def test_whatever_an_entry_needs_is_named_alone_when_it_alone_is_missing(place: str) -> None:
    group, _, name = place[1:].partition("/")
    project = a_project(changed({group: {name: None} if name else None}))

    [fault] = missing_for_entry(project)

    assert fault.pointer == place
    assert fault.code == ("root_cause_missing" if place == "/problem/root_causes" else "missing")


def test_every_project_of_the_demo_programme_can_enter_a_call() -> None:
    beside = ("key", "proposer", "answers", "quality")
    bodies = [{k: v for k, v in project.items() if k not in beside} for project in demo_projects()]

    lacking = [body["title"]["th"] for body in bodies if missing_for_entry(a_project(body))]

    assert len(bodies) == 30
    assert lacking == []


def test_a_snapshot_keeps_people_apart_from_what_they_propose() -> None:
    frozen = snapshot(a_project())

    assert frozen["people"] == {"team": WHOLE["team"], "supporters": WHOLE["supporters"]}
    assert frozen["document"].keys() & frozen["people"].keys() == set()
    assert frozen["document"]["budget_total"] == {"amount": 7_800_000, "currency": "THB"}
    assert WHOLE["team"][0]["name"] not in canonical_json(frozen["document"]).decode()


def test_later_changes_do_not_reach_into_a_snapshot() -> None:
    project = a_project()
    frozen = snapshot(project)
    before = canonical_json(frozen)

    project.revise({"title": {"th": "ใหม่"}, "problem": {"goals": []}, "team": None, "budget": []}, now=NOON)

    assert canonical_json(frozen) == before


@pytest.mark.parametrize("state", ProjectState)
def test_a_draft_is_seen_by_its_owner_and_by_admins_only(state: ProjectState) -> None:
    facts = vars(a_project(state=state)) | ALONE

    assert holds(VISIBLE, facts, OWNER)
    assert holds(VISIBLE, facts, Actor(account_id=AccountId("account_admin"), admin=True))
    assert holds(VISIBLE, facts, STRANGER) == (state in ("published", "completed"))


@pytest.mark.parametrize("state", set(ProjectState) - {ProjectState.DRAFT})
def test_only_a_draft_can_be_published(state: ProjectState) -> None:
    with pytest.raises(Conflict) as refused:
        permit(PUBLISH, a_project(state=state), OWNER, NOON)

    assert refused.value.code == f"project_is_{state}"


@pytest.mark.parametrize("state", [ProjectState.COMPLETED, ProjectState.CANCELLED])
def test_what_is_over_is_not_changed_any_more(state: ProjectState) -> None:
    with pytest.raises(Conflict) as refused:
        permit(UPDATE, a_project(state=state), OWNER, NOON)

    assert refused.value.code == f"project_is_{state}"


@pytest.mark.parametrize("action", ACTIONS)
def test_nobody_but_the_owner_may_do_anything_with_a_project(action: Any) -> None:
    project = a_project(state=min(action.states))

    with pytest.raises(Forbidden) as refused:
        permit(action, project, STRANGER, NOON, **UNUSED)

    assert refused.value.code == "not_your_project"
    assert [verdict["allowed"] for verdict in verdicts([action], vars(project) | UNUSED, OWNER, NOON)] == [
        True
    ]


@pytest.mark.parametrize("action", ACTIONS)
def test_managers_do_with_an_organizations_project_what_needs_no_person(action: Any) -> None:
    project = a_project(state=min(action.states))
    project.account_id, project.organization_id = None, OrganizationId("organization_meefund")
    manager, viewer = (
        Actor(account_id=AccountId("account_1"), memberships={project.organization_id: role})
        for role in (Role.MANAGER, Role.VIEWER)
    )

    [verdict] = verdicts([action], vars(project) | UNUSED, manager, NOON)
    [of_viewer] = verdicts([action], vars(project) | UNUSED, viewer, NOON)

    needs_a_person = action.name in ("create_campaign", "create_opportunity")
    assert verdict["reason_code"] == ("project_of_an_organization" if needs_a_person else None)
    assert of_viewer["reason_code"] == "not_your_project"


@pytest.mark.parametrize("action", [COMPLETE, CANCEL])
def test_a_project_ends_only_when_nothing_runs_for_it(action: Any) -> None:
    project = a_project(state=ProjectState.PUBLISHED)

    with pytest.raises(Conflict) as refused:
        permit(action, project, OWNER, NOON, in_use=True)

    assert refused.value.code == "project_in_use"


def test_what_is_completed_stays_public_and_is_counted() -> None:
    project = a_project(state=ProjectState.PUBLISHED)

    told = project.complete({"th": "น้ำถึงทุกไร่"}, now=NOON)

    assert (project.state, project.ended_at) == (ProjectState.COMPLETED, NOON)
    assert project.ended_reason == {"th": "น้ำถึงทุกไร่"}
    assert (told.type, told.public, told.tally) == ("project.completed", True, {"projects.completed": 1})


def test_what_is_cancelled_is_told_to_those_who_saw_it_and_counted_no_longer() -> None:
    project = a_project(state=ProjectState.PUBLISHED)

    told = project.cancel({"th": "ที่ดินถูกขาย"}, now=NOON)

    assert project.state is ProjectState.CANCELLED
    assert told.public
    assert told.tally["projects.published"] == -1
    assert told.tally["projects.published.province.TH-67"] == -1
    assert told.tally["projects.cancelled"] == 1


def test_nothing_is_cancelled_without_a_reason() -> None:
    project = a_project(state=ProjectState.PUBLISHED)

    with pytest.raises(Invalid) as refused:
        project.cancel({"th": "  "}, now=NOON)

    assert [(fault.pointer, fault.code) for fault in refused.value.faults] == [("/reason", "reason_missing")]
    assert project.state is ProjectState.PUBLISHED
