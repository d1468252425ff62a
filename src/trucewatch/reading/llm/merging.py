"""The records of two readers as one set: the rules' and a language model's.

Invariant: every record of either is in the result, by itself or within the one that says the same; where both have
a value and differ, the rules' stands and the difference is a `Conflict` for a person to settle.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from trucewatch.places.names import fold
from trucewatch.reading.common import tidy
from trucewatch.reading.llm.answers import NOT_ASKED
from trucewatch.records import Conflict, Count, Filled, Record
from trucewatch.records.values import Value

Seen = Literal["rules", "model", "both"]
_BESIDE = NOT_ASKED | {"kind", "evidence"}
# Words that each reader chooses for itself, out of which no conflict is made.
_FREE = frozenset(["topics", "outcome", "reason", "response_to", "what", "who", "text", "venue", "name"])


class Merged(NamedTuple):
    """Records in the order of the text, who read each, and where the two readers differ."""

    records: list[Record]
    readers: list[Seen]
    conflicts: list[Conflict]
    filled: list[Filled]


class _Joint(NamedTuple):
    record: Record
    seen: Seen
    conflicts: list[tuple[str, str, str]]
    filled: list[str]


def merge(rules: Sequence[Record], model: Sequence[Record]) -> Merged:
    """The records of both readers, each claim once.

    Two records are one claim where they are of one kind, share words of evidence, and agree on more than they
    differ. What one leaves open the other fills. Agreement raises confidence as two witnesses do
    (1 - (1 - a)(1 - b)); with a conflict it is the higher of the two; a record that one alone read keeps its own.
    """
    pairs = _pairs(rules, model)
    partners = dict(pairs)
    taken = set(partners.values())
    joint = [
        _join(record, model[partners[i]]) if i in partners else _Joint(record, "rules", [], [])
        for i, record in enumerate(rules)
    ]
    joint += [_Joint(record, "model", [], []) for j, record in enumerate(model) if j not in taken]
    joint.sort(key=lambda one: (one.record.evidence[0].start, one.record.evidence[0].end))
    conflicts = [
        Conflict(record=number, slot=slot, rules=ours, model=theirs)
        for number, one in enumerate(joint)
        for slot, ours, theirs in one.conflicts
    ]
    filled = [Filled(record=number, slot=slot) for number, one in enumerate(joint) for slot in one.filled]
    return Merged([one.record for one in joint], [one.seen for one in joint], conflicts, filled)


def _pairs(rules: Sequence[Record], model: Sequence[Record]) -> list[tuple[int, int]]:
    """The numbers of the records that are one claim, the closest first, each record once."""
    found = []
    for i, mine in enumerate(rules):
        for j, theirs in enumerate(model):
            if mine.kind == theirs.kind and _share_words(mine, theirs):
                same, different = _agreement(mine, theirs)
                if same >= different:
                    found.append((different - same, i, j))
    pairs, left, right = [], set(), set()
    for _, i, j in sorted(found):
        if i not in left and j not in right:
            pairs.append((i, j))
            left.add(i)
            right.add(j)
    return pairs


def _share_words(one: Record, other: Record) -> bool:
    return any(a.start < b.end and b.start < a.end for a in one.evidence for b in other.evidence)


def _agreement(one: Record, other: Record) -> tuple[int, int]:
    """On how many fields that both fill they agree, and on how many they differ."""
    same = different = 0
    for slot in _both(one, other):
        if _same(getattr(one, slot), getattr(other, slot)):
            same += 1
        elif slot not in _FREE:
            different += 1
    return same, different


def _both(one: Record, other: Record) -> list[str]:
    return [slot for slot in _slots(one) if _filled(one, slot) and _filled(other, slot)]


def _slots(record: Record) -> list[str]:
    return [slot for slot in type(record).model_fields if slot not in _BESIDE]


def _filled(record: Record, slot: str) -> bool:
    return getattr(record, slot) not in (None, (), "")


def _join(rules: Record, model: Record) -> _Joint:
    update: dict[str, Any] = {"evidence": tidy([*rules.evidence, *model.evidence])}
    conflicts: list[tuple[str, str, str]] = []
    filled: list[str] = []
    for slot in _slots(rules):
        ours, theirs = getattr(rules, slot), getattr(model, slot)
        if not _filled(model, slot):
            continue
        if not _filled(rules, slot):
            update[slot] = theirs
            filled.append(slot.rstrip("_"))
        elif not _same(ours, theirs) and slot not in _FREE:
            conflicts.append((slot.rstrip("_"), shown(ours), shown(theirs)))
    a, b = rules.confidence, model.confidence
    if a is not None and b is not None:
        update["confidence"] = round(max(a, b) if conflicts else 1 - (1 - a) * (1 - b), 2)
    return _Joint(rules.model_copy(update=update), "both", conflicts, filled)


def _same(ours: Any, theirs: Any) -> bool:
    """Whether two values say the same: names by their letters, lists also where one holds the other."""
    if isinstance(ours, tuple) and isinstance(theirs, tuple):
        short, long = sorted((ours, theirs), key=len)
        return all(any(_same(a, b) for b in long) for a in short)
    if isinstance(ours, str) and isinstance(theirs, str):
        return fold(ours) == fold(theirs)
    if isinstance(ours, Value) and isinstance(theirs, Value):
        if getattr(ours, "id", None) is not None and getattr(ours, "id", None) == getattr(theirs, "id", None):
            return True
        if isinstance(ours, Count) and isinstance(theirs, Count):
            return (ours.value, ours.low, ours.high) == (theirs.value, theirs.low, theirs.high)
        return _same_parts(ours, theirs)
    return bool(ours == theirs)


def _same_parts(ours: Value, theirs: Value) -> bool:
    """Whether two values agree in every part that both have; they must have one in common."""
    beside = {"id", "latitude", "longitude", "country", "anonymous", "who", "members"}
    parts = [name for name in type(ours).model_fields if name not in beside]
    common = [name for name in parts if getattr(ours, name, None) and getattr(theirs, name, None)]
    return bool(common) and all(_same(getattr(ours, name), getattr(theirs, name)) for name in common)


def shown(value: Any) -> str:
    """A value in a few words, for whoever settles a conflict."""
    if isinstance(value, tuple):
        return ", ".join(shown(item) for item in value)
    if isinstance(value, Value):
        parts = value.model_dump(
            exclude_none=True, exclude={"id", "latitude", "longitude", "country", "anonymous"}
        )
        return " ".join(str(part) for part in _flat(parts))
    return str(value)


def _flat(value: Any) -> list[Any]:
    if isinstance(value, dict):
        if value.get("text"):
            return [value["text"]]
        return [part for item in value.values() for part in _flat(item)]
    if isinstance(value, list | tuple):
        return [part for item in value for part in _flat(item)]
    return [value]
