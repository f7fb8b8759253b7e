"""Projects from before rows had ids: what they get, and that nothing else of them changes."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg.types.json import Jsonb

from adapters.database.migrate import migrate
from domain.ids import is_id
from domain.model.project_checks import checked
from tests.domain.projects import WHOLE
from tests.postgres import Server

ID, OWNER = "project_01h2xcejqtf2nbrexx3vqjhp41", "account_01h2xcejqtf2nbrexx3vqjhp41"
PLAIN = ("title", "summary", "problem", "solution", "skills_missing", "budget", "benefits")
ACCOUNT = """
    INSERT INTO accounts (id, email, password_hash, display_name, locale, admin, created_at, updated_at, version)
    VALUES (%s, 'a@plik.example', 'x', 'สมหญิง', 'th', false, now(), now(), 1)
"""
PROJECT = f"""
    INSERT INTO projects (id, account_id, state, {", ".join(PLAIN)}, team, supporters, province, goals,
                          budget_total, budget_currency, created_at, updated_at, version)
    VALUES (%s, %s, 'draft', {", ".join(["%s"] * len(PLAIN))}, %s, %s, 'TH-67', '{{2,6}}', 7800000, 'THB',
            now(), now(), 5)
"""
TEAM = [{"name": "เอ", "role": {}, "skills": []}, {"name": "บี", "role": {}, "skills": []}]
SUPPORTERS = [{"name": {"th": "ก"}, "part": {}, "organization_id": None}]


@pytest.fixture
def old(server: Server) -> Iterator[str]:
    """A database of the last release, with a project in it."""
    with server.fresh_database("old_projects", template="template0") as url:
        migrate(url, "0007")
        causes = [{"id": "cause-7", "cause": {"th": "ก"}, "because_of": None, "evidence": []}]
        words = WHOLE | {"problem": WHOLE["problem"] | {"root_causes": causes}}
        said = [Jsonb(words[name]) for name in PLAIN]
        with psycopg.connect(url) as connection:
            connection.execute(ACCOUNT.encode(), [OWNER])
            connection.execute(PROJECT.encode(), [ID, OWNER, *said, Jsonb(TEAM), Jsonb(SUPPORTERS)])
        yield url


def test_rows_are_numbered_by_their_places_and_the_document_is_the_first_version(old: str) -> None:
    migrate(old)

    with psycopg.connect(old) as connection:
        row = connection.execute(
            "SELECT team, supporters, budget, numbered, asked_for, from_elsewhere, version FROM projects"
        ).fetchone()
        [(id, number, document)] = connection.execute(
            "SELECT id, number, document FROM project_versions"
        ).fetchall()
        [(in_use,)] = connection.execute("SELECT in_use FROM projects_shown").fetchall()
    assert row
    team, supporters, budget, numbered, asked_for, from_elsewhere, version = row
    assert team == [{"id": "member-1", **TEAM[0]}, {"id": "member-2", **TEAM[1]}]
    assert [one["id"] for one in supporters] == ["supporter-1"]
    assert budget == WHOLE["budget"]
    assert numbered == {"member": 2, "supporter": 1, "source": 0, "cause": 7, "line": 0, "benefit": 0}
    assert (asked_for, from_elsewhere, version, in_use) == (None, [], 5, False)
    assert is_id(id, "version")
    assert number == 5
    assert checked(document) == document
