"""Several tellings of one thing in a report are one record.

Invariant: the first telling keeps what it says; later ones only add, and the evidence of all is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from trucewatch.reading.common import tidy
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


def filled(known: Told, later: Told, *fields: str) -> Told:
    """`known` with the evidence of both, and with those `fields` that only `later` fills."""
    update = {name: getattr(known, name) or getattr(later, name) for name in fields}
    return known.model_copy(update={**update, "evidence": tidy([*known.evidence, *later.evidence])})
