"""What must be true of money whatever has happened: asked at the end of every test that moves some."""

from collections import Counter
from collections.abc import Collection, Iterable
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
