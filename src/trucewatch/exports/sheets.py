"""Tables as CSV.

Invariant: a cell that a spreadsheet would run as a formula is defused by an apostrophe; nothing else of a text is
changed. RFC 4180: commas, CRLF, UTF-8 without a mark at the beginning.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r")

Cell = str | int | float | None


def to_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Cell]], *headers: Sequence[str]) -> str:
    """Rows as CSV under their column names; `headers` are further lines of headings (HXL's tags).

    A row has a value for columns only; one that it lacks, or None, is an empty cell.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows(headers)
    for row in rows:
        writer.writerow([defused(row.get(column)) for column in columns])
    return out.getvalue()


def defused(cell: Cell) -> Cell:
    """`cell`, with an apostrophe before a text that a spreadsheet would take for a formula (OWASP, CSV injection)."""
    if isinstance(cell, str) and cell.startswith(_RUN_BY_SPREADSHEETS):
        return "'" + cell
    return cell
