"""Jobs wait in the database they are about: the tables of procrastinate, in a schema of their own."""

from pathlib import Path
from typing import Any

from alembic import op

revision = "0003"
down_revision = "0002"

TABLES = Path(__file__).parent.parent / "procrastinate_3_10.sql"


def upgrade() -> None:
    op.execute("CREATE SCHEMA procrastinate")
    op.execute("SET LOCAL search_path TO procrastinate")
    # Past SQLAlchemy: many statements at once, in which % and : are no placeholders.
    connection: Any = op.get_bind().connection.driver_connection
    connection.execute(TABLES.read_text())
    op.execute("SET LOCAL search_path TO DEFAULT")


def downgrade() -> None:
    op.execute("DROP SCHEMA procrastinate CASCADE")
