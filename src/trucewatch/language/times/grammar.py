"""Finding time expressions: atoms are classed, and patterns run over the string of classes.

A pattern names classes of times.toml (`month`, `unit`, …) and of the lexer (`day`, `year`, `number`,
`clock`, …) in a regular expression where a name stands for one atom; `x:month` captures it as x.
Of the patterns that fit at a place the longest wins, and of equals the first defined.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from spacy.tokens import Doc

from trucewatch.language.atoms import Atom, atoms, text_of
from trucewatch.language.times.lexicon import lexicon

if TYPE_CHECKING:
    from trucewatch.language.times.resolution import Context

# A name for each class, as the patterns use them.
_CLASSES = """
other month weekday quarter_name unit units part season last next this latest that the a early edge shift
several approximate half more each set present recent deictic overnight fiscal zone meridiem holiday joined
day year number ordinal clock iso slashed dotted decade dash comma dot apos s slash bar open close
of in to and or ago before after on at by from since until between future so very near period blank
"""
CLASS_CHARACTERS = {name: chr(0x4E00 + index) for index, name in enumerate(_CLASSES.split())}
_ITSELF = """
s of in to and or ago before after on at by from since until between future so very near period
"""
_PLAIN = {
    **{word: word for word in _ITSELF.split()},
    "through": "to",
    "till": "until",
    "-": "dash",
    "–": "dash",
    "—": "dash",
    ",": "comma",
    ".": "dot",
    "'": "apos",
    "/": "slash",
    "|": "bar",
    "(": "open",
    ")": "close",
}
_MACROS = {"MONTH": "month", "NUM": "(day|number|a|several|year)", "DAYOF": "(day|ordinal)"}


class Resolved(NamedTuple):
    """What an expression stands for: a date, a length, and the period meant where that is another."""

    value: str | None = None
    duration: str | None = None
    window: str | None = None
    anchors: bool = True


Resolver = Callable[["Context", "Groups"], Resolved]


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern over classes, the kind of expression it finds, and how that is resolved."""

    name: str
    kind: str
    pattern: re.Pattern[str]
    resolve: Resolver


RULES: list[Rule] = []


def rule(kind: str, *patterns: str) -> Callable[[Resolver], Resolver]:
    """Define a rule with the decorated function as its resolver."""

    def define(resolve: Resolver) -> Resolver:
        RULES.extend(Rule(resolve.__name__, kind, compile_pattern(p), resolve) for p in patterns)
        return resolve

    return define


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """A pattern over class names as a regular expression over class characters."""
    for name, expansion in _MACROS.items():
        pattern = re.sub(rf"\b{name}\b", f"({expansion})", pattern)

    def replace(match: re.Match[str]) -> str:
        if match["capture"]:
            return f"(?P<{match['capture']}>" + (
                CLASS_CHARACTERS[match["atom"]] + ")" if match["atom"] else ""
            )
        if match["word"]:
            return CLASS_CHARACTERS[match["word"]]
        return "(?:" if match["open"] else ""

    return re.compile(
        re.sub(r"(?P<capture>\w+):(?:(?P<atom>\w+)|\()|(?P<word>\w+)|(?P<open>\()|\s+", replace, pattern)
    )


class Found(NamedTuple):
    """An expression before it is resolved: its rule, its groups, and its atoms from `first` up to `last`."""

    rule: Rule
    groups: Groups
    first: int
    last: int
    start: int
    end: int


class Groups:
    """The captured atoms of a match."""

    __slots__ = ("atoms", "match", "values")

    def __init__(self, match: re.Match[str], parts: list[Atom], values: list[Any]) -> None:
        self.match, self.atoms, self.values = match, parts, values

    def __contains__(self, name: str) -> bool:
        return name in self.match.re.groupindex and self.match.start(name) >= 0

    def value(self, name: str) -> Any:
        """The value of the atom captured as `name`; None where it is not in the match."""
        return self.values[self.match.start(name)] if name in self else None

    def word(self, name: str) -> str | None:
        """The word captured as `name`, in lower case."""
        return self.atoms[self.match.start(name)].word if name in self else None


class Classed(NamedTuple):
    """Atoms with the string of their classes and what each stands for."""

    atoms: list[Atom]
    classes: str
    values: list[Any]


def classify(doc: Doc) -> Classed:
    """The class and value of each atom of a parsed report."""
    parts = atoms(doc)
    text = text_of(doc)
    chars: list[str] = []
    values: list[Any] = []
    words, other = lexicon().words, CLASS_CHARACTERS["other"]
    firsts = _holiday_firsts()
    joined_until = -1
    for index, atom in enumerate(parts):
        if atom.start < joined_until:
            name, value = "joined", None
        elif atom.kind in ("word", "meridiem"):
            if atom.word in firsts and (holiday := _holiday(text, atom)):
                name, value, joined_until = "holiday", holiday[1], atom.start + len(holiday[0])
            elif atom.word in words:
                name, value = _word_class(doc, parts, index, *words[atom.word])
            elif atom.word in _PLAIN:
                name, value = _PLAIN[atom.word], None
            else:
                chars.append(other)
                values.append(None)
                continue
        elif atom.kind == "mark":
            name, value = _PLAIN.get(atom.word, "other"), None
        else:
            name, value = _figure_class(parts, index, text)
        chars.append(CLASS_CHARACTERS[name])
        values.append(value)
    return Classed(parts, "".join(chars), values)


@lru_cache(maxsize=1)
def _holiday_firsts() -> frozenset[str]:
    return frozenset(name.split()[0] for name in lexicon().holidays)


def _holiday(text: str, atom: Atom) -> tuple[str, str] | None:
    if not text[atom.start].isupper():
        return None
    here = text[atom.start : atom.start + 24].lower()
    for name, value in lexicon().holidays.items():
        if here.startswith(name) and not here[len(name) : len(name) + 1].isalnum():
            return name, value
    return None


def _figure_class(parts: list[Atom], index: int, text: str) -> tuple[str, Any]:
    atom = parts[index]
    before = parts[index - 1] if index else None
    if before is not None and before.end == atom.start and (before.kind == "word" or before.word in "$€£#"):
        return "other", None
    if atom.kind in ("number", "cardinal"):
        value = atom.value
        if (
            not atom.word.isdigit()
            and before is not None
            and before.word == "year"
            and 1000 <= (value or 0) <= 2100
        ):
            return "year", value
        if atom.kind == "number" and atom.word.isdigit():
            if len(atom.word) <= 2 and 1 <= int(atom.word) <= 31:
                return "day", value
            if len(atom.word) == 4 and _before_zone(parts, index, text) and int(atom.word[:2]) < 24:
                return "clock", f"{atom.word[:2]}:{atom.word[2:]}"
            if len(atom.word) == 4 and 1700 <= int(atom.word) <= 2100:
                return "year", value
            if len(atom.word) == 4 and int(atom.word[:2]) < 24 and int(atom.word[2:]) < 60:
                return "clock", f"{atom.word[:2]}:{atom.word[2:]}"
        if (
            _DOTTED_CLOCK.fullmatch(atom.word)
            and before is not None
            and before.word in lexicon().before_clock
        ):
            return "clock", atom.word.replace(".", ":").zfill(5)
        return "number", value
    if atom.kind == "clock":
        hours, _, minutes = atom.word.replace("h", ":").partition(":")
        return ("clock", f"{int(hours):02}:{minutes[:2]}") if int(hours) < 25 else ("other", None)
    if atom.kind == "decade":
        return "decade", atom.value
    if atom.kind == "blank":
        return "blank", None
    return atom.kind, atom.value if atom.value is not None else atom.word


_DOTTED_CLOCK = re.compile(r"(?:[01]?\d|2[0-3])\.[0-5]\d")


def _before_zone(parts: list[Atom], index: int, text: str) -> bool:
    """ "2100 GMT": four figures before the name of a time zone are a clock time."""
    if index + 1 >= len(parts) or parts[index + 1].kind != "word":
        return False
    zone = parts[index + 1]
    return lexicon().words.get(zone.word, ("",))[0] == "zone" and text[zone.start : zone.end].isupper()


def _word_class(doc: Doc, parts: list[Atom], index: int, name: str, value: Any) -> tuple[str, Any]:
    """The class of a word of the lexicon where it stands: "May" the month, "may" the verb."""
    atom = parts[index]
    text = text_of(doc)
    if name in ("month", "weekday"):
        capital = text[atom.start].isupper()
        figures = _beside_figures(parts, index)
        if not capital and not figures:
            return "other", None
        if atom.word in ("may", "march"):
            known = figures or _tag(doc, atom).startswith("NN")
            return (name, value) if known else ("other", None)
        if atom.word in lexicon().unsure:
            raw = text[atom.start : atom.end]
            if not (figures or raw.endswith(".") or (raw.isupper() and name == "weekday")):
                return "other", None
    elif name == "season":
        before = parts[index - 1].word if index else ""
        known = before in lexicon().before_season
        after = parts[index + 1].word if index + 1 < len(parts) else ""
        if not (known or after.isdigit()) or _tag(doc, atom).startswith("V"):
            return "other", None
    elif name in ("meridiem", "zone"):
        before_kind = parts[index - 1].kind if index else ""
        raw = text[atom.start : atom.end]
        if before_kind not in ("number", "clock", "cardinal", "meridiem", "zone") and not (
            name == "zone" and raw.isupper()
        ):
            return ("units", "hour") if atom.word == "hours" else ("other", None)
        if atom.word in ("hours", "hrs") and not parts[index - 1].word.startswith("0"):
            return "units", "hour"
        return name, "am" if raw.lower().startswith("a") and name == "meridiem" else value or "pm"
    elif name == "last" and atom.word in ("past", "last") and _tag(doc, atom).startswith("V"):
        return "other", None
    return name, value


def _beside_figures(parts: list[Atom], index: int) -> bool:
    for other in (index - 1, index + 1):
        if (
            0 <= other < len(parts)
            and parts[other].kind in ("number", "ordinal")
            and (parts[other].value or 99) <= 2100
        ):
            return True
    return False


def _tag(doc: Doc, atom: Atom) -> str:
    span = doc.char_span(atom.start, atom.end, alignment_mode="expand")
    return span[0].tag_ if span is not None else ""
