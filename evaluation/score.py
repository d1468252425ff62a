"""Score the records that were read against those of an analyst.

Invariant: within one report and kind, records are paired one to one, best pair first; every filled slot of a
pair is then right, wrong or missing, and an unpaired record counts all of its slots (as in the MUC
evaluations: Chinchor, "MUC-5 Evaluation Metrics", 1993). Gold's optional records and values cost nothing.

    python -m evaluation.score GOLD_DIR PREDICTIONS.jsonl
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from evaluation.comparing import (
    Json,
    alternatives,
    is_optional,
    label,
    may_be_missing,
    overlap,
    right,
    take,
)
from evaluation.sets import GoldReport, gold_reports, rows

# slot: how it is compared
_SLOTS: dict[str, dict[str, str]] = {
    "talks": {
        "status": "word",
        "date": "date",
        "duration": "word",
        "place": "name",
        "parties": "names",
        "mediators": "names",
        "heads": "names",
        "members": "names",
        "format": "word",
    },
    "agreement": {
        "type": "word",
        "parties": "names",
        "date": "date",
        "area": "name",
        "place": "name",
        "status": "word",
    },
    "post": {"type": "word", "operator": "names", "count": "count", "place": "name", "status": "word"},
    "patrol": {
        "type": "word",
        "participants": "names",
        "place": "name",
        "date": "date",
        "status": "word",
        "reason": "text",
    },
    "incident": {
        "type": "word",
        "date": "date",
        "place": "name",
        "actors": "names",
        "targets": "names",
        "casualties": "casualties",
        "violations": "count",
    },
    "control": {"change": "word", "place": "name", "by": "names", "from": "names", "date": "date"},
    "displacement": {
        "measure": "word",
        "count": "count",
        "unit": "word",
        "date": "date",
        "place": "name",
        "host": "names",
        "to": "name",
        "from": "name",
    },
    "deployment": {"actors": "names", "count": "count", "place": "name", "date": "date", "status": "word"},
    "statement": {"speaker": "who", "mode": "word", "stance": "word", "date": "date"},
}
KINDS = tuple(_SLOTS)
_LISTS = ("names", "casualties")
# Slots that cost nothing when filled where gold leaves them empty.
_LENIENT = {"duration", "members", "format", "reason", "targets", "unit", "to", "from", "mode", "host"}


@dataclass(slots=True)
class Tally:
    """How many were right, how many found beside them were wrong, and how many were missed."""

    right: int = 0
    wrong: int = 0
    missing: int = 0

    def __iadd__(self, other: Tally) -> Tally:
        self.right += other.right
        self.wrong += other.wrong
        self.missing += other.missing
        return self

    @property
    def precision(self) -> float:
        return self.right / max(self.right + self.wrong, 1)

    @property
    def recall(self) -> float:
        return self.right / max(self.right + self.missing, 1)

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / max(self.precision + self.recall, 1e-9)


@dataclass(frozen=True, slots=True)
class Error:
    """One miss: in which report and kind, at which words, in which slot (None: the record as a whole)."""

    report: str
    kind: str
    quote: str
    slot: str | None
    found: Json = None
    gold: Json = None

    @property
    def cause(self) -> str:
        """What kind of miss it is, in a few words."""
        if self.slot is None:
            return "record not found" if self.found is None else "record too many"
        if self.found is None:
            return f"{self.slot} missing"
        return f"{self.slot} too many" if self.gold is None else f"{self.slot} wrong"

    def __str__(self) -> str:
        parts = [self.report, self.kind, self.quote, self.cause]
        if self.slot is not None:
            given, wanted = _short(self.found), _short(self.gold)
            parts.append(
                f"{given} for {wanted}"
                if self.gold is not None and self.found is not None
                else wanted
                if self.found is None
                else given
            )
        return " | ".join(parts)


@dataclass(slots=True)
class Scores:
    """Tallies of records and of slots by kind, records without valid evidence, and every error."""

    records: dict[str, Tally] = field(default_factory=lambda: {kind: Tally() for kind in KINDS})
    slots: dict[str, Tally] = field(default_factory=lambda: {kind: Tally() for kind in KINDS})
    without_evidence: int = 0
    errors: list[Error] = field(default_factory=list)

    def __iadd__(self, other: Scores) -> Scores:
        for kind in KINDS:
            self.records[kind] += other.records[kind]
            self.slots[kind] += other.slots[kind]
        self.without_evidence += other.without_evidence
        self.errors += other.errors
        return self

    @property
    def all_records(self) -> Tally:
        return _sum(self.records.values())

    @property
    def all_slots(self) -> Tally:
        return _sum(self.slots.values())


def _sum(tallies: Iterable[Tally]) -> Tally:
    total = Tally()
    for tally in tallies:
        total += tally
    return total


def _short(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False)[:160]


def _prepared(record: Mapping[str, Json]) -> dict[str, Json]:
    """`record` with delegations flattened into heads and members, and without empty slots."""
    slots = {name: value for name, value in record.items() if value not in (None, [], "", {})}
    for delegation in slots.pop("delegations", []):
        head = delegation.get("head")
        if head:
            slots.setdefault("heads", []).append(head if "any" in head else label(head))
        slots.setdefault("members", []).extend(delegation.get("members") or [])
    slots["attribution"] = record.get("attribution")
    return slots


def _slots_of(kind: str) -> Iterator[tuple[str, str]]:
    yield "assertion", "word"
    yield "attribution", "who"
    yield from _SLOTS[kind].items()


def _compare_list(how: str, slot: str, gold: Json, found: Json) -> tuple[Tally, list[tuple[str, Json, Json]]]:
    tally, errors, left = Tally(), [], list(found or [])
    for item in gold or []:
        if take(how, item, left) is not None:
            tally.right += not is_optional(item)
        elif not is_optional(item):
            tally.missing += 1
            errors.append((slot, None, item))
    if slot not in _LENIENT:
        tally.wrong += len(left)
        errors += [(slot, extra, None) for extra in left]
    return tally, errors


def _compare_attribution(gold: Json, found: Json) -> Tally:
    """Unlike other slots, an attribution that gold gives as null (the report itself) must be left empty."""
    if right("who", gold, found):
        return Tally(right=1)
    needed = gold is not None and None not in alternatives(gold)
    return Tally(wrong=int(found is not None), missing=int(needed))


def _compare_value(how: str, slot: str, gold: Json, found: Json) -> Tally:
    if gold is None:
        return Tally(wrong=int(found is not None and slot not in _LENIENT))
    optional = may_be_missing(gold)
    if found is None:
        return Tally(missing=int(not optional))
    if right(how, gold, found):
        return Tally(right=int(not optional))
    return Tally(wrong=int(not optional), missing=int(not optional))


def _compare(
    kind: str, gold: dict[str, Json], found: dict[str, Json]
) -> tuple[Tally, list[tuple[str, Json, Json]]]:
    """The slots of a pair of records, and (slot, found, gold) of each that is not right."""
    total, errors = Tally(), []
    for slot, how in _slots_of(kind):
        wanted, given = gold.get(slot), found.get(slot)
        if how in _LISTS:
            tally, listed = _compare_list(how, slot, wanted, given)
            errors += listed
        elif slot == "attribution":
            if kind == "statement":
                continue
            tally = _compare_attribution(wanted, given)
        else:
            tally = _compare_value(how, slot, wanted, given)
        if how not in _LISTS and (tally.wrong or tally.missing):
            errors.append((slot, given, wanted))
        total += tally
    return total, errors


def _size(kind: str, record: dict[str, Json]) -> int:
    """How many slots an unpaired record counts for."""
    count = 0
    for slot, how in _slots_of(kind):
        value = record.get(slot)
        if value is None or slot in _LENIENT:
            continue
        if how in _LISTS:
            count += sum(not is_optional(item) for item in value)
        else:
            count += not may_be_missing(value)
    return max(count, 1)


def _quoted_spans(record: Mapping[str, Json], text: str) -> list[tuple[int, int]]:
    return [(text.find(q), text.find(q) + len(q)) for q in record.get("evidence") or [] if isinstance(q, str)]


def _found_spans(record: Mapping[str, Json], text: str) -> list[tuple[int, int]]:
    return [
        (span["start"], span["end"])
        for span in record.get("evidence") or []
        if isinstance(span, dict) and 0 <= span.get("start", -1) < span.get("end", -1) <= len(text)
    ]


def has_evidence(record: Mapping[str, Json], text: str) -> bool:
    """Whether every span of evidence, at least one, lies within the text."""
    evidence = record.get("evidence") or []
    return bool(evidence) and len(_found_spans(record, text)) == len(evidence)


def _likeness(kind: str, gold: dict[str, Json], found: dict[str, Json], text: str) -> float | None:
    """How well two records pair, None where they do not: slots alike, and more where evidence overlaps."""
    near = overlap(_quoted_spans(gold, text), _found_spans(found, text))
    if kind == "statement" and not near:
        return None
    tally, _ = _compare(kind, gold, found)
    alike = tally.right / max(tally.right + tally.wrong + tally.missing, 1)
    rank = alike + 0.5 * near
    if rank < (0.5 if near else 0.6):
        return None
    return rank + 0.25 * (not gold.get("optional"))


def _pairs(
    kind: str, golds: list[dict[str, Json]], founds: list[dict[str, Json]], text: str
) -> dict[int, int]:
    """Index of a gold record to that of the record found for it; the likest pairs first."""
    ranked = sorted(
        (-likeness, i, j)
        for i, gold in enumerate(golds)
        for j, found in enumerate(founds)
        if (likeness := _likeness(kind, gold, found, text)) is not None
    )
    pairs: dict[int, int] = {}
    for _, i, j in ranked:
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return pairs


def _words(spans: list[tuple[int, int]], text: str) -> str:
    return " ".join(text[spans[0][0] : spans[0][1]][:60].split()) if spans else ""


def _score_kind(kind: str, report: GoldReport, records: list[dict[str, Json]]) -> Scores:
    scores = Scores()
    golds = [_prepared(record) for record in report.records if record["kind"] == kind]
    founds = [_prepared(record) for record in records if record["kind"] == kind]
    pairs = _pairs(kind, golds, founds, report.text)
    for i, gold in enumerate(golds):
        if gold.get("optional"):
            continue
        quote = _words(_quoted_spans(gold, report.text), report.text)
        if i in pairs:
            tally, errors = _compare(kind, gold, founds[pairs[i]])
            scores.slots[kind] += tally
            scores.records[kind].right += 1
            scores.errors += [Error(report.name, kind, quote, *error) for error in errors]
        else:
            scores.slots[kind].missing += _size(kind, gold)
            scores.records[kind].missing += 1
            scores.errors.append(Error(report.name, kind, quote, None, gold=gold))
    for j, found in enumerate(founds):
        # Analysts differ on which sums of casualties are worth a record, so a toll too many costs nothing.
        if j in pairs.values() or found.get("type") == "toll":
            continue
        scores.slots[kind].wrong += _size(kind, found)
        scores.records[kind].wrong += 1
        quote = _words(_found_spans(found, report.text), report.text)
        scores.errors.append(Error(report.name, kind, quote, None, found=found))
    return scores


def score_report(report: GoldReport, records: list[dict[str, Json]]) -> Scores:
    """The records read from one report, as JSON, against the report's gold."""
    scores = Scores(without_evidence=sum(not has_evidence(record, report.text) for record in records))
    for kind in KINDS:
        scores += _score_kind(kind, report, records)
    return scores


def held(report: GoldReport, records: list[dict[str, Json]]) -> list[bool | None]:
    """Whether each record that was read has a counterpart in gold, in the order of `records`.

    None for a sum of casualties without one, on which analysts differ.
    """
    verdicts: list[bool | None] = [None] * len(records)
    for kind in KINDS:
        golds = [_prepared(record) for record in report.records if record["kind"] == kind]
        places = [n for n, record in enumerate(records) if record["kind"] == kind]
        founds = [_prepared(records[n]) for n in places]
        paired = set(_pairs(kind, golds, founds, report.text).values())
        for j, n in enumerate(places):
            if j in paired or founds[j].get("type") != "toll":
                verdicts[n] = j in paired
    return verdicts


def score_reports(reports: Iterable[GoldReport], predictions: Mapping[str, list[dict[str, Json]]]) -> Scores:
    """All `reports` against the records read from each, by the report's name; KeyError where one lacks."""
    total = Scores()
    for report in reports:
        total += score_report(report, predictions[report.name])
    return total


def table(scores: Scores) -> str:
    """Precision, recall and F1 of records and of slots, a kind a line."""
    lines = [f"{'kind':<14}{'records':>8}{'P':>7}{'R':>7}{'F1':>7}   slots{'P':>7}{'R':>7}{'F1':>7}"]
    kinds = [(kind, scores.records[kind], scores.slots[kind]) for kind in KINDS]
    for kind, records, slots in [*kinds, ("all", scores.all_records, scores.all_slots)]:
        left = "".join(f"{x:7.3f}" for x in (records.precision, records.recall, records.f1))
        right_half = "".join(f"{x:7.3f}" for x in (slots.precision, slots.recall, slots.f1))
        lines.append(f"{kind:<14}{records.right + records.missing:>8}{left}        {right_half}")
    return "\n".join(lines)


def read_predictions(path: Path) -> dict[str, list[dict[str, Json]]]:
    """The records of each line of `trucewatch read --json`, by the name of the report's file."""
    return {Path(row["report"]["path"]).stem: row["records"] for row in rows(path)}


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path)
    parser.add_argument("predictions", type=Path)
    options = parser.parse_args(arguments)
    reports = gold_reports(options.gold)
    predictions = read_predictions(options.predictions)
    lacking = [report.name for report in reports if report.name not in predictions]
    if lacking:
        sys.exit(f"no prediction for {', '.join(lacking)}")
    scores = score_reports(reports, predictions)
    print(table(scores))
    print(f"records without valid evidence: {scores.without_evidence}")


if __name__ == "__main__":
    main()
