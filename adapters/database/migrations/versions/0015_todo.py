"""What waits for whom, found in the states of things: each arm begins with the account, so that one account's list
reads little of each table, however full it is."""

from alembic import op

revision = "0015"
down_revision = "0014"

MANAGING = "memberships AS m JOIN {table} AS {name} ON {name}.{column} = m.organization_id"
MANAGES = "m.state = 'active' AND m.role IN ('owner', 'manager')"

# account, kind, about, call, project, title, due, count, since; from; where
ARMS = (
    (
        "m.account_id, 'open_call', c.id, c.id, NULL, c.title, c.opens_at, 1, c.created_at",
        MANAGING.format(table="calls", name="c", column="organization_id"),
        f"{MANAGES} AND c.state = 'draft'",
    ),
    (
        "m.account_id, 'screen_entries', c.id, c.id, NULL, c.title, NULL, waiting.number, waiting.since",
        MANAGING.format(table="calls", name="c", column="organization_id")
        + " CROSS JOIN LATERAL (SELECT count(*)::int AS number, min(e.submitted_at) AS since FROM entries AS e"
        " WHERE e.call_id = c.id AND e.state = 'submitted') AS waiting",
        f"{MANAGES} AND c.state IN ('open', 'closed') AND waiting.number > 0",
    ),
    (
        "e.account_id, 'mend_entry', e.id, c.id, e.project_id, e.title, c.closes_at, 1, e.updated_at",
        "entries AS e JOIN calls AS c ON c.id = e.call_id",
        "e.state = 'needs_work' AND e.applicant_organization_id IS NULL",
    ),
    (
        "m.account_id, 'mend_entry', e.id, c.id, e.project_id, e.title, c.closes_at, 1, e.updated_at",
        MANAGING.format(table="entries", name="e", column="applicant_organization_id")
        + " JOIN calls AS c ON c.id = e.call_id",
        f"{MANAGES} AND e.state = 'needs_work'",
    ),
    (
        "v.judge_id, 'write_reviews', r.id, c.id, NULL, c.title, r.due_at, count(*)::int, min(v.created_at)",
        "reviews AS v JOIN rounds AS r ON r.id = v.round_id JOIN calls AS c ON c.id = r.call_id",
        "v.state IN ('assigned', 'draft') AND r.state = 'open' GROUP BY v.judge_id, r.id, c.id",
    ),
    (
        "m.account_id, CASE r.state WHEN 'draft' THEN 'open_round' WHEN 'open' THEN 'seal_round'"
        " WHEN 'sealed' THEN 'rank_round' WHEN 'ranked' THEN 'decide_round' ELSE 'publish_round' END,"
        " r.id, c.id, NULL, c.title, CASE r.state WHEN 'open' THEN r.due_at ELSE c.decision_due_at END, 1,"
        " r.updated_at",
        MANAGING.format(table="calls", name="c", column="organization_id")
        + " JOIN rounds AS r ON r.call_id = c.id",
        f"{MANAGES} AND c.state = 'closed' AND r.state <> 'published' AND NOT (r.state = 'open' AND EXISTS"
        " (SELECT FROM reviews AS v WHERE v.round_id = r.id AND v.state IN ('assigned', 'draft')))",
    ),
    (
        "g.account_id, 'answer_grant', g.id, g.call_id, g.project_id, g.title, NULL, 1, g.created_at",
        "grants AS g",
        "g.state = 'offered' AND g.applicant_organization_id IS NULL",
    ),
    (
        "m.account_id, 'answer_grant', g.id, g.call_id, g.project_id, g.title, NULL, 1, g.created_at",
        MANAGING.format(table="grants", name="g", column="applicant_organization_id"),
        f"{MANAGES} AND g.state = 'offered'",
    ),
    (
        "m.account_id, 'answer_appeal', a.id, a.call_id, e.project_id, e.title, NULL, 1, a.created_at",
        MANAGING.format(table="appeals", name="a", column="organization_id")
        + " JOIN entries AS e ON e.id = a.entry_id",
        f"{MANAGES} AND a.state IN ('lodged', 'under_review')",
    ),
    (
        "o.judge_id, 'give_opinion', o.id, a.call_id, NULL, e.title, NULL, 1, o.created_at",
        "opinions AS o JOIN appeals AS a ON a.id = o.appeal_id JOIN entries AS e ON e.id = a.entry_id",
        "o.state = 'asked' AND o.closed_at IS NULL",
    ),
    (
        "w.person_id, 'answer_membership', w.id, NULL, NULL, o.name, NULL, 1, w.created_at",
        "memberships AS w JOIN organizations AS o ON o.id = w.organization_id",
        "w.state = 'invited'",
    ),
    (
        "t.account_id, 'answer_teammate', t.id, NULL, t.project_id, t.project_title, NULL, 1, t.created_at",
        "teammates AS t",
        "t.state = 'proposed' AND t.kind = 'invitation'",
    ),
    (
        "t.owner_id, CASE t.kind WHEN 'merge' THEN 'answer_merge' ELSE 'answer_request' END,"
        " t.id, NULL, t.project_id, t.project_title, NULL, 1, t.created_at",
        "teammates AS t",
        "t.state = 'proposed' AND t.kind <> 'invitation'",
    ),
    (
        "m.account_id, CASE t.kind WHEN 'merge' THEN 'answer_merge' ELSE 'answer_request' END,"
        " t.id, NULL, t.project_id, t.project_title, NULL, 1, t.created_at",
        MANAGING.format(table="teammates", name="t", column="organization_id"),
        f"{MANAGES} AND t.state = 'proposed' AND t.kind <> 'invitation'"
        " AND t.owner_id IS DISTINCT FROM m.account_id",
    ),
    (
        "m.account_id, 'confirm_support', s.id, NULL, s.project_id, s.project_title, NULL, 1, s.created_at",
        MANAGING.format(table="supporters", name="s", column="organization_id"),
        f"{MANAGES} AND s.state = 'proposed'",
    ),
    (
        "p.account_id, 'answer_offer', p.id, NULL, p.project_id, o.title, p.expires_at, 1, p.offered_at",
        "placements AS p JOIN opportunities AS o ON o.id = p.opportunity_id",
        "p.state = 'offered'",
    ),
    (
        "p.owner_id, 'answer_applications', o.id, NULL, o.project_id, o.title, NULL, count(*)::int,"
        " min(p.created_at)",
        "placements AS p JOIN opportunities AS o ON o.id = p.opportunity_id",
        "p.state = 'applied' GROUP BY p.owner_id, o.id",
    ),
)
NAMES = "account_id, kind, about, call_id, project_id, title, due_at, count, created_at"
# What has no time comes after all that has; among equals the oldest first. In UTC, so that it compares as text.
WRITTEN = "to_char({moment} AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISSUS')"
POSITION = f"coalesce({WRITTEN.format(moment='due_at')}, 'none') || {WRITTEN.format(moment='created_at')}"
# An item is named by what it is about: nothing waits for one account in two ways.
VIEW = f"""
    CREATE VIEW todo AS
    SELECT ('todo_' || right(about, 26)) COLLATE "C" AS id, waiting.*, ({POSITION}) COLLATE "C" AS position
      FROM ({" UNION ALL ".join(f"SELECT {what} FROM {where} WHERE {rule}" for what, where, rule in ARMS)})
        AS waiting ({NAMES})
"""


def upgrade() -> None:
    op.execute(VIEW)


def downgrade() -> None:
    op.execute("DROP VIEW todo")
