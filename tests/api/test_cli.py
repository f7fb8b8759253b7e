"""The commands do what they are told, and say in a sentence why they cannot."""

import json
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from api import cli

WELL = {"ok": True, "records": 2, "sealed": 1, "unsealed": 1, "problems": []}
TOUCHED = WELL | {"ok": False, "problems": ["audit_1: does not match its seal, number 1"]}
BOOKS = {"ok": True, "transactions": 2, "postings": 5, "problems": []}
WRONG = BOOKS | {
    "ok": False,
    "problems": [
        {"invariant": "I3", "subject": "fees:platform", "sentence": "its balance says 2, its postings 1"}
    ],
}
Type = Callable[..., Result]


def nothing(*_: Any) -> Any:
    raise AssertionError("nobody asked for this")


@pytest.fixture
def deeds() -> dict[str, Any]:
    """What the commands do; a test fills in what it needs."""
    return dict.fromkeys((field.name for field in fields(cli.Deeds)), nothing)


@pytest.fixture
def typed(deeds: dict[str, Any]) -> Type:
    def run(*words: str) -> Result:
        return cli.commands(cli.Deeds(**deeds)).test_cli_runner().invoke(args=words)

    return run


def test_published_contracts_that_differ_fail_the_check_with_the_first_difference(
    deeds: dict[str, Any], typed: Type, tmp_path: Path
) -> None:
    file = tmp_path / "schema.graphql"
    file.write_text("type Call\n", encoding="utf-8")
    deeds["contracts"] = lambda: {file: "type Call\ntype Entry\n"}

    result = typed("contracts", "--check")

    assert result.exit_code == 1
    assert "schema.graphql is not what the code makes" in result.stderr
    assert result.stderr.rstrip().endswith("+type Entry")


def test_what_was_just_published_passes_the_check(deeds: dict[str, Any], typed: Type, tmp_path: Path) -> None:
    deeds["contracts"] = lambda: {tmp_path / "openapi.yaml": "title: พลิก\n"}

    published, checked = typed("publish"), typed("contracts", "--check")

    assert published.output == "openapi.yaml written\n"
    assert (checked.exit_code, checked.output) == (0, "")


def test_keys_need_nothing_else(deeds: dict[str, Any], typed: Type) -> None:
    deeds["keys"] = lambda: "{}"

    assert typed("keys").output == "{}\n"


@pytest.mark.parametrize(("verdict", "code"), [(WELL, 0), (TOUCHED, 1)])
def test_the_audit_trails_verdict_is_json_and_an_exit_code(
    deeds: dict[str, Any], typed: Type, verdict: dict[str, Any], code: int
) -> None:
    deeds["audit"] = lambda expected: verdict | {"head": expected}

    result = typed("audit", "verify", "--json", "--expect", "1:ab")

    assert json.loads(result.stdout) == verdict | {"head": "1:ab"}
    assert result.exit_code == code


def test_the_audit_trails_verdict_can_be_read_aloud(deeds: dict[str, Any], typed: Type) -> None:
    deeds["audit"] = lambda _: TOUCHED

    assert typed("audit", "verify").output.splitlines() == [
        "2 records, 1 sealed, 1 waiting",
        "audit_1: does not match its seal, number 1",
    ]


@pytest.mark.parametrize(("verdict", "code"), [(BOOKS, 0), (WRONG, 1)])
def test_the_ledgers_verdict_is_json_and_an_exit_code(
    deeds: dict[str, Any], typed: Type, verdict: dict[str, Any], code: int
) -> None:
    deeds["ledger"] = lambda: verdict

    result = typed("ledger", "verify", "--json")

    assert json.loads(result.stdout) == verdict
    assert result.exit_code == code


@pytest.mark.parametrize(
    ("verdict", "said"),
    [(BOOKS, "the books are right"), (WRONG, "I3: fees:platform: its balance says 2, its postings 1")],
)
def test_the_ledgers_verdict_can_be_read_aloud(
    deeds: dict[str, Any], typed: Type, verdict: dict[str, Any], said: str
) -> None:
    deeds["ledger"] = lambda: verdict

    assert typed("ledger", "verify").output.splitlines() == ["2 transactions, 5 postings", said]


@pytest.mark.parametrize(("done", "code"), [(True, 0), (False, 1)])
def test_draining_that_takes_too_long_fails(
    deeds: dict[str, Any], typed: Type, done: bool, code: int
) -> None:
    asked: list[float] = []
    deeds["drain"] = lambda timeout: asked.append(timeout) or done

    result = typed("jobs", "drain", "--timeout", "2.5")

    assert (asked, result.exit_code) == ([2.5], code)
    assert ("after 2.5 seconds" in result.output) is not done


def test_the_doctor_fails_where_something_is_wrong(deeds: dict[str, Any], typed: Type) -> None:
    deeds["doctor"] = lambda: [(True, "Settings: development"), (False, "Database: PostgreSQL 15")]

    result = typed("doctor")

    assert result.exit_code == 1
    assert result.output == "well  Settings: development\nWRONG Database: PostgreSQL 15\n"


@pytest.mark.parametrize("command", ["serve", "web", "sandbox", "worker", "migrate", "seed", "doctor"])
def test_what_cannot_be_done_is_a_sentence(deeds: dict[str, Any], typed: Type, command: str) -> None:
    def refuse(*_: Any) -> Any:
        raise RuntimeError("Port 8000 cannot be used: set PORT to another.")

    deeds[command] = refuse

    result = typed(command)

    assert result.exit_code == 1
    assert result.output == "Error: Port 8000 cannot be used: set PORT to another.\n"


def test_what_serving_says_is_printed(deeds: dict[str, Any], typed: Type) -> None:
    deeds["serve"] = lambda say: say("Plik is ready")

    assert typed("serve").output == "Plik is ready\n"


def test_the_story_is_told_where_somebody_is_there_to_listen(deeds: dict[str, Any], typed: Type) -> None:
    deeds["sandbox_url"] = lambda: None

    result = typed("story", "--url", "http://127.0.0.1:1", "--face", "rest")

    assert result.exit_code == 1
    assert "Nobody pledges in this story" in result.output
    assert "no answer from http://127.0.0.1:1" in result.stderr


def test_whoever_names_a_sandbox_that_is_away_is_told(deeds: dict[str, Any], typed: Type) -> None:
    result = typed("story", "--url", "http://127.0.0.1:1", "--sandbox", "http://127.0.0.1:2")

    assert "No sandbox answers at http://127.0.0.1:2." in result.output
