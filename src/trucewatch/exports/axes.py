"""Where the marks of an axis are: round numbers from nothing up, and the beginnings of days, months and years.

Invariant: marks lie within the axis, ascend, and are few enough to be written beside each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count
from math import floor, log10
from typing import NamedTuple

_STEPS = (1, 2, 5, 10)
_DAYS = (1, 2, 7, 14)
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 600, 1200)
_MONTH = 30.44


class Mark(NamedTuple):
    """A mark of an axis: where on it, and what is written there."""

    at: float
    words: str


@dataclass(frozen=True)
class Scale:
    """Turns values from `low` to `high` into positions from `start` to `end`."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        extent = self.high - self.low
        share = (value - self.low) / extent if extent else 0.5
        return self.start + share * (self.end - self.start)


def numbers(high: float, most: int = 8) -> list[Mark]:
    """Round numbers from 0 to at least `high`, the last mark being the end of the axis; whole ones up to 10."""
    if high <= 0:
        return [Mark(0, "0"), Mark(1, "1")]
    rough = max(high / most, 1e-6)
    tens = 10.0 ** floor(log10(rough))
    step = max(next(tens * s for s in _STEPS if tens * s >= rough * 0.999), 1.0)
    marks = [Mark(0, "0")]
    while marks[-1].at < high:
        at = step * len(marks)
        marks.append(Mark(at, short(at)))
    return marks


def short(value: float) -> str:
    """A number as an axis has it: 950, 12,000, 1.5 million."""
    if value >= 1_000_000:
        return f"{value / 1_000_000:.1f}".removesuffix(".0") + " million"
    return f"{value:,.0f}"


def days(first: date, last: date, most: int = 8) -> list[Mark]:
    """Marks by the day, else by the month, else by the year, at most about `most`; `at` is a day's ordinal."""
    extent = (last - first).days + 1
    for step in _DAYS:
        if extent <= step * most:
            return [_day(date.fromordinal(n)) for n in range(first.toordinal(), last.toordinal() + 1, step)]
    step = next((m for m in _MONTHS if extent <= m * _MONTH * most), _MONTHS[-1])
    return [_month(day, step) for day in _beginnings(first, last, step)]


def _beginnings(first: date, last: date, step: int) -> Iterator[date]:
    """The first days of every `step`-th month of the calendar between two days."""
    start = first.year * 12 + first.month - 1
    for month in count(start - start % step, step):
        if month >= 12 * 9999 + 12:
            return
        day = date(max(month // 12, 1), month % 12 + 1, 1)
        if day > last:
            return
        if day >= first:
            yield day


def _day(day: date) -> Mark:
    return Mark(day.toordinal(), f"{day.day} {day:%b}")


def _month(day: date, step: int) -> Mark:
    words = f"{day.year}" if step >= 12 or day.month == 1 else f"{day:%b}"
    return Mark(day.toordinal(), words)
