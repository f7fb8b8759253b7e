"""Deadlines pass by the clock, and every change of it all is in a trail that nobody has touched."""

import json
import os
import subprocess
import sys
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from tests.postgres import ROOT
from tests.running import Clock
from tests.world import found, open_call, register, rfc3339


def flask(app: Flask, *words: str) -> subprocess.CompletedProcess[str]:
    """A command of the platform that the tests use, with its clock."""
    ours = {
        "DATABASE_URL": app.config["DATABASE_URL"],
        "PLIK_CLOCK": str(app.config["CLOCK"]),
        "PLIK_DATA": str(app.config["CLOCK"].parent),
    }
    strange = ("PLIK_", "JWT_", "PUBLIC_", "PORT")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(strange)}
    command = [sys.executable, "-m", "flask", *words]
    return subprocess.run(command, cwd=ROOT, env=kept | ours, capture_output=True, text=True, check=False)


def test_a_call_closes_when_its_time_is_over(app: Flask, client: FlaskClient, clock: Clock) -> None:
    owner = register(client)
    organization = found(owner)
    soon = open_call(owner, organization, closes_at=rfc3339(timedelta(days=3)))
    late = open_call(owner, organization, closes_at=rfc3339(timedelta(days=5)))
    clock.forward(days=4)

    drained = flask(app, "jobs", "drain", "--timeout", "30")
    verified = flask(app, "audit", "verify", "--json")

    assert drained.returncode == 0, drained.stderr
    assert [client.get(f"/v1/calls/{call['id']}").json["state"] for call in (soon, late)] == [
        "closed",
        "open",
    ]
    events = client.get("/v1/events", query_string={"subject": soon["id"]}).json["data"]
    assert [event["type"] for event in events][-1] == "call.closed"
    verdict = json.loads(verified.stdout)
    assert (verdict["ok"], verdict["unsealed"], verdict["problems"]) == (True, 0, [])
    assert verdict["records"] == verdict["sealed"] > 0
