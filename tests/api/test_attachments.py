"""Files of projects: announced on either face, sent and fetched by REST, kept for those who judge."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from domain.access import SYSTEM
from domain.core import Core
from domain.usecases.attachments import ForgetFiles
from tests.attachments import HTML, PDF, announce, attach, fetch, office, png, send
from tests.faces import Refused, Shown, refused
from tests.judging import a_judging
from tests.world import Person, a_house, open_call, publish_project, register

NAME = "แผนงาน ปี 2569.pdf"


@pytest.fixture
def owner(client: FlaskClient) -> Person:
    return register(client)


@pytest.fixture
def stranger(client: FlaskClient) -> Person:
    return register(client)


@pytest.fixture
def project(owner: Person) -> Shown:
    shown: Shown = owner.does("createProject", title={"th": "ห้องสมุดลอยน้ำ"})
    return shown


def codes(answer: Any) -> list[str]:
    told = answer.get_json()
    return [fault["code"] for fault in told.get("errors") or [told]]


def sweep(app: Flask) -> int:
    core: Core = app.extensions["plik"].core
    return core.run(ForgetFiles(), SYSTEM)


def test_a_file_is_announced_sent_and_fetched(face: Any, owner: Person, project: Shown) -> None:
    announced = announce(face.by(owner), project, name=NAME)
    answer = send(owner, announced)

    assert (announced["state"], announced["content_type"]) == ("awaiting", None)
    assert answer.status_code == 200, answer.text
    shown = face.by(owner).does("attachment", id=announced["id"])
    assert shown["state"] == "stored"
    assert shown["content_type"] == "application/pdf"
    assert shown["sha256"] == hashlib.sha256(PDF).hexdigest()
    assert fetch(owner.client, owner, shown).data == PDF
    assert [file["id"] for file in listed(face.by(owner), project)] == [shown["id"]]


def listed(face: Any, project: Shown) -> list[Shown]:
    found = face.does("attachments", project_id=project["id"])
    return list(found.get("data") or found.get("nodes") or [])


def test_what_is_fetched_is_saved_and_never_shown(owner: Person, project: Shown) -> None:
    answer = fetch(owner.client, owner, attach(owner, project, name=NAME))

    headers = answer.headers
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Disposition"] == (
        'attachment; filename="__________2569.pdf"; '
        "filename*=UTF-8''%E0%B9%81%E0%B8%9C%E0%B8%99%E0%B8%87%E0%B8%B2%E0%B8%99"
        "%20%E0%B8%9B%E0%B8%B5%202569.pdf"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("sandbox;")
    assert headers["Content-Length"] == str(len(PDF))
    assert headers["Cache-Control"] == "private, no-cache"
    again = fetch(owner.client, owner, attach(owner, project), **{"If-None-Match": headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    ("content", "sent", "name", "code"),
    [
        (HTML, HTML, "a.pdf", "file_kind_not_taken"),
        (HTML, HTML, "a.txt", "file_kind_not_taken"),
        (PDF, PDF, "a.png", "file_is_something_else"),
        (png(), png(), "a.docx", "file_is_something_else"),
        (
            office(word__vbaProject=b"x"),
            office(**{"word__vbaProject.bin": b"x"}),
            "a.docx",
            "file_size_differs",
        ),
        (PDF, PDF[:-1], "a.pdf", "file_size_differs"),
        (PDF, PDF + b"x", "a.pdf", "file_size_differs"),
        (PDF, b"", "a.pdf", "file_size_differs"),
    ],
)
def test_content_that_is_not_what_was_announced_is_refused_and_can_be_sent_again(
    owner: Person, project: Shown, content: bytes, sent: bytes, name: str, code: str
) -> None:
    announced = announce(owner, project, content, name)

    answer = send(owner, announced, sent)

    assert (answer.status_code, codes(answer)) == (422, [code])
    assert owner.does("attachment", id=announced["id"])["state"] == "awaiting"


def test_what_is_far_too_large_is_not_read_to_its_end(owner: Person, project: Shown) -> None:
    announced = announce(owner, project)

    answer = send(owner, announced, b"x" * (10 * 1024 * 1024 + 2))

    assert answer.status_code in (413, 422)
    assert codes(answer) in (["body_too_large"], ["file_size_differs"])


def test_content_of_more_than_a_mebibyte_is_taken(owner: Person, project: Shown) -> None:
    content = b"%PDF-1.7\n" + b"0" * (3 * 1024 * 1024) + b"\n%%EOF"

    shown = attach(owner, project, content)

    assert shown["size"] == len(content)
    assert fetch(owner.client, owner, shown).data == content


def test_the_same_content_again_is_answered_alike_and_another_refused(owner: Person, project: Shown) -> None:
    shown = attach(owner, project)
    other = bytes(PDF).replace(b"Catalog", b"catalog")

    again, another = send(owner, shown), send(owner, shown, other)

    assert (again.status_code, again.get_json()["version"]) == (200, shown["version"])
    assert (another.status_code, codes(another)) == (409, ["attachment_is_stored"])
    assert fetch(owner.client, owner, shown).data == PDF


def test_of_two_who_send_at_once_one_is_kept_and_the_other_told(
    app: Flask, owner: Person, project: Shown
) -> None:
    announced = announce(owner, project)
    others = [PDF, PDF.replace(b"Catalog", b"catalog"), PDF.replace(b"obj", b"OBJ"), PDF]

    def go(content: bytes) -> int:
        headers = owner.headers
        answer = app.test_client().put(announced["upload_path"], data=content, headers=headers)
        return int(answer.status_code)

    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(go, others))

    kept = fetch(owner.client, owner, announced).data
    assert set(statuses) <= {200, 409}
    assert [status == 200 for status in statuses] == [content == kept for content in others]
    assert owner.does("attachment", id=announced["id"])["sha256"] == hashlib.sha256(kept).hexdigest()


@pytest.mark.parametrize("name", ["../a.pdf", "a\u202efdp.pdf", "a.html", "a.svg", "a"])
def test_names_that_lead_astray_are_refused(face: Any, owner: Person, project: Shown, name: str) -> None:
    with pytest.raises(Refused) as raised:
        announce(face.by(owner), project, name=name)

    assert raised.value.codes[0] in (
        "file_name_not_valid",
        "file_kind_not_taken",
        "text_has_bidi_override",
    )


def test_a_project_has_at_most_twenty_files_whoever_announces_them_at_once(
    app: Flask, owner: Person, project: Shown
) -> None:
    def go(number: int) -> int:
        path, said = f"/v1/projects/{project['id']}/attachments", {"name": f"{number}.pdf", "size": 10}
        return int(app.test_client().post(path, json=said, headers=owner.headers).status_code)

    with ThreadPoolExecutor(6) as pool:
        statuses = list(pool.map(go, range(26)))

    assert sorted(statuses) == [201] * 20 + [409] * 6
    owner.does("removeAttachment", id=listed_ids(owner, project)[0])
    announce(owner, project)


def listed_ids(owner: Person, project: Shown) -> list[str]:
    return [file["id"] for file in owner.does("attachments", project_id=project["id"])["data"]]


def test_all_files_of_a_project_have_a_size_together(face: Any, owner: Person, project: Shown) -> None:
    most = 10 * 1024 * 1024
    for _ in range(5):
        owner.does("createAttachment", project_id=project["id"], name="a.pdf", size=most)

    with refused("attachments_too_large"):
        announce(face.by(owner), project)


def test_of_a_draft_only_those_who_see_it_see_its_files(
    face: Any, owner: Person, stranger: Person, project: Shown
) -> None:
    shown = attach(owner, project)

    with refused("attachment_not_found"):
        face.by(stranger).does("attachment", id=shown["id"])
    for who in (stranger, None):
        assert fetch(owner.client, who, shown).status_code == 404
    assert send(stranger, shown).status_code == 404
    with refused("attachment_not_found"):
        face.by(stranger).does("removeAttachment", id=shown["id"])


def test_of_a_published_project_everybody_fetches_what_is_there_and_only_its_owner_removes_it(
    face: Any, owner: Person, stranger: Person
) -> None:
    project = publish_project(owner)
    shown, awaited = attach(owner, project), announce(owner, project)

    answer = fetch(owner.client, None, shown)

    assert (answer.status_code, answer.data) == (200, PDF)
    assert answer.headers["Cache-Control"].startswith("public")
    assert [file["id"] for file in listed(face.by(None), project)] == [shown["id"]]
    assert fetch(owner.client, None, awaited).status_code == 404
    with refused("not_your_project"):
        face.by(stranger).does("removeAttachment", id=shown["id"])


def test_what_is_removed_is_gone_for_everybody(
    face: Any, app: Flask, owner: Person, stranger: Person
) -> None:
    project = publish_project(owner)
    shown = attach(owner, project)

    removed = face.by(owner).does("removeAttachment", id=shown["id"])

    assert removed["state"] == "removed"
    for who in (owner, stranger, None):
        assert fetch(owner.client, who, shown).status_code == 404
    assert sweep(app) >= 1
    with refused("attachment_is_removed"):
        face.by(owner).does("removeAttachment", id=shown["id"])


def test_an_entry_encloses_what_is_there_and_its_judges_read_it_whatever_becomes_of_the_project(
    client: FlaskClient, app: Flask, owner: Person, stranger: Person
) -> None:
    house = a_house(client)
    call = open_call(house.manager, house.organization)
    project = publish_project(owner)
    shown = attach(owner, project)
    announce(owner, project, name="late.pdf")
    entry = owner.does("submitEntry", call_id=call["id"], project_id=project["id"])

    owner.does("removeAttachment", id=shown["id"])
    sweep(app)

    [enclosed] = entry["document"]["attachments"]
    assert enclosed == {name: shown[name] for name in ("id", "name", "content_type", "size", "sha256")}
    assert entry["document"]["project_version"] == project["version"]
    assert fetch(client, house.manager, shown).data == PDF
    assert fetch(client, owner, shown).data == PDF
    assert fetch(client, stranger, shown).status_code == 404


def test_judges_read_the_files_of_the_entries_that_they_judge_and_no_others(
    client: FlaskClient, database: Any
) -> None:
    judging = a_judging(client, until="open")
    [applicant, *_], [entry, *_], [judge, *_] = judging.applicants, judging.entries, judging.judges
    enclosed, later = (attach(applicant, {"id": entry["project_id"]}) for _ in range(2))
    applicant.does("removeAttachment", id=later["id"])
    database.execute(
        "UPDATE entries SET document = document || jsonb_build_object('attachments',"
        " jsonb_build_array(jsonb_build_object('id', %s::text))) WHERE id = %s",
        [enclosed["id"], entry["id"]],
    )

    applicant.does("removeAttachment", id=enclosed["id"])

    assert fetch(client, judge, enclosed).data == PDF
    assert fetch(client, judge, later).status_code == 404


def test_a_sender_who_was_killed_leaves_nothing(
    app: Flask, database: Any, owner: Person, project: Shown
) -> None:
    announced = announce(owner, project)
    database.execute(
        "INSERT INTO loose_files (key, attachment_id, due_at, condemned)"
        " VALUES (%s, %s, now() - interval '1 minute', false)",
        [f"{announced['id']}/dead", announced["id"]],
    )

    sweep(app)

    left = database.execute("SELECT count(*) FROM loose_files WHERE attachment_id = %s", [announced["id"]])
    assert left.fetchone() == (0,)
    assert send(owner, announced).status_code == 200


def test_what_never_came_is_forgotten_after_a_day(
    app: Flask, clock: Any, owner: Person, project: Shown
) -> None:
    announced = announce(owner, project)

    clock.forward(hours=25)
    sweep(app)

    assert owner.does("attachment", id=announced["id"])["state"] == "removed"
    assert codes(send(owner, announced)) == ["attachment_is_removed"]


def test_what_is_over_takes_no_more_files(face: Any, owner: Person) -> None:
    project = publish_project(owner)
    announced = announce(owner, project)
    owner.does("completeProject", id=project["id"])

    with refused("project_is_completed"):
        announce(face.by(owner), project)
    assert codes(send(owner, announced)) == ["project_is_completed"]


def test_who_may_do_what_with_a_file_is_told_as_it_is(face: Any, owner: Person, project: Shown) -> None:
    def allowed(id: str) -> dict[str, Any]:
        shown = face.by(owner).does("attachment", id=id)
        return {each["action"]: each["reason_code"] for each in shown["allowed_actions"]}

    awaited, stored = announce(owner, project), attach(owner, project)

    assert allowed(awaited["id"]) == {"upload": None, "remove": None}
    assert allowed(stored["id"]) == {"upload": "attachment_is_stored", "remove": None}
