"""The tables, as the newest migration leaves them; a test holds the two to be the same.

Days are text, `2020-02-08`, which sorts as time does on every database; `""` stands for "no day known" so that
undated records come last on every database too.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
)

metadata = MetaData()

reports = Table(
    "reports",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("id", String(64), nullable=False, unique=True),  # hash of all that the reading depends on
    Column("sha256", String(64), nullable=False),  # of the text alone
    Column("address", Text),  # where it was found; a changed page is the next version at its address
    Column("version", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("title", Text),
    Column("outlet", Text),
    Column("published", String(64)),
    Column("url", Text),
    Column("path", Text),
    Column("language", String(16)),
    Column("retrieved", String(32), nullable=False),
    Column("text", Text, nullable=False),
    UniqueConstraint("address", "version", name="reports_address_version"),
)

# A report has a block of numbers, BLOCK of them, and its readings and records take them in turn: a reading the
# next one, its records those after it. So a record's number says which report it is from, and all of a report
# lies together.
BLOCK_BITS = 16
BLOCK = 1 << BLOCK_BITS


def in_block(number: Column[int], report: int) -> ColumnElement[bool]:
    """That a reading's or record's number is in the block of the report with the number `report`."""
    return number.between(report * BLOCK, report * BLOCK + BLOCK - 1)


_Number = BigInteger().with_variant(Integer, "sqlite")

readings = Table(
    "readings",
    metadata,
    Column("number", _Number, primary_key=True, autoincrement=False),
    Column("report", ForeignKey("reports.number"), nullable=False),
    Column("reader", String(64), nullable=False),
    Column("at", String(32), nullable=False),
    Column("digest", String(64), nullable=False),  # over the ids of its records and its mentions
    Column("mentions", Text, nullable=False),
    Index("readings_report_reader", "report", "reader", unique=True),
)

records = Table(
    "records",
    metadata,
    Column("number", _Number, primary_key=True, autoincrement=False),
    # hash of the report's id and the record: the same in each reading
    Column("id", String(64), nullable=False),
    Column("reading", _Number, ForeignKey("readings.number"), nullable=False),
    Column("report", Integer, ForeignKey("reports.number"), nullable=False),
    Column("current", Integer, nullable=False),  # 1; 0 once a later reading takes its place
    Column("kind", String(16), nullable=False),
    Column("assertion", String(16), nullable=False),
    Column("first_day", String(10), nullable=False),
    Column("last_day", String(10), nullable=False),
    Column("lasting", Integer, nullable=False),  # 1 where its days are far apart or open
    Column("confidence", Float),
    Column("marks", Text, nullable=False),  # what it is found by, see marks.py
    Column("body", Text, nullable=False),
)
# Few records last, so this index costs little; all else that finds records is in `record_search` on SQLite and
# in GIN and plain indexes on PostgreSQL, which migrations make.
lasting = and_(records.c.lasting == 1, records.c.current == 1)
Index("records_lasting", records.c.last_day, sqlite_where=lasting, postgresql_where=lasting)

# Each actor, place, country and source once, so that finding one by a word of its name looks at few rows.
names = Table(
    "names",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("what", String(8), nullable=False),
    Column("name", Text, nullable=False),
    Column("identifier", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("latitude", Float),
    Column("longitude", Float),
    UniqueConstraint("what", "name", "identifier", "country", name="names_whole"),
)
identified = names.c.identifier != ""
Index("names_identifier", names.c.identifier, sqlite_where=identified, postgresql_where=identified)

# Persons' words on pairs of records, the ids in order; the last one on a pair counts.
judgements = Table(
    "judgements",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("who", Text, nullable=False),
    Column("one", String(64), nullable=False),
    Column("other", String(64), nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("note", Text, nullable=False),
    Index("judgements_pair", "one", "other", "number"),
)

audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("who", Text, nullable=False),
    Column("action", String(16), nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

# What stood at an address when it was fetched, as a WARC; its id is the hash of that.
snapshots = Table(
    "snapshots",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("id", String(64), nullable=False, unique=True),
    Column("url", Text, nullable=False),  # asked for
    Column("address", Text, nullable=False),  # that answered
    Column("retrieved", String(32), nullable=False),
    Column("media_type", Text, nullable=False),
    Column("sha256", String(64), nullable=False),  # of the body as sent
    Column("warc", LargeBinary, nullable=False),
)

report_snapshots = Table(
    "report_snapshots",
    metadata,
    Column("report", ForeignKey("reports.number"), primary_key=True, autoincrement=False),
    Column("snapshot", ForeignKey("snapshots.number"), primary_key=True, autoincrement=False),
)

timestamps = Table(
    "timestamps",
    metadata,
    Column("snapshot", ForeignKey("snapshots.number"), primary_key=True, autoincrement=False),
    Column("authority", Text, nullable=False),
    Column("at", String(32), nullable=False),
    Column("response", LargeBinary, nullable=False),
)

# What is watched, and how it went: book-keeping that changes, and no evidence.
watches = Table(
    "watches",
    metadata,
    Column("source", String(2000), primary_key=True),
    Column("every", Integer, nullable=False),  # seconds
    Column("who", Text, nullable=False),
    Column("since", String(32), nullable=False),
)

visits = Table(
    "visits",
    metadata,
    Column("digest", String(64), primary_key=True),  # of the source, which may be too long for a key
    Column("source", Text, nullable=False),
    Column("at", String(32), nullable=False),
    Column("due", String(32)),  # when to come again; none for what is done with
    Column("failures", Integer, nullable=False),  # in a row
    Column("outcome", Text, nullable=False),
    Column("etag", Text),
    Column("modified", Text),
)


# What persons say of single records: accepted, rejected, a value corrected, a comment, one of these taken back.
reviews = Table(
    "reviews",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("who", Text, nullable=False),
    Column("record", String(64), nullable=False),
    Column("action", String(16), nullable=False),
    Column("field", Text, nullable=False),  # "" for the record as a whole
    Column("value", Text, nullable=False),  # JSON; "" where the action has none
    Column("note", Text, nullable=False),
    Index("reviews_record", "record", "number"),
)

# Who may see a report, or what a source says: 0 everybody, 1 and 2 those cleared for it; the last row counts.
levels = Table(
    "levels",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("who", Text, nullable=False),
    Column("what", String(8), nullable=False),  # report or source
    Column("subject", Text, nullable=False),  # the report's id, the source's name
    Column("level", Integer, nullable=False),
    Index("levels_subject", "what", "subject", "number"),
)

# Places that are shown only roughly; the last row on a place counts, 0 kilometres takes it back.
blurs = Table(
    "blurs",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("who", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("kilometres", Float, nullable=False),
)

# What is meant for the public, as it was made, and each step on its way: proposed, released, withdrawn.
releases = Table(
    "releases",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("who", Text, nullable=False),
    Column("case_name", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
)

release_steps = Table(
    "release_steps",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("release", ForeignKey("releases.number"), nullable=False),
    Column("at", String(32), nullable=False),
    Column("who", Text, nullable=False),
    Column("step", String(16), nullable=False),
    Column("note", Text, nullable=False),
)

# Who uses the desk. These tables are book-keeping that changes; each change is in the trail.
people = Table(
    "people",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("password", Text, nullable=False),  # Argon2's hash; "" for nobody's
    Column("role", String(16), nullable=False),
    Column("clearance", Integer, nullable=False),
    Column("active", Integer, nullable=False),
    Column("since", String(32), nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("digest", String(64), primary_key=True),  # of the cookie's secret
    Column("person", String(64), nullable=False),
    Column("since", String(32), nullable=False),
    Column("seen", String(32), nullable=False),
    Column("expires", String(32), nullable=False),
    Index("sessions_person", "person"),
)

tokens = Table(
    "tokens",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("digest", String(64), nullable=False, unique=True),
    Column("person", String(64), nullable=False),
    Column("label", Text, nullable=False),
    Column("scopes", Text, nullable=False),  # parted by spaces
    Column("since", String(32), nullable=False),
    Column("expires", String(32)),
    Column("revoked", String(32)),
)

# When somebody last looked at a case, so that it can tell what changed since.
looks = Table(
    "looks",
    metadata,
    Column("person", String(64), primary_key=True),
    Column("case_name", String(200), primary_key=True),
    Column("at", String(32), nullable=False),
    Column("before", String(32)),  # the visit before that
)

# Rules by which somebody is told of what happens, and what was sent to them.
alerts = Table(
    "alerts",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("since", String(32), nullable=False),
    Column("person", String(64), nullable=False),
    Column("case_name", Text, nullable=False),
    Column("rule", Text, nullable=False),  # JSON
    Column("channel", String(16), nullable=False),  # webhook or email
    Column("target", Text, nullable=False),
    Column("secret", Text, nullable=False),  # that a webhook's body is signed with
    Column("active", Integer, nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("alert", ForeignKey("alerts.number"), nullable=False),
    Column("event", String(64), nullable=False),
    Column("at", String(32), nullable=False),
    Column("body", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due", String(32)),  # when to try again; none for what is done with
    Column("outcome", Text, nullable=False),
    UniqueConstraint("alert", "event", name="deliveries_once"),
)
