"""What must be there when all is calm again, reckoned from what was wished and acknowledged, and found by SQL."""

from collections.abc import Iterator, Mapping
from typing import Any

import psycopg

from domain.ids import noun_of
from tests.journeys.persistent import Written
from tests.journeys.town import CITIZENS, PLACES, REVIEWS, WAITING

Database = psycopg.Connection[Any]
EVENTS = {
    "createAccount": "account.registered",
    "createOrganization": "organization.created",
    "addMember": "organization.member_invited",
    "acceptMembership": "organization.member_added",
    "createCall": "call.created",
    "openCall": "call.opened",
    "closeCall": "call.closed",
    "createProject": "project.created",
    "updateProject": "project.updated",
    "publishProject": "project.published",
    "submitEntry": "entry.submitted",
    "screenEntry": "entry.screened",
    "createRound": "round.created",
    "setRoundPanel": "round.panel_set",
    "openRound": "round.opened",
    "updateReview": "review.drafted",
    "submitReview": "review.submitted",
    "sealRound": "round.sealed",
    "rankRound": "round.ranked",
    "decideRound": "round.decided",
    "publishRound": "round.published",
    "acceptGrant": "grant.accepted",
    "declineGrant": "grant.declined",
    "createCampaign": "campaign.created",
    "launchCampaign": "campaign.launched",
}
"""What each operation tells, once."""

MADE = {
    "accounts": "createAccount",
    "organizations": "createOrganization",
    "calls": "createCall",
    "projects": "createProject",
    "entries": "submitEntry",
    "rounds": "createRound",
    "campaigns": "createCampaign",
}
TABLES = {
    "account": "accounts",
    "organization": "organizations",
    "membership": "memberships",
    "call": "calls",
    "project": "projects",
    "entry": "entries",
    "round": "rounds",
    "review": "reviews",
    "grant": "grants",
    "campaign": "campaigns",
    "pledge": "pledges",
}
COUNTERS = {
    "accounts": "accounts",
    "organizations": "organizations",
    "calls": "calls WHERE state <> 'draft'",
    "calls.open": "calls WHERE state = 'open'",
    "calls.announced": "calls WHERE state = 'announced'",
    "projects.published": "projects WHERE state = 'published'",
    "entries": "entries",
    "entries.selected": "entries WHERE state = 'selected'",
    "entries.waitlisted": "entries WHERE state = 'waitlisted'",
    "entries.declined": "entries WHERE state = 'declined'",
    "reviews.submitted": "reviews WHERE state = 'submitted'",
    "rounds.published": "rounds WHERE state = 'published'",
    "grants.offered": "grants WHERE state <> 'declined'",
    "grants.accepted": "grants WHERE state = 'accepted'",
    "grants.declined": "grants WHERE state = 'declined'",
    "campaigns.launched": "campaigns WHERE launched_at IS NOT NULL",
    "campaigns.live": "campaigns WHERE state IN ('live', 'waiting_funds')",
    "pledges.collected": "pledges WHERE collected_at IS NOT NULL",
    "refunds.requested": "refunds",
}
"""Public counters, and the rows that each should count."""

SATANG = {"grants.offered.satang": "state <> 'declined'", "grants.accepted.satang": "state = 'accepted'"}

WON = """
    SELECT (SELECT count(*) FROM entries WHERE call_id = calls.id AND state = 'selected'),
           (SELECT count(*) FROM grants WHERE call_id = calls.id AND state <> 'declined'),
           (SELECT count(DISTINCT place) FROM grants WHERE call_id = calls.id AND state <> 'declined')
      FROM calls
"""
GOES_BACK = """
    SELECT type, subject, subject_version FROM (
        SELECT *, lag(subject_version) OVER (PARTITION BY subject ORDER BY sequence) AS before FROM events
    ) AS told
     WHERE subject_version <= before AND type NOT LIKE 'organization.member_%'
       AND NOT (subject_version = before AND (subject LIKE 'pledge_%' OR type = 'call.began'))
"""
"""A member is told of with the organization, which does not change by that. Money that comes and is not welcome is
collected and on its way back at the same moment; a call that opens after its time begins with it."""

BY_TIME = "type LIKE 'pledge.%' OR type LIKE 'refund.%' OR type IN ({})".format(
    ", ".join(f"'campaign.{state}'" for state in ("waiting_funds", "succeeded", "failed", "settled"))
)
"""What nobody asked for, and what comes of payments: held against the books, not against what was wished."""


def things_wished(wished: Mapping[str, int]) -> dict[str, int]:
    """How many of each there should be."""
    made = {table: wished[operation] for table, operation in MADE.items()}
    reviews = wished["openRound"] * CITIZENS * REVIEWS
    return made | {"reviews": reviews, "grants": wished["publishRound"] * PLACES + wished["declineGrant"]}


def things_there(database: Database, before: Mapping[str, int]) -> dict[str, int]:
    return {table: rows(database, table) - before.get(table, 0) for table in (*MADE, "reviews", "grants")}


def events_wished(wished: Mapping[str, int]) -> dict[str, int]:
    """How often each type of event should have been told, whoever caused it."""
    published, declined = wished["publishRound"], wished["declineGrant"]
    caused = {
        "call.began": wished["openCall"],
        "call.announced": published,
        "letter.written": published * CITIZENS,
        "entry.selected": published * PLACES + declined,
        "entry.waitlisted": published * WAITING,
        "entry.not_selected": published * (CITIZENS - PLACES - WAITING),
        "entry.declined": declined,
        "grant.offered": published * PLACES + declined,
    }
    return {type: wished[operation] for operation, type in EVENTS.items()} | caused


def events_told(database: Database) -> dict[str, int]:
    asked = f"SELECT type, count(*) FROM events WHERE NOT ({BY_TIME}) GROUP BY type"
    return dict(database.execute(asked.encode()).fetchall())


def counters_wished(database: Database, before: Mapping[str, int]) -> dict[str, int]:
    """Every public counter as SQL counts; those of nothing are left out, as no counter was ever moved."""
    found = {name: rows(database, those) - before.get(name, 0) for name, those in COUNTERS.items()}
    for name, which in SATANG.items():
        [satang] = database.execute(
            f"SELECT sum(amount)::bigint FROM grants WHERE {which}".encode()
        ).fetchone() or (0,)
        found[name] = satang
    return found


def lost(database: Database, journal: list[Written]) -> Iterator[str]:
    """What was acknowledged and is not there, or not in that version."""
    for written in journal:
        id, version = written.shown["id"], written.shown.get("version", 1)
        row = database.execute(
            f"SELECT version FROM {TABLES[noun_of(id)]} WHERE id = %s".encode(), [id]
        ).fetchone()
        if row is None or row[0] < version:
            yield f"{written.operation} of {id} at version {version}: {row}"


def outcomes_wished(journal: list[Written], verdicts: list[Written]) -> dict[str, Any]:
    """What became of the request of each key. A pledge may have moved on before it was shown."""
    done = {
        written.sent.key: (written.shown["id"], _version(written.shown))
        for written in journal
        if written.sent.key
    }
    return done | {written.sent.key: written.shown["code"] for written in verdicts}


def outcomes_kept(database: Database) -> dict[str, Any]:
    kept = database.execute("SELECT key, outcome FROM idempotency_keys").fetchall()
    return {
        key: outcome
        and (outcome["verdict"]["code"] if "verdict" in outcome else (outcome["id"], _version(outcome)))
        for key, outcome in kept
    }


def _version(shown: Mapping[str, Any]) -> int | None:
    return None if noun_of(shown["id"]) == "pledge" else shown.get("version", 1)


def pledges_wished(wished: Mapping[str, int], verdicts: list[Written]) -> int:
    """Those whose card was refused are kept as well."""
    return wished["createPledge"] + sum(verdict.shown["code"] == "payment_declined" for verdict in verdicts)


def feed_numbers(database: Database, where: str = "true") -> list[int]:
    asked = f"SELECT sequence FROM events WHERE {where} ORDER BY sequence"
    return [number for (number,) in database.execute(asked.encode())]


def rows(database: Database, those: str) -> int:
    """How many rows `table` has, or `table WHERE ...`."""
    found = database.execute(f"SELECT count(*) FROM {those}".encode()).fetchone()
    assert found
    return int(found[0])
