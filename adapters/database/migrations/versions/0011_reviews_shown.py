"""A view shows reviews with what they hang on: when they are wanted, what must be sent in first, who has sent in theirs."""

from alembic import op

revision = "0011"
down_revision = "0010"

# Each is a question of its own, asked only where somebody wants to know.
REVIEWS = """
    CREATE VIEW reviews_shown AS
    SELECT reviews.*, rounds.due_at,
           NOT reviews.calibration AND EXISTS (
               SELECT FROM reviews AS first JOIN entries ON entries.id = first.entry_id
                WHERE first.round_id = reviews.round_id AND first.judge_id = reviews.judge_id AND first.calibration
                  AND first.state IN ('assigned', 'draft') AND first.earlier = '[]' AND entries.state = 'in_review'
           ) AS calibration_waits,
           (SELECT jsonb_agg(beside.judge_id) FROM reviews AS beside
             WHERE beside.round_id = reviews.round_id AND beside.entry_id = reviews.entry_id
               AND beside.state = 'submitted') AS sent_in_by
      FROM reviews JOIN rounds ON rounds.id = reviews.round_id
"""


def upgrade() -> None:
    op.execute(REVIEWS)


def downgrade() -> None:
    op.execute("DROP VIEW reviews_shown")
