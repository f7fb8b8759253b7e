"""What a project tells: posted by its owner, read by everybody, heard of once, and never changed."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.adapters.markdown_attacks import attacks, what_acts
from tests.domain.projects import WHOLE
from tests.faces import GraphQL, Rest, Shown, refused
from tests.running import drain
from tests.world import Person, a_guest, a_house, make_machine, post_update, publish_project, register

TITLE = {"th": "ข่าวจากไร่", "en": "News from the fields"}
BODY = {"th": "ฝาย **สามตัว**\n\n- หนึ่ง\n- สอง", "en": "See [the weirs](https://weirs.example/?a=1&b=2)"}

GROWS = f"[a]: https://a.example/{'x' * 9_000}\n\n{'[a]' * 3_000}"


@pytest.fixture
def owner(client: FlaskClient) -> Person:
    return register(client)


@pytest.fixture
def project(owner: Person) -> Shown:
    return publish_project(owner)


def post(face: Any, project: Shown, **more: Any) -> Shown:
    posted: Shown = face.does(
        "createUpdate", **{"project_id": project["id"], "title": TITLE, "body": BODY} | more
    )
    return posted


def test_an_owner_posts_and_everybody_reads_it_as_written_and_as_html(
    face: Any, owner: Person, project: Shown
) -> None:
    posted = post(face.by(owner), project)

    assert face.by(None).does("update", id=posted["id"]) == posted
    assert posted["project_id"] == project["id"]
    assert (posted["title"], posted["body"], posted["version"]) == (TITLE, BODY, 1)
    assert posted["body_html"] == {
        "th": "<p>ฝาย <strong>สามตัว</strong></p>\n<ul>\n<li>หนึ่ง</li>\n<li>สอง</li>\n</ul>\n",
        "en": '<p>See <a href="https://weirs.example/?a=1&amp;b=2" rel="nofollow noopener ugc">the weirs</a></p>\n',
    }
    assert datetime.fromisoformat(posted["published_at"]).tzinfo
    assert posted["published_at"] == posted["created_at"] == posted["updated_at"]


def test_one_language_is_enough_and_the_other_is_absent(rest: Rest, owner: Person, project: Shown) -> None:
    posted = post(rest.by(owner), project, title={"th": "ข่าว"}, body={"en": "News"})

    assert (posted["title"], posted["body"]) == ({"th": "ข่าว"}, {"en": "News"})
    assert posted["body_html"] == {"en": "<p>News</p>\n"}


def test_the_updates_of_a_project_are_listed_newest_first_and_page_by_page(
    face: Any, owner: Person, project: Shown
) -> None:
    made = [post(face.by(owner), project)["id"] for _ in range(3)]
    other = publish_project(owner)

    first = face.does("updates", project_id=project["id"], first=2)
    cursor = first["page"]["next_cursor"]
    second = face.does("updates", project_id=project["id"], first=2, after=cursor)
    oldest = face.does("updates", project_id=project["id"], sort="oldest")

    assert [each["id"] for each in first["data"] + second["data"]] == made[::-1]
    assert [each["id"] for each in oldest["data"]] == made
    assert face.does("updates", project_id=other["id"])["data"] == []


def test_a_project_leads_to_its_updates_and_an_update_to_its_project(
    rest: Rest, graph: GraphQL, owner: Person, project: Shown
) -> None:
    posted = post(rest.by(owner), project)
    asked = f'{{ project(id: "{project["id"]}") {{ updates {{ nodes {{ id project {{ id }} }} }} }} }}'

    expanded = rest.does("project", id=project["id"], expand="updates")
    back = rest.does("update", id=posted["id"], expand="project")
    [shown] = graph.asks(asked)["data"]["project"]["updates"]["nodes"]

    assert [each["id"] for each in expanded["updates"]["data"]] == [posted["id"]]
    assert back["project"]["id"] == project["id"]
    assert shown == {"id": posted["id"], "project": {"id": project["id"]}}


def test_followers_hear_of_it_once_and_it_is_counted(
    app: Flask, face: Any, owner: Person, project: Shown
) -> None:
    drain(app)
    before = face.does("insights")["counts"].get("updates", 0)
    posted = post(face.by(owner), project)
    drain(app)

    [told] = face.does("events", subject=[posted["id"]])["data"]

    assert (told["type"], told["subject"], told["version"]) == ("update.posted", posted["id"], 1)
    assert told["link"] == f"/v1/updates/{posted['id']}"
    assert face.does("insights")["counts"]["updates"] == before + 1


def test_a_draft_has_nothing_to_tell(face: Any, owner: Person) -> None:
    draft = owner.does("createProject", **WHOLE)

    with refused("project_is_draft"):
        post(face.by(owner), draft)


def test_nobody_else_tells_in_a_projects_name(face: Any, owner: Person, client: FlaskClient) -> None:
    project, draft, house = publish_project(owner), owner.does("createProject", **WHOLE), a_house(client)
    machine = face.by(make_machine(house.owner, house.organization, "projects:write"))

    with refused("not_your_project"):
        post(face.by(house.stranger), project)
    with refused("project_not_found"):
        post(face.by(house.stranger), draft)
    with refused("not_your_project"):
        post(machine, project, idempotency_key=project["id"])
    with refused("account_needed"):
        post(face.by(a_guest(client)), project)
    with refused("sign_in_first"):
        post(face.by(None), project)

    assert face.does("updates", project_id=project["id"])["data"] == []


def test_what_the_project_allows_says_who_may_post(rest: Rest, owner: Person, project: Shown) -> None:
    def allowed(who: Person) -> Shown:
        listed = rest.by(who).does("project", id=project["id"])["allowed_actions"]
        [found] = [each for each in listed if each["action"] == "create_update"]
        return dict(found)

    stranger = register(owner.client)

    assert (allowed(owner)["allowed"], allowed(owner)["input"]) == (True, "CreateUpdateInput")
    assert (allowed(stranger)["allowed"], allowed(stranger)["reason_code"]) == (False, "not_your_project")


@pytest.mark.parametrize(
    ("wrong", "at", "code"),
    [
        ({"title": {"th": "  "}}, "/title", "text_missing"),
        ({"body": {"th": ""}}, "/body", "text_missing"),
        ({"title": {"en": "x" * 201}}, "/title/en", "length_out_of_range"),
        ({"body": {"th": "ก" * 20_001}}, "/body/th", "length_out_of_range"),
        ({"body": {"th": "a\u202eb"}}, "/body/th", "text_has_bidi_override"),
        ({"body": {"en": "a&#x202e;b"}}, "/body/en", "text_has_bidi_override"),
        ({"body": {"th": GROWS}}, "/body/th", "markdown_too_large"),
    ],
)
def test_what_says_nothing_or_too_much_is_refused_where_it_is(
    face: Any, owner: Person, project: Shown, wrong: Shown, at: str, code: str
) -> None:
    with refused(code) as refusal:
        post(face.by(owner), project, **wrong)

    assert refusal.at == [at]


def test_as_much_as_may_be_said_is_said(face: Any, owner: Person, project: Shown) -> None:
    body = {"th": "ก" * 20_000, "en": "- item\n" * 2_857}

    posted = post(face.by(owner), project, title={"th": "ก" * 200}, body=body)

    assert posted["body"] == body


def test_a_retry_posts_once(face: Any, owner: Person, project: Shown) -> None:
    one, other = (post(face.by(owner), project, idempotency_key="posted-once") for _ in range(2))

    assert one == other
    assert len(face.does("updates", project_id=project["id"])["data"]) == 1


def test_an_update_stays_as_it_was_posted(client: FlaskClient, owner: Person, project: Shown) -> None:
    posted = post_update(owner, project)

    for verb in ("PATCH", "PUT", "DELETE", "POST"):
        answer = client.open(f"/v1/updates/{posted['id']}", method=verb, json={}, headers=owner.headers)
        assert (answer.status_code, answer.get_json()["code"]) == (405, "method_not_allowed")


def test_what_is_not_there_is_not_found(face: Any, owner: Person) -> None:
    draft = owner.does("createProject", **WHOLE)

    with refused("update_not_found"):
        face.does("update", id="update_01h2xcejqtf2nbrexx3vqjhp41")
    with refused("project_not_found" if isinstance(face, Rest) else "updates_not_found"):
        face.does("updates", project_id=draft["id"])


def test_a_projects_updates_are_hidden_with_it(
    face: Any, owner: Person, project: Shown, database: Any
) -> None:
    posted = post_update(owner, project)
    database.execute("UPDATE projects SET state = 'cancelled' WHERE id = %s", [project["id"]])

    with refused("update_not_found"):
        face.does("update", id=posted["id"])

    assert face.by(owner).does("update", id=posted["id"])["id"] == posted["id"]


def test_no_attack_that_is_posted_acts_in_the_page_of_whoever_reads_it(
    client: FlaskClient, owner: Person, project: Shown
) -> None:
    """The walls are tested apart; this is that what passed them is what is stored and shown."""
    bodies = ["\n\n".join(batch) for batch in batches(attacks(), 8_000)]

    for body in bodies:
        html = post_update(owner, project, body={"en": body})["body_html"]["en"]
        assert list(what_acts(html)) == []


def batches(texts: list[str], most: int) -> Iterator[list[str]]:
    """So many together as fit."""
    batch: list[str] = []
    for text in texts:
        if sum(map(len, batch)) + len(text) > most:
            yield batch
            batch = []
        batch.append(text)
    yield batch
