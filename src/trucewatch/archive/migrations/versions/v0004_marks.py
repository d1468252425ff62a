"""Records numbered by their report and found by marks; the lists of names in each record are no longer kept.

Both tables that change are made anew and filled from the old ones. What is derived, numbers, marks and indexes, is
worked out by the same code that adds records.
"""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from trucewatch.archive import addition, rows
from trucewatch.archive import marks as marks_
from trucewatch.archive.schema import BLOCK, names

revision = "0004"
down_revision = "0003"

_AT_ONCE = 1000
_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_KEPT = {
    "readings": ("number", "report", "reader", "at", "digest", "mentions"),
    "records": (
        "number", "id", "reading", "report", "current", "kind", "assertion", "first_day", "last_day", "lasting",
        "confidence", "marks", "body",
    ),
}  # fmt: skip
# Old numbers to new ones: within a report its readings one after the other, each before its records.
_RENUMBERED = f"""
    CREATE TEMPORARY TABLE renumbered AS
    SELECT a_record, old, report * CAST({BLOCK} AS BIGINT) - 1
        + row_number() OVER (PARTITION BY report ORDER BY reading, a_record, old) AS new
    FROM (SELECT 0 AS a_record, number AS old, report, number AS reading FROM readings
          UNION ALL SELECT 1, number, report, reading FROM records) AS items
"""


def upgrade() -> None:
    """Make the new tables, fill them, and put them in the place of the old ones."""
    op.create_table(
        "readings_new",
        sa.Column("number", _NUMBER, primary_key=True, autoincrement=False),
        sa.Column("report", sa.Integer, sa.ForeignKey("reports.number"), nullable=False),
        sa.Column("reader", sa.String(64), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("mentions", sa.Text, nullable=False),
    )
    op.create_table(
        "records_new",
        sa.Column("number", _NUMBER, primary_key=True, autoincrement=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("reading", _NUMBER, sa.ForeignKey("readings_new.number"), nullable=False),
        sa.Column("report", sa.Integer, sa.ForeignKey("reports.number"), nullable=False),
        sa.Column("current", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("assertion", sa.String(16), nullable=False),
        sa.Column("first_day", sa.String(10), nullable=False),
        sa.Column("last_day", sa.String(10), nullable=False),
        sa.Column("lasting", sa.Integer, nullable=False),
        sa.Column("confidence", sa.Float),
        sa.Column("marks", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    connection = op.get_bind()
    on_sqlite = connection.dialect.name == "sqlite"
    if on_sqlite:
        op.execute(
            "CREATE VIRTUAL TABLE record_search USING fts5(marks, content='', columnsize=0, detail=none,"
            " tokenize='ascii')"
        )
    _fill(connection)
    for table in ("record_names", "records", "readings"):
        op.drop_table(table)
    for table in ("readings", "records"):
        op.rename_table(f"{table}_new", table)
    known = sa.text("identifier != ''")
    op.create_index("names_identifier", "names", ["identifier"], sqlite_where=known, postgresql_where=known)
    op.create_index("readings_report_reader", "readings", ["report", "reader"], unique=True)
    few = sa.text("lasting = 1 AND current = 1")
    op.create_index("records_lasting", "records", ["last_day"], sqlite_where=few, postgresql_where=few)
    if on_sqlite:
        _forbid_on_sqlite()
        op.execute(
            "CREATE VIRTUAL TABLE name_search USING fts5(folded, content='names', content_rowid='number')"
        )
        op.execute("INSERT INTO name_search (name_search) VALUES ('rebuild')")
        op.execute(
            "CREATE TRIGGER names_search AFTER INSERT ON names"
            " BEGIN INSERT INTO name_search (rowid, folded) VALUES (NEW.number, NEW.folded); END"
        )
    else:
        _forbid_on_postgresql()
        op.create_index("search_id", "records", ["id"])
        op.create_index("search_day", "records", ["current", "first_day", "number"])
        op.execute("CREATE INDEX search_marks ON records USING gin (string_to_array(marks, ' '))")


def _fill(connection: sa.Connection) -> None:
    op.execute(_RENUMBERED)
    op.execute("CREATE INDEX renumbered_old ON renumbered (a_record, old)")
    op.execute(
        "INSERT INTO readings_new (number, report, reader, at, digest, mentions)"
        " SELECT new, report, reader, at, digest, mentions FROM readings"
        " JOIN renumbered ON a_record = 0 AND old = number"
    )
    numbers = {tuple(key): number for number, *key in connection.execute(_NAMES)}
    new_table = sa.table("records_new", *(sa.column(column) for column in _KEPT["records"]))
    for part in connection.execute(_OLD_RECORDS).partitions(_AT_ONCE):
        entered = list(_marked(connection, part, numbers))
        connection.execute(sa.insert(new_table), entered)
        past = [marks_.key(row["first_day"], row["number"]) for row in entered if not row["current"]]
        addition.index(connection, entered, past)
    op.execute("DROP TABLE renumbered")


_NAMES = sa.select(names.c.number, names.c.what, names.c.name, names.c.identifier, names.c.country)
_OLD_RECORDS = sa.text(
    "SELECT record.new AS number, r.id, reading.new AS reading, r.report, r.current, r.body, reports.outlet"
    " FROM records AS r JOIN reports ON reports.number = r.report"
    " JOIN renumbered AS record ON record.a_record = 1 AND record.old = r.number"
    " JOIN renumbered AS reading ON reading.a_record = 0 AND reading.old = r.reading ORDER BY record.new"
)


def _marked(connection: sa.Connection, part: Any, numbers: dict[Any, int]) -> Iterator[dict[str, Any]]:
    for old in part:
        body = json.loads(old.body)
        row = addition.record_row(old.id, body, old.number, old.reading, old.report)
        found = list(rows.names(body, old.outlet))
        for name in found:
            if name.key not in numbers:  # countries had no name of their own
                numbers[name.key] = max(numbers.values(), default=0) + 1
                new = {"number": numbers[name.key], "folded": rows.fold(name.name), **vars(name)}
                connection.execute(sa.insert(names), new)
        marked = marks_.marks(row, (numbers[name.key] for name in found))
        yield {**row, "current": old.current, "marks": marked}


def _same(table: str, same: str) -> str:
    return " AND ".join(f"NEW.{column} {same} OLD.{column}" for column in _KEPT[table] if column != "current")


def _forbid_on_sqlite() -> None:
    for table in _KEPT:
        refusal = f"SELECT RAISE(ABORT, '{table} are never changed');"
        op.execute(f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} BEGIN {refusal} END")
        when = f"WHEN NOT (NEW.current = 0 AND {_same(table, 'IS')})" if table == "records" else ""
        op.execute(f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table} {when} BEGIN {refusal} END")


def _forbid_on_postgresql() -> None:
    refuse = "EXECUTE FUNCTION refuse_change()"
    for table in _KEPT:
        op.execute(f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} FOR EACH ROW {refuse}")
        op.execute(f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}")
        same = _same(table, "IS NOT DISTINCT FROM")
        when = f"WHEN (NOT (NEW.current = 0 AND {same}))" if table == "records" else ""
        op.execute(f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table} FOR EACH ROW {when} {refuse}")
