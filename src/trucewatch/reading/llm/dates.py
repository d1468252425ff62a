"""Whether a report's own dates bear out the one that is offered.

Invariant: every edge of an offered date must be an edge that the report gives; an offer may say less than the report
(the month of a day), never more.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

_EDTF = re.compile(
    r"(?:\d{4}(?:-\d{2}(?:-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?)?)?)?|\.\.)"
    r"(?:/(?:\d{4}(?:-\d{2}(?:-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?)?)?)?|\.\.))?"
)
_ENDS = frozenset([date.min, date.max])
_FORTNIGHT = 16


class Dated(NamedTuple):
    """A time that the report gives: its EDTF value, and the window that it means with its preposition."""

    value: str | None
    window: str | None

    @property
    def readings(self) -> Iterable[str]:
        """Value and window, those that there are."""
        return (text for text in (self.window, self.value) if text)


def borne_out(offered: str, dates: Iterable[Dated]) -> str | None:
    """The offered date as the report's own dates bear it out; None where they do not.

    A date stands where the report gives it or one within it, a period where the report gives the period, or
    both its edges. Where the report gives a time that the offer overlaps ("mid-December" for 15 December,
    "since May" for May), what the report gives takes its place.
    """
    dates = list(dates)
    if not _EDTF.fullmatch(offered) or bounds(offered) is None:
        return None
    readings = [reading for date in dates for reading in date.readings]
    if offered in readings:
        return offered
    if _is_less_than_said(offered, readings) or _is_made_of(offered, readings):
        return offered
    day, clock, _ = offered.partition("T")
    if clock and "/" not in offered:
        return borne_out(day, dates)
    return next((reading for reading in readings if _is_alike(offered, reading)), None)


def bounds(edtf: str) -> tuple[date, date] | None:
    """The first and last day of a date; the ends of the calendar where it is open, None where it is none."""
    first, slash, last = edtf.partition("/")
    start, end = _edge(first, last=False), _edge(last if slash else first, last=True)
    return (start, end) if start is not None and end is not None and start <= end else None


def _edge(part: str, *, last: bool) -> date | None:
    if part == "..":
        return date.max if last else date.min
    numbers = [int(number) for number in part.partition("T")[0].split("-")]
    year, month, day = [*numbers, 0, 0][:3]
    try:
        if day:
            return date(year, month, day)
        month = month or (12 if last else 1)
        return date(year, month, monthrange(year, month)[1] if last else 1)
    except (ValueError, IndexError):
        return None


def _is_less_than_said(offered: str, readings: list[str]) -> bool:
    """Whether the report gives a time within an offered month or year."""
    if "/" in offered or len(offered) > len("2020-02"):
        return False
    whole = bounds(offered)
    said = (bounds(reading) for reading in readings)
    return whole is not None and any(s is not None and whole[0] <= s[0] and s[1] <= whole[1] for s in said)


def _is_made_of(offered: str, readings: list[str]) -> bool:
    """Whether both edges of an offered period are days that the report gives."""
    if "/" not in offered or ".." in offered:
        return False
    edges = {edge for reading in readings for edge in reading.split("/") if edge != ".."}
    return all(edge in edges for edge in offered.split("/"))


def _is_alike(offered: str, reading: str) -> bool:
    """Whether an offer overlaps what the report gives and is no longer than a fortnight off at either end."""
    ours, theirs = bounds(offered), bounds(reading)
    if ours is None or theirs is None or ours[1] < theirs[0] or theirs[1] < ours[0]:
        return False
    return all(_near(a, b) for a, b in zip(ours, theirs, strict=True) if a not in _ENDS or b not in _ENDS)


def _near(one: date, other: date) -> bool:
    return one in _ENDS or other in _ENDS or abs((one - other).days) <= _FORTNIGHT
