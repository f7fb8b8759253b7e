"""The demo as newcomers find it: whole, believable, true to its rules, and the same however it came to be."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from flask import Flask

from adapters.clocks import Now
from adapters.database.audit_verify import verify_audit
from api.demo.data import logins
from api.demo.faces import Rest, Shown
from api.demo.seed import NotHere, seed
from api.demo.sower import PortsAt
from domain.collections import Work
from domain.ports import Asking, Ports
from tests.journeys.test_story import in_process
from tests.postgres import Server
from tests.running import drain, no_payments, settings
from wsgi import Connections, make_app, make_ports

NOW = datetime.now(UTC)
SUMMARY = """
    SELECT 'entry ' || state, count(*) FROM entries GROUP BY state
    UNION ALL SELECT 'grant ' || state, count(*) FROM grants GROUP BY state
    UNION ALL SELECT 'review ' || state, count(*) FROM reviews GROUP BY state
    UNION ALL SELECT 'project ' || state, count(*) FROM projects GROUP BY state
    UNION ALL SELECT 'call ' || state, count(*) FROM calls GROUP BY state
    UNION ALL SELECT 'administrators', count(*) FROM accounts WHERE admin
    UNION ALL SELECT 'accounts', count(*) FROM accounts
    UNION ALL SELECT 'memberships', count(*) FROM memberships
    UNION ALL SELECT 'events', (SELECT count(*) FROM events) + (SELECT count(*) FROM outbox)
    UNION ALL SELECT 'audit records', count(*) FROM audit_records
"""


@dataclass(frozen=True)
class Sown:
    url: str
    app: Flask
    rest: Rest

    def token(self, role: str) -> str:
        [login] = [login for login in logins() if login.role["en"] == role]
        return str(self.rest.do("login", email=login.email, password=login.password)["access_token"])

    def call(self, state: str) -> Shown:
        [call] = self.rest.browse("calls", state=state)["data"]
        return dict(call)


@pytest.fixture(scope="module")
def sown(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sown]:
    """Looked at by many, changed by none."""
    with server.fresh_database("demo", template=template) as url, ports_on(url) as ports_at:
        seed(ports_at, now=NOW, production=False)
        app = make_app(settings(tmp_path_factory.mktemp("demo")), url, cheap_passwords=True)
        app.config.update(DATABASE_URL=url)
        drain(app)
        yield Sown(url, app, Rest(in_process(app.test_client())))


@contextmanager
def ports_on(url: str) -> Iterator[PortsAt]:
    on = Connections(lambda: url, 2)
    yield lambda now: make_ports(on, now, no_payments(), cheap_passwords=True)
    on.close()


def summary(url: str) -> dict[str, int]:
    with psycopg.connect(url) as connection:
        return dict(connection.execute(SUMMARY).fetchall())


def test_ten_have_won_and_accepted_equal_parts_of_the_pool(sown: Sown) -> None:
    call = sown.call("announced")
    grants = sown.rest.browse("grants", call_id=call["id"], first=100)["data"]

    accepted = [grant for grant in grants if grant["state"] == "accepted"]
    assert sorted(grant["place"] for grant in accepted) == list(range(1, 11))
    assert {grant["amount"]["amount"] for grant in accepted} == {call["pool"]["amount"] // 10}
    assert [grant["state"] for grant in grants if grant not in accepted] == ["declined"]


def test_good_projects_won_and_the_app_for_everything_did_not(sown: Sown) -> None:
    winners = sown.rest.browse("entries", call_id=sown.call("announced")["id"], first=100)["data"]

    titles = {entry["title"]["en"] for entry in winners}
    assert "A Braille typing trainer" in titles
    assert "One app for every community problem" not in titles


def test_nine_judges_reviewed_thirty_entries_three_times_each(sown: Sown) -> None:
    token = sown.token("foundation that runs the call")
    [round] = sown.rest.browse("rounds", call_id=sown.call("announced")["id"])["data"]
    reviews = sown.rest.browse("reviews", token, round_id=round["id"], first=100)["data"]

    assert round["state"] == "published"
    assert len({review["judge_id"] for review in reviews}) == 9
    assert len({review["entry_id"] for review in reviews}) == 30
    assert [review["state"] for review in reviews] == ["submitted"] * 90
    assert all(review["comment"]["th"] for review in reviews)


def test_the_finished_call_happened_in_its_own_time(sown: Sown) -> None:
    call = sown.call("announced")
    token = sown.token("foundation that runs the call")
    entries = sown.rest.browse("entries", token, call_id=call["id"], first=100)["data"]

    assert call["closes_at"] == "2025-09-30T17:00:00.000000Z"
    assert all(call["opens_at"] < entry["submitted_at"] < call["closes_at"] for entry in entries)
    assert [entry["submission"] for entry in entries if entry["submission"] > 1] == [2]


def test_a_call_is_open_now_and_has_its_first_entries(sown: Sown) -> None:
    call = sown.call("open")
    token = sown.token("manager at the sponsor")
    entries = sown.rest.browse("entries", token, call_id=call["id"], first=100)["data"]

    assert moment(call["opens_at"]) < NOW - timedelta(days=25)
    assert moment(call["closes_at"]) > NOW + timedelta(days=60)
    assert [entry["state"] for entry in entries] == ["submitted"] * 4


def test_a_draft_of_a_call_is_seen_by_its_organization_alone(sown: Sown) -> None:
    seen = sown.rest.browse("calls", sown.token("manager at the sponsor"))["data"]
    owner = sown.rest.do("login", email="pa.sri@people.example", password=logins()[0].password)
    drafts = sown.rest.browse("calls", owner["access_token"], state="draft")["data"]

    assert {call["state"] for call in seen} == {"open", "announced"}
    assert len(drafts) == 1


def test_everybody_who_is_named_at_the_start_can_log_in(sown: Sown) -> None:
    shown = [sown.rest.show("me", sown.token(login.role["en"])) for login in logins()]

    assert [account["email"] for account in shown] == [login.email for login in logins()]
    assert [account["email"] for account in shown if account["admin"]] == ["admin@plik.example"]


def test_the_audit_trail_is_clean_and_names_the_people_who_did_it(sown: Sown) -> None:
    verdict = verify_audit(lambda: sown.url)
    with psycopg.connect(sown.url) as connection:
        by_platform = connection.execute(
            "SELECT DISTINCT command FROM audit_records WHERE actor NOT LIKE 'account_%'"
        ).fetchall()

    assert (verdict.problems, verdict.unsealed, verdict.erased) == ([], 0, 0)
    assert {command for (command,) in by_platform} == {"CreateAccount", "MakeAdministrator"}


def test_sowing_again_changes_nothing(sown: Sown) -> None:
    before = summary(sown.url)

    with ports_on(sown.url) as ports_at:
        changes = seed(ports_at, now=NOW + timedelta(days=1), production=False)

    assert changes == 0
    assert summary(sown.url) == before


@pytest.mark.parametrize("after", [150, 420, 490])
def test_sowing_that_was_killed_is_completed_by_the_next(sown: Sown, database_url: str, after: int) -> None:
    with ports_on(database_url) as ports_at, pytest.raises(Killed):
        seed(dying(ports_at, after), now=NOW, production=False)
    with ports_on(database_url) as ports_at:
        changes = seed(ports_at, now=NOW, production=False)

    assert changes > 0
    assert summary(database_url) == summary(sown.url)


def test_there_is_no_demo_in_production(database_url: str) -> None:
    with ports_on(database_url) as ports_at, pytest.raises(NotHere):
        seed(ports_at, now=NOW, production=True)

    assert summary(database_url)["accounts"] == 0


class Killed(BaseException):
    """As by kill -9: nothing catches it."""


def dying(ports_at: PortsAt, after: int) -> PortsAt:
    """The platform's ports, until so many transactions were begun."""
    left = [after]

    def mortal(now: Now) -> Ports:
        ports = ports_at(now)

        def begin(asking: Asking) -> AbstractContextManager[Work]:
            left[0] -= 1
            if left[0] < 0:
                raise Killed
            return ports.begin(asking)

        return replace(ports, begin=begin)

    return mortal


def moment(written: Any) -> datetime:
    return datetime.fromisoformat(written)
