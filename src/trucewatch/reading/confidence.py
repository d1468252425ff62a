"""How sure a record is: the chance that an analyst would have taken it from the report, too.

A logistic model over what a record says and how it was found. Its weights (confidence.toml) are fitted by
`python -m training.confidence` on our own annotated reports, and its calibration is measured on others
(`make eval`). It speaks of the record as a whole, not of each value.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.resources import files

from trucewatch.records import Record

# the slots that make a record of each kind worth having
_TELLING = {
    "talks": ("status", "date", "place", "parties"),
    "agreement": ("type", "status", "date", "parties", "area"),
    "post": ("status", "operator", "count", "place"),
    "patrol": ("status", "participants", "place", "date"),
    "incident": ("date", "place", "actors", "casualties"),
    "control": ("place", "by", "date"),
    "displacement": ("count", "place", "date"),
    "deployment": ("actors", "count", "place", "date"),
    "statement": ("speaker", "stance", "date"),
}
_MEANS = {
    "incident": "type",
    "agreement": "status",
    "post": "status",
    "statement": "stance",
    "control": "change",
}


def with_confidence(records: Sequence[Record], text: str) -> list[Record]:
    """`records` of one report, each with its confidence, rounded to hundredths."""
    weights = _weights()
    found = []
    for record in records:
        score = sum(weights.get(name, 0.0) * value for name, value in features(record, records, text))
        confidence = round(1 / (1 + math.exp(-score)), 2)
        found.append(record.model_copy(update={"confidence": confidence}))
    return found


def features(record: Record, records: Sequence[Record], text: str) -> Iterable[tuple[str, float]]:
    """What the model knows of a record: names with values of about 0 to 1."""
    kind = record.kind
    yield "bias", 1.0
    yield kind, 1.0
    told = _TELLING[kind]
    filled = [slot for slot in told if getattr(record, slot) not in (None, ())]
    yield f"{kind}.filled", len(filled) / len(told)
    for slot in filled:
        yield f"{kind}.{slot}", 1.0
    if kind in _MEANS:
        yield f"{kind}={getattr(record, _MEANS[kind])}", 1.0
    if record.assertion != "actual":
        yield record.assertion, 1.0
    yield "attributed", float(record.attribution is not None)
    yield "several spans", float(len(record.evidence) > 1)
    length = sum(span.end - span.start for span in record.evidence)
    yield "short", float(length < 35)
    yield "long", float(length > 220)
    yield "position", record.evidence[0].start / max(len(text), 1)
    yield "main", float(record.main)
    yield "crowded", float(sum(_same_words(record, other) for other in records) > 2)


def _same_words(record: Record, other: Record) -> bool:
    mine, theirs = record.evidence[0], other.evidence[0]
    return mine.start < theirs.end and theirs.start < mine.end


@lru_cache(maxsize=1)
def _weights() -> dict[str, float]:
    table = tomllib.loads((files("trucewatch.reading") / "confidence.toml").read_text(encoding="utf-8"))
    return {str(name): float(weight) for name, weight in table["weights"].items()}
