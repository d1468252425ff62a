"""Rules for dates that hang on publication or on another date of the story."""

from __future__ import annotations

from datetime import date

from trucewatch.language.times import calendar
from trucewatch.language.times.absolute import with_clock, with_part
from trucewatch.language.times.calendar import DAY
from trucewatch.language.times.durations import iso_duration
from trucewatch.language.times.grammar import Groups, Resolved, rule
from trucewatch.language.times.resolution import Context, valid

_AFTER = "(comma? (at|by)? (ct:clock (cm:meridiem)? zone?))"


@rule(
    "date",
    "(p:(early|shift) (on)?)? w:weekday (apos s)? t:part",
    f"(p:(early|shift))? w:weekday {_AFTER}?",
    "t:part (of|on)? w:weekday",
)
def weekday(context: Context, groups: Groups) -> Resolved:
    """ "Friday", "Sunday night", "dawn on Monday", "late Saturday"."""
    day = context.weekday(groups.value("w"))
    part = groups.value("t")
    if day and part == "24:00":
        return Resolved(day)
    if day and part and ":" in str(part):
        return Resolved(f"{day}T{part}")
    return Resolved(with_clock(day, groups))


@rule(
    "date",
    "(b:unit before)? (p:early)? (the)? q:(last|this|next|that) (last|next)? w:weekday (t:part)?",
    "w:weekday (of)? q:(last|this|next) u:unit",
    "w:weekday u:unit",
)
def weekday_of_week(context: Context, groups: Groups) -> Resolved:
    """ "last Thursday", "this Friday", "next Monday", "Tuesday last week", "the following Wednesday"."""
    word, step = groups.word("q"), groups.value("q")
    number = groups.value("w")
    if "u" in groups:
        if context.published is None or groups.value("u") != "week":
            return Resolved(None)
        monday = context.published - context.published.weekday() * DAY
        return Resolved((monday + (7 * (step or 0) + number - 1) * DAY).isoformat())
    if word in ("following", "subsequent", "previous", "preceding", "that", "same"):
        base = context.last_day()
        if base is None:
            return Resolved(None)
        ahead = (number - base.isoweekday()) % 7 or 7
        if word in ("previous", "preceding"):
            return Resolved((base - ((base.isoweekday() - number) % 7 or 7) * DAY).isoformat())
        return Resolved((base + (ahead if word not in ("that", "same") else ahead % 7) * DAY).isoformat())
    day = context.weekday(number, {-1: "last", 0: "this", 1: "next"}[step])
    if day and "b" in groups:
        day = (date.fromisoformat(day) - DAY).isoformat()
    return Resolved(day)


@rule(
    "date",
    f"(early|shift)? x:deictic (t:part)? {_AFTER}?",
    "t:part x:deictic",
    "(the)? unit s:(before|after) x:deictic",
)
def deictic(context: Context, groups: Groups) -> Resolved:
    """ "today", "yesterday morning", "the day before yesterday", "by noon yesterday"."""
    if context.published is None:
        return Resolved(None)
    step = groups.value("x")
    if "s" in groups:
        step += -1 if groups.word("s") == "before" else 1
    day = (context.published + step * DAY).isoformat()
    part = groups.value("t")
    if part and ":" in str(part) and part != "24:00":
        return Resolved(f"{day}T{part}")
    return Resolved(with_clock(day, groups))


@rule(
    "time",
    "o:overnight",
    "(this) t:part",
    "(early|shift) this t:part",
    "last t:part",
    "the (early units) of? (the)? t:part",
)
def part_of_day(context: Context, groups: Groups) -> Resolved:
    """ "overnight", "this morning", "last night"."""
    if context.published is None:
        return Resolved(None)
    words = {groups.atoms[i].word for i in range(*groups.match.span())}
    day = context.published
    if "overnight" in words:
        return Resolved(day.isoformat(), window=calendar.period(day - DAY, day))
    return Resolved((day - DAY if "last" in words else day).isoformat())


@rule(
    "time",
    "c:clock (cm:meridiem)? zone?",
    "c:(day|number) cm:meridiem zone?",
    "c:(day|number) (in the|that|this) t:part",
    "t:part",
)
def clock(context: Context, groups: Groups) -> Resolved:
    """ "10:35 a.m.", "two in the morning", "at dawn": of the day that the sentence or publication gives."""
    return _clock(context, groups)


@rule(
    "date",
    "c:clock (cm:meridiem)? zone? (on)? comma? (w:weekday|x:deictic)",
    "c:(day|number) cm:meridiem zone? (on)? comma? (w:weekday|x:deictic)",
)
def clock_of_day(context: Context, groups: Groups) -> Resolved:
    """ "1030 today", "18h00 tomorrow", "9 a.m. EST Tuesday"."""
    return _clock(context, groups)


def _clock(context: Context, groups: Groups) -> Resolved:
    if "w" in groups:
        day = context.weekday(groups.value("w"))
    else:
        base = context.published if "x" in groups else context.day_in_force
        day = (base + (groups.value("x") or 0) * DAY).isoformat() if base else None
    if day is None or "c" not in groups:
        return Resolved(day, anchors=False)
    raw = str(groups.value("c"))
    hours, _, minutes = raw.partition(":")
    hour = int(float(hours))
    late = groups.value("cm") == "pm" or groups.value("t") in ("afternoon", "evening", "night")
    hour += 12 if late and hour < 12 else 0
    hour = 0 if groups.value("cm") == "am" and hour == 12 else hour
    return Resolved(
        f"{day}T{hour:02}:{minutes or '00'}" if hour < 24 else day, anchors="w" in groups or "x" in groups
    )


@rule(
    "date",
    "(p:early)? q:(last|this|next) u:unit",
    "p:shift q:(last|this|next) u:unit",
    "p:(early|shift) in the u:unit",
    "p:early the q:(last|this|next)? u:unit",
    "the q:(last|this|next|latest) (fiscal)? u:unit",
    "q:(latest) u:unit",
    "the? p:edge of the? q:(last|this|next)? (fiscal)? u:unit",
    "(p:early)? q:that u:unit",
    "the? p:(edge) of q:that u:unit",
    "p:(shift) q:that u:unit",
    "the q:that u:unit",
    "u:unit dash? e:edge",
    "u:unit apos s e:edge",
)
def unit_relative(context: Context, groups: Groups) -> Resolved:
    """ "last week", "early next year", "the end of the month", "that day", "the same year"."""
    unit, word = groups.value("u"), groups.word("q")
    part = groups.value("p")
    if unit == "quarter" and word in ("that", "same", "latest") and context.quarter:
        return Resolved(context.quarter)
    anchored = word in ("that", "same", "following", "previous", "preceding", "subsequent", "ensuing")
    base = context.last_day() if anchored else context.published
    if unit == "day" and "p" in groups and "q" not in groups:
        base = context.day_in_force
    if base is None or unit in ("minute", "hour"):
        return Resolved(None, anchors=False)
    if anchored and unit == "day" and not context.on_a_day:
        return Resolved(None, anchors=False)
    step = groups.value("q") or 0
    if word == "latest" and unit == "quarter":
        step = -1
    if unit == "weekend" and step == 0 and not context.ahead and base.isoweekday() < 6:
        step = -1
    if unit == "weekend" and word in ("past", "last") and base.isoweekday() >= 6:
        step = 0 if word == "past" else -1
    value = calendar.unit_period(base, unit, step)
    if groups.value("e") == "late" and unit in ("year", "month"):
        both = calendar.bounds(value)
        return Resolved(value, window=both[1].isoformat() if both else None)
    if unit == "quarter" and "q" not in groups and "p" not in groups:
        return Resolved(value, anchors=False)
    if word == "past" and part is None and unit != "weekend":
        first = calendar.shift(base, unit, -1)
        return Resolved(value, window=calendar.period(first, base), anchors=False)
    resolved = with_part(value, part if part in ("early", "mid", "late") else None)
    if part in ("earlier", "later") and not anchored:
        both = calendar.bounds(value)
        if both and both[0] <= base <= both[1]:
            window = calendar.period(both[0], base) if part == "earlier" else calendar.period(base, both[1])
            return Resolved(value, window=window)
    return resolved


@rule("date", "the u:unit", "the more u:unit", "the fiscal u:unit")
def unit_bare(context: Context, groups: Groups) -> Resolved:
    """ "the weekend", "the year", "the quarter": the one that publication lies in, or just past."""
    unit, base = groups.value("u"), context.published
    if base is None or unit in ("minute", "hour", "decade", "century", "day", "fortnight"):
        return Resolved(None, anchors=False)
    step = 0
    if unit == "weekend":
        step = -1 if not context.ahead and base.isoweekday() < 6 else 0
    elif unit == "quarter":
        if context.quarter:
            return Resolved(context.quarter, anchors=False)
        step = -1
    return Resolved(calendar.unit_period(base, unit, step), anchors=unit == "weekend")


@rule(
    "date",
    "the? unit dash (ago|shift) (u:unit|period)?",
    "the? unit dash (ago|shift) (o:ordinal) (u:unit)",
)
def year_before(context: Context, groups: Groups) -> Resolved:
    """ "the year-earlier period", "the year-ago quarter", "year-earlier": the same period a year before."""
    if "o" in groups and context.published and 1 <= int(groups.value("o")) <= 4:
        return Resolved(calendar.quarter(context.published.year - 1, int(groups.value("o"))))
    if context.quarter:
        return Resolved(_year_before(context.quarter), anchors=False)
    return Resolved(f"{context.published.year - 1:04}" if context.published else None, anchors=False)


@rule("date", "the latest period")
def latest_period(context: Context, groups: Groups) -> Resolved:
    """ "the latest period": the quarter that the story is about."""
    published = context.published
    value = context.quarter or (calendar.unit_period(published, "quarter", -1) if published else None)
    return Resolved(value, anchors=False)


def _amount(groups: Groups) -> int:
    word = groups.word("n")
    value = groups.value("n")
    tail = {groups.atoms[i].word for i in range(groups.match.start("n"), groups.match.end())}
    if "couple" in tail:
        return 2
    if "few" in tail or "several" in tail:
        return 3
    return 1 if word == "half" else max(1, int(float(value or 1)))


@rule(
    "date",
    "approximate* n:(a|day|number|several|year) of? (v:several)? of? u:(unit|units) (or so)? ago",
    "approximate* n:(a|day|number|several|year) of? (v:several)? of? u:(unit|units) ago this month:unit",
    "approximate* n:(a|day|number|several|year) of? (v:several)? of? u:(unit|units) ago x:deictic",
    "approximate* n:(a|day|number|several) u:(unit|units) or (a|day|number) ago",
)
def ago(context: Context, groups: Groups) -> Resolved:
    """ "ten days ago", "nearly nine years ago", "a week or so ago", "a year ago"."""
    if context.published is None:
        return Resolved(None)
    unit, amount = groups.value("u"), _amount(groups)
    if unit == "year" and amount == 1 and context.quarter:
        return Resolved(_year_before(context.quarter), anchors=False)
    day = calendar.shift(context.published, unit, -amount)
    if "x" in groups:
        return Resolved(day.isoformat())
    if "month" in groups:
        return Resolved(day.isoformat()[:7])
    if groups.word("n") in ("several", "few") or "v" in groups:
        return Resolved(None, window=_vague(context.published, unit), anchors=False)
    if unit in ("week", "fortnight"):
        return Resolved(calendar.unit_period(day, "week"), window=day.isoformat())
    return Resolved(_rounded(day, unit))


def _vague(published: date, unit: str) -> str | None:
    """ "a few days ago": two to six of the unit."""
    first, last = calendar.shift(published, unit, -6), calendar.shift(published, unit, -2)
    return calendar.period(first, last) if first < last else first.isoformat()


def _rounded(day: date, unit: str) -> str:
    """A day as vague as the unit it was counted in: months and years lose the day."""
    if unit == "month":
        return day.isoformat()[:7]
    if unit in ("year", "decade", "century", "quarter"):
        return day.isoformat()[:4]
    return day.isoformat()


def _year_before(value: str) -> str | None:
    both = calendar.bounds(value)
    if both is None:
        return None
    first = calendar.add_months(both[0], -12)
    last = calendar.add_months(both[1], -12)
    if both[1] == calendar.month_end(both[1].year, both[1].month):
        last = calendar.month_end(last.year, last.month)
    low, high = first.isoformat(), last.isoformat()
    if len(value) == 15:
        return f"{low[:7]}/{high[:7]}"
    return calendar.period(first, last)


@rule(
    "date",
    "approximate* n:(a|day|number|several) (of|several)* u:(unit|units|part) d:(shift)",
    "approximate* n:(a|day|number|several) (of|several)* u:(unit|units|part) d:(after|before) that?",
    "the (very)? q:(next|last) u:(unit|part)",
    "the u:(unit|part) d:(before|after)",
    "u:unit dash d:shift",
)
def counted_from_last(context: Context, groups: Groups) -> Resolved:
    """ "a day earlier", "two days later", "the following day", "the next morning", "the day before"."""
    unit = str(groups.value("u"))
    word = groups.word("d") or groups.word("q")
    back = word in ("earlier", "before", "previous", "preceding", "prior", "last", "past")
    if unit not in (
        "day",
        "week",
        "month",
        "year",
        "weekend",
        "fortnight",
        "decade",
        "quarter",
        "hour",
        "minute",
    ):
        unit = "day"
    amount = _amount(groups) if "n" in groups else 1
    if context.last is None and not back:
        return Resolved(None)
    if unit == "year" and amount == 1 and context.quarter and back:
        return Resolved(_year_before(context.quarter), anchors=False)
    base = context.last_day() if back else context.end_of_last()
    if base is None or (unit == "day" and not context.on_a_day):
        return Resolved(None, anchors=False)
    if "q" in groups:
        if word in ("last", "past", "next", "coming") and unit != "day":
            base = context.published or base
        return Resolved(calendar.unit_period(base, unit, -1 if back else 1))
    day = calendar.shift(base, unit, -amount if back else amount)
    if unit in ("month", "year") and context.last and len(context.last) >= 10 and "/" not in context.last:
        return Resolved(_rounded(day, unit))
    return Resolved(_rounded(day, unit))


@rule(
    "duration",
    "approximate* n:(a|day|number|several) (of)? u:(unit|units) d:(after|before|since)",
)
def offset(context: Context, groups: Groups) -> Resolved:
    """ "on Wednesday, a day after eleven were shot": the window is the day of what the clause tells.

    Only where the sentence has given the date that the length is counted from.
    """
    unit = groups.value("u")
    length = iso_duration(float(_amount(groups)), unit) if groups.value("n") else None
    if groups.word("n") in ("several", "few", "couple"):
        return Resolved(None, None, anchors=False)
    base = context.in_sentence
    if base is None or unit in ("minute", "second"):
        return Resolved(None, length, anchors=False)
    steps = _amount(groups) * (1 if groups.word("d") == "before" else -1)
    day = calendar.shift(base, unit, steps)
    return Resolved(None, length, _rounded(day, unit), anchors=False)


@rule("date", "the? o:ordinal of q:that u:unit")
def day_of_that_month(context: Context, groups: Groups) -> Resolved:
    """ "the 10th of that month"."""
    base = context.last_day()
    if base is None or groups.value("u") != "month":
        return Resolved(None)
    day = valid(base.year, base.month, int(groups.value("o")))
    return Resolved(day.isoformat() if day else None)


@rule("date", "(p:early)? q:that m:month")
def that_month(context: Context, groups: Groups) -> Resolved:
    """ "that September": of the year that the story has come to."""
    base = context.last_day()
    return Resolved(f"{base.year:04}-{groups.value('m'):02}" if base else None)


@rule("date", "the? o:ordinal")
def ordinal_day(context: Context, groups: Groups) -> Resolved:
    """ "on the 16th": of the month that the story is in, else the latest or coming one."""
    base, published, number = context.last_day(), context.published, int(groups.value("o"))
    if base is None or not 1 <= number <= 31:
        return Resolved(None)
    ahead = context.direction == "ahead"
    for steps in range(4):
        month = calendar.add_months(base.replace(day=1), steps if ahead else -steps)
        day = valid(month.year, month.month, number)
        if day and (published is None or context.ahead or day <= published) and (not ahead or day >= base):
            return Resolved(day.isoformat())
    return Resolved(None)


@rule("date", "p:present", "r:recent", "the near? future", "the last", "q:this")
def present(context: Context, groups: Groups) -> Resolved:
    """ "now", "recently", "the future": they name no date of the calendar."""
    return Resolved(None, anchors=False)
