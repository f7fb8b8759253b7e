"""Views show calls and entries with what they hang on: the latest round, winners' campaigns, the grant that was won."""

from alembic import op

revision = "0009"
down_revision = "0008"

# How far a call has come by what is stored; what depends on the time is worked out where the time is known. All of it is
# asked only where somebody wants to know.
CALLS = """
    CREATE VIEW calls_shown AS
    SELECT calls.*,
           CASE state
           WHEN 'open' THEN 'taking_entries'
           WHEN 'closed' THEN
               CASE WHEN (SELECT rounds.state FROM rounds WHERE rounds.call_id = calls.id
                           ORDER BY rounds.created_at DESC, rounds.id DESC LIMIT 1) IN ('ranked', 'decided')
                    THEN 'deciding'
                    WHEN EXISTS (SELECT FROM rounds
                                  WHERE rounds.call_id = calls.id AND rounds.opened_at IS NOT NULL)
                    THEN 'judging'
                    ELSE 'screening' END
           WHEN 'announced' THEN
               coalesce((SELECT CASE WHEN bool_or(campaigns.ended_at IS NULL) THEN 'campaigning' ELSE 'reporting' END
                           FROM entries JOIN campaigns ON campaigns.project_id = entries.project_id
                          WHERE entries.call_id = calls.id AND entries.state = 'selected' AND campaigns.public
                            AND (campaigns.ended_at IS NULL OR campaigns.ended_at > calls.announced_at)
                         HAVING count(*) > 0), 'incubating')
           WHEN 'archived' THEN 'finished'
           ELSE state END AS stage,
           EXISTS (SELECT FROM rounds WHERE rounds.call_id = calls.id AND rounds.state <> 'published')
               AS round_in_progress,
           EXISTS (SELECT FROM appeals WHERE appeals.call_id = calls.id AND appeals.state IN ('lodged', 'under_review'))
               AS appeals_undecided
      FROM calls
"""
ENTRIES = """
    CREATE VIEW entries_shown AS
    SELECT entries.*,
           (SELECT grants.state FROM grants WHERE grants.entry_id = entries.id
             ORDER BY grants.id DESC LIMIT 1) AS grant_state,
           EXISTS (SELECT FROM rounds WHERE rounds.call_id = entries.call_id AND rounds.opened_at IS NOT NULL)
               AS judging_begun
      FROM entries
"""


def upgrade() -> None:
    # Until now whatever was no draft had been opened.
    op.execute("UPDATE calls SET public = false WHERE state = 'draft'")
    op.execute(CALLS)
    op.execute(ENTRIES)


def downgrade() -> None:
    op.execute("DROP VIEW entries_shown")
    op.execute("DROP VIEW calls_shown")
