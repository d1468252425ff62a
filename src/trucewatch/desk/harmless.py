"""Characters of a report that would show wrongly on a page: made visible.

Invariant: what comes out reads in the order in which it stands, and every character is either shown or named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from markupsafe import Markup

_BIDI = {
    "\u202a": ("LRE", "left-to-right embedding"),
    "\u202b": ("RLE", "right-to-left embedding"),
    "\u202c": ("PDF", "end of an embedding or override"),
    "\u202d": ("LRO", "left-to-right override"),
    "\u202e": ("RLO", "right-to-left override"),
    "\u2066": ("LRI", "left-to-right isolate"),
    "\u2067": ("RLI", "right-to-left isolate"),
    "\u2068": ("FSI", "first strong isolate"),
    "\u2069": ("PDI", "end of an isolate"),
}
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


class Piece(NamedTuple):
    """Some of a text: plain, or one character that is shown by its `name`, with what it is in `meaning`."""

    text: str
    name: str = ""
    meaning: str = ""


def pieces(text: str) -> Iterator[Piece]:
    """A text in its order: what can be shown as it is, and the characters that have to be named."""
    end = 0
    for match in _CONTROL.finditer(text):
        if match.start() > end:
            yield Piece(text[end : match.start()])
        end = match.end()
        yield Piece(match[0], *_named(match[0]))
    if end < len(text):
        yield Piece(text[end:])


def harmless(value: Any) -> Any:
    """A value as a template may print it: in a text, such characters are named in brackets."""
    if isinstance(value, Markup) or not isinstance(value, str) or not _CONTROL.search(value):
        return value
    return _CONTROL.sub(lambda match: f"[{_named(match[0])[0]}]", value)


def _named(character: str) -> tuple[str, str]:
    code = f"U+{ord(character):04X}"
    return _BIDI.get(character, (code, "control character"))
