"""Sentences in a report that speak to a machine, not to its readers.

Invariant: what is found covers whole sentences; a text without any is left as it is.

Whoever publishes a report may hope that a language model reads it. The answer of a model is held to the text in any
case; this keeps such a sentence from being read, and from being the proof of what it asks for.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import lru_cache
from importlib.resources import files

MARK = "[…]"
_END = re.compile(r"[.!?]+[\"”'’)]*(?=\s|$)|\n")
_FORMAT = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u00ad\U000e0000-\U000e007f]"
)


def addressed_to_machines(text: str) -> list[tuple[int, int]]:
    """The sentences of `text` that speak to a machine, as offsets, in order and without overlaps."""
    shown = [index for index, character in enumerate(text) if not _FORMAT.match(character)]
    folded = "".join(_letter(text[index]) for index in shown)
    found = [
        _sentence(text, _first_word(text, shown[match.start()]), shown[match.end() - 1] + 1)
        for pattern in _patterns()
        for match in pattern.finditer(folded)
    ]
    return _joined(sorted(found))


def without(text: str, spans: list[tuple[int, int]]) -> str:
    """`text` with a mark in the place of each span."""
    parts, at = [], 0
    for start, end in spans:
        parts += [text[at:start], MARK]
        at = max(at, end)
    return "".join([*parts, text[at:]])


def _letter(character: str) -> str:
    """A letter without case and accents, still one character."""
    if character.isascii():
        return character.lower()
    plain = unicodedata.normalize("NFKD", character.casefold())
    kept = [c for c in plain if not unicodedata.combining(c)]
    return {"ı": "i", "’": "'", "“": '"', "”": '"'}.get(character, kept[0] if kept else " ")


def _first_word(text: str, start: int) -> int:
    """Where the words of a match begin, which may be after a stop and a blank."""
    while start < len(text) - 1 and (text[start].isspace() or text[start] in ".!?"):
        start += 1
    return start


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    before = [m.end() for m in _END.finditer(text, 0, start)]
    after = _END.search(text, max(end - 1, start))
    first = before[-1] if before else 0
    while first < start and text[first].isspace():
        first += 1
    return first, after.end() if after else len(text)


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], ...]:
    table = tomllib.loads((files(__package__) / "instructions.toml").read_text(encoding="utf-8"))
    return tuple(re.compile(pattern, re.MULTILINE) for pattern in table["patterns"])
