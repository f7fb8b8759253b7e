"""A line a request, in one form, with nobody's secret in it."""

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask, g

from api import logs

Lines = Callable[[], list[str]]


@dataclass(frozen=True)
class Somebody:
    principal: str = "account_1"


@pytest.fixture
def restored() -> Iterator[None]:
    """Logging is the process's own: as it was before."""
    root, ours = logging.getLogger(), logging.getLogger("plik")
    before = root.level, root.handlers[:], ours.level
    yield
    root.setLevel(before[0])
    root.handlers[:] = before[1]
    ours.setLevel(before[2])


@pytest.fixture
def lines(restored: None, capsys: pytest.CaptureFixture[str]) -> Lines:
    def said() -> list[str]:
        return capsys.readouterr().err.splitlines()

    return said


@pytest.fixture
def app() -> Flask:
    app = Flask("logged")
    logs.install(app)

    @app.before_request
    def know() -> None:
        g.request_id, g.actor = "request-1", Somebody()

    app.add_url_rule("/<path:path>", "anything", lambda path: "well", methods=["GET", "POST"])
    app.add_url_rule("/broken", "broken", lambda: ("no", 503))
    return app


def test_a_request_is_one_line_of_json_in_production(app: Flask, lines: Lines) -> None:
    logs.configure(production=True)

    app.test_client().post("/v1/calls", json={"title": "ลับ"})

    [line] = map(json.loads, lines())
    assert line.pop("timestamp").endswith("Z")
    assert line.pop("duration_ms") >= 0
    assert line == {
        "event": "request",
        "level": "info",
        "logger": "plik.request",
        "request_id": "request-1",
        "method": "POST",
        "path": "/v1/calls",
        "status": 200,
        "actor": "account_1",
    }


def test_a_request_is_one_short_line_in_development(app: Flask, lines: Lines) -> None:
    logs.configure(production=False)

    app.test_client().get("/v1/calls/พลิก")

    [line] = lines()
    assert line.split()[1:4] == ["GET", "/v1/calls/พลิก", "200"]
    assert line.endswith(" ms account_1 request-1")


@pytest.mark.parametrize("production", [True, False])
def test_nobodys_secret_is_in_a_line(app: Flask, lines: Lines, production: bool) -> None:
    logs.configure(production=production)

    app.test_client().post(
        "/v1/x?token=canary", json={"password": "canary"}, headers={"Authorization": "Bearer canary"}
    )

    assert "canary" not in "".join(lines())


@pytest.mark.parametrize("production", [True, False])
@pytest.mark.parametrize("evil", ["%0A12:00:00", "%0D%0A", "%1b[2J", "%E2%80%AE", "%C2%85"])
def test_nobody_forges_a_line(app: Flask, lines: Lines, production: bool, evil: str) -> None:
    logs.configure(production=production)

    app.test_client().get(f"/v1/{evil}GET /v1/admin 200")

    [line] = lines()
    assert line.isprintable()


def test_those_who_watch_are_not_logged_while_all_is_well(app: Flask, lines: Lines) -> None:
    logs.configure(production=False)

    app.test_client().get("/healthz")

    assert lines() == []


def test_an_error_in_production_tells_kinds_and_places_but_no_words(lines: Lines) -> None:
    logs.configure(production=True)

    try:
        try:
            int("canary")
        except ValueError as error:
            raise LookupError("canary") from error
    except LookupError as error:
        logging.getLogger("plik").error("unexpected", exc_info=error)

    [line] = lines()
    told: list[dict[str, Any]] = json.loads(line)["exception"]
    assert [each["type"] for each in told] == ["builtins.LookupError", "builtins.ValueError"]
    assert "test_logs.py" in told[0]["at"][0]
    assert "canary" not in line


def test_an_error_in_development_tells_everything(lines: Lines) -> None:
    logs.configure(production=False)

    logging.getLogger("plik").error("unexpected", exc_info=LookupError("what was sought"))

    assert lines()[-1] == "LookupError: what was sought"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Error handling request /v1/x?token=canary", "Error handling request /v1/x?"),
        ("Invalid request from ip=::1: Invalid HTTP Header: 'Authorization canary'", "Invalid request"),
        ("Worker exiting (pid: 7)", "Worker exiting (pid: 7)"),
    ],
)
def test_the_server_itself_quotes_nobody(lines: Lines, said: str, kept: str) -> None:
    logs.configure(production=True)

    logging.getLogger("gunicorn.error").warning(said)

    [line] = lines()
    assert json.loads(line)["event"] == kept


def test_libraries_are_heard_only_when_they_warn(lines: Lines) -> None:
    logs.configure(production=False)

    logging.getLogger("some.library").info("chatter")
    logging.getLogger("some.library").warning("take care")

    [line] = lines()
    assert line.endswith("WARNING some.library: take care")
