"""What differs between databases when something is looked for.

Invariant: who looks asks here, and not which database it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from sqlalchemy import ColumnElement, Connection

from trucewatch.archive import on_postgresql, on_sqlite
from trucewatch.archive.query import Query


class Finding(Protocol):
    """What `on_sqlite` and `on_postgresql` both have."""

    def find(
        self, connection: Connection, query: Query, groups: Sequence[Sequence[str]], hidden: frozenset[int]
    ) -> list[int]: ...

    def identified(self, connection: Connection, beginning: str) -> list[int]: ...

    def named(self, connection: Connection, what: str, folded: str, identifier: str) -> list[int]: ...

    def listed(self, numbers: Sequence[int]) -> ColumnElement[int]: ...

    def counts(
        self, connection: Connection, hidden: frozenset[int]
    ) -> tuple[dict[str, int], int, str | None, str | None]: ...

    def reports_marked(self, connection: Connection, wanted: Sequence[str]) -> Sequence[int]: ...

    def reports_with(self, connection: Connection, phrases: Iterable[str]) -> Sequence[int]: ...


def on(connection: Connection) -> Finding:
    """The way of looking that the database of `connection` has."""
    return on_sqlite if connection.dialect.name == "sqlite" else on_postgresql
