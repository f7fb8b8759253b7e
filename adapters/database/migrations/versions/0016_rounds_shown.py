"""A view shows rounds with the state of their call: what may be done in them hangs on it."""

from alembic import op

revision = "0016"
down_revision = "0015"

ROUNDS = """
    CREATE VIEW rounds_shown AS
    SELECT rounds.*, calls.state AS call_state FROM rounds JOIN calls ON calls.id = rounds.call_id
"""


def upgrade() -> None:
    op.execute(ROUNDS)


def downgrade() -> None:
    op.execute("DROP VIEW rounds_shown")
