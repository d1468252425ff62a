"""Several tellings of one thing in a report are one record.

Invariant: the first telling keeps what it says; later ones only add, and the evidence of all is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from trucewatch.reading.common import tidy
from trucewatch.reading.periods import overlap
from trucewatch.records import Count, Place
from trucewatch.records.kinds import Claim

Told = TypeVar("Told", bound=Claim)


def merged(
    records: Iterable[Told], same: Callable[[Told, Told], bool], join: Callable[[Told, Told], Told]
) -> list[Told]:
    """The records in order, each joined to the first before it that is the `same`."""
    kept: list[Told] = []
    for record in records:
        for n, known in enumerate(kept):
            if same(known, record):
                kept[n] = join(known, record)
                break
        else:
            kept.append(record)
    return kept


def contradict(a: Told, b: Told, *fields: str) -> bool:
    """Whether two tellings both fill one of these `fields`, and with what cannot be said of one thing.

    Other sources, places by other names, other numbers, dates that have no day in common, nobody who is in both.
    """
    values = ((getattr(a, name), getattr(b, name)) for name in fields)
    return any(one and other and _clash(one, other) for one, other in values)


def _clash(one: Any, other: Any) -> bool:
    if isinstance(one, Place):
        return bool(one.name != other.name)
    if isinstance(one, Count):
        return (one.value, one.low) != (other.value, other.low)
    if isinstance(one, str):
        return not overlap(one, other)
    if isinstance(one, tuple):
        return not {actor.name for actor in one} & {actor.name for actor in other}
    return bool(one != other)


def filled(known: Told, later: Told, *fields: str) -> Told:
    """`known` with the evidence of both, and with those `fields` that only `later` fills."""
    update = {name: getattr(known, name) or getattr(later, name) for name in fields}
    return known.model_copy(update={**update, "evidence": tidy([*known.evidence, *later.evidence])})
