"""Rows of old projects get the ids that all rows have, their documents the first version to compare with, and a view says
whether a project is in use."""

from alembic import op

revision = "0013"
down_revision = "0012"

# By their places, as they would have been numbered when they were written.
NAMED = """
    (SELECT coalesce(jsonb_agg(jsonb_build_object('id', '{stem}-' || place) || part ORDER BY place), '[]')
       FROM jsonb_array_elements({column}) WITH ORDINALITY AS listed (part, place))
"""
HIGHEST = """
    coalesce((SELECT max(substring(part ->> 'id' FROM '^{stem}-([0-9]{{1,9}})$')::bigint)
                FROM jsonb_array_elements({column}) AS listed (part)), 0)
"""
ROWS = f"""
    UPDATE projects SET
           team = {NAMED.format(stem="member", column="team")},
           supporters = {NAMED.format(stem="supporter", column="supporters")},
           numbered = jsonb_build_object(
               'member', jsonb_array_length(team),
               'supporter', jsonb_array_length(supporters),
               'source', 0,
               'cause', {HIGHEST.format(stem="cause", column="problem -> 'root_causes'")},
               'line', {HIGHEST.format(stem="line", column="budget")},
               'benefit', {HIGHEST.format(stem="benefit", column="benefits")}
           )
"""
VERSIONS = """
    INSERT INTO project_versions (id, project_id, number, document, account_id, created_at)
    SELECT 'version_' || split_part(id, '_', 2), id, version,
           jsonb_build_object(
               'title', title, 'summary', summary, 'problem', problem, 'solution', solution, 'team', team,
               'skills_missing', skills_missing, 'budget', budget, 'asked_for', asked_for,
               'from_elsewhere', from_elsewhere, 'supporters', supporters, 'benefits', benefits
           ), NULL, updated_at
      FROM projects
"""
SHOWN = """
    CREATE VIEW projects_shown AS
    SELECT projects.*,
           EXISTS (SELECT FROM campaigns WHERE campaigns.project_id = projects.id
                      AND campaigns.state IN ('live', 'waiting_funds'))
           OR EXISTS (SELECT FROM entries WHERE entries.project_id = projects.id
                         AND entries.state IN ('submitted', 'needs_work', 'eligible', 'in_review', 'waitlisted'))
           OR EXISTS (SELECT FROM opportunities WHERE opportunities.project_id = projects.id
                         AND opportunities.state = 'open') AS in_use
      FROM projects
"""
ATTACHMENTS = """
    CREATE VIEW attachments_shown AS
    SELECT attachments.*, projects.editors, projects.state AS project_state
      FROM attachments JOIN projects ON projects.id = project_id
"""


def upgrade() -> None:
    op.execute(ROWS)
    op.execute(VERSIONS)
    op.execute(SHOWN)
    op.execute(ATTACHMENTS)


def downgrade() -> None:
    op.execute("DROP VIEW attachments_shown")
    op.execute("DROP VIEW projects_shown")
    op.execute("DELETE FROM project_versions")
    op.execute(
        "UPDATE projects SET"
        " team = (SELECT coalesce(jsonb_agg(part - 'id' ORDER BY place), '[]')"
        "           FROM jsonb_array_elements(team) WITH ORDINALITY AS listed (part, place)),"
        " supporters = (SELECT coalesce(jsonb_agg(part - 'id' ORDER BY place), '[]')"
        "                 FROM jsonb_array_elements(supporters) WITH ORDINALITY AS listed (part, place))"
    )
