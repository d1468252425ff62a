"""Marks: the words by which a record is found again, and the key that puts all records in order of time.

Invariant: marks and key follow from the record and the numbers of its names alone, so `verify` can work them out
anew. A record's marks are its kind, assertion, names, the levels of confidence that it reaches, and whether it
lasts; SQLite keeps them in a full-text index, whose lists of keys are merged when they have grown, and not one by
one: adding costs next to the same in a large archive as in an empty one. The method is the log-structured merge
of O'Neil and others, "The log-structured merge-tree", Acta Informatica 33 (1996), as SQLite's FTS5 has it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from trucewatch.archive.schema import BLOCK_BITS

ALL = "all"
PAST = "past"
"""The mark that a record gets once a later reading takes its place."""
LASTING = "lasting"
SPANNING = "spanning"
"""More than one day, but not lasting."""
LEVELS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)
"""Confidence that people ask for; between two levels each record is looked at."""

ID_DIGITS = 16
"""So much of a record's id is in the index: the first digits."""

_REPORT_BITS = 25
_NUMBER_BITS = _REPORT_BITS + BLOCK_BITS
MOST_REPORTS = (1 << _REPORT_BITS) - 1
NUMBER_MASK = (1 << _NUMBER_BITS) - 1
LAST_KEY = (1 << 63) - 1


def marks(row: dict[str, Any], names: Iterable[int]) -> str:
    """The marks of a record, given as its row, with the numbers of the names in it; one space between them."""
    found = [ALL, kind(row["kind"]), assertion(row["assertion"])]
    if row["lasting"]:
        found.append(LASTING)
    elif row["first_day"] != row["last_day"]:
        found.append(SPANNING)
    if row["confidence"] is not None:
        found += [level(reached) for reached in LEVELS if row["confidence"] >= reached]
    return " ".join([*found, *(name(number) for number in sorted(set(names)))])


def kind(value: str) -> str:
    """The mark of a kind of record."""
    return f"k{value}"


def assertion(value: str) -> str:
    """The mark of an assertion."""
    return f"a{value}"


def name(number: int) -> str:
    """The mark of the actor, place, country or source with this number."""
    return f"n{number}"


def level(reached: float) -> str:
    """The mark of one of LEVELS."""
    return f"c{round(reached * 100)}"


def identifier(id: str) -> str:
    """The mark of a record's id, or the beginning of it where `id` is one."""
    return f"i{id[:ID_DIGITS]}"


def key(first_day: str, number: int) -> int:
    """A number that sorts as the first day does, undated ones first, and within a day as `number` does."""
    return day_key(first_day) | number


def day_key(day: str) -> int:
    """The least key of this day."""
    return _ordinal(day) << _NUMBER_BITS


def day(key: int) -> str:
    """The first day of the record with this key; an empty string for an undated one."""
    ordinal = (key >> _NUMBER_BITS) - 1
    if ordinal < 0:
        return ""
    months, date = divmod(ordinal, 31)
    return f"{months // 12:04d}-{months % 12 + 1:02d}-{date + 1:02d}"


def _ordinal(day: str) -> int:
    """Days in order, not in calendar time: a day that no calendar has has its place too."""
    if not day:
        return 0
    year, month, date = (int(part) for part in day.split("-"))
    return max(1, 1 + (year * 12 + month - 1) * 31 + date - 1)
