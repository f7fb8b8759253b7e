"""What the database knows of a project's needs, and of who could supply them: one statement each."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from adapters.database.projects import projects_shown
from domain.ids import ProjectId
from domain.model.needs import Facts
from domain.model.pledges import COUNTED
from domain.model.projects import Project
from domain.model.suggestions import Supplier, SupplierKind
from domain.model.supporters import supporters_shown

MOST = 5  # of each kind that are named; how many there are is counted

FACTS = text(
    """
    SELECT coalesce((SELECT array_agg(DISTINCT skill) FROM placements
                       JOIN opportunities ON opportunities.id = opportunity_id
                      CROSS JOIN unnest(skill_ids) AS skill
                      WHERE placements.project_id = :project AND placements.state = 'completed'), '{}'),
           coalesce((SELECT array_agg(DISTINCT skill) FROM opportunities CROSS JOIN unnest(skill_ids) AS skill
                      WHERE project_id = :project AND state = 'open'), '{}'),
           coalesce((SELECT sum(elsewhere_amount + coalesce((
                            SELECT sum(amount) FROM campaign_totals
                             WHERE campaign_id = campaigns.id AND campaign_totals.state = ANY(:raised)), 0))
                       FROM campaigns
                      WHERE project_id = :project AND state IN ('live', 'waiting_funds', 'succeeded')), 0),
           coalesce((SELECT sum(amount) FROM grants WHERE project_id = :project AND state = 'accepted'), 0),
           EXISTS (SELECT FROM campaigns
                    WHERE project_id = :project AND state IN ('draft', 'live', 'waiting_funds'))
    """
)
SUPPLIERS = text(
    """
    WITH open_calls AS (
        SELECT calls.id, calls.title, calls.closes_at FROM calls
         WHERE state = 'open' AND opens_at <= :now AND :now < closes_at
           AND (provinces = '[]' OR provinces ? :province)
           AND (applicants = '[]' OR applicants ? :applicant)
           AND NOT EXISTS (SELECT FROM entries WHERE entries.call_id = calls.id
                              AND entries.project_id = :project AND entries.state <> 'withdrawn')
    ), helpers AS (
        SELECT wanted.skill, count(volunteers.id) AS number
          FROM unnest(CAST(:skills AS text[])) AS wanted (skill)
          LEFT JOIN volunteers ON consent
           AND volunteers.skills @> jsonb_build_array(jsonb_build_object('skill_id', wanted.skill))
         GROUP BY wanted.skill
    ), friends AS (
        SELECT supporters.organization_id, count(*) AS number
          FROM supporters JOIN projects ON projects.id = supporters.project_id
         WHERE supporters.state = 'confirmed' AND projects.id <> :project
           AND projects.state IN ('published', 'completed')
           AND (projects.province = :province OR projects.goals && CAST(:goals AS smallint[]))
           AND NOT EXISTS (SELECT FROM supporters AS ours WHERE ours.project_id = :project
                              AND ours.organization_id = supporters.organization_id)
         GROUP BY supporters.organization_id
    )
    (SELECT 'call', id, NULL, title, count(*) OVER () FROM open_calls ORDER BY closes_at, id LIMIT :most)
    UNION ALL
    (SELECT 'campaign', id, NULL, title, count(*) OVER () FROM campaigns
      WHERE project_id = :project AND state = 'live' ORDER BY deadline, id LIMIT :most)
    UNION ALL
    (SELECT 'volunteers', NULL, skill, NULL, number FROM helpers ORDER BY skill)
    UNION ALL
    (SELECT 'organization', organizations.id, NULL, organizations.name, number
       FROM friends JOIN organizations ON organizations.id = organization_id
      ORDER BY number DESC, organizations.id LIMIT :most)
    """
)
RAISED = sorted(COUNTED)


class SqlNeeds:
    def __init__(self, session: Session) -> None:
        self._session = session

    def facts(self, project: Project) -> Facts:
        self._session.flush()
        asked = {"project": project.id, "raised": RAISED}
        done, sought, raised, granted, raising = self._session.execute(FACTS, asked).one()
        shown = supporters_shown(project.supporters, project.confirmed_supporters)
        return Facts(
            skills_done=frozenset(done),
            skills_sought=frozenset(sought),
            raised=int(raised),
            granted=int(granted),
            raising=raising,
            supporters=frozenset(row["id"] for row in shown or () if row["confirmed"]),
        )

    def is_in_use(self, project_id: ProjectId) -> bool:
        asked = select(projects_shown.c.in_use).where(projects_shown.c.id == project_id)
        return bool(self._session.scalar(asked))

    def suppliers(
        self, project: Project, applicant: str, skills: Sequence[str], now: datetime
    ) -> list[Supplier]:
        asked: dict[str, Any] = {
            "project": project.id,
            "province": project.province or "",
            "applicant": applicant,
            "goals": list(project.goals),
            "skills": list(skills),
            "now": now,
            "most": MOST,
        }
        return [
            Supplier(kind=SupplierKind(kind), id=id, skill=skill, title=title, count=int(number))
            for kind, id, skill, title, number in self._session.execute(SUPPLIERS, asked)
        ]
