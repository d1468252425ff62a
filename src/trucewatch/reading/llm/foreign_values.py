"""Numbers and dates in languages other than English, as far as words and figures fix them.

Invariant: only what is written counts: a number in figures or in words of the table, a date with its day or month
named. A day without a year is the one nearest to publication; without a day of publication it has none.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any

from trucewatch.reading.llm.dates import Dated
from trucewatch.reading.llm.quotes import fold

LANGUAGES = ("tr", "ru", "ar", "uk", "es", "fr")
"""The languages, besides English, whose numbers, dates and names can be checked, as ISO 639-1 codes."""

Number = float | int
_TOKEN = re.compile(r"\d+(?:[ \u00a0\u202f]\d{3}(?!\d))+|\d+(?:[.,٬٫]\d+)*|[^\W\d_]+(?:['’-][^\W\d_]+)*")
_NUMERIC_DATE = re.compile(
    r"(?<!\d)(\d{1,2})[./](\d{1,2})[./](\d{4}|\d{2})(?!\d)|(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)"
)
_HALF_A_YEAR = 183
_FEWEST = 3


@lru_cache(maxsize=1)
def table() -> dict[str, dict[str, Any]]:
    """The words of languages.toml, by language."""
    raw = tomllib.loads((files(__package__) / "languages.toml").read_text(encoding="utf-8"))
    return {
        language: {key: _folded(value) for key, value in words.items()} for language, words in raw.items()
    }


def _folded(value: Any) -> Any:
    if isinstance(value, dict):
        return {fold(word): int(number) for number, words in value.items() for word in words}
    return [fold(word) for word in value]


def numbers_in(text: str, language: str) -> Iterator[tuple[int, int, Number]]:
    """The numbers of a text with their offsets: in figures of any script or in words, with scales ("3,5 mil")."""
    words = table()[language]
    tokens = [(m.start(), m.end(), m[0]) for m in _TOKEN.finditer(text)]
    at = 0
    while at < len(tokens):
        start, end, token = tokens[at]
        values = _values(token, words)
        at += 1
        if not values:
            continue
        in_words = not token[0].isdigit()
        while (step := _next(text, tokens, at, end, words)) is not None:
            following = tokens[step][2]
            scale = words["scales"].get(_bare(following))
            more = _values(following, words)
            if scale is not None:
                values, in_words = [v * scale for v in values], True
            elif more and in_words and _adds(values[0], more[0], joined=following.startswith("و")):
                values = [values[0] + more[0]]
            else:
                break
            end, at = tokens[step][1], step + 1
        for value in values:
            yield start, end, int(value) if float(value).is_integer() else value


def _next(
    text: str, tokens: list[tuple[int, int, str]], at: int, end: int, words: dict[str, Any]
) -> int | None:
    """The token that may go on with a number: the one at hand, or after a word that joins ("treinta y cinco")."""
    if at < len(tokens) and fold(tokens[at][2]) in words.get("joins", ()):
        at += 1
    if at >= len(tokens):
        return None
    between = text[end : tokens[at][0]].strip(" \u00a0\u202f-\u2011")
    return at if not between or fold(between) in words.get("joins", ()) else None


def _bare(token: str) -> str:
    """A folded word without the "and" that Arabic writes with it."""
    word = fold(token)
    return word.removeprefix("و") if len(word) > _FEWEST else word


def _values(token: str, words: dict[str, Any]) -> list[Number]:
    """What a word or figure may mean as a number: "1.300" is 1300, or 1.3 to those who write commas for thousands."""
    if not token[0].isdigit():
        word = fold(token)
        number = words["numbers"].get(word, words["numbers"].get(_bare(token)))
        if number is None and word in words["scales"]:
            number = words["scales"][word]
        return [] if number is None else [number]
    plain = re.sub(r"[\s٬]", "", _plain_digits(token)).replace("٫", ",")
    if plain.isdigit():
        return [int(plain)]
    found: list[Number] = []
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", plain):
        found.append(int(re.sub(r"[.,]", "", plain)))
    elif re.fullmatch(r"\d+[.,]\d{1,2}", plain):
        found.append(float(plain.replace(",", ".")))
    return found


def _plain_digits(text: str) -> str:
    """`text` with the digits of every script as 0 to 9."""
    return "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in text)


def _adds(value: Number, following: Number, *, joined: bool) -> bool:
    """Whether a number goes on from another: "veinte" + "cinco", "mil" + "doscientos", in Arabic "five and twenty"."""
    if joined and value < 10 and 20 <= following < 100:
        return True
    for scale in (10, 100, 1000, 1_000_000):
        if value >= scale and value % scale == 0 and following < scale and (scale > 10 or value >= 20):
            return True
    return False


def dates_in(text: str, language: str, published: date | None) -> list[Dated]:
    """The dates of a text, resolved against the day of publication."""
    found = [Dated(value, None) for value in _numeric(text)]
    tokens = [fold(m[0]) for m in _TOKEN.finditer(text)]
    months, weekdays = _calendar(language)
    words = table()[language]
    for at, token in enumerate(tokens):
        month = _entry(token, months)
        if month is not None:
            day, year = _day(tokens, at), _year(tokens, at)
            found += _dated(
                day, month, year, published, opens=_has(words["since"], tokens[max(0, at - 3) : at + 3])
            )
        elif published is not None:
            found += [Dated(value, None) for value in _relative(token, words, weekdays, published)]
        if re.fullmatch(r"(?:19|20)\d\d", token):
            since = _has(words["since"], tokens[max(0, at - 2) : at + 2])
            found.append(Dated(token, f"{token}/.." if since else None))
    return found


def _numeric(text: str) -> Iterator[str]:
    for match in _NUMERIC_DATE.finditer(_plain_digits(text)):
        if match[3]:
            day, month, year = match[1], match[2], match[3]
        else:
            year, month, day = match[4], match[5], match[6]
        try:
            yield date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day)).isoformat()
        except ValueError:
            continue


def _day(tokens: list[str], at: int) -> int | None:
    for near in (at - 1, at - 2, at + 1):
        if 0 <= near < len(tokens) and re.fullmatch(r"\d{1,2}", tokens[near]):
            if near == at - 2 and tokens[at - 1] not in ("de", "er"):
                continue
            if near == at + 1 and at and tokens[at - 1].isdigit():
                continue
            return int(tokens[near])
    return 1 if at and tokens[at - 1] in ("1er", "primero") else None


def _year(tokens: list[str], at: int) -> int | None:
    following = [t for t in tokens[at + 1 : at + 3] if re.fullmatch(r"(?:19|20)\d\d", t)]
    return int(following[0]) if following else None


def _dated(
    day: int | None, month: int, year: int | None, published: date | None, *, opens: bool
) -> list[Dated]:
    if year is None:
        if published is None:
            return []
        near = [date(y, month, 15) for y in (published.year - 1, published.year, published.year + 1)]
        year = min(near, key=lambda d: abs((d - published).days)).year
    try:
        value = date(year, month, day).isoformat() if day else f"{year:04d}-{month:02d}"
    except ValueError:
        return []
    return [Dated(value, f"{value}/.." if opens else None)]


def _relative(token: str, words: dict[str, Any], weekdays: dict[str, int], published: date) -> Iterator[str]:
    bare = token.removeprefix("و")
    for key, days in (("today", 0), ("yesterday", -1), ("tomorrow", 1)):
        if token in words[key] or bare in words[key]:
            yield (published + timedelta(days)).isoformat()
    weekday = _entry(token, weekdays)
    if weekday is not None:
        back = (published.isoweekday() - weekday) % 7
        yield (published - timedelta(back)).isoformat()
        yield (published + timedelta((-back) % 7)).isoformat()


def _has(words: list[str], tokens: list[str]) -> bool:
    return any(token in words for token in tokens) or any(" " in w and w in " ".join(tokens) for w in words)


def _entry(token: str, names: dict[str, int]) -> int | None:
    """The number of a month or weekday whose name, whatever its ending, a token is."""
    if token in names:
        return names[token]
    for name, number in names.items():
        stem = name[: max(_FEWEST + 1, len(name) - 2)]
        if len(name) > _FEWEST + 1 and token.startswith(stem) and len(token) <= len(name) + 4:
            return number
    return None


@lru_cache(maxsize=8)
def _calendar(language: str) -> tuple[dict[str, int], dict[str, int]]:
    """Names of months and of weekdays (1 is Monday), folded."""
    from babel import Locale

    locale: Any = Locale(language)
    forms = [locale.months[form]["wide"] for form in ("format", "stand-alone")]
    if language == "ar":
        forms.append(Locale("ar", "SY").months["format"]["wide"])
    months = {fold(name): number for form in forms for number, name in form.items()}
    weekdays = {
        fold(name): number + 1
        for form in ("format", "stand-alone")
        for number, name in locale.days[form]["wide"].items()
    }
    return months, weekdays
