"""What is kept: reports, their readings and records, and the trail of who did what.

Invariant: rows are added and never changed; everything of one report enters in one transaction, so that after
a kill at any moment a report is there whole or not at all. `tests/archive` holds this on SQLite and PostgreSQL.
"""

from trucewatch.archive.problems import ArchiveError
from trucewatch.archive.query import Query
from trucewatch.archive.store import Archive, Found

__all__ = ["Archive", "ArchiveError", "Found", "Query"]
