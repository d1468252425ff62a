"""What looks like a time and is none: a number of people, a name, a verb."""

from __future__ import annotations

from spacy.tokens import Doc

from trucewatch.language.atoms import text_of
from trucewatch.language.times.grammar import Classed, Found
from trucewatch.language.times.lexicon import lexicon


def holds(doc: Doc, classed: Classed, found: Found) -> bool:
    """Is the match a time expression where it stands?"""
    check = _CHECKS.get(found.rule.name)
    return check is None or check(doc, classed, found)


def _word(classed: Classed, index: int) -> str:
    return classed.atoms[index].word if 0 <= index < len(classed.atoms) else ""


def _tag_after(doc: Doc, classed: Classed, found: Found) -> str:
    if found.last >= len(classed.atoms):
        return ""
    atom = classed.atoms[found.last]
    span = doc.char_span(atom.start, atom.end, alignment_mode="expand")
    return span[0].tag_ if span is not None and atom.kind == "word" else ""


def _year(doc: Doc, classed: Classed, found: Found) -> bool:
    """A bare figure is a year unless it counts what follows, or is part of a name or sum."""
    atom = classed.atoms[found.last - 1]
    value = int(atom.value or 0)
    before = _word(classed, found.first - 1)
    if before in lexicon().not_before_year:
        return False
    if not 1900 <= value <= 2100:
        return 1700 <= value < 1900 and before in ("in", "since", "of")
    after = _word(classed, found.last)
    if after in lexicon().not_after_year:
        return False
    if before in lexicon().before_year:
        return True
    return _tag_after(doc, classed, found) not in ("NNS",)


def _calendar_day(doc: Doc, classed: Classed, found: Found) -> bool:
    """ "In May 12 people died" has no 12 May; "Friday 13 people" no 13th."""
    if "abbreviated" in found.groups:
        word = classed.atoms[found.first].word
        return len(word) <= 5 or _is_upper(doc, classed, found)
    if "m" not in found.groups:
        return found.groups.match.end("d") - found.groups.match.start() >= 2 and _ordinal(found)
    return not (
        found.groups.match.end("d") == found.last
        and classed.atoms[found.last - 1].kind == "number"
        and _word(classed, found.first - 1) == "in"
        and _tag_after(doc, classed, found) == "NNS"
    )


def _is_upper(doc: Doc, classed: Classed, found: Found) -> bool:
    atom = classed.atoms[found.first]
    return text_of(doc)[atom.start : atom.end].isupper()


def _ordinal(found: Found) -> bool:
    atom = found.groups.atoms[found.groups.match.end("d") - 1]
    return atom.kind == "ordinal" and atom.word[:1].isdigit()


def _decade(doc: Doc, classed: Classed, found: Found) -> bool:
    """ "the 80s" and "the '80s", not "in his 30s"."""
    word = _word(classed, found.last - 1)
    return len(word) > 4 or word.startswith("'") or found.last - found.first > 1


def _unit_bare(doc: Doc, classed: Classed, found: Found) -> bool:
    unit = classed.values[found.last - 1]
    if unit == "year" and _word(classed, found.last) in ("ended", "ending", "to"):
        return False
    return _word(classed, found.first) == "the" and bool(unit != "day")


def _year_before(doc: Doc, classed: Classed, found: Found) -> bool:
    unit = found.first + (_word(classed, found.first) == "the")
    return bool(classed.values[unit] == "year")


def _century(doc: Doc, classed: Classed, found: Found) -> bool:
    return bool(classed.values[found.last - 1] == "century")


def _quarter(doc: Doc, classed: Classed, found: Found) -> bool:
    return bool(found.groups.value("u") == "quarter")


def _clock(doc: Doc, classed: Classed, found: Found) -> bool:
    """Four figures are a clock time only with a sign of it; a part of the day only after a preposition."""
    before = _word(classed, found.first - 1)
    if "c" not in found.groups:
        return before in ("at", "by", "before", "until", "after", "from", "till", "since", "in", "the")
    atom = classed.atoms[found.first]
    if ":" in atom.word or "h" in atom.word or "cm" in found.groups or found.last - found.first > 1:
        return True
    return before in (
        "at",
        "by",
        "from",
        "until",
        "till",
        "around",
        "about",
        "to",
        "since",
        "before",
        "after",
        ",",
        "–",
        "-",
    )


def _present(doc: Doc, classed: Classed, found: Found) -> bool:
    word = _word(classed, found.last - 1)
    if word == "past":
        return not _tag_after(doc, classed, found).startswith(("NN", "JJ", "CD"))
    if word == "future":
        return _word(classed, found.first) == "the"
    return word in ("current", "now", "currently", "nowadays", "recently", "lately")


def _length(doc: Doc, classed: Classed, found: Found) -> bool:
    """ "three quarters of the displaced" is a share, "the soldiers' quarters" a building."""
    if found.groups.value("u") != "quarter":
        return True
    return found.rule.name != "units_alone" and _word(classed, found.last) != "of"


def _ordinal_day(doc: Doc, classed: Classed, found: Found) -> bool:
    if _word(classed, found.first - 1) not in ("on", "since", "by", "until", "from", "to", "till"):
        return False
    atom = classed.atoms[found.last - 1]
    after = _tag_after(doc, classed, found)
    return atom.word[:1].isdigit() and after not in ("NN", "NNS", "JJ")


def _from_last(doc: Doc, classed: Classed, found: Found) -> bool:
    """ "three days after the truce" has its own anchor; "the day before" alone hangs on the story."""
    words = [classed.atoms[i].word for i in range(found.first, found.last)]
    if words[-1] in ("before", "after"):
        if found.last < len(classed.atoms) and classed.atoms[found.last].kind not in (
            "word",
            "mark",
            "blank",
        ):
            return False
        after = _tag_after(doc, classed, found)
        return after == "" or after in ("IN", "CC", "VBD", "RB")
    return True


def _season(doc: Doc, classed: Classed, found: Found) -> bool:
    """ "in the fall", not "the fall of the city" or "the fall to"."""
    words = [_word(classed, i) for i in range(found.first, found.last + 1)]
    return "fall" not in words[-3:] or (words[-1] not in ("of", "to", "from") and words[-2] != "of")


_CHECKS = {
    "season": _season,
    "year_alone": _year,
    "calendar_day": _calendar_day,
    "century": _century,
    "quarter": _quarter,
    "length": _length,
    "units_alone": _length,
    "decade": _decade,
    "unit_bare": _unit_bare,
    "year_before": _year_before,
    "clock": _clock,
    "present": _present,
    "ordinal_day": _ordinal_day,
    "counted_from_last": _from_last,
}
