"""Rules for lengths of time and for times that recur."""

from __future__ import annotations

from datetime import date

from trucewatch.language.times import calendar
from trucewatch.language.times.calendar import DAY
from trucewatch.language.times.grammar import Groups, Resolved, rule
from trucewatch.language.times.resolution import Context

_LETTER = {
    "second": "TS", "minute": "TM", "hour": "TH", "day": "D", "week": "W", "weekend": "D", "month": "M",
    "year": "Y",
}  # fmt: skip
_TIMES = {"fortnight": (2, "week"), "quarter": (3, "month"), "decade": (10, "year"), "century": (100, "year")}


# How far "recent days" and the like reach from publication, in days.
_REACH = {"day": 7, "week": 28, "month": 122}


def iso_duration(amount: float, unit: str) -> str:
    """An amount of a unit as an ISO 8601 duration.

    >>> iso_duration(3, "hour"), iso_duration(2, "fortnight"), iso_duration(1.5, "hour")
    ('PT3H', 'P4W', 'PT1.5H')
    """
    factor, unit = _TIMES.get(unit, (1, unit))
    amount *= factor
    number = f"{amount:g}" if amount < 1e6 else str(int(amount))
    letter = _LETTER[unit]
    return f"PT{number}{letter[1]}" if letter[0] == "T" else f"P{number}{letter}"


def _length(groups: Groups) -> str | None:
    unit = groups.value("u")
    words = [groups.atoms[i].word for i in range(*groups.match.span())]
    if "couple" in words:
        return iso_duration(2, unit)
    if "several" in words or "few" in words or "many" in words or "n" not in groups:
        return None
    amount = groups.value("n")
    if words[groups.match.start("n") - groups.match.start()] == "half":
        amount = 0.5
    elif "half" in words:
        amount = float(amount) + 0.5
    return iso_duration(float(amount), unit) if amount else None


def _steps(groups: Groups) -> int:
    words = [groups.atoms[i].word for i in range(*groups.match.span())]
    if "couple" in words:
        return 2
    if "several" in words or "few" in words:
        return 3
    return max(1, int(float(groups.value("n") or 1)))


@rule(
    "duration",
    "n:NUM (of|several|or|more|a)* (more|fiscal|latest)* u:(unit|units) (and a half)?",
    "n:(day|number|a|year) and a half u:(unit|units)",
    "n:(day|number|year|several|a) dash u:(unit|units) (dash (more|other))?",
    "n:half (a|of|the)+ u:unit",
    "n:(day|number) (to|dash|or) (day|number) u:units",
    "o:ordinal n:(day|number|several) u:units",
    "n:half dash u:unit",
)
def length(context: Context, groups: Groups) -> Resolved:
    """ "three hours", "two-month", "half an hour", "a year and a half"."""
    return Resolved(None, _length(groups), anchors=False)


@rule("duration", "the (o:ordinal)? n:(day|number|several) u:units")
def stated_period(context: Context, groups: Groups) -> Resolved:
    """ "the nine months", "the first two years": a period that puts the story's quarter aside."""
    context.quarter = None
    return length(context, groups)


@rule(
    "duration",
    "(the)? q:(last|next) (n:(day|number|several))? (of|several|more|fiscal)* u:(unit|units)",
    "the? q:(last|next) (number|several|day) (to|dash) n:(day|number) u:units",
)
def window(context: Context, groups: Groups) -> Resolved:
    """ "the past 24 hours", "the last two months", "the next few days"."""
    unit, published = groups.value("u"), context.published
    duration = _length(groups) if "n" in groups else None
    if published is None:
        return Resolved(None, duration, anchors=False)
    steps, back = _steps(groups), groups.value("q") == -1
    if unit in ("hour", "minute", "second"):
        days = max(1, round(steps / 24)) if unit == "hour" else 0
        other = published + (-days if back else days) * DAY
    else:
        other = calendar.shift(published, unit, -steps if back else steps)
    first, last = sorted((published, other))
    return Resolved(None, duration, _days(first, last), anchors=False)


def _days(first: date, last: date) -> str:
    return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"


@rule("date", "recent u:units", "the? q:(last|next|this) u:units")
def vague_days(context: Context, groups: Groups) -> Resolved:
    """ "recent days", "the coming months": no date of the calendar, but a window."""
    published, reach = context.published, _REACH.get(groups.value("u"))
    if published is None or reach is None:
        return Resolved(None, anchors=False)
    days = reach if groups.value("q") == 1 else -reach
    return Resolved(None, window=_days(*sorted((published, published + days * DAY))), anchors=False)


@rule("duration", "u:units")
def units_alone(context: Context, groups: Groups) -> Resolved:
    """ "weeks of talks", "for years": a length that is not said."""
    return Resolved(None, None, anchors=False)


@rule(
    "set",
    "s:set",
    "each (other|number|day|ordinal)? u:(unit|units|weekday|month|part|season)",
    "number (a|each) unit",
)
def recurring(context: Context, groups: Groups) -> Resolved:
    """ "daily", "every week": times that recur."""
    return Resolved(None, groups.value("s"), anchors=False)
