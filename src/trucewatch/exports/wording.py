"""The values of records in words, as an analyst would write them.

Invariant: words say what the value says and no more; nothing is rounded, and an open end stays open.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from datetime import date

from trucewatch.records import Actor, Casualties, Count, Place, Source

_DURATION = re.compile(r"(\d+(?:\.\d+)?)([YMWDHS])")
_COLLECTIVE = frozenset(
    ("staff", "police", "personnel", "media", "leadership", "intelligence", "gendarmerie")
)
_SOUNDED_AS_YOU = re.compile(r"uni(?![nmd])|us[eu]|eu|ur[au]|one\b|ubi")
_DATE_UNITS = {"Y": "year", "M": "month", "W": "week", "D": "day"}
_TIME_UNITS = {"H": "hour", "M": "minute", "S": "second"}


def date_words(edtf: str) -> str:
    """An EDTF date in words: "8 February 2020", "since December 2019", "10–16 February 2020".

    A part that is no day of the calendar ("2020-02-31") is given as it stands.
    """
    first, slash, last = edtf.partition("/")
    if not slash:
        return _moment(first)
    if last == "..":
        return "at an unknown time" if first == ".." else f"since {_moment(first)}"
    if first == "..":
        return f"until {_moment(last)}"
    return _moment(first) if first == last else _range(first, last)


def weekday_words(edtf: str) -> str:
    """A date in words, with its day of the week where it names one day: "Sunday 9 February 2020"."""
    try:
        return f"{calendar.day_name[date.fromisoformat(edtf).weekday()]} {date_words(edtf)}"
    except ValueError:
        return date_words(edtf)


def _moment(edtf: str) -> str:
    day, _, time = edtf.partition("T")
    parts = day.split("-")
    try:
        words = [str(int(parts[2]))] if len(parts) > 2 else []
        words += [calendar.month_name[int(parts[1])]] if len(parts) > 1 else []
    except (ValueError, IndexError):
        return edtf
    return " ".join([*words, parts[0]]) + (f", {time}" if time else "")


def _range(first: str, last: str) -> str:
    if "T" not in first + last:
        begin, end = first.split("-"), last.split("-")
        if len(begin) == len(end) == 3 and begin[:2] == end[:2]:
            return f"{int(begin[2])}–{_moment(last)}"
        if len(begin) == len(end) and len(begin) > 1 and begin[0] == end[0]:
            return f"{_moment(first).removesuffix(' ' + begin[0])} – {_moment(last)}"
    return f"{_moment(first)} – {_moment(last)}"


def duration_words(duration: str) -> str:
    """An ISO 8601 duration in words: "3 hours", "1 day 6 hours"."""
    days, _, time = duration.partition("T")
    found = [(n, _DATE_UNITS[u]) for n, u in _DURATION.findall(days) if u in _DATE_UNITS]
    found += [(n, _TIME_UNITS[u]) for n, u in _DURATION.findall(time) if u in _TIME_UNITS]
    return " ".join(f"{number} {unit}{'' if number == '1' else 's'}" for number, unit in found) or duration


def count_words(count: Count) -> str:
    """A count in figures, and what it leaves open: "more than 500,000", "30 to 40", "dozens (24 or more)"."""
    if count.value is not None:
        value = _figure(count.value)
        return value if count.relation in ("exactly", "between") else f"{count.relation} {value}"
    if count.low is not None and count.high is not None:
        return f"{_figure(count.low)} to {_figure(count.high)}"
    if count.low is not None:
        bound = f"{_figure(count.low)} or more"
        return f"{count.text} ({bound})" if count.text and not any(map(str.isdigit, count.text)) else bound
    if count.high is not None:
        return f"up to {_figure(count.high)}"
    return count.text or "an unknown number"


def many(number: float, noun: str) -> str:
    """A number with its noun: "1 report", "1,200 reports"."""
    plural = noun[:-1] + "ies" if noun.endswith("y") and noun[-2:-1] not in "aeiou" else noun + "s"
    return f"{number:,.0f} {noun if number == 1 else plural}"


def between(low: float | None, high: float | None) -> str:
    """A range in words: "500,000 to 600,000", "500,000 or more"."""
    if low is None:
        return f"up to {high:,.0f}" if high is not None else "an unknown number"
    if high is None:
        return f"{low:,.0f} or more"
    return f"{low:,.0f}" if low == high else f"{low:,.0f} to {high:,.0f}"


def since(edtf: str) -> str:
    """A date in words with "since" before it, once."""
    words = date_words(edtf)
    return words if words.startswith("since") else f"since {words}"


def window_words(window: str) -> str:
    """The time that a running figure covers: "9–12 February 2020", "since December 2019"."""
    return date_words(window) if "/" in window else since(window)


def _figure(number: float) -> str:
    return f"{number:,.0f}" if float(number).is_integer() else f"{number:,}"


def capital(words: str) -> str:
    """Words with their first letter as a capital, and no other changed."""
    return words[:1].upper() + words[1:]


def is_one(count: Count | None) -> bool:
    """Whether a count is exactly one, so that what is counted stays in the singular."""
    return count is not None and count.value == 1 and count.relation == "exactly"


def actor_words(actors: Iterable[Actor]) -> str:
    """The names of actors, in their order."""
    return ", ".join(actor.name for actor in actors)


def place_words(place: Place, home: str | None = None) -> str:
    """A place by name, with its country unless that is `home` or part of the name."""
    country = place.country
    if not country or country == home or country.casefold() in place.name.casefold():
        return place.name
    return f"{place.name} ({country})"


def source_words(source: Source) -> str:
    """Who says something: "Jane Doe, envoy (United Nations)", "a security source (Turkey), unnamed"."""
    role = source.role if source.role != source.name else None
    if role and not source.name and source.anonymous and role[0].islower() and not is_plural(role):
        role = f"{_article(role)} {role}"
    words = ", ".join(part for part in (source.name, role) if part)
    organisation = source.organisation
    if not words:
        words, organisation = organisation or "", None
    if organisation and organisation not in (source.name, source.role):
        words += f" ({organisation})"
    if source.anonymous:
        words = f"{words}, unnamed" if words else "an unnamed source"
    return words or "an unnamed source"


def is_plural(role: str) -> bool:
    """Whether a role is of several people, or of a body that takes no article: "officers", "medical staff"."""
    last = role.rsplit(None, 1)[-1].casefold()
    return last.endswith(("s", "men", "women", "people")) or last in _COLLECTIVE


def _article(words: str) -> str:
    """The article before words, by their sound: "an envoy", "a union leader", "an heir"."""
    if _SOUNDED_AS_YOU.match(words):
        return "a"
    return "an" if words[0] in "aeiou" or words.startswith(("hour", "hono", "heir")) else "a"


def casualty_words(casualties: Casualties) -> str:
    """How many people were harmed, how, and who they were: "8 killed (Turkish personnel)"."""
    words = f"{count_words(casualties.count)} {casualties.outcome}"
    who = who_words(casualties.who, casualties.count)
    return f"{words} ({who})" if who else words


def who_words(who: str | None, count: Count | None) -> str | None:
    """A description of people without the number that it may begin with: of "three soldiers", "soldiers".

    None where nothing is left that the number does not say: "at least 11 people".
    """
    number = count.text.casefold().split() if count else []
    words = (who or "").split()
    while words and (words[0].casefold() in number or words[0][0].isdigit()):
        del words[0]
    return None if words in ([], ["people"], ["persons"]) else " ".join(words)


def plural_verb(verb: str) -> str:
    """A verb of the third person as it stands after several: "denies" becomes "deny"."""
    first, space, rest = verb.partition(" ")
    return (first[:-3] + "y" if first.endswith("ies") else first[:-1]) + space + rest


def plural(noun: str, count: Count | None) -> str:
    """`noun` as it stands after `count`: "observation post" becomes "observation posts" after 12."""
    if count is None or is_one(count) or noun.endswith("s"):
        return noun
    return noun[:-1] + "ies" if re.search(r"[^aeiou]y$", noun) else noun + "s"
