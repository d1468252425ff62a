"""Reports, readings, records, names, the audit trail; full-text search; triggers that forbid change."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# What may never change; `records.current` alone may, from 1 to 0.
_KEPT = ("reports", "readings", "names", "record_names", "audit")
_SAME_RECORD = " AND ".join(
    f"NEW.{column} {{same}} OLD.{column}"
    for column in (
        "number", "id", "reading", "report", "kind", "assertion", "first_day", "last_day", "lasting",
        "confidence", "body",
    )
)  # fmt: skip


def upgrade() -> None:
    """Make everything in an empty database."""
    _tables()
    if op.get_bind().dialect.name == "sqlite":
        _sqlite()
    else:
        _postgresql()


def _tables() -> None:
    op.create_table(
        "reports",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("id", sa.String(64), nullable=False, unique=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("address", sa.Text),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("outlet", sa.Text),
        sa.Column("published", sa.String(64)),
        sa.Column("url", sa.Text),
        sa.Column("path", sa.Text),
        sa.Column("language", sa.String(16)),
        sa.Column("retrieved", sa.String(32), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.UniqueConstraint("address", "version", name="reports_address_version"),
    )
    op.create_table(
        "readings",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("report", sa.Integer, sa.ForeignKey("reports.number"), nullable=False),
        sa.Column("reader", sa.String(64), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("mentions", sa.Text, nullable=False),
        sa.UniqueConstraint("report", "reader", name="readings_report_reader"),
    )
    op.create_table(
        "records",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("reading", sa.Integer, sa.ForeignKey("readings.number"), nullable=False),
        sa.Column("report", sa.Integer, sa.ForeignKey("reports.number"), nullable=False),
        sa.Column("current", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("assertion", sa.String(16), nullable=False),
        sa.Column("first_day", sa.String(10), nullable=False),
        sa.Column("last_day", sa.String(10), nullable=False),
        sa.Column("lasting", sa.Integer, nullable=False),
        sa.Column("confidence", sa.Float),
        sa.Column("body", sa.Text, nullable=False),
        sa.UniqueConstraint("reading", "id", name="records_reading_id"),
    )
    op.create_index("records_id", "records", ["id"])
    op.create_index("records_report", "records", ["report"])
    op.create_index("records_by_day", "records", ["current", "first_day", "number"])
    op.create_index("records_by_kind", "records", ["current", "kind", "first_day", "number"])
    op.create_index("records_lasting", "records", ["lasting", "current", "last_day"])
    op.create_table(
        "names",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("what", sa.String(8), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("identifier", sa.Text, nullable=False),
        sa.Column("country", sa.Text, nullable=False),
        sa.Column("folded", sa.Text, nullable=False),
        sa.Column("latitude", sa.Float),
        sa.Column("longitude", sa.Float),
        sa.UniqueConstraint("what", "name", "identifier", "country", name="names_whole"),
    )
    op.create_table(
        "record_names",
        sa.Column("name", sa.Integer, sa.ForeignKey("names.number"), primary_key=True, autoincrement=False),
        sa.Column("first_day", sa.String(10), primary_key=True),
        sa.Column(
            "record", sa.Integer, sa.ForeignKey("records.number"), primary_key=True, autoincrement=False
        ),
        sa.Column("role", sa.String(24), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_index("record_names_record", "record_names", ["record", "name"])
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("action", sa.String(16), nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )


def _sqlite() -> None:
    op.execute(
        "CREATE VIRTUAL TABLE report_search USING fts5(title, text, content='reports', content_rowid='number',"
        " tokenize='unicode61 remove_diacritics 2')"
    )
    op.execute(
        "CREATE TRIGGER reports_search AFTER INSERT ON reports BEGIN INSERT INTO report_search(rowid, title,"
        " text) VALUES (NEW.number, NEW.title, NEW.text); END"
    )
    for table in (*_KEPT, "records"):
        refusal = f"SELECT RAISE(ABORT, '{table} are never changed');"
        op.execute(f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} BEGIN {refusal} END")
        when = ""
        if table == "records":
            when = f"WHEN NOT (NEW.current = 0 AND {_SAME_RECORD.format(same='IS')})"
        op.execute(f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table} {when} BEGIN {refusal} END")


def _postgresql() -> None:
    op.execute(
        "CREATE INDEX reports_search ON reports USING gin"
        " (to_tsvector('simple', coalesce(title, '') || ' ' || text))"
    )
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
        " $$BEGIN RAISE EXCEPTION '% are never changed', TG_TABLE_NAME; END$$"
    )
    for table in (*_KEPT, "records"):
        refuse = "EXECUTE FUNCTION refuse_change()"
        op.execute(f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} FOR EACH ROW {refuse}")
        op.execute(f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}")
        when = ""
        if table == "records":
            same = _SAME_RECORD.format(same="IS NOT DISTINCT FROM")
            when = f"WHEN (NOT (NEW.current = 0 AND {same}))"
        op.execute(f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table} FOR EACH ROW {when} {refuse}")
