"""What a report in another language than English bears out, by its own words.

Invariant: no language is guessed at; what these words cannot show (a pronoun's meaning, an inflected name that is too
short to tell) is not borne out. A value keeps the report's words, but for states, which have their English name, and
places that the gazetteer knows under the same sounds.

Months, weekdays and names of countries are those of CLDR (through Babel), letters are put into Latin ones by AnyAscii;
both come with the extra `llm`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from trucewatch.language.names import country, states
from trucewatch.places import Gazetteer
from trucewatch.places.names import fold as fold_name
from trucewatch.places.names import skeleton
from trucewatch.reading.llm.dates import borne_out
from trucewatch.reading.llm.foreign_values import LANGUAGES, dates_in, numbers_in, table
from trucewatch.reading.llm.ground import BorneCount, Chars, Offered, named
from trucewatch.reading.llm.quotes import fold
from trucewatch.records import Actor, Count, Place, Span

__all__ = ["LANGUAGES", "ForeignGround"]

_WORD = re.compile(r"[^\W\d_]+")  # "d'Idlib" and "Türkiye'nin" are two words each
_FIGURE = re.compile(r"\d+(?:[.,٬٫]\d+)*")
_FIRST_LETTERS = ("و", "ف", "ب", "ل", "ك", "ال", "وال", "بال", "لل", "فال")
_STEM = 4
_SOUNDS = 4  # consonants: fewer are shared by too many words of too many languages
_BETWEEN = 2  # words that may stand between those of one name


class ForeignGround:
    """What `text`, in `language` (ISO 639-1, one of LANGUAGES), says where the spans of a quote stand."""

    def __init__(self, text: str, spans: Iterable[Chars], *, language: str, published: date | None) -> None:
        self._text = text
        self._spans = list(spans)
        self._language = language
        self._published = published

    def count(self, offered: Offered, *, outcome: str | None) -> BorneCount | None:
        """The number in the quote that is the offered one."""
        for start, end in self._spans:
            for first, last, value in numbers_in(self._text[start:end], self._language):
                if offered.numbers == [value]:
                    span = Span(start=start + first, end=start + last)
                    return BorneCount(Count(value=value, text=self._text[span.start : span.end]), span)
        return None

    def date(self, offered: str) -> str | None:
        """The date of the quote that is the offered one."""
        found = [
            dated
            for start, end in self._spans
            for dated in dates_in(self._text[start:end], self._language, self._published)
        ]
        return borne_out(offered, found)

    def duration(self, offered: str) -> str | None:
        """No length is read in these languages."""
        return None

    def actor(self, offered: str) -> Actor | None:
        """Who is named in the quote; a state under its English name."""
        state = self._state(offered)
        if state is not None:
            return state
        return Actor(name=offered) if self._names(offered) else None

    def place(self, offered: str) -> Place | None:
        """The place named in the quote, located where the gazetteer knows its sounds and the report its country."""
        state = self._state(offered)
        if state is None and not self._names(offered):
            return None
        name = state.name if state is not None else offered
        return _located(name, self._countries) or Place(name=name)

    def person(self, offered: str) -> str | None:
        """A name in the quote."""
        return offered if self._names(offered) else None

    def role(self, offered: str) -> str | None:
        """What somebody is called in the quote, in its own words."""
        return offered if self._names(offered) else None

    def outcome(self, offered: str) -> bool:
        """Whether a word for this harm stands in the quote."""
        beginnings = table()[self._language].get(offered, ())
        words = " ".join(self._words)
        return any(f" {beginning}" in f" {_bare(words)}" for beginning in beginnings)

    def words(self, offered: str) -> str | None:
        """The offered text, where it is the report's own."""
        ours = " ".join(fold(self._quoted).split())
        return offered if " ".join(fold(offered).split()).strip(" .,;:\"'") in ours else None

    # ---- names

    @cached_property
    def _quoted(self) -> str:
        return "\n".join(self._text[start:end] for start, end in self._spans)

    @cached_property
    def _words(self) -> list[str]:
        return [fold(word) for word in _WORD.findall(self._quoted)]

    @cached_property
    def _forms(self) -> list[tuple[str, str]]:
        """Each word with its consonants in Latin letters."""
        return [(word, _sounds(word)) for word in self._words]

    def _names(self, offered: str) -> bool:
        """Whether the words of a name stand in the quote in their order, whatever their endings or alphabet."""
        if set(_FIGURE.findall(offered)) - set(_FIGURE.findall(self._quoted)):
            return False
        parts = [fold(word) for word in _WORD.findall(offered)]
        if not parts or sum(map(len, parts)) < 3:
            return False
        return named(parts, self._forms, same=_same, between=_BETWEEN) is not None

    def _state(self, offered: str) -> Actor | None:
        """The state of this name, in English or the report's language, where the quote names it."""
        local = _countries(self._language)
        wanted = country(offered)
        for name, english in local.items():
            identifier = country(english)
            if identifier is None or (fold(offered) != name and identifier != wanted):
                continue
            if self._names(name):
                return Actor(name=states()[identifier].name, id=identifier)
        return None

    @cached_property
    def _countries(self) -> frozenset[str]:
        """The countries that the report names anywhere, in English."""
        words = {fold(word) for word in _WORD.findall(self._text)}
        local = _countries(self._language)
        return frozenset(
            english
            for name, english in local.items()
            if all(any(_same_word(p, w) for w in words) for p in name.split())
        )


def _same(part: str, form: tuple[str, str]) -> bool:
    word, sounds = form
    if _same_word(part, word):
        return True
    ours = _sounds(part)
    return len(ours) >= _SOUNDS and (ours == sounds or _sounds(_bare(word)) == ours)


def _same_word(one: str, other: str) -> bool:
    """Whether two words are one but for their endings or an Arabic particle before them."""
    for word in (other, _bare(other)):
        if one == word or _bare(one) == word:
            return True
        shared = next(
            (i for i, (a, b) in enumerate(zip(one, word, strict=False)) if a != b), min(len(one), len(word))
        )
        if (
            shared >= _STEM
            and shared >= max(len(one), len(word)) - 3
            and shared >= min(len(one), len(word)) - 2
        ):
            return True
    return False


def _bare(word: str) -> str:
    """An Arabic word without particles before it."""
    for prefix in sorted(_FIRST_LETTERS, key=len, reverse=True):
        if word.startswith(prefix) and len(word) - len(prefix) >= 3:
            return word[len(prefix) :]
    return word


@lru_cache(maxsize=4096)
def _sounds(word: str) -> str:
    return skeleton(fold_name(_latin(word)))


def _latin(word: str) -> str:
    if word.isascii():
        return word
    from anyascii import anyascii

    return str(anyascii(word))


@lru_cache(maxsize=8)
def _countries(language: str) -> dict[str, str]:
    """The folded names of countries in a language, and their English ones."""
    from babel import Locale

    local: Any = Locale(language).territories
    english: Any = Locale("en").territories
    return {
        fold(name): str(english[code]) for code, name in local.items() if len(code) == 2 and code in english
    }


def _located(name: str, countries: frozenset[str]) -> Place | None:
    """The place of that name, where only one country's can be meant."""
    gazetteer = Gazetteer.default()
    found = gazetteer.named(_latin(name)) or gazetteer.spelled(_latin(name))
    within = [c for c in found if c.country in countries or c.feature == "country"]
    chosen = within or (found if len({c.country for c in found}) == 1 else ())
    if not chosen:
        return None
    best = chosen[0]
    return Place(
        name=best.name, id=best.id, latitude=best.latitude, longitude=best.longitude, country=best.country
    )
