"""The ledger keeps its own books: balanced at commit, never changed, balances moved by postings alone."""

from alembic import op

revision = "0005"
down_revision = "0004"

APPEND_ONLY = ("ledger_accounts", "ledger_transactions", "ledger_postings")

# Balances lie in as many slots as the account says; all are there from its first day, so that to lock them is to
# lock the account.
OPEN = """
    CREATE FUNCTION open_ledger_account() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO ledger_balances (account, slot, balance, floor)
        SELECT NEW.code, slot, 0, NEW.floor FROM generate_series(0, NEW.slots - 1) AS slot;
        RETURN NULL;
    END $$
"""
# Account by account in the order of codes, slot by slot: locks are taken in one order. A connection credits one slot,
# its own; where there is a floor, it takes from what the same transaction has put there, and so has locked already,
# or else from all of them.
MOVE = """
    CREATE FUNCTION move_ledger_balances() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE moved record;
    BEGIN
        FOR moved IN
            SELECT posted.account AS code, opened.floor, opened.slots,
                   sum(CASE posted.side WHEN opened.normal_side THEN posted.amount ELSE -posted.amount END)::bigint AS change,
                   bool_and(written.written_in = pg_current_xact_id()::text::bigint
                            AND written.currency = opened.currency) AS fits
              FROM posted
              LEFT JOIN ledger_transactions AS written ON written.id = posted.transaction_id
              LEFT JOIN ledger_accounts AS opened ON opened.code = posted.account
             GROUP BY posted.account, opened.code
             ORDER BY posted.account COLLATE "C"
        LOOP
            IF moved.fits IS NOT TRUE THEN
                RAISE EXCEPTION 'ledger_postings: % is not open, in another currency, or posted to after its'
                    ' transaction was written', moved.code USING ERRCODE = 'restrict_violation';
            END IF;
            CONTINUE WHEN moved.change = 0;
            UPDATE ledger_balances SET balance = balance + moved.change
             WHERE account = moved.code AND slot = pg_backend_pid() % moved.slots
               AND (moved.slots = 1 OR moved.floor IS NULL OR moved.change > 0
                    OR (xmin = pg_current_xact_id()::xid AND balance + moved.change >= moved.floor));
            CONTINUE WHEN FOUND;
            IF moved.change > 0 OR moved.floor IS NULL THEN
                RAISE EXCEPTION '% has no place for its balance', moved.code USING ERRCODE = 'restrict_violation';
            END IF;
            PERFORM take_from_ledger_slots(moved.code, -moved.change);
        END LOOP;
        RETURN NULL;
    END $$
"""
TAKE = """
    CREATE FUNCTION take_from_ledger_slots(code text, wanted bigint) RETURNS void LANGUAGE plpgsql AS $$
    DECLARE there bigint;
    BEGIN
        SELECT coalesce(sum(balance), 0) INTO there
          FROM (SELECT balance FROM ledger_balances WHERE account = code ORDER BY slot FOR UPDATE) AS locked;
        IF there < wanted THEN
            RAISE EXCEPTION '% holds %, less than %', code, there, wanted
                USING ERRCODE = 'check_violation', TABLE = 'ledger_balances',
                      CONSTRAINT = 'ck_ledger_balances_money_is_there';
        END IF;
        UPDATE ledger_balances AS kept SET balance = kept.balance - least(kept.balance, wanted - first.taken)
          FROM (SELECT slot, sum(balance) OVER (ORDER BY slot) - balance AS taken
                  FROM ledger_balances WHERE account = code) AS first
         WHERE kept.account = code AND kept.slot = first.slot AND kept.balance > 0 AND first.taken < wanted;
    END $$
"""
BALANCE = """
    CREATE FUNCTION balance_ledger_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        checked text := CASE TG_TABLE_NAME WHEN 'ledger_transactions' THEN to_jsonb(NEW) ->> 'id'
                                           ELSE to_jsonb(NEW) ->> 'transaction_id' END;
        lines bigint;
        difference numeric;
    BEGIN
        SELECT count(*), sum(CASE side WHEN 'debit' THEN amount ELSE -amount END) INTO lines, difference
          FROM ledger_postings WHERE transaction_id = checked;
        IF lines < 2 OR difference <> 0 THEN
            RAISE EXCEPTION 'ledger transaction % has % lines, and debits less credits are %', checked, lines, difference
                USING ERRCODE = 'check_violation', TABLE = 'ledger_transactions',
                      CONSTRAINT = 'ledger_transaction_balances';
        END IF;
        RETURN NULL;
    END $$
"""
REFUSE = """
    CREATE FUNCTION refuse_by_hand() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% is moved by postings alone', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END $$
"""
TRIGGERS = {
    "ledger_accounts_are_opened": """
        AFTER INSERT ON ledger_accounts FOR EACH ROW EXECUTE FUNCTION open_ledger_account()""",
    "ledger_postings_move_balances": """
        AFTER INSERT ON ledger_postings REFERENCING NEW TABLE AS posted
        FOR EACH STATEMENT EXECUTE FUNCTION move_ledger_balances()""",
    "ledger_balances_are_not_moved_by_hand": """
        BEFORE INSERT OR UPDATE ON ledger_balances
        FOR EACH STATEMENT WHEN (pg_trigger_depth() < 1) EXECUTE FUNCTION refuse_by_hand()""",
    "ledger_balances_stay": """
        BEFORE DELETE OR TRUNCATE ON ledger_balances FOR EACH STATEMENT EXECUTE FUNCTION refuse_by_hand()""",
    **{
        f"{table}_are_append_only": f"""
        BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"""
        for table in APPEND_ONLY
    },
}
AT_COMMIT = ("ledger_transactions", "ledger_postings")


def upgrade() -> None:
    for function in (OPEN, TAKE, MOVE, BALANCE, REFUSE):
        op.execute(function)
    for name, trigger in TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {name} {trigger}")
    for table in AT_COMMIT:
        op.execute(
            f"CREATE CONSTRAINT TRIGGER {table}_balance AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED"
            " FOR EACH ROW EXECUTE FUNCTION balance_ledger_transaction()"
        )


def downgrade() -> None:
    for table in AT_COMMIT:
        op.execute(f"DROP TRIGGER {table}_balance ON {table}")
    for name, trigger in TRIGGERS.items():
        op.execute(f"DROP TRIGGER {name} ON {trigger.partition(' ON ')[2].split()[0]}")
    op.execute("DROP FUNCTION open_ledger_account(), move_ledger_balances(), balance_ledger_transaction()")
    op.execute("DROP FUNCTION take_from_ledger_slots(text, bigint), refuse_by_hand()")
