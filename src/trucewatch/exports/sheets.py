"""Tables as CSV.

Invariant: a cell that a spreadsheet would run as a formula is defused by an apostrophe; nothing else of a text is
changed, and a number stays a number, as a text too ("-3.5, 36.2"). RFC 4180: commas, CRLF, UTF-8 without a mark at the
beginning.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence

# What begins a formula, and what is dropped before one; the full-width forms do so where Chinese or Japanese is set.
_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
_NUMBERS = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?(, ?[+-]?[0-9]+(\.[0-9]+)?)*")

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
    if isinstance(cell, str) and cell.startswith(_RUN_BY_SPREADSHEETS) and not _NUMBERS.fullmatch(cell):
        return "'" + cell
    return cell
