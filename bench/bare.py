"""The least that a pledge can cost in this database: its rows in one statement and one commit, by psycopg alone.

Nothing is checked, no provider is asked between two commits, and there is no audit trail.
"""

from uuid import uuid4

from adapters.ids import new_id
from bench.till import fee
from domain.ids import CampaignId
from domain.model.campaigns import Model
from domain.model.ledger import PENDING, PROVIDER_FEES, held_of

AMOUNT = 50_000  # satang
ANSWER = b"." * 1_400  # as long as a pledge that is shown

KEY = """
    INSERT INTO idempotency_keys
           (scope, key, fingerprint, lease, leased_until, request_id, begun, outcome, status, headers, body)
    VALUES (%(backer)s, %(word)s, %(word)s, %(word)s, now(), 'bench', %(pledge)s,
            jsonb_build_object('id', %(pledge)s::text, 'version', 1), 201, '{}', %(answer)s)"""
PLEDGE = """
    INSERT INTO pledges
           (id, campaign_id, project_id, account_id, state, amount, currency, method, at_once, anonymous, message,
            fallback, payment_method, customer, setup, payment, attempt, payment_status, asked_at, answered,
            collected_at, created_at, updated_at, version)
    SELECT %(pledge)s, id, project_id, %(backer)s, %(state)s, %(amount)s, 'THB', 'card', %(at_once)s, false, '',
           'refund', 'card', %(customer)s, %(setup)s, %(payment)s, 1, 'succeeded', now(), true,
           CASE WHEN %(at_once)s THEN now() END, now(), now(), 1
      FROM campaigns WHERE id = %(campaign)s"""
EVENT = """
    INSERT INTO outbox (id, type, subject, subject_version, at, public, account_id, tally)
    VALUES (%(event)s, 'pledge.' || %(state)s::text, %(pledge)s, 1, now(), true, %(backer)s,
            jsonb_build_object('pledges.' || %(state)s::text, 1))"""
TRANSACTION = """
    INSERT INTO ledger_transactions (id, kind, source, currency, effective_at, recorded_at, digest)
    VALUES (%(transaction)s, 'collected', %(payment)s, 'THB', now(), now(), %(word)s)"""
POSTINGS = """
    INSERT INTO ledger_postings (transaction_id, line, account, side, amount)
    VALUES (%(transaction)s, 1, %(pending)s, 'debit', %(amount)s),
           (%(transaction)s, 2, %(fees)s, 'debit', %(fee)s),
           (%(transaction)s, 3, %(held)s, 'credit', %(amount)s),
           (%(transaction)s, 4, %(pending)s, 'credit', %(fee)s)"""
PARTS = {
    Model.ALL_OR_NOTHING: (KEY, PLEDGE, EVENT),
    Model.KEEP_WHAT_YOU_RAISE: (KEY, PLEDGE, EVENT, TRANSACTION, POSTINGS),
}


def statement(model: Model) -> str:
    """All of it, in one."""
    parts = ", ".join(f"part_{number} AS ({part})" for number, part in enumerate(PARTS[model]))
    return f"WITH {parts} SELECT 1"


def values(model: Model, backer: str, campaign: str) -> dict[str, object]:
    """Of one pledge."""
    pledge, at_once = new_id("pledge"), model is Model.KEEP_WHAT_YOU_RAISE
    return {
        "pledge": pledge,
        "campaign": campaign,
        "backer": backer,
        "amount": AMOUNT,
        "at_once": at_once,
        "state": "collected" if at_once else "secured",
        "customer": None if at_once else f"cus_{pledge}",
        "setup": None if at_once else f"setup_{pledge}",
        "payment": f"payment_{pledge}" if at_once else None,
        "word": uuid4().hex,
        "answer": ANSWER,
        "event": new_id("event"),
        "transaction": new_id("transaction"),
        "pending": PENDING.pattern,
        "fees": PROVIDER_FEES.pattern,
        "held": held_of(CampaignId(campaign)),
        "fee": fee(AMOUNT),
    }
