"""What a round was published with stays: the database refuses to change or delete its bundle."""

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.execute(
        "CREATE TRIGGER round_bundles_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON round_bundles"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER round_bundles_are_append_only ON round_bundles")
