"""What happened stays: the database itself refuses to change or delete events, audit records and their seals."""

from alembic import op

revision = "0002"
down_revision = "0001"

APPEND_ONLY = ("events", "audit_records", "audit_seals")


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.execute(
        """
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$
        """
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    for table in APPEND_ONLY:
        op.execute(f"DROP TRIGGER {table}_are_append_only ON {table}")
    op.execute("DROP FUNCTION refuse_change()")
    op.execute("DROP EXTENSION pg_trgm")
