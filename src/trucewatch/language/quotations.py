"""Quotation marks paired: which stretches of a report are somebody's own words.

Invariant: quotations come in the order of the text and never overlap; both marks are inside the span.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

_DOUBLE = re.compile(r"[\"“”„«»]")
_PARAGRAPH = re.compile(r"\n\s*\n|\n(?=[ \t]*[\"“„«])|\n(?=[ \t]*[-*•#>])")
# A single quotation mark opens before a word and closes after a letter or stop, unlike an apostrophe.
_SINGLE_OPEN = re.compile(r"(?<![\w'’])['‘](?=\w)")
_SINGLE_CLOSE = re.compile(r"(?<=[\w.,!?…;:)])['’](?![\w'’])")
_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class Quotation:
    """`start` and `end` are offsets with the marks; `words` is how many words stand between them.

    `continues` says that the quotation goes on in the paragraph that follows: it was not closed, and the
    next paragraph opens again.
    """

    start: int
    end: int
    words: int
    continues: bool = False


def _opens(text: str, at: int) -> bool:
    mark = text[at]
    if mark in "“„«":
        return True
    if mark in "”»":
        return False
    before, after = text[at - 1 : at] or " ", text[at + 1 : at + 2] or " "
    return (before.isspace() or before in "([{-–—/>'‘*_") and not after.isspace()


def _doubles(text: str, start: int, end: int) -> list[Quotation]:
    found: list[Quotation] = []
    opened: int | None = None
    for match in _DOUBLE.finditer(text, start, end):
        at = match.start()
        if opened is None:
            if _opens(text, at) or (text[at] == '"' and not found):
                opened = at
        elif not _opens(text, at) or text[at] == '"':
            found.append(Quotation(opened, at + 1, len(_WORD.findall(text, opened, at))))
            opened = None
        else:
            opened = at
    if opened is not None:
        stop = opened + len(text[opened:end].rstrip())
        if stop > opened + 1:
            found.append(Quotation(opened, stop, len(_WORD.findall(text, opened, stop)), continues=True))
    return found


def _singles(text: str, start: int, end: int) -> list[Quotation]:
    found: list[Quotation] = []
    position = start
    while opening := _SINGLE_OPEN.search(text, position, end):
        closing = next(
            (
                c
                for c in _SINGLE_CLOSE.finditer(text, opening.end(), end)
                if not _possessive(text, c.start(), end)
            ),
            None,
        )
        if closing is None:
            break
        words = len(_WORD.findall(text, opening.end(), closing.start()))
        found.append(Quotation(opening.start(), closing.end(), words))
        position = closing.end()
    return found


def _possessive(text: str, at: int, end: int) -> bool:
    """Whether the mark at `at` is the apostrophe of a plural ("the rebels' posts") inside a quotation."""
    return (
        text[at - 1] == "s"
        and text[at + 1 : at + 2] == " "
        and _SINGLE_CLOSE.search(text, at + 2, end) is not None
    )


def find_quotations(text: str) -> list[Quotation]:
    """The quotations of `text`, with double or single, straight, curly or angled marks.

    Marks pair within a paragraph. A quotation left open runs to the paragraph's end, and is dropped unless
    the next paragraph opens with a mark again, as the convention for speech over several paragraphs has it,
    or the paragraph begins with it.
    """
    found: list[Quotation] = []
    bounds = [0, *(m.end() for m in _PARAGRAPH.finditer(text)), len(text)]
    for start, end in itertools.pairwise(bounds):
        quotations = _doubles(text, start, end) or _singles(text, start, end)
        if quotations and quotations[-1].continues:
            last = quotations[-1]
            follows = text[end : end + 3].lstrip()[:1] in ('"', "“", "„", "«")
            if not follows:
                last.continues = False
                if text[start : last.start].strip() and not text[start : last.start].rstrip().endswith(
                    (":", ",")
                ):
                    quotations.pop()
        found += [q for q in quotations if q.words]
    return found
