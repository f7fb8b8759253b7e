"""A view shows rounds with what hangs on others: the state of their call, and who has looked into them."""

from alembic import op

revision = "0016"
down_revision = "0015"

ROUNDS = """
    CREATE VIEW rounds_shown AS
    SELECT rounds.*, calls.state AS call_state,
           ARRAY(SELECT looks.account_id FROM looks WHERE looks.round_id = rounds.id) AS looked_by
      FROM rounds JOIN calls ON calls.id = rounds.call_id
"""


def upgrade() -> None:
    op.execute(ROUNDS)


def downgrade() -> None:
    op.execute("DROP VIEW rounds_shown")
