"""Projects: their table and their mapping. What lists are filtered by stands beside the documents."""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Index, SmallInteger, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import registry

from adapters.database.schema import document, key, known, metadata, moment, stamps, to, view, words
from domain.model.projects import Project, ProjectState
from domain.money import Currency

projects = Table(
    "projects",
    metadata,
    key(),
    to("accounts", "account_id", index=False, nullable=True),
    to("organizations", "organization_id", index=False, nullable=True),
    words("state", ProjectState),
    document("title"),
    document("summary"),
    document("problem"),
    document("solution"),
    document("team"),
    document("skills_missing"),
    document("budget"),
    document("asked_for", nullable=True),
    document("from_elsewhere", at_first="'[]'::jsonb"),
    document("supporters"),
    document("benefits"),
    Column("province", Text),
    Column("goals", ARRAY(SmallInteger), nullable=False),
    Column("budget_total", BigInteger, nullable=False),
    words("budget_currency", Currency),
    document("numbered", at_first="'{}'::jsonb"),
    Column("findable", Boolean, nullable=False, info={"at_first": "false"}),
    to("projects", "merged_into", index=False, nullable=True),
    document("editors", at_first="'[]'::jsonb"),
    document("confirmed_members", at_first="'{}'::jsonb"),
    document("confirmed_supporters", at_first="'{}'::jsonb"),
    moment("ended_at", nullable=True),
    document("ended_reason", nullable=True),
    *stamps(),
    known("state", ProjectState),
    known("budget_currency", Currency),
    CheckConstraint("title ->> 'th' IS NOT NULL OR title ->> 'en' IS NOT NULL", name="has_a_title"),
    CheckConstraint(
        "state IN ('draft', 'cancelled') OR province IS NOT NULL", name="published_has_a_province"
    ),
    CheckConstraint("num_nonnulls(account_id, organization_id) = 1", name="has_one_owner"),
    CheckConstraint("merged_into IS NULL OR state = 'cancelled'", name="merged_is_over"),
    CheckConstraint("ended_at IS NULL OR state IN ('completed', 'cancelled')", name="ends_with_its_outcome"),
    CheckConstraint("budget_total >= 0", name="budget_is_not_negative"),
    CheckConstraint(
        "province IS NOT DISTINCT FROM problem ->> 'province'", name="province_is_that_of_its_problem"
    ),
    CheckConstraint("to_jsonb(goals) = problem -> 'goals'", name="goals_are_those_of_its_problem"),
)
projects_shown = view(
    "projects_shown",
    projects,
    in_use=lambda name: Column(name, Boolean),
)
NEWEST = projects.c.created_at, projects.c.id
Index("ix_projects_created_at_id", *NEWEST)
Index("ix_projects_state_created_at_id", projects.c.state, *NEWEST)
Index("ix_projects_account_id_created_at_id", projects.c.account_id, *NEWEST)
Index("ix_projects_organization_id_created_at_id", projects.c.organization_id, *NEWEST)
Index("ix_projects_province_created_at_id", projects.c.province, *NEWEST)
Index("ix_projects_goals", projects.c.goals, postgresql_using="gin")


def map_projects(mapper: registry) -> None:
    mapper.map_imperatively(Project, projects, version_id_col=projects.c.version)
