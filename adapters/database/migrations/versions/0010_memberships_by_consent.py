"""Whoever was a member before consent was asked has given it by being one; what is shown says who is the last owner."""

from alembic import op

revision = "0010"
down_revision = "0009"

SHOWN = """
    CREATE VIEW memberships_shown AS
    SELECT memberships.*,
           role = 'owner' AND state = 'active' AND NOT EXISTS (
               SELECT FROM memberships AS other
                WHERE other.organization_id = memberships.organization_id AND other.id <> memberships.id
                  AND other.role = 'owner' AND other.state = 'active'
           ) AS is_last_owner
      FROM memberships
"""


def upgrade() -> None:
    op.execute(
        "UPDATE memberships SET accepted_at = created_at, person_id = account_id,"
        " state = CASE WHEN left_at IS NULL THEN 'active' ELSE 'ended' END"
    )
    op.execute(SHOWN)


def downgrade() -> None:
    op.execute("DROP VIEW memberships_shown")
