"""A partner's story on both faces: it mirrors a campaign of its own site, and reports what that has raised."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.faces import GraphQL, Rest, Shown, refused
from tests.mirroring import Partner, a_partner, an_external_id, as_it_stands, baht, mirror
from tests.world import rfc3339


@pytest.fixture
def meefund(client: FlaskClient) -> Partner:
    return a_partner(client)


def test_a_campaign_with_its_project_is_live_at_once(face: Any, meefund: Partner) -> None:
    name, said = an_external_id(), as_it_stands()

    made = mirror(face, meefund, name, **said)

    assert (made["state"], made["mirrored"], made["external_id"]) == ("live", True, name)
    assert (made["raised"], made["backers"], made["version"]) == (baht(1_200), 12, 1)
    assert made["organization_id"] == meefund.organization["id"]
    assert [each["left"] for each in made["rewards"]] == [None]
    project = face.does("project", id=made["project_id"])
    assert (project["state"], project["account_id"]) == ("published", None)
    assert project["organization_id"] == meefund.organization["id"]
    assert face.does("campaign", id=made["id"])["external_id"] is None
    assert face.by(meefund).does("externalCampaign", external_id=name)["id"] == made["id"]


def test_said_again_as_it_is_nothing_changes(face: Any, meefund: Partner) -> None:
    name, said = an_external_id(), as_it_stands()
    first = mirror(face, meefund, name, **said)

    again = mirror(face, meefund, name, **said)

    assert again == first
