"""Dates of records as days that can be counted with.

Invariant: a window covers every day that its date may mean, and no date gives no window.
"""

from __future__ import annotations

import calendar
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple

Nearness = Literal["same", "meet", "near", "apart"]

_WEEK = 7
_BEGINNING, _END = date.min.toordinal(), date.max.toordinal()


class Window(NamedTuple):
    """Days by their ordinal, both ends within; `first` or `last` is the beginning or end of time where open."""

    first: int
    last: int

    @property
    def open(self) -> bool:
        """Whether it has no end."""
        return self.last == _END

    @property
    def began(self) -> bool:
        """Whether it has a beginning."""
        return self.first != _BEGINNING

    @property
    def days(self) -> int:
        """How many days it covers."""
        return self.last - self.first + 1

    def day(self) -> str:
        """Its first day, or its last where it has no beginning."""
        return date.fromordinal(self.first if self.began else self.last).isoformat()

    def last_day(self) -> str:
        """Its last day, or the last that dates can name where it has no end."""
        return date.fromordinal(self.last).isoformat()


@lru_cache(maxsize=65536)
def window(value: str | None) -> Window | None:
    """The days that an EDTF date or interval may mean; None for no date and for one that no calendar has."""
    if not value:
        return None
    first, slash, last = value.partition("/")
    try:
        start = _BEGINNING if first == ".." else _moment(first)[0]
        end = (_END if last == ".." else _moment(last)[1]) if slash else _moment(first)[1]
    except ValueError:
        return None
    return Window(start, max(start, end))


@lru_cache(maxsize=65536)
def beginning(value: str | None) -> Window | None:
    """The days on which an interval may begin: for "2019-12/.." any day of that December."""
    return window(value.partition("/")[0]) if value and not value.startswith("..") else None


def _moment(text: str) -> tuple[int, int]:
    numbers = [int(part) for part in text.split("T")[0].split("-")]
    year, month, day = [*numbers, 0, 0][:3]
    if day:
        found = date(year, month, day).toordinal()
        return found, found
    if month:
        last = calendar.monthrange(year, month)[1]
        return date(year, month, 1).toordinal(), date(year, month, last).toordinal()
    return date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()


def gap(a: Window, b: Window) -> int:
    """Days between two windows; 0 where they meet."""
    return max(0, max(a.first, b.first) - min(a.last, b.last))


def nearness(a: Window, b: Window, *, within: int = 1) -> Nearness:
    """How two windows lie to each other.

    `same`: they name the same day or days; `meet`: they share one; `near`: no more than `within` days lie between
    them, or than one is long (a year and the next); `apart`: anything else.
    """
    between = gap(a, b)
    if between:
        return "near" if between <= within else "apart"
    if a == b or (a.days <= 2 and b.days <= 2):
        return "same"
    return "meet"


def vague(a: Window, b: Window) -> bool:
    """Whether two windows that meet need not tell of one time: one is longer than a week, and has an end."""
    return any(one.days > _WEEK and one.began and not one.open for one in (a, b))
