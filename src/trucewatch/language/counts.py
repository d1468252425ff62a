"""How many: the number expressions of a report, with what their modifiers make of them.

A count is a number of people, things or events. Dates, clock times, ages, measures, money, shares,
names with a number in them and decimal figures are none, and are left out.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from typing import NamedTuple

from spacy.tokens import Doc

from trucewatch.language.atoms import Atom, atoms, number_words, text_of
from trucewatch.language.times.recognition import recognise
from trucewatch.records import Count, CountMention
from trucewatch.records.values import Relation

_DASHES = frozenset("-–—")
_CURRENCIES = frozenset("$€£¥₺₴₽₹")


class _Core(NamedTuple):
    """A number before its modifiers: atoms from `first` up to `last`, and what they say."""

    first: int
    last: int
    value: float | int | None = None
    low: float | int | None = None
    high: float | int | None = None
    relation: Relation = "exactly"


def find_counts(doc: Doc) -> list[CountMention]:
    """The counts of a parsed report, in the order of the text; spans take in their modifiers.

    `doc` comes from `trucewatch.language.pipeline.parse`. "more than half a million" is 500000, `more
    than`; "dozens" has `low` 24 and no value; "30 to 40" has `low`, `high` and `between`.
    """
    parts = atoms(doc)
    busy = _busy(doc, parts)
    out: list[CountMention] = []
    named: set[int] = set()
    at = 0
    while at < len(parts):
        core = None if at in busy else _core(parts, at)
        if core is None:
            at += 1
            continue
        if not _counts(doc, parts, core, named, busy):
            named.update(range(core.first, core.last))
            at = core.last
            continue
        out.append(_mention(doc, parts, core, busy))
        at = core.last
        while at < len(parts) and parts[at].start < out[-1].end:
            busy.add(at)
            at += 1
    return out


def covering(doc: Doc, counts: list[CountMention]) -> dict[int, CountMention]:
    """The index of each token that lies in a count, with that count."""
    starts = [token.idx for token in doc]
    table: dict[int, CountMention] = {}
    for count in counts:
        first = max(0, bisect_right(starts, count.start) - 1)
        for index in range(first, bisect_right(starts, count.end - 1)):
            table[index] = count
    return table


def _busy(doc: Doc, parts: list[Atom]) -> set[int]:
    """The atoms that a time expression uses."""
    busy: set[int] = set()
    for found in recognise(doc):
        busy.update(range(found.first, found.last))
    return busy


def _word(parts: list[Atom], at: int) -> str:
    return parts[at].word if 0 <= at < len(parts) else ""


def _core(parts: list[Atom], at: int) -> _Core | None:
    """The number that starts at an atom, if one does."""
    part = parts[at]
    if part.kind in ("number", "cardinal"):
        return _range(parts, at) or _with_half(parts, at)
    if part.kind != "word":
        return None
    words = number_words()
    if part.word in ("a", "an", "the"):
        return _after_article(parts, at)
    if part.word == "half":
        return _half(parts, at, at)
    if (
        part.word in words["plural_tens"]
        and _word(parts, at + 1) == "of"
        and _word(parts, at + 2) in words["vague"]
    ):
        scale = words["scales"].get(_word(parts, at + 2).rstrip("s"))
        if scale:
            return _Core(at, at + 3, low=words["plural_tens"][part.word] * scale, relation="at least")
    if part.word in ("several", "few"):
        return _several(parts, at, at)
    if part.word in words["vague"] and part.word != "handful":
        return _Core(at, at + 1, low=words["vague"][part.word], relation="at least")
    return None


def _with_half(parts: list[Atom], at: int) -> _Core:
    """ "two and a half million"; a plain number; "two dozen", "two hundred"."""
    value = parts[at].value or 0
    scales = number_words()["scales"]
    if [_word(parts, at + k) for k in (1, 2, 3)] == ["and", "a", "half"] and _word(parts, at + 4) in scales:
        return _Core(at, at + 5, value=int((value + 0.5) * scales[_word(parts, at + 4)]))
    if _word(parts, at + 1) == "dozen":
        return _Core(at, at + 2, value=value * 12, relation="about")
    return _Core(at, at + 1, value=value)


def _after_article(parts: list[Atom], at: int) -> _Core | None:
    words = number_words()
    following = _word(parts, at + 1)
    if following == "dozen":
        return _Core(at, at + 2, value=12, relation="about")
    if following in ("hundred", "thousand", "million", "billion"):
        return _Core(at, at + 2, value=words["scales"][following], relation="about")
    if following == "couple":
        return _couple(parts, at)
    if following == "handful":
        return _Core(at, at + 2, low=words["vague"]["handful"], relation="at least")
    if following == "few" or following == "several":
        return _several(parts, at, at + 1)
    if following == "half" and _word(parts, at + 2) in ("dozen", "million"):
        return _Core(at, at + 3, value=_scale(_word(parts, at + 2)) // 2, relation="about")
    if following == "quarter" and [_word(parts, at + k) for k in (2, 3)] == ["of", "a"]:
        scale = words["scales"].get(_word(parts, at + 4))
        return _Core(at, at + 5, value=scale // 4) if scale else None
    return None


def _couple(parts: list[Atom], at: int) -> _Core | None:
    """ "a couple of soldiers" is about two; "a couple" without more may be two people, too."""
    last = at + 2
    if _word(parts, last) == "of":
        scale = _scale(_word(parts, last + 1))
        if scale:
            return _Core(at, last + 2, value=2 * scale, relation="about")
    return _Core(at, last, value=2, relation="about")


def _scale(word: str) -> int:
    return 12 if word == "dozen" else int(number_words()["scales"].get(word, 0))


def _half(parts: list[Atom], first: int, at: int) -> _Core | None:
    """ "half a million", "half a dozen"."""
    if _word(parts, at + 1) in ("a", "an") and (scale := _scale(_word(parts, at + 2))):
        relation: Relation = "about" if scale == 12 else "exactly"
        return _Core(first, at + 3, value=scale // 2, relation=relation)
    return None


def _several(parts: list[Atom], first: int, at: int) -> _Core | None:
    """ "several", "a few", "several hundred", "a few dozen"."""
    scale = _scale(_word(parts, at + 1))
    if scale:
        return _Core(first, at + 2, low=2 * scale, relation="at least")
    if parts[at].word == "few" and first == at:
        return None
    return _Core(first, at + 1, low=number_words()["vague"][parts[at].word], relation="at least")


def _range(parts: list[Atom], at: int) -> _Core | None:
    """ "30 to 35", "15-20", "two or three", and after "between", "30 and 40"."""
    link = _word(parts, at + 1)
    if at + 2 >= len(parts) or parts[at + 2].kind not in ("number", "cardinal"):
        return None
    tight = parts[at].end == parts[at + 1].start and parts[at + 1].end == parts[at + 2].start
    between = _word(parts, at - 1) == "between" or [_word(parts, at - k) for k in (2, 1)] == [
        "anywhere",
        "between",
    ]
    if not (link == "to" or (link in _DASHES and tight) or link == "or" or (link == "and" and between)):
        return None
    moved = link == "to" and _word(parts, at - 1) in ("from", "by")
    if moved and _word(parts, at - 2) not in number_words()["ranges"]["before"]:
        return None
    low, high = parts[at].value or 0, parts[at + 2].value or 0
    for scale in (1_000_000_000, 1_000_000, 1000):
        if low < 1000 and high >= scale and low < high / scale:
            low = low * scale
            break
    if low >= high or (link == "or" and high > 2 * low + 5):
        return None
    return _Core(at, at + 3, low=low, high=high, relation="between")


@lru_cache(maxsize=1)
def _measures() -> frozenset[str]:
    return frozenset(word for words in number_words()["measures"].values() for word in words)


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(number_words()["names"]["before"])


@lru_cache(maxsize=1)
def _compounds() -> frozenset[str]:
    return frozenset(number_words()["compounds"]["counting"])


def _counts(doc: Doc, parts: list[Atom], core: _Core, named: set[int], busy: set[int]) -> bool:
    """Does the number count people, things or events where it stands?"""
    first, last = parts[core.first], parts[core.last - 1]
    if isinstance(core.value, float):
        return False
    before = parts[core.first - 1] if core.first else None
    after = parts[core.last] if core.last < len(parts) else None
    if _is_list_mark(doc, first, last, after):
        return False
    if before is not None and before.word == "or" and core.first - 2 in busy:
        return False
    if before is not None and (
        _is_name(doc, parts, core, before) or _is_listed(doc, parts, core, before, named)
    ):
        return False
    if after is not None and _is_measure(doc, parts, core, last, after):
        return False
    if first.kind == "cardinal" and first.value == 1 and core.last - core.first == 1:
        return _is_numeral(doc, first, before, after)
    if before is not None and before.word == "," and _is_age_of_name(doc, parts, core, after):
        return False
    return not (before is not None and before.word in ("under", "over") and _is_age(doc, parts, core, after))


def _is_name(doc: Doc, parts: list[Atom], core: _Core, before: Atom) -> bool:
    """ "Resolution 2254", "aged 12", "$5", "T-72", "+90", "P5+1"."""
    first = parts[core.first]
    touching = before.end == first.start
    if before.word in _CURRENCIES or (before.word == "+" and touching) or (before.word in "#§" and touching):
        return True
    if touching and before.kind in ("word", "number"):
        return True
    if touching and before.word in ("-", "/", ".") and core.first > 1:
        earlier = parts[core.first - 2]
        if earlier.end == before.start and earlier.kind in ("word", "number", "clock"):
            return True
    if before.word in ("rs", "usd", "eur", "us", "ages", "aged") and first.kind == "number":
        return before.word != "us"
    name = before.word if before.word in _names() else before.word.removesuffix("s")
    if name in _names() and first.kind == "number" and not _tag(doc, before).startswith("V"):
        capital = text_of(doc)[before.start].isupper()
        return capital or not _plural_follows(doc, parts, core.last)
    return False


def _is_listed(doc: Doc, parts: list[Atom], core: _Core, before: Atom, named: set[int]) -> bool:
    """ "Positions 68 and 69": the second is a name as the first is."""
    if core.first - 2 not in named or before.word not in ("and", "or", ",", "to", "-", "–", "in"):
        return False
    if before.word in ("in", "of"):
        return parts[core.first].kind == "cardinal" and parts[core.first - 2].kind == "cardinal"
    kinds = parts[core.first].kind == parts[core.first - 2].kind == "number"
    return kinds and not _plural_follows(doc, parts, core.last)


def _plural_follows(doc: Doc, parts: list[Atom], at: int) -> bool:
    for index in range(at, min(at + 3, len(parts))):
        if parts[index].kind != "word":
            return False
        tag = _tag(doc, parts[index])
        if tag in ("NNS", "NNPS") or parts[index].word == "people":
            return True
        if not tag.startswith(("JJ", "NN", "VBN")):
            return False
    return False


def _is_measure(doc: Doc, parts: list[Atom], core: _Core, last: Atom, after: Atom) -> bool:
    """ "15 kilometres", "122mm", "12-year-old", "two-thirds", "5%", "3/4", "2.5"."""
    text = text_of(doc)
    if after.word in _CURRENCIES:
        return after.end != len(text) and not text[after.end : after.end + 1].isdigit()
    if after.word == "/" and after.start == last.end and core.last + 1 < len(parts):
        return parts[core.last + 1].kind in ("number", "word")
    at, joined = core.last, False
    if after.word in _DASHES and after.start == last.end and core.last + 1 < len(parts):
        if parts[core.last + 1].start != after.end:
            return False
        at, joined = core.last + 1, True
    word = parts[at].word
    if joined:
        return word not in _compounds()
    if parts[at].start == last.end and parts[at].kind == "word":
        return True
    pair = f"{word} {_word(parts, at + 1)}"
    money = number_words()["measures"]["money"]
    if (before := parts[core.first - 1].word if core.first else "") in ("dlrs", "rs") or (
        _word(parts, at + 1) in money and _tag(doc, parts[at]) in ("JJ", "NNP")
    ):
        return before != ""
    if word in ("in", "out") and _is_share(doc, parts, core, at):
        return True
    if _word(parts, at + 1) in ("in", "out") and _is_share_of(doc, parts, core, at + 1):
        return True
    return (word in _measures() and not _is_person(doc, parts, at)) or pair in _measures()


def _is_share(doc: Doc, parts: list[Atom], core: _Core, at: int) -> bool:
    """ "four in ten", "nine out of ten are children", "one in five children"."""
    at += 2 if _word(parts, at + 1) == "of" else 1
    if at >= len(parts) or parts[at].kind not in ("number", "cardinal"):
        return False
    if parts[core.first].kind == parts[at].kind == "cardinal":
        return (core.value or 0) < (parts[at].value or 0)
    return not _plural_follows(doc, parts, at + 1)


def _is_share_of(doc: Doc, parts: list[Atom], core: _Core, at: int) -> bool:
    """ "nine families in ten": the second number counts nothing of its own."""
    at += 2 if _word(parts, at + 1) == "of" else 1
    if at >= len(parts) or parts[at].kind != "cardinal" or parts[core.first].kind != "cardinal":
        return False
    return (core.value or 0) < (parts[at].value or 0) and not _plural_follows(doc, parts, at + 1)


def _is_person(doc: Doc, parts: list[Atom], at: int) -> bool:
    """ "square" and "foot" measure only before a measure: "20 foot soldiers" are soldiers."""
    return parts[at].word in ("foot", "half", "quarter") and _word(parts, at + 1) in ("soldiers", "patrols")


def _is_numeral(doc: Doc, one: Atom, before: Atom | None, after: Atom | None) -> bool:
    """ "one" the number, not the pronoun."""
    if before is not None and before.word in (
        "no",
        "any",
        "every",
        "each",
        "this",
        "that",
        "which",
        "another",
    ):
        return False
    if after is not None and after.word in ("another", "day"):
        return False
    return _tag(doc, one) == "CD"


def _is_list_mark(doc: Doc, first: Atom, last: Atom, after: Atom | None) -> bool:
    """ "4." or "4/" that opens a line."""
    if (
        first.kind != "number"
        or after is None
        or after.word not in (".", ")", "/")
        or after.start != last.end
    ):
        return False
    text = text_of(doc)
    opens = text[max(0, first.start - 8) : first.start].rstrip(" \t*_#")[-1:] in ("", "\n")
    return opens and text[after.end : after.end + 1] in ("", " ", "\n")


def _is_age_of_name(doc: Doc, parts: list[Atom], core: _Core, after: Atom | None) -> bool:
    """ "Rahimi, 52, a teacher": a bare figure set off behind a name."""
    first = parts[core.first]
    if first.kind != "number" or (core.value or 999) > 110 or core.first < 2 or core.last - core.first > 1:
        return False
    set_off = after is None or after.word in (",", ".", ";", ")", "who", "and")
    return set_off and _tag(doc, parts[core.first - 2]) == "NNP"


def _is_age(doc: Doc, parts: list[Atom], core: _Core, after: Atom | None) -> bool:
    """ "children under five", "was under 18": an age after people, with nothing that it could count."""
    if _word(parts, core.first - 2) not in number_words()["ages"]["before"] or (core.value or 0) > 100:
        return False
    return after is None or after.kind in ("mark", "blank") or not _plural_follows(doc, parts, core.last)


def _tag(doc: Doc, atom: Atom) -> str:
    span = doc.char_span(atom.start, atom.end, alignment_mode="expand")
    return span[0].tag_ if span is not None else ""


def _mention(doc: Doc, parts: list[Atom], core: _Core, busy: set[int]) -> CountMention:
    """The count with its modifiers before and after."""
    first, relation = core.first, core.relation
    while (step := _modifier_before(parts, first, busy)) is not None:
        first, said = step
        if said != "exactly" and (relation in ("exactly", "about") or core.value is None):
            relation = said
    last = core.last
    after = _modifier_after(parts, core.last, busy)
    if after is not None:
        last, said = after
        relation = said if relation in ("exactly", "about") else relation
    if core.relation == "between":
        first = first - 1 if _word(parts, first - 1) == "between" else first
        relation = "between"
    start, end = parts[first].start, parts[last - 1].end
    text = text_of(doc)[start:end]
    value = Count(value=core.value, relation=relation, low=core.low, high=core.high, text=text)
    return CountMention(start=start, end=end, text=text, value=value)


@lru_cache(maxsize=1)
def _before() -> dict[tuple[str, ...], Relation]:
    return {tuple(words.split()): relation for words, relation in number_words()["before"].items()}


@lru_cache(maxsize=1)
def _after() -> dict[tuple[str, ...], Relation]:
    return {tuple(words.split()): relation for words, relation in number_words()["after"].items()}


def _modifier_before(parts: list[Atom], first: int, busy: set[int]) -> tuple[int, Relation] | None:
    """The longest modifier that ends before `first`: where it starts, and its relation."""
    table = _before()
    for length in range(min(5, first), 0, -1):
        words = tuple(parts[index].word for index in range(first - length, first))
        if words in table and not any(index in busy for index in range(first - length, first)):
            return first - length, table[words]
    return None


def _modifier_after(parts: list[Atom], last: int, busy: set[int]) -> tuple[int, Relation] | None:
    """A modifier after the number, directly ("12 or more") or behind its noun ("ten men at the least")."""
    table = _after()
    behind_noun = last < len(parts) and parts[last].kind == "word"
    for begin in (last, last + 1) if behind_noun else (last,):
        for length in range(4, 0, -1):
            words = tuple(_word(parts, begin + k) for k in range(length))
            end = begin + length
            if end < len(parts) and parts[end].kind in ("number", "cardinal"):
                continue
            if words in table and (begin == last or words[0] in ("at", "or")) and end not in busy:
                return begin + length, table[words]
    return None
