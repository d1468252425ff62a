"""How sure a statement is, in words of one scale.

Invariant: the words are about two things only: how many independent sources tell of something, and how surely we read
them. They say nothing of whether it is true. The same thing always gets the same words.

The scale leans on Intelligence Community Directive 203 (Analytic Standards): its three levels of confidence, for what
a statement rests on, and its seven expressions of likelihood, for the reading. docs/reports.md has both tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from trucewatch.exports.situation.content import Mark
from trucewatch.linking import Contradiction, Voice
from trucewatch.linking.telling import Told
from trucewatch.linking.voices import independent
from trucewatch.records.values import Value

_LIKELIHOOD = (
    (0.95, "almost certainly"),
    (0.80, "very likely"),
    (0.55, "likely"),
    (0.45, "with a roughly even chance"),
    (0.20, "unlikely"),
    (0.05, "very unlikely"),
    (0.0, "almost certainly not"),
)
SURE = 0.80
"""From here on the reading is not remarked on."""
_WHETHER = ("assertion", "status", "change", "type")
"""Slots in which a dispute is about the thing itself, and not about a detail of it."""
_SLOTS = {
    "casualties": "casualties", "count": "number", "violations": "number of violations", "status": "status",
    "change": "outcome", "type": "kind of act", "date": "date", "effective": "date of effect", "place": "place",
    "actors": "who did it", "by": "who holds it", "heads": "who led the delegation", "duration": "duration",
    "assertion": "whether it happened",
}  # fmt: skip
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_INTERESTED = ("party", "ally")


class Certainty(Value):
    """The marks and the words for one thing."""

    level: str
    marks: tuple[Mark, ...]
    words: str

    @property
    def brief(self) -> str:
        """The level with the marks, for a cell of a table: "low, unconfirmed"."""
        return ", ".join((self.level, *self.marks))


def likelihood(probability: float) -> str:
    """ICD 203's expression for a probability, as an adverb: "very likely"."""
    return next(words for least, words in _LIKELIHOOD if probability >= least)


def certainty(told: Sequence[Told], disputes: Sequence[Contradiction]) -> Certainty:
    """How sure a thing is, by the records that tell of it and the contradictions that are open about it.

    High: three or more independent sources, one of them neither a party nor an ally of one, and none disputes it.
    Moderate: two or more, and none disputes it. Low: anything else.
    """
    telling = [row for row in told if row.record.assertion != "denied"]
    voices = independent(row.voice for row in telling)
    slots = list(dict.fromkeys(one.slot for one in disputes))
    denied = [row for row in told if row.record.assertion == "denied"]
    level = _level(voices, whether=bool(denied) or any(slot in _WHETHER for slot in slots))
    parts = [_basis(voices) if telling else "told of only by those who deny it"]
    if denied and telling:
        parts.append(f"denied by {_names(row.voice for row in denied)}")
    if slots:
        parts.append(f"disputed: {', '.join(_SLOTS.get(slot, slot) for slot in slots)}")
    if (reading := _reading(told)) is not None:
        parts.append(reading)
    return Certainty(
        level=level,
        marks=_marks(telling, voices, slots, denied),
        words=f"{level} confidence: {'; '.join(parts)}",
    )


def _level(voices: Sequence[Voice], *, whether: bool) -> str:
    if whether or len(voices) < 2:
        return "low"
    return "high" if len(voices) > 2 and not _only_interested(voices) else "moderate"


def _only_interested(voices: Sequence[Voice]) -> bool:
    return all(voice.kind in _INTERESTED for voice in voices)


def _basis(voices: Sequence[Voice]) -> str:
    if len(voices) == 1:
        return "one source, unconfirmed" + (", a party" if _only_interested(voices) else "")
    number = _NUMBERS[len(voices)] if len(voices) < len(_NUMBERS) else f"{len(voices):,}"
    return f"{number} independent sources" + (", all parties or allies" if _only_interested(voices) else "")


def _names(voices: Iterable[Voice]) -> str:
    return ", ".join(voice.name for voice in independent(voices))


def _reading(told: Sequence[Told]) -> str | None:
    """What to remark on how surely the best of the records was read; None where it was read surely."""
    known = [row.record.confidence for row in told if row.record.confidence is not None]
    if not known:
        return "reading not rated"
    best = max(known)
    return None if best >= SURE else f"{likelihood(best)} read right"


def _announced(row: Told) -> bool:
    status = getattr(row.record, "status", None)
    return row.record.assertion == "planned" or status in ("scheduled", "proposed", "planned")


def _marks(
    telling: Sequence[Told], voices: Sequence[Voice], slots: Sequence[str], denied: Sequence[Told]
) -> tuple[Mark, ...]:
    marks: list[Mark] = []
    if telling and all(_announced(row) for row in telling):
        marks.append("announced")
    elif len(voices) == 1 or (telling and all(row.record.assertion == "possible" for row in telling)):
        marks.append("unconfirmed")
    if denied:
        marks.append("denied")
    if slots:
        marks.append("disputed")
    return tuple(marks)
