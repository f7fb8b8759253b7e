"""An event carries the version that its subject became, so that readers know which of two is the newer."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.judging import Judging, a_judging
from tests.running import drain

TOLD = "SELECT subject_version FROM events WHERE subject = %s ORDER BY sequence"


@pytest.fixture
def told(app: Flask, client: FlaskClient) -> Judging:
    """A story with an end: the only winner declines, and the next moves up."""
    judging = a_judging(client, until="published")
    [grant] = judging.grants()
    judging.applicant_of(grant).does("declineGrant", id=grant["id"])
    drain(app)
    return judging


def test_versions_grow_from_event_to_event_up_to_the_present_one(told: Judging, database: Any) -> None:
    call = told.manager.does("call", id=told.call["id"])
    entries = [told.entry(number) for number in range(len(told.entries))]
    present = [call, told.round, *entries, *told.grants()]

    assert [entry["state"] for entry in entries] == ["declined", "selected", "waitlisted"]
    for thing in present:
        versions = [version for (version,) in database.execute(TOLD, [thing["id"]])]
        assert versions == sorted(versions), thing  # one change may be told as two facts: opened, and begun
        assert versions[-1] == thing["version"], thing
