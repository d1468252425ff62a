"""A report's text as atoms: words, numbers with their values, dates in figures, marks.

Invariant: atoms are in the order of the text, never overlap, and their offsets are those of the text.

The tokens of a parser differ with its version and with the dash between two numbers; the grammars of
times and counts need the same reading of "18-19", "18–19" and "18 to 19", so they stand on atoms.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from spacy.tokens import Doc

_LEXER = re.compile(
    r"(?P<word>(?![ap]\.m\b)[^\W\d_]\w*)"
    r"|(?P<iso>(?<![\w-])\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?Z?)?(?![\w-]))"
    r"|(?P<slashed>(?<![\w/])\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})(?![\w/]))"
    r"|(?P<dotted>(?<![\w.])\d{1,2}\.\d{1,2}\.\d{4}(?!\w))"
    r"|(?P<clock>(?<![\w:])\d{1,2}(?::[0-5]\d(?::[0-5]\d)?|h[0-5]\d)(?!\w|:\d))"
    r"|(?P<ordinal>(?<!\w)\d+(?:st|nd|rd|th|ST|ND|RD|TH)\b)"
    r"|(?P<decade>(?<!\w)(?:1[5-9]\d0|20\d0|'\d0|[1-9]0)'?s\b)"
    r"|(?P<number>(?<![\w.,])\d{1,3}(?:,(?:\d{3}| 000))+(?:\.\d+)?(?!\d|,\d)"
    r"|(?<![\w.,])\d{1,3}(?:[ \u2009\u202f]\d{3})+(?!\d|,\d)|\d+(?:\.\d+)?)"
    r"|(?P<meridiem>[ap]\.m\b\.?)"
    r"|(?P<blank>\n[ \t]*\n\s*)"
    r"|(?P<mark>[^\w\s])"
)
_GOES_ON = re.compile(r"\.(?=[ \t]*\n?[ \t]*[\w,])")


class Atom(NamedTuple):
    """A word, number or mark: `word` in lower case without a final full stop, `value` of a number."""

    start: int
    end: int
    word: str
    kind: str
    value: float | int | None = None


@lru_cache(maxsize=1)
def number_words() -> dict[str, Any]:
    """The tables of counts.toml."""
    return tomllib.loads(files("trucewatch.language").joinpath("counts.toml").read_text(encoding="utf-8"))


def figure(text: str) -> float | int:
    """The value of a number in figures: "1,300", "800 000", "3.6".

    >>> figure("1,300"), figure("3.6")
    (1300, 3.6)
    """
    plain = re.sub(r"[,\s]", "", text)
    return float(plain) if "." in plain else int(plain)


def atoms(doc: Doc) -> list[Atom]:
    """The atoms of a parsed report, worked out once and kept with the Doc.

    Number words that belong together are one atom: "twenty-eight", "two hundred and fifty", "3.6 million".
    """
    found: list[Atom] | None = doc.user_data.get("atoms")
    if found is None:
        found = doc.user_data["atoms"] = join_numbers(lex(text_of(doc)))
    return found


def text_of(doc: Doc) -> str:
    """The text of a Doc, kept with it: spaCy puts it together anew each time it is asked."""
    text: str | None = doc.user_data.get("text")
    if text is None:
        text = doc.user_data["text"] = doc.text
    return text


def lex(text: str) -> list[Atom]:
    """Atoms of `text` before number words are joined."""
    out: list[Atom] = []
    taken = 0
    abbreviations = number_words()["abbreviations"]["words"]
    cardinals, ordinals = number_words()["cardinals"], number_words()["ordinals"]
    for match in _LEXER.finditer(text):
        kind, raw, end = match.lastgroup, match[0], match.end()
        assert kind is not None
        if match.start() < taken:
            continue
        word, value = raw, None
        if kind == "word":
            word = raw.lower()
            if word in cardinals:
                kind, value = "cardinal", cardinals[word]
            elif word in ordinals:
                kind, value = "ordinal", ordinals[word]
            elif word in abbreviations and _GOES_ON.match(text, end):
                end = taken = end + 1
        elif kind == "number":
            value = figure(raw)
        elif kind == "ordinal":
            value = int(raw[:-2])
        elif kind == "meridiem":
            word = raw.replace(".", "")
        elif kind == "decade":
            digits = int(re.sub(r"\D", "", raw))
            value = digits if digits > 100 else 1900 + digits
        out.append(Atom(match.start(), end, word, kind, value))
    return out


def join_numbers(parts: list[Atom]) -> list[Atom]:
    """`parts` with each run of number words, and each number with its scale, as one atom of kind `number`."""
    out: list[Atom] = []
    at = 0
    while at < len(parts):
        if parts[at].kind in ("cardinal", "number", "ordinal"):
            joined, after = _number(parts, at)
            out.append(joined)
            at = after
        else:
            out.append(parts[at])
            at += 1
    return out


def _number(parts: list[Atom], at: int) -> tuple[Atom, int]:
    """The number that starts at `at`, and where it ends: ones and tens build up, scales multiply."""
    scales = number_words()["scales"]
    first = parts[at]
    assert first.value is not None
    kind, total, current = first.kind, 0.0 if isinstance(first.value, float) else 0, first.value
    in_words, last, at = first.kind == "cardinal", first, at + 1
    if kind == "ordinal":
        return Atom(first.start, first.end, first.word, "ordinal", first.value), at
    if in_words and (year := _spoken_year(parts, at - 1)):
        return year
    seen_scale = False
    while at < len(parts):
        step = at
        if (parts[step].word == "-" and parts[step].start == last.end and step + 1 < len(parts)) or (
            parts[step].word == "and" and seen_scale and in_words and step + 1 < len(parts)
        ):
            step += 1
        part = parts[step]
        if not seen_scale and (scaled := _scaled_by_letter(parts, step, last)):
            current, last, at, seen_scale = current * scaled, part, step + 1, True
            break
        if part.word in scales:
            scale = scales[part.word]
            if part.word in ("mn", "bn") and in_words:
                break
            if scale == 100:
                current *= scale
            else:
                total, current = total + current * scale, 0
            seen_scale = True
        elif (
            part.kind in ("cardinal", "ordinal")
            and in_words
            and _fits(current, part, seen_scale and current == 0)
        ):
            assert part.value is not None
            current += part.value
            if part.kind == "ordinal":
                return Atom(first.start, part.end, "", "ordinal", total + current), step + 1
        else:
            break
        last, at = part, step + 1
    value = total + current
    if isinstance(value, float):
        value = round(value, 6)
        value = int(value) if value.is_integer() else value
    kind = "number" if seen_scale or not in_words else "cardinal"
    return Atom(first.start, last.end, first.word if last is first else "", kind, value), at


def _scaled_by_letter(parts: list[Atom], at: int, figure: Atom) -> int | None:
    """The scale in "1.5m people", "1.4m have fled"; "12m wide" and "M4" have none."""
    part = parts[at]
    scale: int | None = number_words()["letters"].get(part.word)
    if scale is None or part.start != figure.end or figure.kind != "number" or at + 1 >= len(parts):
        return None
    following = parts[at + 1].word
    told = following in number_words()["after_letters"]["words"]
    return scale if told or (len(following) > 3 and following.endswith("s")) else None


def _fits(current: float, part: Atom, fresh: bool) -> bool:
    """Can `part` be added to what was said so far: "twenty" + "eight", "two hundred" + "fifty"?"""
    value = part.value or 0
    if fresh:
        return True
    if current >= 100 and current % 100 == 0:
        return value < 100
    return current % 100 >= 20 and current % 10 == 0 and 0 < value < 10


def _spoken_year(parts: list[Atom], at: int) -> tuple[Atom, int] | None:
    """ "nineteen ninety-six" and "twenty twenty-two" are years."""
    if parts[at].value not in (18, 19, 20) or at + 1 >= len(parts):
        return None
    second = parts[at + 1]
    if second.kind != "cardinal" or not second.value or second.value < 10:
        return None
    tail, after = _number(parts, at + 1)
    if tail.kind != "cardinal" or not 10 <= (tail.value or 0) <= 99:
        return None
    year = int(parts[at].value or 0) * 100 + int(tail.value or 0)
    return Atom(parts[at].start, tail.end, str(year), "number", year), after
