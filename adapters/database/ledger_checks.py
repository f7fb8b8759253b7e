"""What must be true of the books, each as a question to the database that answers with what is not."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """`sql` answers with a subject and a sentence for everything that breaks the invariant."""

    invariant: str
    sql: str


# What holds the books together while nobody looks: trigger by its table, and constraints by name.
GUARDS = {
    "ledger_accounts_are_opened": "ledger_accounts",
    "ledger_accounts_are_append_only": "ledger_accounts",
    "ledger_transactions_are_append_only": "ledger_transactions",
    "ledger_transactions_balance": "ledger_transactions",
    "ledger_postings_are_append_only": "ledger_postings",
    "ledger_postings_balance": "ledger_postings",
    "ledger_postings_move_balances": "ledger_postings",
    "ledger_balances_are_not_moved_by_hand": "ledger_balances",
    "ledger_balances_stay": "ledger_balances",
    "an_effect_is_booked_once": "ledger_transactions",
    "ck_ledger_postings_amount_moves_something": "ledger_postings",
    "ck_ledger_balances_money_is_there": "ledger_balances",
}
_GUARDS = ", ".join(f"('{guard}', '{table}')" for guard, table in GUARDS.items())

UNGUARDED = f"""
    SELECT guard, guard || ' on ' || stood || ' does not stand'
      FROM (VALUES {_GUARDS}) AS meant(guard, stood)
     WHERE NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = guard AND tgrelid = to_regclass(stood)
                                                AND tgenabled IN ('O', 'A'))
       AND NOT EXISTS (SELECT FROM pg_constraint WHERE conname = guard AND conrelid = to_regclass(stood)
                                                   AND contype <> 't' AND convalidated)
"""
STRAY = """
    SELECT posting.transaction_id, 'line ' || posting.line || ' belongs to no transaction'
      FROM ledger_postings AS posting
     WHERE NOT EXISTS (SELECT FROM ledger_transactions WHERE id = posting.transaction_id)
"""
BALANCES = """
    WITH posted AS (
        SELECT account, sum(CASE side WHEN 'debit' THEN amount ELSE -amount END) AS debit
          FROM ledger_postings GROUP BY account
    ), cached AS (
        SELECT account, sum(balance) AS balance, count(DISTINCT slot) AS slots, max(slot) AS last, min(slot) AS first
          FROM ledger_balances GROUP BY account
    )
    SELECT coalesce(code, cached.account, posted.account),
           CASE WHEN code IS NULL THEN 'has a balance or postings, and was never opened'
                WHEN (cached.slots, first, last) IS DISTINCT FROM (opened.slots, 0, opened.slots - 1)
                THEN format('has %s places for its balance instead of %s', coalesce(cached.slots, 0), opened.slots)
                ELSE format('its balance says %s, its postings %s', balance, meant) END
      FROM ledger_accounts AS opened
      FULL JOIN posted ON posted.account = code
      FULL JOIN cached ON cached.account = coalesce(code, posted.account)
     CROSS JOIN LATERAL (SELECT coalesce(CASE normal_side WHEN 'debit' THEN debit ELSE -debit END, 0) AS meant) AS _
     WHERE code IS NULL OR balance IS DISTINCT FROM meant
        OR (cached.slots, first, last) IS DISTINCT FROM (opened.slots, 0, opened.slots - 1)
"""
FLOORS = """
    SELECT account, format('holds %s in slot %s, whose floor is %s and should be %s', balance, slot,
                           kept.floor, opened.floor)
      FROM ledger_balances AS kept JOIN ledger_accounts AS opened ON code = account
     WHERE balance < opened.floor OR kept.floor IS DISTINCT FROM opened.floor
"""
TWICE = """
    SELECT source, format('%s is booked %s times', kind, count(*))
      FROM ledger_transactions GROUP BY kind, source HAVING count(*) > 1
"""
ZERO = """
    SELECT currency, 'all accounts come to ' || sum(CASE normal_side WHEN 'debit' THEN balance ELSE -balance END)
      FROM ledger_balances JOIN ledger_accounts ON code = account
     GROUP BY currency HAVING sum(CASE normal_side WHEN 'debit' THEN balance ELSE -balance END) <> 0
"""
# Where the money of each campaign is now: held, payable, our fee, on its way back, given back (what a final refund
# takes from the provider), unclaimed. A refund is of the campaign that it was asked from.
CAMPAIGNS = """
    WITH asked AS (
        SELECT back.account AS refund, held.account AS held
          FROM ledger_transactions AS transaction
          JOIN ledger_postings AS held ON held.transaction_id = id AND held.account LIKE 'campaign:%:held'
          JOIN ledger_postings AS back ON back.transaction_id = id AND back.account LIKE 'refunds:in_progress:%'
         WHERE kind = 'refund_asked'
    ), concerned AS (
        SELECT transaction.id, kind, split_part(coalesce(max(asked.held), max(posting.account)
                   FILTER (WHERE posting.account LIKE 'campaign:%:held')), ':', 2) AS campaign
          FROM ledger_transactions AS transaction
          JOIN ledger_postings AS posting ON posting.transaction_id = transaction.id
          LEFT JOIN asked ON asked.refund = posting.account
         WHERE kind <> 'unmatched'
         GROUP BY transaction.id, kind
    ), moved AS (
        SELECT kind, account, CASE side WHEN 'credit' THEN amount ELSE -amount END AS by,
               CASE WHEN account LIKE 'campaign:%' THEN split_part(account, ':', 2) ELSE campaign END AS campaign
          FROM concerned JOIN ledger_postings ON transaction_id = id
    ), compared AS (
        SELECT campaign,
               coalesce(sum(by) FILTER (WHERE kind = 'collected' AND account LIKE 'campaign:%:held'), 0) AS collected,
               coalesce(sum(by) FILTER (WHERE account LIKE ANY (ARRAY['campaign:%:held', 'campaign:%:payable',
                   'fees:platform', 'refunds:in_progress:%', 'backers:unclaimed', 'provider:available'])), 0) AS known
          FROM moved GROUP BY campaign
    )
    SELECT coalesce(campaign, 'refunds'), CASE WHEN campaign IS NULL THEN 'some were never asked for'
                ELSE format('collected %s, of which %s can be found', collected, known) END
      FROM compared WHERE campaign IS NULL OR collected <> known
"""

# What the pledges say and what the books say (I10): totals, money that came, money that went back.
TOTALED = """
    WITH counted AS (
        SELECT campaign_id, state, count(*) AS number, sum(amount) AS amount FROM pledges GROUP BY campaign_id, state
    ), kept AS (
        SELECT campaign_id, state, sum(number) AS number, sum(amount) AS amount
          FROM campaign_totals GROUP BY campaign_id, state HAVING sum(number) <> 0 OR sum(amount) <> 0
    )
    SELECT campaign_id, format('%s pledges are %s, of %s in all; its totals say %s, of %s', coalesce(counted.number, 0),
                               state, coalesce(counted.amount, 0), coalesce(kept.number, 0), coalesce(kept.amount, 0))
      FROM counted FULL JOIN kept USING (campaign_id, state)
     WHERE (counted.number, counted.amount) IS DISTINCT FROM (kept.number, kept.amount)
"""
COLLECTED = """
    WITH booked AS (
        SELECT source, account, sum(amount) AS amount
          FROM ledger_transactions JOIN ledger_postings ON transaction_id = id
         WHERE kind = 'collected' AND account LIKE 'campaign:%:held' GROUP BY source, account
    ), pledged AS (
        SELECT id, payment COLLATE "C" AS payment, 'campaign:' || campaign_id || ':held' AS account, amount
          FROM pledges WHERE state IN ('collected', 'refunding', 'refunded')
    )
    SELECT coalesce(id, source), format('pledges have collected %s, and the ledger %s', coalesce(pledged.amount, 0),
                                        coalesce(booked.amount, 0))
      FROM pledged FULL JOIN booked ON source = payment AND booked.account = pledged.account
     WHERE pledged.amount IS DISTINCT FROM booked.amount
"""
GIVEN_BACK = """
    WITH booked AS (
        SELECT source, sum(amount) FILTER (WHERE kind = 'refund_asked') AS asked,
               sum(amount) FILTER (WHERE kind = 'refund_final') AS final,
               sum(amount) FILTER (WHERE kind = 'refund_failed') AS failed
          FROM ledger_transactions
          JOIN ledger_postings ON transaction_id = id AND account = 'refunds:in_progress:' || source
         GROUP BY source
    ), meant AS (
        SELECT id, amount AS asked, CASE state WHEN 'succeeded' THEN amount END AS final,
               CASE state WHEN 'failed' THEN amount END AS failed
          FROM refunds
    )
    SELECT coalesce(id, source), format('asked, final and failed are %s, and in the ledger %s',
               row(meant.asked, meant.final, meant.failed), row(booked.asked, booked.final, booked.failed))
      FROM meant FULL JOIN booked ON source = id
     WHERE (meant.asked, meant.final, meant.failed) IS DISTINCT FROM (booked.asked, booked.final, booked.failed)
    UNION ALL
    SELECT id, 'is refunded, without a refund of its amount' FROM pledges
     WHERE state = 'refunded' AND NOT EXISTS (SELECT FROM refunds WHERE pledge_id = pledges.id
                                                 AND refunds.amount = pledges.amount AND refunds.state = 'succeeded')
"""

CHECKS = (
    Check("I1", STRAY),
    Check("I2", UNGUARDED),
    Check("I3", BALANCES),
    Check("floor", FLOORS),
    Check("I4", TWICE),
    Check("I6", ZERO),
    Check("I7", CAMPAIGNS),
    Check("I10", TOTALED),
    Check("I10", COLLECTED),
    Check("I10", GIVEN_BACK),
)
TRANSACTIONS = """
    SELECT id, kind, source, currency, effective_at, recorded_at, digest,
           (SELECT json_agg(json_build_array(line, account, side, amount) ORDER BY line)
              FROM ledger_postings WHERE transaction_id = id)
      FROM ledger_transactions ORDER BY id
"""
ACCOUNTS = "SELECT code, kind, normal_side, currency, floor, slots FROM ledger_accounts ORDER BY code"
TOTALS = """
    SELECT currency, kind, sum(balance)::bigint
      FROM ledger_accounts JOIN ledger_balances ON account = code
     GROUP BY currency, kind ORDER BY currency, kind
"""
SUSPENDED = """
    SELECT source, amount, currency, recorded_at
      FROM ledger_transactions JOIN ledger_postings ON transaction_id = id AND account = 'suspense:unmatched'
     ORDER BY recorded_at, source
"""
