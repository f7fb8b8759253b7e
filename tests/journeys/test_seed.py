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
from adapters.database.ledger_verify import verify_ledger
from adapters.ports import Connections, make_ports
from api.demo.data import logins
from api.demo.faces import Rest, Shown
from api.demo.seed import NotHere, seed
from api.demo.sower import PortsAt
from domain.access import SYSTEM
from domain.collections import Work
from domain.core import Core
from domain.ports import Asking, Payments, Ports
from domain.usecases.settling import CheckPayments
from tests.journeys.test_story import in_process
from tests.postgres import Server
from tests.provider import Sandbox
from tests.running import drain, no_payments, payments_by, settings
from wsgi import make_app

NOW = datetime.now(UTC)
SUMMARY = """
    SELECT 'entry ' || state, count(*) FROM entries GROUP BY state
    UNION ALL SELECT 'grant ' || state, count(*) FROM grants GROUP BY state
    UNION ALL SELECT 'review ' || state, count(*) FROM reviews GROUP BY state
    UNION ALL SELECT 'project ' || state, count(*) FROM projects GROUP BY state
    UNION ALL SELECT 'call ' || state, count(*) FROM calls GROUP BY state
    UNION ALL SELECT 'campaign ' || state, count(*) FROM campaigns GROUP BY state
    UNION ALL SELECT 'pledge ' || state, count(*) FROM pledges GROUP BY state
    UNION ALL SELECT 'placement ' || state, count(*) FROM placements GROUP BY state
    UNION ALL SELECT 'opportunity ' || state, count(*) FROM opportunities GROUP BY state
    UNION ALL SELECT 'appeal ' || state, count(*) FROM appeals GROUP BY state
    UNION ALL SELECT 'mentorship ' || state, count(*) FROM mentorships GROUP BY state
    UNION ALL SELECT 'meeting ' || state, count(*) FROM meetings GROUP BY state
    UNION ALL SELECT 'letter ' || outcome, count(*) FROM letters GROUP BY outcome
    UNION ALL SELECT 'attachment ' || state, count(*) FROM attachments GROUP BY state
    UNION ALL SELECT 'conflict ' || state, count(*) FROM conflicts GROUP BY state
    UNION ALL SELECT 'round ' || state, count(*) FROM rounds GROUP BY state
    UNION ALL SELECT 'looks', count(*) FROM looks
    UNION ALL SELECT 'updates', count(*) FROM updates
    UNION ALL SELECT 'volunteers', count(*) FROM volunteers
    UNION ALL SELECT 'entries in the books', count(*) FROM ledger_transactions
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
def sown(
    server: Server, template: str, shared_sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Sown]:
    """Looked at by many, changed by none."""
    payments = payments_by(shared_sandbox)
    with server.fresh_database("demo", template=template) as url, ports_on(url, payments) as ports_at:
        seed(ports_at, now=NOW, production=False, pays=True)
        app = make_app(settings(tmp_path_factory.mktemp("demo")), url, cheap_passwords=True)
        app.config.update(DATABASE_URL=url)
        drain(app)
        yield Sown(url, app, Rest(in_process(app.test_client())))


@contextmanager
def ports_on(url: str, payments: Payments | None = None) -> Iterator[PortsAt]:
    """Without payments, by a provider that never answers."""
    on = Connections(lambda: url, 2)
    yield lambda now: make_ports(on, now, payments or no_payments(), cheap_passwords=True)
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


def test_who_did_not_win_reads_why_and_the_answer_to_the_appeal(sown: Sown) -> None:
    token = sown.token("citizen whose project does not")
    [notice] = sown.rest.browse("notices", token, kind="letter_ready")["data"]
    [answered] = sown.rest.browse("notices", token, kind="appeal_decided")["data"]
    managers = sown.token("foundation that runs the call")
    entries = sown.rest.browse("entries", managers, call_id=sown.call("announced")["id"], first=100)["data"]
    [entry] = [one for one in entries if one["title"]["en"] == "One app for every community problem"]

    [letter] = sown.rest.browse("entryLetters", token, entry_id=entry["id"])["data"]

    assert (letter["id"], letter["outcome"]) == (notice["about"], "not_selected")
    assert len(letter["comments"]) == 3
    assert answered["created_at"] > letter["created_at"]


def test_a_winner_has_a_mentor_and_has_met_them(sown: Sown) -> None:
    [notice] = sown.rest.browse(
        "notices", sown.token("citizen whose project does well"), kind="meeting_planned"
    )["data"]

    assert notice["details"]["starts_at"].startswith("2025-12-10")


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


def test_six_of_nine_were_let_on_to_a_final_round_that_is_judged_now(sown: Sown) -> None:
    managers = sown.token("foundation that runs the call")
    final, long_list = sown.rest.browse("rounds", managers, call_id=sown.call("closed")["id"])["data"]
    progress = sown.rest.show("roundProgress", managers, round_id=final["id"])

    assert (long_list["state"], final["state"]) == ("published", "open")
    assert moment(final["due_at"]) > NOW
    assert progress["totals"]["entries"] == 6
    assert [progress["totals"][state] for state in ("submitted", "drafts", "assigned")] == [9, 5, 6]


def test_a_judge_of_today_has_scored_what_all_score_first_and_has_reviews_to_do(sown: Sown) -> None:
    judge = sown.token("judge")
    todo = sown.rest.browse("todo", judge)["data"]
    [final] = sown.rest.browse("rounds", judge, call_id=sown.call("closed")["id"], first=1)["data"]
    calibration = sown.rest.show("roundCalibration", judge, round_id=final["id"])

    assert calibration["own"]["judges"] == 4  # with whom the judge is compared
    assert [item["kind"] for item in todo] == ["write_reviews"]


def test_an_entry_shows_the_file_that_its_project_encloses(sown: Sown) -> None:
    managers = sown.token("foundation that runs the call")
    entries = sown.rest.browse("entries", managers, call_id=sown.call("closed")["id"], first=100)["data"]

    files = [file for entry in entries for file in entry["document"]["attachments"]]

    assert [(file["name"], file["content_type"]) for file in files] == [("งบประมาณ.csv", "text/csv")]


def test_a_draft_of_a_call_is_seen_by_its_organization_alone(sown: Sown) -> None:
    seen = sown.rest.browse("calls", sown.token("manager at the sponsor"))["data"]
    owner = sown.rest.do("login", email="pa.sri@people.example", password=logins()[0].password)
    drafts = sown.rest.browse("calls", owner["access_token"], state="draft")["data"]

    assert {call["state"] for call in seen} == {"open", "closed", "announced"}
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
    assert {command for (command,) in by_platform} == {
        *("CreateAccount", "MakeAdministrator"),
        *("CreatePledge", "SetExternalCampaign"),  # guests, and a machine
        *("DecideDueCampaigns", "SettleCampaigns"),
    }


def test_two_campaigns_of_ours_are_live_and_have_been_backed(sown: Sown) -> None:
    campaigns = sown.rest.browse("campaigns", state="live", expand="pledges", first=100)["data"]

    ours = {campaign["model"]: campaign for campaign in campaigns if not campaign["mirrored"]}
    promised, collected = ours["all_or_nothing"], ours["keep_what_you_raise"]
    assert promised["totals"]["promised"]["amount"] == promised["raised"]["amount"] == 1_420_000
    assert collected["totals"]["collected"]["amount"] == collected["raised"]["amount"] == 310_000
    assert [promised["backers"], collected["backers"]] == [5, 4]
    assert [reward["left"] for reward in promised["rewards"]] == [None, 58, 5]
    assert all(moment(campaign["deadline"]) > NOW + timedelta(days=20) for campaign in campaigns)


def test_meefund_mirrors_one_that_succeeded_one_that_failed_and_one_that_goes_on(sown: Sown) -> None:
    campaigns = sown.rest.browse("campaigns", first=100)["data"]
    insights = sown.rest.show("insights")

    mirrored = {campaign["state"]: campaign for campaign in campaigns if campaign["mirrored"]}
    assert {state: campaign["backers"] for state, campaign in mirrored.items()} == {
        "succeeded": 143,
        "failed": 38,
        "live": 97,
    }
    for state in ("succeeded", "failed"):
        ended = mirrored[state]
        assert moment(ended["deadline"]) < moment(ended["ended_at"]) < NOW
    assert insights["campaigns"] == {"succeeded": 1, "failed": 1, "success_percent": 50}
    assert insights["money"]["raised"]["amount"] == 16_842_000


def test_the_books_of_the_demo_are_right(sown: Sown) -> None:
    verdict = verify_ledger(lambda: sown.url).shown(NOW)

    assert verdict["problems"] == []
    assert verdict["totals"]["THB"]["campaign:*:held"] == 310_000


def test_a_volunteer_has_a_place_and_others_wait_for_an_answer(sown: Sown) -> None:
    opportunities = sown.rest.browse("opportunities", state="open")["data"]
    mine = sown.rest.browse("myPlacements", sown.token("volunteer who has found a place"))["data"]

    assert sorted((one["accepted_count"], one["full"]) for one in opportunities) == [(0, False), (1, False)]
    assert [one["state"] for one in mine] == ["accepted"]


def test_projects_tell_what_happens_in_thai(sown: Sown) -> None:
    updates = [
        update
        for project in sown.rest.browse("projects", expand="updates", first=100)["data"]
        for update in project["updates"]["data"]
    ]

    assert len(updates) == 3
    assert all("<p>" in update["body_html"]["th"] for update in updates)


def test_where_no_sandbox_carries_the_payments_nobody_pledges(database_url: str) -> None:
    with ports_on(database_url) as ports_at:
        seed(ports_at, now=NOW, production=False, pays=False)

    sown = summary(database_url)
    assert (sown["campaign live"], sown["campaign succeeded"]) == (3, 1)
    assert not [name for name in sown if name.startswith("pledge")]


def test_while_the_sandbox_is_away_pledges_wait_for_it(
    sown: Sown, database_url: str, sandbox: Sandbox
) -> None:
    with ports_on(database_url) as ports_at:
        seed(ports_at, now=NOW, production=False, pays=True)
    waiting = summary(database_url)
    with ports_on(database_url, payments_by(sandbox)) as ports_at:
        Core(ports_at(lambda: NOW)).run(CheckPayments(), SYSTEM)

    assert waiting["pledge created"] == 9
    assert summary(database_url) == summary(sown.url)


def test_sowing_again_changes_nothing(sown: Sown) -> None:
    before = summary(sown.url)

    with ports_on(sown.url) as ports_at:
        changes = seed(ports_at, now=NOW + timedelta(days=1), production=False, pays=True)

    assert changes == 0
    assert summary(sown.url) == before


DEATHS = {
    "among people who register": ("CreateAccount", 20),
    "among reviews": ("SubmitReview", 40),
    "before an appeal is answered": ("DecideAppeal", 1),
    "before a meeting is held": ("HoldMeeting", 1),
    "before a file has come": ("UploadAttachment", 1),
    "between two rounds": ("CreateRound", 2),
    "while a campaign is decided": ("DecideDueCampaigns", 2),
    "before an offer is accepted": ("AcceptPlacement", 1),
}
"""At which transaction of which command, in the order in which they come."""
DEATHS_OF_A_PLEDGE = {
    "when it is begun, before its provider is asked": 2,
    "when the provider has answered, before anybody notes it": 6,
}


def test_sowing_that_is_killed_again_and_again_is_completed_in_the_end(
    sown: Sown, database_url: str, sandbox: Sandbox
) -> None:
    with ports_on(database_url, payments_by(sandbox)) as ports_at:
        for at in DEATHS.values():
            with pytest.raises(Killed):
                seed(dying(ports_at, *at), now=NOW, production=False, pays=True)
        changes = seed(ports_at, now=NOW, production=False, pays=True)

    assert changes > 0
    assert summary(database_url) == summary(sown.url)


@pytest.mark.parametrize("number", DEATHS_OF_A_PLEDGE.values(), ids=DEATHS_OF_A_PLEDGE)
def test_a_pledge_whose_sowing_was_killed_is_pledged_once(
    sown: Sown, database_url: str, sandbox: Sandbox, number: int
) -> None:
    payments = payments_by(sandbox)
    with ports_on(database_url, payments) as ports_at, pytest.raises(Killed):
        seed(dying(ports_at, "CreatePledge", number), now=NOW, production=False, pays=True)
    with ports_on(database_url, payments) as ports_at:
        seed(ports_at, now=NOW, production=False, pays=True)

    assert summary(database_url) == summary(sown.url)


def test_there_is_no_demo_in_production(database_url: str) -> None:
    with ports_on(database_url) as ports_at, pytest.raises(NotHere):
        seed(ports_at, now=NOW, production=True, pays=True)

    assert summary(database_url)["accounts"] == 0


class Killed(BaseException):
    """As by kill -9: nothing catches it."""


def dying(ports_at: PortsAt, command: str, number: int) -> PortsAt:
    """The platform's ports, until the command begins so many transactions."""
    begun = []

    def mortal(now: Now) -> Ports:
        ports = ports_at(now)

        def begin(asking: Asking) -> AbstractContextManager[Work]:
            begun.extend([asking] * (asking.command == command))
            if len(begun) == number:
                raise Killed
            return ports.begin(asking)

        return replace(ports, begin=begin)

    return mortal


def moment(written: Any) -> datetime:
    return datetime.fromisoformat(written)
