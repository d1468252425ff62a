"""One record an act: later tellings by the same source add what they know to the first."""

from __future__ import annotations

from typing import Any

from trucewatch.reading.common import tidy
from trucewatch.reading.incidents.acts import RANK
from trucewatch.reading.merging import contradict, merged
from trucewatch.records import Incident

_ONE_ACT = frozenset(("attack", "killing", "other", "raid", "shooting"))


def merge(records: list[Incident]) -> list[Incident]:
    """The records with repeated tellings joined, in the order of the first."""
    return merged(records, same, join)


def same(a: Incident, b: Incident) -> bool:
    """Whether two records of a report tell of one act by one source: nothing differs and something agrees."""
    if a.assertion != b.assertion or a.attribution != b.attribution or "toll" in (a.type, b.type):
        return False
    if a.type != b.type and not {a.type, b.type} & _ONE_ACT:
        return False
    return agree(a, b)


def agree(a: Incident, b: Incident) -> bool:
    """Whether what two records say of place, date, actors and casualties can be of one act."""
    if contradict(a, b, "place", "actors"):
        return False
    if a.date and b.date and a.date.partition("T")[0] != b.date.partition("T")[0]:
        return False
    counts = {c.outcome: c.count.value for c in a.casualties}
    if any(counts.get(c.outcome, c.count.value) != c.count.value for c in b.casualties):
        return False
    return bool((a.place and b.place) or (a.date and b.date) or (a.casualties and b.casualties))


def join(a: Incident, b: Incident) -> Incident:
    """`a` with what `b` adds."""
    outcomes = {c.outcome for c in a.casualties}
    update: dict[str, Any] = {
        "evidence": tidy([*a.evidence, *b.evidence]),
        "type": min(a.type or "other", b.type or "other", key=RANK.__getitem__),
        "date": a.date or b.date,
        "place": a.place or b.place,
        "actors": a.actors or b.actors,
        "targets": a.targets or b.targets,
        "casualties": (*a.casualties, *(c for c in b.casualties if c.outcome not in outcomes)),
        "violations": a.violations or b.violations,
    }
    return a.model_copy(update=update)


def filled(record: Incident, known: Incident) -> Incident:
    """`record`, which takes up `known`, with what it leaves to be understood."""
    general = record.type in ("attack", "other", "killing", "raid") and record.type != known.type
    update: dict[str, Any] = {
        "type": known.type if general and known.type != "toll" else record.type,
        "date": record.date or known.date,
        "place": record.place or known.place,
        "actors": record.actors or known.actors,
        "targets": record.targets or known.targets,
    }
    return record.model_copy(update=update)


def summed(record: Incident) -> Incident:
    """A record of people harmed in a time that is still open is a sum: "610 killed since 13 June"."""
    is_sum = record.casualties and (record.date or "").endswith("/..")
    return record.model_copy(update={"type": "toll"}) if is_sum else record
