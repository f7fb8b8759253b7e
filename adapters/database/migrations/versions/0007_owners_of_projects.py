"""A project is owned by a person or by an organization: one of them, and not both."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_check_constraint(
        op.f("ck_projects_has_one_owner"), "projects", "num_nonnulls(account_id, organization_id) = 1"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_projects_has_one_owner"), "projects", type_="check")
