"""What must be true of money whatever has happened: asked at the end of every test that moves some."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import psycopg

from adapters.database.ledger_verify import verdict_of

TOTALS = """
    SELECT coalesce(kept.campaign_id, counted.campaign_id), coalesce(kept.state, counted.state), kept, counted
      FROM (SELECT campaign_id, state, sum(number), sum(amount) FROM campaign_totals GROUP BY 1, 2
            HAVING sum(number) <> 0 OR sum(amount) <> 0) AS kept (campaign_id, state, number, amount)
      FULL JOIN (SELECT campaign_id, state, count(*), sum(amount) FROM pledges GROUP BY 1, 2)
             AS counted (campaign_id, state, number, amount) USING (campaign_id, state)
     WHERE (kept.number, kept.amount) IS DISTINCT FROM (counted.number, counted.amount)
"""
REWARDS = """
    SELECT reward_claims.campaign_id, reward_claims.reward_id, claimed, most, count(pledges.id)
      FROM reward_claims LEFT JOIN pledges ON pledges.campaign_id = reward_claims.campaign_id
           AND pledges.reward_id = reward_claims.reward_id
           AND pledges.state IN ('created', 'awaiting_payment', 'secured', 'charging', 'recovering', 'collected')
     GROUP BY 1, 2 HAVING claimed <> count(pledges.id) OR claimed > most
"""
UNTOLD = """
    SELECT pledges.id, pledges.state FROM pledges
     WHERE NOT EXISTS (SELECT FROM outbox WHERE subject = pledges.id AND type = 'pledge.' || pledges.state)
       AND NOT EXISTS (SELECT FROM events WHERE subject = pledges.id AND type = 'pledge.' || pledges.state)
"""
CHARGES = b"SELECT source FROM ledger_transactions WHERE kind IN ('collected', 'unmatched')"
UNSETTLED_KEYS = """
    SELECT scope, key FROM idempotency_keys WHERE outcome IS NULL AND leased_until < now() - interval '120 s'
"""
GIVEN_BACK = """
    SELECT source, postings.amount FROM ledger_transactions JOIN ledger_postings postings ON transaction_id = id
     WHERE kind = 'refund_final' AND account LIKE 'refunds:in_progress:%'
"""
CAME_IN = """
    SELECT source,
           coalesce(sum(amount) FILTER (WHERE account LIKE 'campaign:%' OR account = 'suspense:unmatched'), 0),
           coalesce(sum(amount) FILTER (WHERE account = 'fees:provider'), 0)
      FROM ledger_transactions JOIN ledger_postings ON transaction_id = id
     WHERE kind IN ('collected', 'unmatched') GROUP BY source
"""


def check_to_the_satang(
    connection: psycopg.Connection[Any],
    lines: Sequence[Mapping[str, Any]],
    among: Collection[str] | None = None,
) -> None:
    """`check_books`, and what the sandbox's log of effects says of each sum: what came in, what the provider kept of
    it, and what went back to whom. `among` names the payments that a test has looked at; none: all that there are."""
    lines = [line for line in lines if among is None or line["payment_intent"] in among]
    check_books(connection, [(line["effect"], line["payment_intent"]) for line in lines], among)
    came = {
        line["payment_intent"]: (line["amount"], line["fee"]) for line in lines if line["effect"] == "charge"
    }
    booked = {
        source: (amount, fee) for source, amount, fee in connection.execute(CAME_IN.encode()).fetchall()
    }
    assert {payment: booked[payment] for payment in came} == came
    asked = [line for line in lines if line["effect"] == "refund_created"]
    assert len({line["payment_intent"] for line in asked}) == len(asked), f"given back twice: {asked}"
    assert {line["payment_intent"] for line in asked} <= set(came)
    assert all(line["amount"] == came[line["payment_intent"]][0] for line in asked), asked
    ours = {line["metadata"]["refund_id"] for line in asked}
    went = {
        line["metadata"]["refund_id"]: line["amount"]
        for line in lines
        if line["effect"] == "refund_succeeded"
    }
    final = dict(connection.execute(GIVEN_BACK.encode()).fetchall())
    assert {source: amount for source, amount in final.items() if among is None or source in ours} == went


def check_books(
    connection: psycopg.Connection[Any],
    effects: Iterable[tuple[str, str]],
    among: Collection[str] | None = None,
) -> None:
    """The ledger, the totals, the rewards and the events say the same; and so does the provider, of whose charges and
    refunds `effects` are (what, its name there). Each charge is booked once, and nothing else is: of all, or of
    those `among` which a test has looked."""
    with connection.transaction():
        verdict = verdict_of(connection)
    assert not verdict.problems, verdict.sentences()
    for question in (TOTALS, REWARDS, UNTOLD, UNSETTLED_KEYS):
        assert connection.execute(question.encode()).fetchall() == [], question
    charges = Counter(name for what, name in effects if what == "charge")
    assert max(charges.values(), default=1) == 1, f"charged twice: {charges}"
    booked = {source for (source,) in connection.execute(CHARGES).fetchall()}
    if among is not None:
        booked &= set(among)
    assert set(charges) == booked, f"not booked: {set(charges) - booked}; made up: {booked - set(charges)}"
