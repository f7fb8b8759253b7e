"""The platform under attack, on a database of its own, and what is aimed at."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.architecture.contracts import GRAPH
from tests.journeys.aiming import Target
from tests.journeys.mischief import was_refused
from tests.journeys.targets import targets
from tests.journeys.targets_judging import PANELS
from tests.journeys.targets_people import AMONG_PEOPLE
from tests.journeys.targets_reviewing import REVIEWING
from tests.postgres import Server
from tests.running import settings
from wsgi import make_app

TAKES_A_BODY = (
    *("createAccount", "login", "refresh", "createGuest", "issueToken"),
    *("createOrganization", "addMember", "createClient", "createCall", "updateCall"),
    *("createAttachment", "completeProject", "cancelProject"),
    *("createProject", "updateProject", "createUpdate", "submitEntry", "screenEntry"),
    *("extendCall", "cancelCall", "screenEntries", "disqualifyEntry"),
    *("setExternalCampaign", "setMyVolunteer", "createOpportunity", "updateOpportunity", "createPlacement"),
    *("createCampaign", "updateCampaign", "createPledge"),
    *("createRound", "setRoundPanel", "updateReview", "recuseReview"),
    *REVIEWING,
    *AMONG_PEOPLE,
    *("releaseComments", "lodgeAppeal", "assignAppeal", "decideAppeal", "giveOpinion"),
    *("proposeMentorship", "endMentorship", "planMeeting", "updateMeeting", "holdMeeting", "cancelMeeting"),
    *PANELS,
    *("setProjectFindable", "inviteTeammate", "askToJoin", "proposeMerge", "acceptTeammate"),
    *("rankRound", "simulateDecideRound", "decideRound", "publishRound"),
)


# What nobody may do: not even the database takes a bundle back while its guard is there.
UNPUBLISH = """
    CREATE FUNCTION unpublish(id text) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        ALTER TABLE round_bundles DISABLE TRIGGER USER;
        DELETE FROM round_bundles WHERE round_id = unpublish.id;
        ALTER TABLE round_bundles ENABLE TRIGGER USER;
        DELETE FROM letters WHERE round_id = unpublish.id;
        DELETE FROM grants USING rounds WHERE rounds.id = unpublish.id AND grants.call_id = rounds.call_id;
        UPDATE entries SET state = 'in_review', place = NULL, waiting_place = NULL, appeals_until = NULL
         WHERE round_id = unpublish.id;
        UPDATE calls SET state = 'closed' FROM rounds WHERE rounds.id = unpublish.id AND calls.id = rounds.call_id;
        UPDATE rounds SET state = 'decided' WHERE rounds.id = unpublish.id;
    END $$
"""


@dataclass
class Attacked:
    """The platform, and what is aimed at. `changes` counts every change of anything that has a version."""

    app: Flask
    client: FlaskClient
    database: psycopg.Connection[Any]
    targets: dict[str, Target]

    def changes(self) -> int:
        row = self.database.execute("SELECT coalesce(max(position), 0) FROM audit_records").fetchone()
        assert row
        return int(row[0])

    def send(self, target: Target, **how: Any) -> TestResponse:
        """A refusal that changed something is no refusal. A success is put back."""
        before = self.changes()
        verb, path = target.address(self.app)
        headers = target.headers(self.database) | how.pop("headers", {})
        answer = self.client.open(path, method=verb, headers=headers, **how)
        self.settle(target, answer, before, how)
        return answer

    def ask(self, target: Target, document: str, given: Any, **how: Any) -> TestResponse:
        """The same over the graph."""
        before = self.changes()
        headers = target.credentials()
        body = {"query": document, "variables": {"input": given}}
        answer = self.client.post("/graphql", json=body, headers=headers, **how)
        self.settle(target, answer, before, given)
        return answer

    def settle(self, target: Target, answer: TestResponse, before: int, asked: object) -> None:
        if was_refused(answer):
            assert self.changes() == before, (asked, answer.text)
        else:
            target.restore(self.database)


@pytest.fixture(scope="module")
def attacked(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    with server.fresh_database("hostile", template=template) as url:
        app = make_app(settings(tmp_path_factory.mktemp("hostile")), url, cheap_passwords=True)
        with psycopg.connect(url, autocommit=True) as database:
            database.execute(UNPUBLISH)
            yield Attacked(app, app.test_client(), database, targets(app))


def mutation(operation: str) -> Any:
    assert GRAPH.mutation_type
    return GRAPH.mutation_type.fields[operation]
