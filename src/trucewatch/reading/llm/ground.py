"""What the words around a quote bear out: the questions that are put to a report about a value offered for it.

Invariant: an answer is the report's own value (the number as the words give it, the place as the gazetteer knows it),
never the one offered; None means that the report does not bear the value out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar

from rapidfuzz import fuzz

from trucewatch.places.names import fold
from trucewatch.records import Actor, Count, Place, Span

W = TypeVar("W")
Chars = tuple[int, int]

_ALIKE = 88.0
_LONG = 6  # letters from which a name may be spelled another way
_ENOUGH = 2
_SHORT = 2


class BorneCount(NamedTuple):
    """A count, and the words that give it."""

    value: Count
    span: Span | None


class Ground(Protocol):
    """What the report says where a record's quotes stand.

    `count` takes the numbers offered and, for a count of people harmed, how; the others take what was offered as
    text. Each gives the report's own value, or None where it does not bear the offer out.
    """

    def count(self, offered: Offered, *, outcome: str | None) -> BorneCount | None:
        """The count in these words that is the offered one."""

    def date(self, offered: str) -> str | None:
        """The EDTF date that the words give, where it is the offered one or falls within it."""

    def duration(self, offered: str) -> str | None:
        """The ISO 8601 length that the words give, where it is the offered one."""

    def actor(self, offered: str) -> Actor | None:
        """The actor named or meant in these words."""

    def place(self, offered: str) -> Place | None:
        """The place named or meant in these words."""

    def person(self, offered: str) -> str | None:
        """The name of a person who is named, meant or speaking here."""

    def role(self, offered: str) -> str | None:
        """What somebody here is said to be: "a security source"."""

    def outcome(self, offered: str) -> bool:
        """Whether the words tell that people were killed, wounded, missing or captured."""

    def words(self, offered: str) -> str | None:
        """The offered free text, where it has no figure, no name and few words that the report has not here."""


class Offered(NamedTuple):
    """A count as a model offers it."""

    value: float | int | None
    low: float | int | None
    high: float | int | None
    text: str

    @classmethod
    def of(cls, raw: Any) -> Offered:
        """From an answer: an object with these fields, or a bare number; anything else has nothing in it."""
        if not isinstance(raw, dict):
            return cls(_number(raw), None, None, "")
        text = raw.get("text")
        return cls(
            _number(raw.get("value")),
            _number(raw.get("low")),
            _number(raw.get("high")),
            text if isinstance(text, str) else "",
        )

    @property
    def numbers(self) -> list[float | int]:
        """The numbers offered."""
        return [n for n in (self.value, self.low, self.high) if n is not None]

    def is_for(self, count: Count) -> bool:
        """Whether a count of the report's is the offered one: the same numbers, or the same words without numbers."""
        theirs = [n for n in (count.value, count.low, count.high) if n is not None]
        if self.numbers:
            return bool(theirs) and set(self.numbers) <= set(theirs)
        return bool(self.text) and fold(self.text) == fold(count.text)


def overlap(spans: Iterable[Chars], others: Sequence[Chars]) -> bool:
    """Whether any two of the spans share a character."""
    return any(start < last and first < end for start, end in spans for first, last in others)


def _number(raw: Any) -> float | int | None:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or raw != raw or abs(raw) == float("inf"):
        return None
    return int(raw) if float(raw).is_integer() else raw


def named(
    name: Sequence[str], words: Sequence[W], *, same: Callable[[str, W], bool], between: int
) -> tuple[int, int] | None:
    """The first and last of `words` that are a name's, in their order and with at most so many others between two.

    `same` says whether a word of the name, folded, is one of `words`.
    """
    if not name:
        return None
    for at, word in enumerate(words):
        if not same(name[0], word):
            continue
        here = at
        for part in name[1:]:
            following = range(here + 1, min(here + 2 + between, len(words)))
            found = next((k for k in following if same(part, words[k])), None)
            if found is None:
                break
            here = found
        else:
            return at, here
    return None


def same_word(one: str, other: str) -> bool:
    """Whether two folded words are one, or spellings of one where they are long and hold no figure."""
    if one == other:
        return True
    if min(len(one), len(other)) < _LONG or one[0] != other[0] or any(c.isdigit() for c in one + other):
        return False
    return bool(fuzz.ratio(one, other) >= _ALIKE)


def same_name(offered: str, given: str) -> bool:
    """Whether an offered name is a given one, its beginning or its end: "Salem" for "Ahmed Salem".

    One that says more than the report ("South Sudan" for "Sudan") is the same only where the report's has two
    words or more ("the Libyan National Army forces").
    """
    ours, theirs = fold(offered).split(), fold(given).split()
    if not ours or not theirs or (len(ours) > len(theirs) and len(theirs) < _ENOUGH):
        return False
    short, long = sorted((ours, theirs), key=len)
    if len(short[0]) <= _SHORT and len(short) < len(long):
        return False
    ends, starts = long[-len(short) :], long[: len(short)]
    return any(all(same_word(a, b) for a, b in zip(short, part, strict=True)) for part in (ends, starts))
