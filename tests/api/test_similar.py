"""What is like a project is found, also where it was saved before words were kept."""

from typing import Any
from uuid import uuid4

from flask.testing import FlaskClient

from domain.access import SYSTEM
from domain.usecases.similar import KeepMissingWords
from tests.world import a_house, enter, open_call, publish_project, register


def test_what_is_older_than_the_words_is_found_once_they_were_kept(
    face: Any, client: FlaskClient, database: Any
) -> None:
    one, other, house = register(client), register(client), a_house(client)
    said = {"title": {"en": f"{uuid4().hex} {uuid4().hex}"}}  # more alike than whatever else is there
    mine, theirs = publish_project(one, **said), publish_project(other, **said)
    entry = enter(one, open_call(house.manager, house.organization))
    database.execute("DELETE FROM project_words")
    database.execute("DELETE FROM entry_words")
    core = client.application.extensions["plik"].core

    before = face.by(one).does("similarProjects", project_id=mine["id"])
    kept = core.run(KeepMissingWords(), SYSTEM)
    database.execute("ANALYZE project_words")  # as the server does by itself, in its time
    after = face.by(one).does("similarProjects", project_id=mine["id"])
    again = core.run(KeepMissingWords(), SYSTEM)

    found = {each["project_id"] for each in _listed(after)}
    assert _listed(before) == []
    assert theirs["id"] in found
    assert kept >= 3
    assert again == 0
    assert database.execute(
        "SELECT count(*) FROM entry_words WHERE entry_id = %s", [entry["id"]]
    ).fetchone() == (1,)


def _listed(answer: Any) -> list[dict[str, Any]]:
    return answer["data"] if isinstance(answer, dict) else answer
