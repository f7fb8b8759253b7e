"""How far a round is, in one statement however many entries and judges it has."""

from datetime import UTC, datetime

from adapters.database.reads import Reads
from domain.ids import OrganizationId, RoundId
from domain.model.progress import RoundProgress
from domain.model.rounds import RoundState

OF_ROUND = """
    WITH this AS (
        SELECT * FROM rounds WHERE id = $1
    ), barred AS (
        SELECT DISTINCT judge_id, entry_id FROM conflicts
         WHERE round_id = (SELECT id FROM this) AND state = 'stands'
    ), written AS (
        SELECT reviews.judge_id, reviews.entry_id, reviews.state, barred.entry_id IS NOT NULL AS barred,
               CASE reviews.state WHEN 'submitted' THEN submitted_at WHEN 'draft' THEN updated_at
                                  ELSE given_back_at END AS moved_at
          FROM reviews LEFT JOIN barred USING (judge_id, entry_id)
         WHERE round_id = (SELECT id FROM this)
    ), judges AS (
        SELECT judge_id FROM this, jsonb_array_elements_text(judge_ids) AS judge_id
         UNION
        SELECT judge_id FROM written
    ), by_judge AS (
        SELECT judges.judge_id,
               judges.judge_id IN (SELECT jsonb_array_elements_text(judge_ids) FROM this) AS on_panel,
               count(*) FILTER (WHERE state = 'assigned') AS assigned,
               count(*) FILTER (WHERE state = 'draft') AS drafts,
               count(*) FILTER (WHERE state = 'submitted' AND NOT barred) AS submitted,
               count(*) FILTER (WHERE state = 'submitted' AND barred) AS barred,
               count(*) FILTER (WHERE state = 'abstained') AS abstained,
               count(*) FILTER (WHERE state = 'recused') AS recused,
               to_char(max(moved_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS last_activity_at,
               (SELECT to_char(max(created_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
                  FROM reminders
                 WHERE round_id = (SELECT id FROM this) AND reminders.judge_id = judges.judge_id) AS reminded_at
          FROM judges LEFT JOIN written USING (judge_id)
         GROUP BY judges.judge_id
    ), judged AS (
        SELECT entry_id FROM written
         UNION
        SELECT entries.id FROM entries WHERE round_id = (SELECT id FROM this)
    ), by_entry AS (
        SELECT entries.id AS entry_id, entries.title,
               count(*) FILTER (WHERE written.state = 'submitted' AND NOT barred) AS have,
               count(*) FILTER (WHERE written.state IN ('assigned', 'draft')) AS pending
          FROM judged JOIN entries ON entries.id = judged.entry_id LEFT JOIN written USING (entry_id)
         WHERE entries.state NOT IN ('withdrawn', 'disqualified')
         GROUP BY entries.id
    )
    SELECT id, organization_id, state, quorum, reviews_per_entry, due_at,
           (SELECT coalesce(jsonb_agg(by_judge ORDER BY judge_id), '[]') FROM by_judge),
           (SELECT coalesce(jsonb_agg(by_entry ORDER BY have, entry_id), '[]') FROM by_entry)
      FROM this
"""


class SqlProgress:
    def __init__(self, reads: Reads) -> None:
        self._reads = reads

    def of_round(self, round_id: str) -> RoundProgress | None:
        row = self._reads.row(OF_ROUND, [round_id])
        if row is None:
            return None
        id, organization, state, quorum, wanted, due_at, judges, entries = row
        return RoundProgress(
            round_id=RoundId(id),
            organization_id=OrganizationId(organization),
            state=RoundState(state),
            quorum=quorum,
            reviews_per_entry=wanted,
            due_at=_utc(due_at),
            judges=judges,
            entries=entries,
        )


def _utc(moment: datetime | None) -> datetime | None:
    return moment and moment.astimezone(UTC)
