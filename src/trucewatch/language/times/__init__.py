"""When: the time expressions of a report, resolved to EDTF dates and ISO 8601 durations.

Kinds follow TIMEX3: a `date` names a day or longer, a `time` a time of the day, a `duration` a length,
a `set` something that recurs. Values are resolved in the order of the text, against the day of
publication and the dates that the story has named so far; what neither settles has no value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from spacy.tokens import Doc, Token

from trucewatch.language.atoms import atoms, text_of
from trucewatch.language.times import absolute as _absolute  # noqa: F401 (defines rules, in order)
from trucewatch.language.times import calendar
from trucewatch.language.times import durations as _durations  # noqa: F401
from trucewatch.language.times import relative as _relative  # noqa: F401
from trucewatch.language.times.grammar import Found, Resolved
from trucewatch.language.times.lexicon import lexicon
from trucewatch.language.times.recognition import recognise
from trucewatch.language.times.resolution import Context

Kind = Literal["date", "duration", "set", "time"]


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A time as a report names it.

    `start`, `end` and `text` are the words; `value` the EDTF date, None where the text does not settle
    it; `duration` the ISO 8601 length; `signal` the preposition that governs the words ("since"); and
    `window` the EDTF period that signal and words mean together, to be preferred for records:
    "since early December" has value 2019-12 and window 2019-12/...
    """

    start: int
    end: int
    text: str
    kind: Kind
    value: str | None = None
    duration: str | None = None
    signal: str | None = None
    window: str | None = None


def find_times(doc: Doc, *, published: date | None) -> list[TimeExpression]:
    """The time expressions of a parsed report, in the order of the text.

    `doc` comes from `trucewatch.language.pipeline.parse`; `published` is the day that relative words are
    resolved against, and without it "on Thursday" has no value. The method is that of HeidelTime (Strötgen
    and Gertz 2010): patterns over word classes, then resolution in order by reference date and tense.
    """
    context = Context(doc, published)
    out: list[TimeExpression] = []
    for found in recognise(doc):
        signal = _signal(doc, found)
        token = _token(doc, found)
        context.at(token, signal, deadline=_is_deadline(doc, found, signal))
        resolved = _resolve(context, found)
        value = resolved.value
        kind: Kind = found.rule.kind  # type: ignore[assignment]
        text = text_of(doc)[found.start : found.end]
        window = _window(_bound(signal, token, context), value, resolved.window)
        out.append(
            TimeExpression(found.start, found.end, text, kind, value, resolved.duration, signal, window)
        )
        if value and kind == "date" and len(value) >= 10 and _is_heading(doc, found):
            both = calendar.bounds(value)
            context.heading = both[0] if both else context.heading
        if value and resolved.anchors:
            context.remember(value, quarter=found.groups.value("u") == "quarter")
            context.look_back(_story_year(found, value, published))
    return _join_ranges(doc, out)


def _token(doc: Doc, found: Found) -> Token | None:
    """The token that heads the expression: the first whose head lies outside it."""
    span = doc.char_span(found.start, found.end, alignment_mode="expand")
    if span is None:
        return None
    first, last = span.start, span.end - 1
    for index in range(first, last + 1):
        if not first <= doc[index].head.i <= last:
            return doc[index]
    return doc[last]


def date_in_force(
    times: list[TimeExpression], offset: int, *, published: date | None = None
) -> TimeExpression | None:
    """The date at which the story stands at an offset: the last day named before it, not after publication.

    For a sentence without a date of its own. "On 3 May the town fell. Its mayor was shot." dates the
    second sentence; so does the day that heads an entry of a log. None where no day was named.
    """
    limit = published.isoformat() if published else "9999"
    for time in reversed([time for time in times if time.end <= offset]):
        first = (time.value or "").partition("/")[0]
        if time.kind in ("date", "time") and len(first) >= 10 and first[:10] <= limit:
            return time
    return None


def _resolve(context: Context, found: Found) -> Resolved:
    """What the rule makes of the expression; nothing where that lies outside the years 1 to 9999."""
    try:
        resolved = found.rule.resolve(context, found.groups)
        for value in (resolved.value, resolved.window):
            if value is not None:
                calendar.bounds(value)
    except (ValueError, OverflowError):
        return Resolved(None, anchors=False)
    return resolved


_TITLE = 70
_CLOSES = re.compile(r"[ \t]*[.:*]*[ \t]*(?:\n|$)")
_HEADS = re.compile(r"[ \t]*(?:[:|–—.,*;)-]|\n|$)")


def _is_heading(doc: Doc, found: Found) -> bool:
    """Does the date open a line and stand apart, as in a log, or close a short line, as over a section?"""
    text = text_of(doc)
    if _CLOSES.match(text, found.end) and found.end - text.rfind("\n", 0, found.start) <= _TITLE:
        return True
    before = text[max(0, found.start - 12) : found.start].rstrip(" \t*_#|(")
    return before[-1:] in ("", "\n") and _HEADS.match(text, found.end) is not None


def _is_deadline(doc: Doc, found: Found, signal: str | None) -> bool:
    """ "gave them until Tuesday to sign": what follows is still to be done."""
    parts = atoms(doc)
    return signal in ("until", "by") and found.last < len(parts) and parts[found.last].word == "to"


def _signal(doc: Doc, found: Found) -> str | None:
    parts = atoms(doc)
    index = found.first - 1
    if index >= 0 and parts[index].word in ("the", "a"):
        index -= 1
    if index < 0:
        return None
    word = parts[index].word
    before = parts[index - 1].word if index else ""
    if word == "of":
        return {"as": "as of", "ahead": "before"}.get(before)
    if word == "to" and before in ("up", "prior"):
        return "until" if before == "up" else "before"
    if word in ("than", "not"):
        return "by" if before in ("later",) else None
    return lexicon().signals.get(word)


def _bound(signal: str | None, token: Token | None, context: Context) -> str | None:
    """What the signal bounds: "a report from Friday" nothing, "as of 1 May" what is still to come."""
    if signal == "as of":
        return "from" if context.ahead else None
    if signal != "from" or token is None or token.head.lower_ != "from":
        return signal
    return signal if token.head.head.pos_ in ("VERB", "AUX") else None


def _window(signal: str | None, value: str | None, window: str | None) -> str | None:
    """The period that a signal and a value mean together."""
    if value is None:
        return window
    if signal in ("since", "from"):
        start = (window or value).partition("/")[0] if signal == "since" and len(value) != 7 else value
        return f"{start.partition('/')[0]}/.."
    if signal in ("by", "until", "before"):
        both = calendar.bounds(window or value)
        end = value if "/" not in value and not window else (both[1].isoformat() if both else None)
        return f"../{end}" if end else None
    if signal == "after":
        both = calendar.bounds(value)
        return f"{both[1].isoformat()}/.." if both else None
    return window


def _story_year(found: Found, value: str, published: date | None) -> int | None:
    """The year that an expression names in figures, where it lies before that of publication."""
    named = "y" in found.groups or found.rule.name in ("iso_day", "that_month")
    if not named and (found.rule.name != "unit_relative" or len(value) != 4):
        return None
    year = int(value[:4])
    return year if published is None or year < published.year else None


def _window_before(duration: str | None, end: str | None) -> str | None:
    """ "the 24 hours to Thursday": the days that a length covers up to a date."""
    match = re.fullmatch(r"P(T?)(\d+)([HDWMY])", duration or "")
    both = calendar.bounds(end) if end else None
    if match is None or both is None:
        return None
    amount, unit = int(match[2]), {"H": "hour", "D": "day", "W": "week", "M": "month", "Y": "year"}[match[3]]
    if match[1]:
        if unit != "hour":
            return None
        amount, unit = max(1, round(amount / 24)), "day"
    try:
        return calendar.period(calendar.shift(both[1], unit, -amount), both[1])
    except (ValueError, OverflowError):
        return None


def _join_ranges(doc: Doc, found: list[TimeExpression]) -> list[TimeExpression]:
    """ "from 2 August to 2 October": both get the whole as their window."""
    out = list(found)
    for index in range(len(out) - 1):
        first, second = out[index], out[index + 1]
        between = text_of(doc)[first.end : second.start].strip().lower()
        opener = first.signal
        if first.kind == "duration" and between in ("to", "until", "up to", "ending", "ended", "ending on"):
            out[index] = replace(first, window=_window_before(first.duration, second.value) or first.window)
            continue
        joined = (opener == "from" and between in ("to", "until", "till", "through")) or (
            opener == "between" and between == "and"
        )
        if not joined or not first.value or not second.value:
            continue
        low, high = first.value.partition("/")[0], second.value.rpartition("/")[2]
        if low[:10] <= high[:10] and ".." not in (low, high):
            out[index] = replace(first, window=f"{low}/{high}")
            out[index + 1] = replace(second, window=f"{low}/{high}")
    return out


def as_a_day(doc: Doc, time: TimeExpression | None) -> TimeExpression | None:
    """The day itself of "since Monday, *when* a convoy was hit": what the next sentences tell is told of the convoy."""
    if time is None or time.signal != "since" or time.value is None:
        return time
    words = doc.char_span(time.start, time.end, alignment_mode="expand")
    after = [token.lower_ for token in doc[words.end : words.end + 2]] if words is not None else []
    return replace(time, window=None, signal=None) if "when" in after else time
