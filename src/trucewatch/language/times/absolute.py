"""Rules for dates that name a day, month, year, season or quarter."""

from __future__ import annotations

from datetime import date

from trucewatch.language.times import calendar
from trucewatch.language.times.grammar import Groups, Resolved, rule
from trucewatch.language.times.resolution import Context, valid

_CLOCK = "(comma? open? (at|on)? (ct:clock (cm:meridiem)? zone? close?))"
_CLOCK_FIRST = "(ct:clock (cm:meridiem)? zone? (on|comma)?)"
_HOUR_FIRST = "(ct:day cm:meridiem zone? (on|comma)?)"


def clock_time(groups: Groups) -> str | None:
    """The clock time captured as `ct` (with `cm`, am or pm), as hh:mm."""
    value = groups.value("ct")
    if value is None:
        return None
    text = str(value) if ":" in str(value) else f"{int(value):02}:00"
    hours, minutes = int(text[:2]), text[3:5]
    meridiem = groups.value("cm")
    if meridiem == "pm" and hours < 12:
        hours += 12
    elif meridiem == "am" and hours == 12:
        hours = 0
    return f"{hours:02}:{minutes}" if hours < 24 else None


def with_clock(day: date | str | None, groups: Groups) -> str | None:
    """A day as EDTF, with the captured clock time where there is one."""
    if day is None:
        return None
    text = day if isinstance(day, str) else day.isoformat()
    time = clock_time(groups)
    return f"{text}T{time}" if time and len(text) == 10 else text


def _day(context: Context, groups: Groups, month: str, day: str, year: int | None) -> date | None:
    m, d = groups.value(month), groups.value(day)
    return valid(year, m, int(d)) if year else context.day(m, int(d))


@rule(
    "date",
    f"(the? part of)? (weekday comma?)? (the? d:DAYOF) dash? of? m:MONTH (comma? y:year)? {_CLOCK}?",
    f"(the? part of)? (weekday comma?)? m:MONTH dash? the? d:DAYOF (comma? y:year)? {_CLOCK}?",
    f"{_CLOCK_FIRST} (weekday comma?)? (the? d:DAYOF) dash? of? m:MONTH (comma? y:year)?",
    f"{_CLOCK_FIRST} (weekday comma?)? m:MONTH dash? the? d:DAYOF (comma? y:year)?",
    f"{_HOUR_FIRST} (weekday comma?)? (the? d:DAYOF) dash? of? m:MONTH (comma? y:year)?",
    f"{_HOUR_FIRST} (weekday comma?)? m:MONTH dash? the? d:DAYOF (comma? y:year)?",
    "(weekday comma? the? d:ordinal)",
    "abbreviated:weekday d:day",
)
def calendar_day(context: Context, groups: Groups) -> Resolved:
    """ "3 February", "Feb. 8, 2020", "Saturday, 3 February", "30 Jul, 0940"."""
    if "m" not in groups:
        return Resolved(_day_of_weekday(context, groups))
    return Resolved(with_clock(_day(context, groups, "m", "d", groups.value("y")), groups))


def _day_of_weekday(context: Context, groups: Groups) -> str | None:
    """ "MON 28", "Friday the 13th": in the month nearest to publication where day and weekday agree."""
    published, number = context.published, int(groups.value("d"))
    weekday = groups.values[groups.match.start()]
    if published is None:
        return None
    months = [calendar.add_months(published.replace(day=1), step) for step in (0, -1, 1)]
    days = [day for month in months if (day := valid(month.year, month.month, number))]
    fitting = [day for day in days if day.isoweekday() == weekday]
    return min(fitting, key=lambda day: abs((day - published).days)).isoformat() if fitting else None


@rule("date", f"i:iso {_CLOCK}?", "i:iso")
def iso_day(context: Context, groups: Groups) -> Resolved:
    """ "2020-02-06", "2020-02-06T14:30"."""
    text = str(groups.word("i"))
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return Resolved(None)
    clock = text[11:16]
    return Resolved(f"{text[:10]}T{clock}" if clock else with_clock(text[:10], groups))


@rule("date", "x:slashed", "x:dotted")
def figures_day(context: Context, groups: Groups) -> Resolved:
    """ "8/2/2020", "08.02.2020": day first, unless that cannot be or is the further from publication."""
    text = str(groups.word("x"))
    first, second, year = (int(part) for part in text.replace(".", "/").split("/"))
    if year < 100:
        year += 1900 if year > 50 else 2000
    day_first, month_first = valid(year, second, first), valid(year, first, second)
    if "." in text or month_first is None or day_first is None:
        chosen = day_first or month_first
    elif context.published is None:
        chosen = day_first if day_first == month_first else None
    else:
        published = context.published
        chosen = min((day_first, month_first), key=lambda option: abs((option - published).days))
    return Resolved(chosen.isoformat() if chosen else None)


@rule(
    "date",
    "m:MONTH d:(day|ordinal) (dash|to|and|or|until) e:(day|ordinal) (comma? y:year)?",
    "the? (part of)? d:DAYOF (dash|to|and|or|until) (the? e:DAYOF) of? m:MONTH (comma? y:year)?",
)
def days_of_month(context: Context, groups: Groups) -> Resolved:
    """ "January 18-19", "8 and 9 September", "the night of 15 to 16 January"."""
    first = _day(context, groups, "m", "d", groups.value("y"))
    last = valid(first.year, groups.value("m"), int(groups.value("e"))) if first else None
    if first is None or last is None or last < first:
        return Resolved(first.isoformat() if first else None)
    return Resolved(calendar.period(first, last))


@rule(
    "date",
    "d:(day|ordinal) m:MONTH (comma? y:year)? dash e:(day|ordinal) n:MONTH (comma? z:year)?",
    "d:(day|ordinal) m:MONTH (to|until) e:(day|ordinal) n:MONTH comma? z:year",
    "m:MONTH d:(day|ordinal) (comma? y:year)? dash n:MONTH e:(day|ordinal) (comma? z:year)?",
    "m:MONTH d:(day|ordinal) (to|until) n:MONTH e:(day|ordinal) comma? z:year",
)
def day_to_day(context: Context, groups: Groups) -> Resolved:
    """ "1 July – 5 September 2021", "27 Jan - 10 Feb"."""
    z = groups.value("z")
    last = _day(context, groups, "n", "e", z)
    y = groups.value("y") or (z - (groups.value("m") > groups.value("n")) if z else None)
    if y is None and last:
        y = last.year - (groups.value("m") > groups.value("n"))
    first = _day(context, groups, "m", "d", y)
    if first is None or last is None or last < first:
        return Resolved(first.isoformat() if first else None)
    return Resolved(calendar.period(first, last))


@rule("date", "m:MONTH (y:year)? (dash|to|until) n:MONTH comma? z:year", "m:MONTH dash n:MONTH")
def month_to_month(context: Context, groups: Groups) -> Resolved:
    """ "July–September 2021"."""
    z = groups.value("z") or int((context.month(groups.value("n")) or "0")[:4])
    y = groups.value("y") or z - (groups.value("m") > groups.value("n"))
    return Resolved(f"{y:04}-{groups.value('m'):02}/{z:04}-{groups.value('n'):02}" if z else None)


def _part(groups: Groups) -> str | None:
    return groups.value("p") or None


def with_part(value: str | None, part: str | None) -> Resolved:
    """A period with the early, middle or late part of it as the window meant."""
    if value is None or not part:
        return Resolved(value)
    narrowed = calendar.part_of(value, part)
    return Resolved(value, window=narrowed if narrowed != value else None)


@rule(
    "date",
    "m:MONTH of? comma? y:year",
    "the? p:early dash? m:MONTH of? comma? y:year",
    "the? p:edge of m:MONTH of? comma? y:year",
)
def month_of_year(context: Context, groups: Groups) -> Resolved:
    """ "January 1998", "late March 2019", "the end of May 2020"."""
    return with_part(f"{groups.value('y'):04}-{groups.value('m'):02}", _part(groups))


@rule(
    "date",
    "the? p:early dash? m:MONTH",
    "the? p:edge of m:MONTH",
    "m:MONTH",
)
def month_alone(context: Context, groups: Groups) -> Resolved:
    """ "December", "early December", "mid-January", "the end of February"."""
    part = _part(groups)
    month = groups.value("m")
    value = context.month(month)
    published = context.published
    if (
        part == "late"
        and published
        and value
        and context.signal in ("by", "until", "before")
        and context.year is None
    ):
        ending = calendar.bounds(value)
        if ending and ending[1] < published and context.ahead:
            value = context.month(month, "next")
    return with_part(value, part)


@rule(
    "date",
    "q:(last|this|next) p:early? m:MONTH",
    "q:(last|this|next) m:MONTH d:(day|ordinal)",
    "(p:early dash?)? m:MONTH (of)? (the)? q:(last|this|next) r:unit",
    "d:(day|ordinal) m:MONTH of? the? q:(last|this|next) r:unit",
    "m:MONTH d:(day|ordinal) of? the? q:(last|this|next) r:unit",
)
def month_relative(context: Context, groups: Groups) -> Resolved:
    """ "last April", "May last year", "25 May this year", "September of the previous year"."""
    word = groups.word("q")
    step = groups.value("q")
    how = {-1: "last", 0: "this", 1: "next"}[step]
    month = groups.value("m")
    if "r" not in groups and word in ("following", "ensuing", "previous", "preceding"):
        return Resolved(_month_from(context.last_day(), month, step))
    if "r" not in groups:
        if "d" in groups:
            named = context.month(month, how)
            day = valid(int(named[:4]), month, int(groups.value("d"))) if named else None
            return Resolved(day.isoformat() if day else None)
        return with_part(context.month(month, how), _part(groups))
    anchored = word in ("previous", "preceding", "following", "same")
    base = context.last_day() if anchored else context.published
    if base is None:
        return Resolved(None)
    year = base.year + step
    if "d" in groups:
        day = valid(year, month, int(groups.value("d")))
        return Resolved(day.isoformat() if day else None)
    return with_part(f"{year:04}-{month:02}", _part(groups))


@rule(
    "date",
    "the? u:unit of (d:(day|ordinal) of? m:MONTH) (y:year)?",
    "the? u:unit of (m:MONTH d:(day|ordinal)) (comma? y:year)?",
)
def unit_of_day(context: Context, groups: Groups) -> Resolved:
    """ "the week of March 6"."""
    day = _day(context, groups, "m", "d", groups.value("y"))
    unit = groups.value("u")
    return Resolved(calendar.unit_period(day, unit) if day and unit in ("week", "month", "weekend") else None)


@rule("date", "the? o:ordinal n:(day|number) u:units (of|in) m:MONTH (y:year)?")
def weeks_of_month(context: Context, groups: Groups) -> Resolved:
    """ "the first two weeks of January": the days 1 to 14."""
    month = (
        f"{groups.value('y'):04}-{groups.value('m'):02}"
        if "y" in groups
        else context.month(groups.value("m"))
    )
    both = calendar.bounds(month) if month else None
    days = int(groups.value("n")) * {"week": 7, "day": 1}.get(groups.value("u"), 99)
    if both is None or groups.value("o") != 1 or days > both[1].day:
        return Resolved(month)
    return Resolved(calendar.period(both[0], both[0].replace(day=days)))


@rule(
    "date",
    "the? o:ordinal (u:unit) (of|in) m:MONTH (y:year)?",
    "the? o:last (u:unit) (of|in) m:MONTH (y:year)?",
)
def week_of_month(context: Context, groups: Groups) -> Resolved:
    """ "the first week of March": the days 1 to 7."""
    month = (
        f"{groups.value('y'):04}-{groups.value('m'):02}"
        if "y" in groups
        else context.month(groups.value("m"))
    )
    both = calendar.bounds(month) if month else None
    if both is None or groups.value("u") not in ("week", "day", "weekend"):
        return Resolved(month)
    if groups.value("o") == -1:
        length = 6 if groups.value("u") == "week" else 0
        return Resolved(calendar.period(both[1] - length * calendar.DAY, both[1]))
    number = int(groups.value("o"))
    if groups.value("u") == "day":
        return Resolved(both[0].replace(day=number).isoformat() if number <= both[1].day else None)
    if number > 4:
        return Resolved(month)
    first = both[0].replace(day=7 * number - 6)
    return Resolved(calendar.period(first, first + 6 * calendar.DAY))


@rule("date", "the y:year period")
def period_of_year(context: Context, groups: Groups) -> Resolved:
    """ "the 1988 period": the story's quarter in another year."""
    year = int(groups.value("y"))
    if context.quarter is None:
        return Resolved(f"{year:04}")
    return Resolved(calendar.quarter(year, int(context.quarter[-2:]) // 3))


def _month_from(base: date | None, month: int, step: int) -> str | None:
    """The next such month after a day, or the last before it."""
    if base is None:
        return None
    year = base.year + (step if (month - base.month) * step <= 0 else 0)
    return f"{year:04}-{month:02}"


@rule("date", "y:year", "the? unit y:year", "fiscal y:year", "fiscal unit y:year", "the unit y:year")
def year_alone(context: Context, groups: Groups) -> Resolved:
    """ "2018", "fiscal 1990"."""
    return Resolved(f"{int(groups.value('y')):04}")


@rule("date", "the? p:early dash? y:year", "the? p:edge of y:year")
def year_part(context: Context, groups: Groups) -> Resolved:
    """ "early 2020", "mid-2003", "the end of 1998"."""
    return with_part(f"{groups.value('y'):04}", _part(groups))


@rule("date", "y:year (dash|slash) z:year", "y:year (dash|slash) z:day")
def years(context: Context, groups: Groups) -> Resolved:
    """ "2014-2018", "2019/20"."""
    first, last = int(groups.value("y")), int(groups.value("z"))
    if last < 100:
        last += first // 100 * 100
    return Resolved(f"{first:04}/{last:04}" if last > first else f"{first:04}")


@rule("date", "the? (early dash?)? x:decade")
def decade(context: Context, groups: Groups) -> Resolved:
    """ "the 1990s", "the late '80s"."""
    first = int(groups.value("x"))
    return Resolved(f"{first:04}/{first + 9:04}")


@rule("date", "the? o:ordinal unit")
def century(context: Context, groups: Groups) -> Resolved:
    """ "the 20th century"; other units with an ordinal are no dates."""
    number = int(groups.value("o"))
    return Resolved(f"{(number - 1) * 100 + 1:04}/{number * 100:04}")


@rule(
    "date",
    "(the|q:(last|this|next))? p:early? s:season of? y:year",
    "y:year s:season",
    "the? p:early? s:season (of)? (q:(last|this|next) unit)?",
    "q:(last|this|next) (last)? p:early? s:season",
)
def season(context: Context, groups: Groups) -> Resolved:
    """ "winter 2019", "last fall", "the summer", "next spring"."""
    first_month, year = groups.value("s"), groups.value("y")
    if year:
        return Resolved(calendar.season(int(year), first_month))
    published = context.published
    if published is None:
        return Resolved(None)
    if (
        "q" in groups
        and groups.match.end() - groups.match.start() > 2
        and groups.values[groups.match.end() - 1] == "year"
    ):
        return Resolved(calendar.season(published.year + groups.value("q"), first_month))
    step = groups.value("q")
    start = date(published.year, first_month, 1)
    if step == -1 or (step is None and not context.ahead):
        while start > published:
            start = date(start.year - 1, first_month, 1)
        end = calendar.bounds(calendar.season(start.year, first_month))
        if step == -1 and end and end[1] >= published and groups.word("q") != "past":
            start = date(start.year - 1, first_month, 1)
    elif step == 1 or step is None:
        while start <= published:
            start = date(start.year + 1, first_month, 1)
    elif first_month == 12 and published.month < 6:
        start = date(start.year - 1, 12, 1)
    return Resolved(calendar.season(start.year, first_month))


@rule(
    "date",
    "the? (fiscal dash?)? o:ordinal dash? u:unit (of|in)? (fiscal)? y:year",
    "the? (fiscal)? y:year (apos s)? (fiscal)? o:ordinal dash? u:unit",
    "(q:(last|this|next) r:unit apos s)? (fiscal dash?)? o:ordinal dash? u:unit",
    "(the|a) (fiscal dash?)? o:ordinal dash? u:unit (of|in)? (the|q:(last|this|next))? (r:unit)?",
)
def quarter(context: Context, groups: Groups) -> Resolved:
    """ "the third quarter", "third-quarter", "the 1988 third quarter", "this year's third quarter"."""
    number = int(groups.value("o"))
    year = groups.value("y")
    published = context.published
    if groups.value("u") != "quarter" or not 1 <= number <= 4:
        return Resolved(None)
    if year is None:
        if published is None:
            return Resolved(None)
        year = published.year + (groups.value("q") or 0)
        if "q" not in groups:
            middle = published - (0 if context.direction == "ahead" else 90) * calendar.DAY
            options = (date(y, 3 * number - 1, 15) for y in (year - 1, year, year + 1))
            year = min(options, key=lambda option: abs((option - middle).days)).year
    return Resolved(calendar.quarter(int(year), number))


@rule("date", "k:quarter_name (y:year)?", "y:year k:quarter_name")
def quarter_by_name(context: Context, groups: Groups) -> Resolved:
    """ "Q2 2020", "Q3"."""
    year = groups.value("y") or (context.published.year if context.published else None)
    return Resolved(calendar.quarter(int(year), groups.value("k")) if year else None)


@rule(
    "date",
    "the? o:ordinal h:half of? y:year",
    "the? (o:(ordinal|last)) h:half of? the? (q:(last|this|next))? u:unit",
    "the? (o:(ordinal|last)) h:half of? the? m:MONTH (y:year)?",
    "the? (o:(ordinal|last)) h:half of? the? x:decade",
)
def half(context: Context, groups: Groups) -> Resolved:
    """ "the first half of 2020", "the second half of the year", "the last half of July"."""
    second = groups.value("o") != 1
    if "x" in groups:
        first = int(groups.value("x"))
        return Resolved(f"{first:04}/{first + 9:04}")
    if "m" in groups:
        month = (
            f"{groups.value('y'):04}-{groups.value('m'):02}"
            if "y" in groups
            else context.month(groups.value("m"))
        )
        both = calendar.bounds(month) if month else None
        if not both:
            return Resolved(None)
        middle = both[0].replace(day=15)
        return Resolved(
            calendar.period(middle + calendar.DAY, both[1]) if second else calendar.period(both[0], middle)
        )
    year = groups.value("y")
    if year is None:
        if context.published is None or groups.value("u") != "year":
            return Resolved(None)
        year = context.published.year + (groups.value("q") or 0)
    return Resolved(f"{year:04}-07/{year:04}-12" if second else f"{year:04}-01/{year:04}-06")


@rule("date", "(q:(last|this|next))? h:holiday joined* (comma? y:year)?")
def holiday(context: Context, groups: Groups) -> Resolved:
    """ "Thanksgiving Day", "last Christmas", "Easter Sunday"."""
    kind = groups.value("h")
    if not kind:
        return Resolved(None, anchors=False)
    if "y" in groups:
        day = calendar.holiday(kind, int(groups.value("y")))
        return Resolved(day.isoformat() if day else None)
    published = context.published
    if published is None:
        return Resolved(None)
    days = [d for y in (-1, 0, 1) if (d := calendar.holiday(kind, published.year + y))]
    ahead = context.ahead or groups.value("q") == 1
    fitting = [d for d in days if (d >= published if ahead else d <= published)]
    chosen = (fitting[0] if ahead else fitting[-1]) if fitting else None
    return Resolved(chosen.isoformat() if chosen else None)
