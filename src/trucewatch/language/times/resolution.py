"""Resolving time expressions, in the order of the text, against publication and the story's own dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from spacy.tokens import Doc, Token

from trucewatch.language.times import calendar
from trucewatch.language.times.calendar import DAY
from trucewatch.language.times.tense import direction, is_told


@dataclass(slots=True)
class Context:
    """What is known where an expression stands.

    `published` may be None; `last` is the story's last resolved date, `quarter` its last quarter,
    `heading` the day that heads the entry or section;
    `signal` the preposition before the expression.
    """

    doc: Doc
    published: date | None
    last: str | None = None
    quarter: str | None = None
    heading: date | None = None
    _year: int | None = None
    _year_at: int = -1
    _last_at: int = -1
    signal: str | None = None
    token: Token | None = None
    _direction: str | None = None

    def at(self, token: Token | None, signal: str | None, *, deadline: bool) -> None:
        """Move to the expression headed by `token`; a deadline ("until Tuesday to sign") lies ahead."""
        self.token, self.signal = token, signal
        self._direction = "ahead" if deadline else None

    def look_back(self, year: int | None) -> None:
        """The expression names an earlier year, which dates that follow it may leave out."""
        self._year = year
        self._year_at = self.token.i if self.token is not None else -1

    def remember(self, value: str, *, quarter: bool) -> None:
        """The expression's value is the story's last date from here on; an ended quarter its last quarter."""
        self.last = value
        self._last_at = self.token.i if self.token is not None else -1
        both = calendar.bounds(value)
        if quarter and both and (self.published is None or both[1] < self.published):
            self.quarter = value

    @property
    def day_in_force(self) -> date | None:
        """The day that this sentence has named, else that of the heading or log entry, else publication's."""
        named = self.in_sentence if self.on_a_day else None
        return named or self.heading or self.published

    @property
    def in_sentence(self) -> date | None:
        """The first day of the last date that this sentence has named."""
        if self.last is None or self.token is None or self._last_at < self.token.sent.start:
            return None
        both = calendar.bounds(self.last)
        return both[0] if both else None

    @property
    def year(self) -> int | None:
        """The year that this sentence has looked back to, if it has."""
        import os

        mode = os.environ.get("YM", "same")
        if self._year is None or self.token is None or mode == "none":
            return None
        here = self.token.sent.start
        if mode == "any":
            return self._year
        if mode == "prev" and here > 0:
            here = self.token.doc[here - 1].sent.start
        return self._year if self._year_at >= here else None

    @property
    def direction(self) -> str:
        """ "past", "ahead" or "present", by the governing verb."""
        if self._direction is None:
            known = self.token is not None and self.signal != "since"
            self._direction = (
                direction(self.token, self.signal) if known and self.token is not None else "past"
            )
        return self._direction

    @property
    def ahead(self) -> bool:
        """Does the expression look ahead of publication?"""
        return self.direction != "past"

    @property
    def on_a_day(self) -> bool:
        """Has the story come to a day (or a few), not only to a month or year?"""
        return self.last is None or len(self.last.partition("/")[0]) >= 10

    def last_day(self) -> date | None:
        """The first day of the story's last date, else the day of publication."""
        both = calendar.bounds(self.last) if self.last else None
        return both[0] if both else self.published

    def end_of_last(self) -> date | None:
        """The last day of the story's last date, else the day of publication."""
        both = calendar.bounds(self.last) if self.last else None
        return both[1] if both else self.published

    def weekday(self, weekday: int, how: str = "") -> str | None:
        """The date of a weekday: the latest, the coming, or that of this week ("last", "next", "this")."""
        if self.published is None:
            return None
        back = (self.published.isoweekday() - weekday) % 7
        if how == "last":
            return (self.published - (back or 7) * DAY).isoformat()
        if how == "next" or (how == "this" and self.ahead):
            return (self.published + ((-back) % 7 or (7 if how == "next" else 0)) * DAY).isoformat()
        if not how and self.ahead:
            return (self.published + ((-back) % 7) * DAY).isoformat()
        return (self.published - back * DAY).isoformat()

    def month(self, month: int, how: str = "") -> str | None:
        """A month without a year: the latest or the coming one, or in the year the story looks back to."""
        if self.year is not None and not how and self.direction != "ahead":
            return f"{self.year:04}-{month:02}"
        if self.published is None:
            return None
        year, now = self.published.year, self.published.month
        if how == "last":
            year -= month >= now
        elif how == "next":
            year += month <= now
        elif how == "this":
            pass
        elif self.direction == "present":
            year += (month - now) % 12 <= 5 and month < now
            year -= (month - now) % 12 > 5 and month > now
        elif self.ahead:
            year += month < now
        else:
            soon = self.signal in ("until", "by", "for") and (month - now) % 12 <= 3
            year += (month < now) if soon else -(month > now)
        return f"{year:04}-{month:02}"

    def day(self, month: int, day: int) -> date | None:
        """A day of a month without a year: the nearest that suits the tense."""
        if self.year is not None and self.direction != "ahead":
            return valid(self.year, month, day)
        if self.published is None:
            return None
        options = [d for y in (-1, 0, 1) if (d := valid(self.published.year + y, month, day))]
        if self.signal == "since":
            options = [option for option in options if option <= self.published]
        elif self.token is not None and self.signal != "by" and is_told(self.token):
            # a past tense with a day just ahead is mostly a plan ("was set for"); one far ahead is last year's
            options = [option for option in options if option <= self.published + timedelta(days=21)]
        if not options:
            return None
        lean = {"ahead": 45, "present": 0}.get(self.direction, -60)
        middle = self.published + timedelta(days=lean)
        return min(options, key=lambda option: abs((option - middle).days))


def valid(year: int, month: int, day: int) -> date | None:
    """The date, or None where the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
