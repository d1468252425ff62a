"""What the desk keeps: reviews, levels and releases, which are only added to; people, sessions, tokens and alerts."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_ONLY_ADDED_TO = ("reviews", "levels", "blurs", "releases", "release_steps")


def upgrade() -> None:
    """Add the tables; the triggers are those of the other tables that are only added to."""
    _only_added_to()
    _kept_up()
    for table in _ONLY_ADDED_TO:
        _protect(table)


def _signed(*columns: sa.Column[Any]) -> list[sa.Column[Any]]:
    return [
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        *columns,
    ]


def _text(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _only_added_to() -> None:
    op.create_table(
        "reviews",
        *_signed(
            sa.Column("record", sa.String(64), nullable=False),
            sa.Column("action", sa.String(16), nullable=False),
            *_text("field", "value", "note"),
        ),
    )
    op.create_index("reviews_record", "reviews", ["record", "number"])
    op.create_table(
        "levels",
        *_signed(
            sa.Column("what", sa.String(8), nullable=False),
            *_text("subject"),
            sa.Column("level", sa.Integer, nullable=False),
        ),
    )
    op.create_index("levels_subject", "levels", ["what", "subject", "number"])
    op.create_table("blurs", *_signed(*_text("place"), sa.Column("kilometres", sa.Float, nullable=False)))
    op.create_table(
        "releases",
        *_signed(
            *_text("case_name", "title", "file_name", "media_type"),
            sa.Column("sha256", sa.String(64), nullable=False),
            sa.Column("body", sa.LargeBinary, nullable=False),
        ),
    )
    op.create_table(
        "release_steps",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("release", sa.Integer, sa.ForeignKey("releases.number"), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        *_text("who"),
        sa.Column("step", sa.String(16), nullable=False),
        *_text("note"),
    )


def _kept_up() -> None:
    moment = sa.String(32)
    op.create_table(
        "people",
        sa.Column("name", sa.String(64), primary_key=True),
        *_text("password"),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("clearance", sa.Integer, nullable=False),
        sa.Column("active", sa.Integer, nullable=False),
        sa.Column("since", moment, nullable=False),
    )
    op.create_table(
        "sessions",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("person", sa.String(64), nullable=False),
        *(sa.Column(name, moment, nullable=False) for name in ("since", "seen", "expires")),
    )
    op.create_index("sessions_person", "sessions", ["person"])
    op.create_table(
        "tokens",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("person", sa.String(64), nullable=False),
        *_text("label", "scopes"),
        sa.Column("since", moment, nullable=False),
        sa.Column("expires", moment),
        sa.Column("revoked", moment),
    )
    op.create_table(
        "looks",
        sa.Column("person", sa.String(64), primary_key=True),
        sa.Column("case_name", sa.String(200), primary_key=True),
        sa.Column("at", moment, nullable=False),
        sa.Column("before", moment),
    )
    op.create_table(
        "alerts",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("since", moment, nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        *_text("case_name", "rule"),
        sa.Column("channel", sa.String(16), nullable=False),
        *_text("target", "secret"),
        sa.Column("active", sa.Integer, nullable=False),
    )
    op.create_table(
        "deliveries",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("alert", sa.Integer, sa.ForeignKey("alerts.number"), nullable=False),
        sa.Column("event", sa.String(64), nullable=False),
        sa.Column("at", moment, nullable=False),
        *_text("body"),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("due", moment),
        *_text("outcome"),
        sa.UniqueConstraint("alert", "event", name="deliveries_once"),
    )


def _protect(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{table} are never changed'); END"
            )
        return
    refuse = "EXECUTE FUNCTION refuse_change()"
    for verb in ("UPDATE", "DELETE"):
        op.execute(f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table} FOR EACH ROW {refuse}")
    op.execute(f"CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}")
