"""Tables in a report's text: rows of cells, with their header and caption.

Monitors and humanitarian offices put their figures in tables, which no parser of sentences reads. Three forms
are known: Markdown's pipes, columns set apart by spaces or tabs, and lines of "label: number".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_RULE = re.compile(r"^[\s|:+\-=]+$")
_GAP = re.compile(r"\t+| {2,}")
_NUMBER = re.compile(
    r"^\W{0,3}(?:about|some|over|nearly|around|approx\.?|~|at least|more than|up to)?\s*"
    r"\d[\d,. ]*(?:\s?(?:\+|%|\*|\([^)]*\)|[a-z]+))?\W{0,3}$",
    re.I,
)
_PAIR = re.compile(r"^(?P<label>[^:|\n]{3,70}?):\s+(?P<value>[^:\n]{1,40})$")


class Cell(NamedTuple):
    """A cell: its offsets in the report's text, white space left out, and its words."""

    start: int
    end: int
    text: str

    @property
    def is_number(self) -> bool:
        """Whether the cell holds a figure and little else."""
        return bool(_NUMBER.match(self.text))


class Row(NamedTuple):
    """A row's cells and the offsets of its line."""

    start: int
    end: int
    cells: tuple[Cell, ...]


class Table(NamedTuple):
    """A table: `header` is empty where the first row holds figures; `caption` the line above, if short."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]


def find_tables(text: str) -> list[Table]:
    """The tables of a report's text, in order. A block counts as one from two rows with a figure."""
    tables = []
    block: list[Row] = []
    above = ""
    for start, line in _lines(text):
        row = _row(start, line)
        if row is not None:
            block.append(row)
            continue
        if not line.strip() and not block:
            continue
        tables += _table(above, block)
        block = []
        if line.strip():
            above = line.strip() if len(line) <= 160 else line.strip()[-160:]
    return tables + _table(above, block)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for line in text.split("\n"):
        yield at, line
        at += len(line) + 1


def _row(start: int, line: str) -> Row | None:
    if line.count("|") >= 2 and line.lstrip().startswith("|"):
        cells = [] if _RULE.match(line) else _split(start, line, re.compile(r"\|"))
        return Row(start, start + len(line), tuple(cells))
    pair = _PAIR.match(line.strip())
    if pair is not None and _NUMBER.match(pair["value"].strip()):
        lead = len(line) - len(line.lstrip())
        cells = [_cell(start + lead + pair.start(g), pair[g]) for g in ("label", "value")]
        return Row(start, start + len(line), tuple(cells))
    cells = _split(start, line, _GAP)
    return Row(start, start + len(line), tuple(cells)) if len(cells) >= 2 and len(line) <= 160 else None


def _split(start: int, line: str, at: re.Pattern[str]) -> list[Cell]:
    cells, here = [], 0
    for gap in [*at.finditer(line), None]:
        end = gap.start() if gap else len(line)
        if line[here:end].strip():
            cells.append(_cell(start + here, line[here:end]))
        here = gap.end() if gap else end
    return cells


def _cell(start: int, words: str) -> Cell:
    lead = len(words) - len(words.lstrip())
    stripped = words.strip()
    return Cell(start + lead, start + lead + len(stripped), stripped)


def _table(caption: str, block: list[Row]) -> list[Table]:
    rows = [row for row in block if row.cells]
    if sum(any(c.is_number for c in row.cells[1:]) for row in rows) < 2:
        return []
    header: tuple[str, ...] = ()
    if not any(c.is_number for c in rows[0].cells):
        header = tuple(c.text for c in rows[0].cells)
        rows = rows[1:]
    return [Table(caption, header, tuple(rows))]
