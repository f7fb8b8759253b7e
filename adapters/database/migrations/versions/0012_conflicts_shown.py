"""A view shows conflicts of interest with what their round says of them: whose it is, and how far."""

from alembic import op

revision = "0012"
down_revision = "0011"

CONFLICTS = """
    CREATE VIEW conflicts_shown AS
    SELECT conflicts.*, rounds.organization_id, rounds.state AS round_state
      FROM conflicts JOIN rounds ON rounds.id = round_id
"""


def upgrade() -> None:
    op.execute(CONFLICTS)


def downgrade() -> None:
    op.execute("DROP VIEW conflicts_shown")
