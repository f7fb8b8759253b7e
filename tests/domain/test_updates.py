"""An update says something, is told to everybody once, and is posted by a project's owner while that is public."""

from typing import Any

import pytest

from domain.access import SYSTEM, Actor, Role
from domain.errors import Invalid
from domain.ids import AccountId, GuestId, OrganizationId, ProjectId, UpdateId
from domain.model.projects import PUBLIC, ProjectState
from domain.model.updates import Update
from domain.policy.projects import CREATE_UPDATE
from tests.domain.builders import NOON

OWNER = Actor(account_id=AccountId("account_owner"))
STRANGER = Actor(account_id=AccountId("account_stranger"))
GUEST = Actor(guest_id=GuestId("guest_1"), scopes=frozenset())


def an_update(**more: Any) -> Update:
    given = {
        "id": UpdateId("update_1"),
        "project_id": ProjectId("project_1"),
        "title": {"th": "ข่าว"},
        "body": {"en": "*News*"},
        "body_html": {"en": "<p><em>News</em></p>"},
        "published_at": NOON,
        "created_at": NOON,
        "updated_at": NOON,
    }
    return Update(**given | more)


def test_what_is_said_in_one_language_is_said() -> None:
    an_update().check()


@pytest.mark.parametrize("nothing", [{}, {"th": ""}, {"th": " \n", "en": "\u00a0"}])
def test_what_says_nothing_is_no_update(nothing: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refusal:
        an_update(title=nothing, body=nothing).check()

    assert [(fault.pointer, fault.code) for fault in refusal.value.faults] == [
        ("/title", "text_missing"),
        ("/body", "text_missing"),
    ]


def test_everybody_hears_of_an_update_and_it_is_counted() -> None:
    told = an_update().posted()

    assert (told.type, told.subject, told.version, told.at) == ("update.posted", "update_1", 1, NOON)
    assert told.public
    assert told.tally == {"updates": 1}


@pytest.mark.parametrize("state", ProjectState)
@pytest.mark.parametrize("actor", [OWNER, STRANGER, GUEST, SYSTEM])
def test_only_the_owner_posts_and_only_while_the_project_is_public(actor: Actor, state: ProjectState) -> None:
    project = {"account_id": OWNER.account_id, "organization_id": None, "state": state}

    refusal = CREATE_UPDATE.refusal(project, actor, NOON)

    if actor is GUEST:
        assert refusal
        assert refusal.code == "account_needed"
    elif actor is not OWNER:
        assert refusal
        assert refusal.code == "not_your_project"
    elif state not in PUBLIC:
        assert refusal
        assert refusal.code == f"project_is_{state}"
    else:
        assert refusal is None


def test_for_an_organizations_project_those_post_who_manage_it() -> None:
    ours = OrganizationId("organization_ours")
    manager = Actor(account_id=AccountId("account_manager"), memberships={ours: Role.MANAGER})
    viewer = Actor(account_id=AccountId("account_viewer"), memberships={ours: Role.VIEWER})
    project = {"account_id": None, "organization_id": ours, "state": ProjectState.PUBLISHED}

    told = [CREATE_UPDATE.refusal(project, actor, NOON) for actor in (manager, viewer)]

    assert [refusal and refusal.code for refusal in told] == [None, "not_your_project"]
