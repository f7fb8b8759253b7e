"""Two sides, many answers at once: one of them counts, and nobody has a right that the other side has not given."""

from collections import Counter
from typing import Any

from flask import Flask

from tests.journeys.test_storms import at_once, on_both_faces
from tests.world import publish_project, register


def test_of_many_acceptances_one_counts(app: Flask, database: Any) -> None:
    client = app.test_client()
    owner, guest = register(client), register(client)
    project = publish_project(owner)
    asked = guest.does("askToJoin", project_id=project["id"])

    answers = at_once(on_both_faces(app, owner, "acceptTeammate", 12, id=asked["id"]))

    assert Counter(answers) == {"done": 1, "teammate_is_confirmed": 11}


def test_what_is_accepted_and_taken_back_at_once_is_one_of_the_two(app: Flask, database: Any) -> None:
    client = app.test_client()
    owner = register(client)
    for _ in range(6):
        project, guest = publish_project(owner), register(client)
        asked = guest.does("askToJoin", project_id=project["id"])

        at_once(
            [
                *on_both_faces(app, owner, "acceptTeammate", 2, id=asked["id"], can_edit=True),
                *on_both_faces(app, guest, "withdrawTeammate", 2, id=asked["id"]),
            ]
        )

        state = guest.does("teammate", id=asked["id"])["state"]
        query = "SELECT editors FROM projects WHERE id = %s"
        [editors] = database.execute(query, [project["id"]]).fetchone()
        assert (state, editors) in (("confirmed", [guest.id]), ("withdrawn", []))


def test_a_project_that_is_merged_and_cancelled_at_once_ends_once(app: Flask, database: Any) -> None:
    client = app.test_client()
    owner, guest = register(client), register(client)
    for _ in range(6):
        target, mine = publish_project(owner), publish_project(guest)
        proposed = guest.does("proposeMerge", project_id=target["id"], merging_project_id=mine["id"])
        reason = {"th": "ไม่มีเวลา"}

        answers = at_once(
            [
                *on_both_faces(app, owner, "acceptTeammate", 2, id=proposed["id"]),
                *on_both_faces(app, guest, "cancelProject", 2, id=mine["id"], reason=reason),
            ]
        )

        ended = guest.does("project", id=mine["id"])
        state = guest.does("teammate", id=proposed["id"])["state"]
        assert Counter(answers)["done"] == 1
        assert ended["state"] == "cancelled"
        assert (state, ended["merged_into"]) in (("confirmed", target["id"]), ("withdrawn", None))


def test_two_projects_that_would_merge_into_each_other_do_not_wait_for_each_other(
    app: Flask, database: Any
) -> None:
    client = app.test_client()
    one, other = register(client), register(client)
    mine, theirs = publish_project(one), publish_project(other)
    there = one.does("proposeMerge", project_id=theirs["id"], merging_project_id=mine["id"])
    back = other.does("proposeMerge", project_id=mine["id"], merging_project_id=theirs["id"])

    answers = at_once(
        [
            *on_both_faces(app, other, "acceptTeammate", 2, id=there["id"]),
            *on_both_faces(app, one, "acceptTeammate", 2, id=back["id"]),
        ]
    )

    assert Counter(answers)["done"] == 1
    ended = [one.does("project", id=mine["id"])["state"], other.does("project", id=theirs["id"])["state"]]
    assert sorted(ended) == ["cancelled", "published"]


def test_many_who_ask_at_once_are_asked_for_once_each(app: Flask, database: Any) -> None:
    client = app.test_client()
    owner, guest = register(client), register(client)
    project = publish_project(owner)

    answers = at_once(on_both_faces(app, guest, "askToJoin", 8, project_id=project["id"]))

    assert Counter(answers) == {"done": 1, "already_asked": 7}
