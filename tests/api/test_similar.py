"""What is like a project is found, also where it was saved before words were kept."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from flask.testing import FlaskClient

from domain.access import SYSTEM
from domain.usecases.similar import KeepMissingWords
from tests.running import settings
from tests.world import a_house, enter, open_call, publish_project, register
from wsgi import make_app

MANY_PROJECTS = """
    INSERT INTO projects
    SELECT (jsonb_populate_record(NULL::projects, to_jsonb(project) || jsonb_build_object('id', other))).*
      FROM projects AS project, generate_series(1, %(number)s) AS number,
           format('project_%%s', lpad(number::text, 26, '0')) AS other
     WHERE project.id = %(of)s
"""
THEIR_WORDS = """
    INSERT INTO project_words
    SELECT format('project_%%s', lpad(number::text, 26, '0')), title_words, words
      FROM project_words, generate_series(1, %(number)s) AS number
     WHERE project_id = %(of)s
"""


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


def test_what_nobody_else_speaks_of_is_found_among_thousands_that_say_the_same(
    database_url: str, tmp_path: Path
) -> None:
    client = make_app(settings(tmp_path), database_url, cheap_passwords=True).test_client()
    one, other = register(client), register(client)
    many = {"of": publish_project(register(client))["id"], "number": 3000}
    with psycopg.connect(database_url, autocommit=True) as database:
        for statement in (MANY_PROJECTS, THEIR_WORDS, "ANALYZE project_words"):
            database.execute(statement, many)
    said = {"title": {"th": "กุ้ง หอย ปู ปลา คืนเล"}}
    mine, theirs = publish_project(one, **said), publish_project(other, **said)

    found = [each["project_id"] for each in _listed(one.does("similarProjects", project_id=mine["id"]))]

    assert found[0] == theirs["id"]


def _listed(answer: Any) -> list[dict[str, Any]]:
    return answer["data"] if isinstance(answer, dict) else answer
