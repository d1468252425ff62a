"""Connections to SQLite and PostgreSQL, and transactions in which one process writes at a time.

Invariant: whoever is inside `writing` is the only writer of the archive, so numbers and versions can be handed
out by looking at the last one.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Row, Select, Table, create_engine, event, func, select, text

_PATIENCE = 60.0
"""Seconds to wait for another writer."""
_VARIABLES = 900  # fewer than the oldest SQLite takes in one statement
_LOCK = 0x7472756365  # any number that other programs on the same server are unlikely to lock: "truce"

T = TypeVar("T")


def engine(address: str) -> Engine:
    """An engine for an archive at `address`: a file's path, or an address of SQLite or PostgreSQL.

    Raises ValueError for an address of another kind, ImportError where PostgreSQL's driver is not installed.
    """
    if "://" not in address:
        address = f"sqlite:///{address}"
    scheme, _, rest = address.partition("://")
    if scheme in ("postgres", "postgresql"):
        address = f"postgresql+psycopg://{rest}"
    elif not scheme.startswith(("sqlite", "postgresql+")):
        raise ValueError(f"{scheme}: is no database that archives are kept in: a file or postgresql://…")
    if address.startswith("sqlite"):
        made = create_engine(address, connect_args={"timeout": _PATIENCE, "isolation_level": None})
        event.listen(made, "connect", _prepare)
        event.listen(made, "begin", _begin)
        return made
    return create_engine(address, pool_pre_ping=True)


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA cache_size = -65536")
    connection.execute("PRAGMA mmap_size = 1073741824")
    deadline = time.monotonic() + _PATIENCE
    while connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:  # SQLite does not wait by itself when two processes switch a new file at once
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _begin(connection: Connection) -> None:
    # A writer takes its lock at the start: one that reads first and then writes could not be made to wait.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction of the one writer; waits for its turn."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if engine.dialect.name != "sqlite":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that only looks, and sees the archive as it was at its start."""
    options: dict[str, Any] = (
        {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    )
    with engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


def next_number(connection: Connection, table: Table) -> int:
    """The number of the next row of `table`, within a transaction of the one writer."""
    last: int | None = connection.execute(select(func.max(table.c.number))).scalar()
    return (last or 0) + 1


def parts(values: Sequence[T], most: int = _VARIABLES) -> Iterator[Sequence[T]]:
    """`values` in parts of at most `most`; as many as one statement takes, where not given."""
    for n in range(0, len(values), most):
        yield values[n : n + most]


def among(
    connection: Connection, wanted: Select[Any], column: Any, values: Sequence[Any]
) -> Iterator[Row[Any]]:
    """The rows of `wanted` whose `column` has one of `values`, however many; ordered within each of their `parts`."""
    for some in parts(values):
        yield from connection.execute(wanted.where(column.in_(some)))
