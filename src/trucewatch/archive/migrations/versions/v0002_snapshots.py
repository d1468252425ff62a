"""Snapshots of what was fetched, their timestamps, and the list of what is watched."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_KEPT = ("snapshots", "report_snapshots", "timestamps")


def upgrade() -> None:
    """Add the tables; snapshots and timestamps are never changed, what is watched may be."""
    op.create_table(
        "snapshots",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("id", sa.String(64), nullable=False, unique=True),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("retrieved", sa.String(32), nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("warc", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "report_snapshots",
        sa.Column(
            "report", sa.Integer, sa.ForeignKey("reports.number"), primary_key=True, autoincrement=False
        ),
        sa.Column(
            "snapshot", sa.Integer, sa.ForeignKey("snapshots.number"), primary_key=True, autoincrement=False
        ),
    )
    op.create_table(
        "timestamps",
        sa.Column(
            "snapshot", sa.Integer, sa.ForeignKey("snapshots.number"), primary_key=True, autoincrement=False
        ),
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("response", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "watches",
        sa.Column("source", sa.String(2000), primary_key=True),
        sa.Column("every", sa.Integer, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("since", sa.String(32), nullable=False),
    )
    op.create_table(
        "visits",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("due", sa.String(32)),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("etag", sa.Text),
        sa.Column("modified", sa.Text),
    )
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in _KEPT:
        _keep(table, sqlite)


def _keep(table: str, sqlite: bool) -> None:
    """Triggers that refuse every change of a row."""
    if sqlite:
        refusal = f"BEGIN SELECT RAISE(ABORT, '{table} are never changed'); END"
        op.execute(f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} {refusal}")
        op.execute(f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table} {refusal}")
        return
    refuse = "EXECUTE FUNCTION refuse_change()"
    op.execute(f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} FOR EACH ROW {refuse}")
    op.execute(f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}")
    op.execute(f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table} FOR EACH ROW {refuse}")
