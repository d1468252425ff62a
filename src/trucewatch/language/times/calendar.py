"""Dates and periods as EDTF, and arithmetic on them.

Invariant: every string made here is one that `trucewatch.records.EDTF` accepts, in ISO weeks (Monday to
Sunday) and the Gregorian calendar.
"""

from __future__ import annotations

import calendar as _calendar
from datetime import date, timedelta

DAY = timedelta(days=1)
OPEN = ".."


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, _calendar.monthrange(year, month)[1])


def add_months(day: date, months: int) -> date:
    """`day` so many months on, in the month's last day where it has no such day.

    >>> add_months(date(2020, 1, 31), 1)
    datetime.date(2020, 2, 29)
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, _calendar.monthrange(year, month + 1)[1]))


def bounds(edtf: str) -> tuple[date, date] | None:
    """First and last day of a closed EDTF date or interval; None where an end is open.

    >>> bounds("2020-02")
    (datetime.date(2020, 2, 1), datetime.date(2020, 2, 29))
    """
    if OPEN in edtf:
        return None
    first, _, second = edtf.partition("/")
    return _edge(first, last=False), _edge(second or first, last=True)


def _edge(part: str, *, last: bool) -> date:
    bits = [int(bit) for bit in part.split("T")[0].split("-")]
    if len(bits) == 3:
        return date(*bits)
    year, month = bits[0], bits[1] if len(bits) == 2 else (12 if last else 1)
    return month_end(year, month) if last else date(year, month, 1)


def period(first: date, last: date) -> str:
    """EDTF of the days from `first` to `last`, as a month or year where it is one.

    >>> period(date(2020, 1, 1), date(2020, 12, 31)), period(date(2020, 2, 3), date(2020, 2, 9))
    ('2020', '2020-02-03/2020-02-09')
    """
    if first == last:
        return first.isoformat()
    whole_months = first.day == 1 and last == month_end(last.year, last.month)
    if not whole_months:
        return f"{first.isoformat()}/{last.isoformat()}"
    if first.month == 1 and last.month == 12:
        low, high = f"{first.year:04}", f"{last.year:04}"
    else:
        low, high = first.isoformat()[:7], last.isoformat()[:7]
    return low if low == high else f"{low}/{high}"


def unit_period(day: date, unit: str, steps: int = 0) -> str:
    """The day, week, month, year … that `day` lies in, or the one so many steps away.

    >>> unit_period(date(2020, 2, 9), "week", 1)
    '2020-02-10/2020-02-16'
    """
    if unit in ("second", "minute", "hour", "day"):
        return (day + steps * DAY if unit == "day" else day).isoformat()
    if unit in ("week", "fortnight", "weekend"):
        monday = day - day.weekday() * DAY + steps * (14 if unit == "fortnight" else 7) * DAY
        if unit == "weekend":
            return period(monday + 5 * DAY, monday + 6 * DAY)
        return period(monday, monday + (13 if unit == "fortnight" else 6) * DAY)
    if unit == "month":
        return add_months(day.replace(day=1), steps).isoformat()[:7]
    if unit == "quarter":
        start = add_months(date(day.year, day.month - (day.month - 1) % 3, 1), 3 * steps)
        return quarter(start.year, (start.month + 2) // 3)
    length = {"year": 1, "decade": 10, "century": 100}[unit]
    first = day.year // length * length + steps * length
    return f"{first:04}" if length == 1 else f"{first:04}/{first + length - 1:04}"


def quarter(year: int, number: int) -> str:
    """The first to fourth quarter of a year, as its months."""
    return f"{year:04}-{3 * number - 2:02}/{year:04}-{3 * number:02}"


def shift(day: date, unit: str, steps: int) -> date:
    """`day` moved by so many units."""
    if unit in ("second", "minute", "hour"):
        return day
    weeks = {"week": 7, "fortnight": 14, "weekend": 7}
    if unit in weeks or unit == "day":
        return day + steps * weeks.get(unit, 1) * DAY
    return add_months(
        day, steps * {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}[unit]
    )


def season(year: int, first_month: int) -> str:
    """A northern season by its first month; winter runs into the next year.

    >>> season(2019, 12)
    '2019-12/2020-02'
    """
    end = add_months(date(year, first_month, 1), 2)
    return f"{year:04}-{first_month:02}/{end.isoformat()[:7]}"


def part_of(edtf: str, part: str) -> str:
    """The early, middle or late part of a month or year as days or months; other periods unchanged.

    >>> part_of("2019-12", "early"), part_of("2019", "late")
    ('2019-12-01/2019-12-10', '2019-09/2019-12')
    """
    both = bounds(edtf)
    if both is None or both[0] == both[1]:
        return edtf
    first, last = both
    if len(edtf) == 7:
        low, high = {"early": (1, 10), "mid": (11, 20), "late": (21, last.day)}.get(part, (1, last.day))
        return period(first.replace(day=low), first.replace(day=high))
    if len(edtf) == 4:
        low, high = {"early": (1, 4), "mid": (5, 8), "late": (9, 12)}.get(part, (1, 12))
        return period(date(first.year, low, 1), month_end(first.year, high))
    third = (last - first).days // 3
    return {
        "early": period(first, first + third * DAY),
        "mid": period(first + third * DAY, last - third * DAY),
        "late": period(last - third * DAY, last),
    }.get(part, edtf)


def easter(year: int) -> date:
    """Western Easter Sunday (the anonymous Gregorian algorithm, Meeus 1991)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


def holiday(rule: str, year: int) -> date | None:
    """The day of a holiday by its rule in times.toml; None where the rule does not fix it."""
    if rule.startswith("easter"):
        return easter(year) + int(rule[6:]) * DAY
    nth = {"thanksgiving": (11, 3, 4), "labor": (9, 0, 1), "memorial": (5, 0, -1)}.get(rule)
    if nth:
        month, weekday, number = nth
        days = [d for d in range(1, 32) if d <= month_end(year, month).day]
        fitting = [d for d in days if date(year, month, d).weekday() == weekday]
        return date(year, month, fitting[number - 1 if number > 0 else number])
    return date(year, int(rule[:2]), int(rule[3:])) if rule else None
