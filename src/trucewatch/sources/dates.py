"""Dates of publication, as files, pages and people write them, and moments as we do.

Invariant: a date that could be two days ("02/09/2020") is none.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:?\d{2}.*)?", re.DOTALL)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T\d{4,6}.*)?", re.DOTALL)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[.,]*\s+)?"
_WRITTEN = tuple(
    re.compile(_WEEKDAY + order + r"(?:[\s,]+(?:at\s+)?\d{1,2}[:.]\d{2}.*)?", re.IGNORECASE | re.DOTALL)
    for order in (
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH},?\s+(?P<year>\d{{4}})",
        rf"{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})",
    )
)
_UNSET = {"", "~", "null", "none"}


def moment(at: datetime) -> str:
    """`at` in UTC to the second, as all that is kept and compared has it; a text that sorts as time does."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def publication_day(value: object) -> str | None:
    """The day that `value` names, as YYYY-MM-DD; None where it is empty.

    Takes a date, a datetime, or text: ISO 8601 with or without a time ("2020-02-09", "2020-02-09T18:00:00Z"),
    the date of an e-mail or feed, or a date in words ("9 February 2020", "Feb. 9, 2020"). The day is the one
    written, whatever the time zone. Raises ValueError, with a message for people, for anything else.
    """
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str):
        raise ValueError(f"the date of publication is a {type(value).__name__}, not a date")
    text = value.strip()
    if text.lower() in _UNSET:
        return None
    shown = text if len(text) <= 40 else text[:39] + "…"
    try:
        found = _parse(text)
    except (ValueError, OverflowError):
        raise ValueError(f"{shown!r} is no day of the calendar") from None
    if found is None:
        raise ValueError(f"{shown!r} is no date of publication (write YYYY-MM-DD)")
    return found.isoformat()


def _parse(text: str) -> date | None:
    if match := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return date(*(int(part) for part in match.groups()))
    for pattern in _WRITTEN:
        if match := pattern.fullmatch(text):
            month = _MONTHS.index(match["month"][:3].lower()) + 1
            return date(int(match["year"]), month, int(match["day"]))
    if re.match(r"[A-Za-z]{3},\s*\d", text):
        return parsedate_to_datetime(text).date()
    return None
