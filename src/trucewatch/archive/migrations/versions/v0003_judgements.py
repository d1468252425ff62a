"""Persons' judgements on whether two records are about one thing; rows that are never changed."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the table; the triggers are those of the other tables that are only added to."""
    op.create_table(
        "judgements",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("one", sa.String(64), nullable=False),
        sa.Column("other", sa.String(64), nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
    )
    op.create_index("judgements_pair", "judgements", ["one", "other", "number"])
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER judgements_{verb.lower()} BEFORE {verb} ON judgements"
                " BEGIN SELECT RAISE(ABORT, 'judgements are never changed'); END"
            )
        return
    refuse = "EXECUTE FUNCTION refuse_change()"
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER judgements_{verb.lower()} BEFORE {verb} ON judgements FOR EACH ROW {refuse}"
        )
    op.execute(
        f"CREATE TRIGGER judgements_truncate BEFORE TRUNCATE ON judgements FOR EACH STATEMENT {refuse}"
    )
