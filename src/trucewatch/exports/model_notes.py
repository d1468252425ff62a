"""What a language model had to do with a reading, in words for the dossier.

Invariant: whatever was left out of a model's answer, and wherever it differs from the rules, is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from trucewatch.exports.quotation import inner, quote
from trucewatch.records import Conflict, ModelReading, Reading, Rejected

_MOST = 12
_WORDS = 60


class Notes(NamedTuple):
    """A heading and its lines."""

    heading: str
    lines: list[str]


def notes(reading: Reading) -> Iterator[Notes]:
    """The sections that a dossier has where a model took part, those that have something to say."""
    model = reading.model
    if model is None:
        return
    if model.conflicts:
        lines = [_differing(reading, conflict) for conflict in model.conflicts]
        yield Notes("FOR REVIEW: RULES AND MODEL DIFFER", lines)
    if model.filled:
        yield Notes("ADDED BY THE MODEL ALONE", _added(reading, model))
    if model.rejected:
        lines = [_left_out(item) for item in model.rejected[:_MOST]]
        if len(model.rejected) > _MOST:
            lines.append(f"… and {len(model.rejected) - _MOST} more; --json has them all")
        yield Notes("LEFT OUT OF THE MODEL'S ANSWER", lines)


def model_words(model: ModelReading) -> str:
    """One line on the model: its name, prompt and language, and what it offered."""
    language = model.language or "not plain"
    rejected = sum(item.slot is None for item in model.rejected)
    return (
        f"Model {model.name}, prompt {model.prompt}, language {language}: {model.offered} records offered, "
        f"{rejected} rejected, {len(model.rejected) - rejected} values dropped."
    )


def _differing(reading: Reading, conflict: Conflict) -> str:
    record, words = reading.records[conflict.record], _words(reading, conflict.record)
    return (
        f"{record.kind}, {conflict.slot}: {conflict.rules} (rules) or {conflict.model} (model), of “{words}”"
    )


def _added(reading: Reading, model: ModelReading) -> list[str]:
    """The values that the model added to records of the rules, a line a record."""
    slots: dict[int, list[str]] = {}
    for item in model.filled:
        slots.setdefault(item.record, []).append(item.slot)
    return [
        f"{reading.records[number].kind}, {', '.join(names)}, of “{_words(reading, number)}”"
        for number, names in slots.items()
    ]


def _words(reading: Reading, number: int) -> str:
    """The words of a record, in marks of their own kind."""
    return inner(quote(reading.report.text, reading.records[number].evidence, _WORDS))


def _left_out(item: Rejected) -> str:
    what = f"{item.kind or 'record'}{f', {item.slot}' if item.slot else ''}"
    return f"{what}: {item.offered}: {item.reason}"
