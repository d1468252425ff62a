"""Give the records of a report their ACLED codes and mark its main event.

Invariant: a record is coded only with a sub-event that its kind allows (acled_kinds.toml), and a report has
one main event or none. The lexicon and the model say what a report or a sentence is about; the records say
what it can be.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from pydantic import TypeAdapter

from trucewatch.reading.acled import Coder, Coding, Rules
from trucewatch.records import Acled, Record, Span

_RECORD: TypeAdapter[Record] = TypeAdapter(Record)
# The opening of a report: what it leads with, no more than the encoder reads.
_OPENING_WORDS = 60
_OPENING_SENTENCES = 4
_SENTENCE_END = re.compile(r"[.!?][\"”’)]*\s+(?=[\"“‘(]?[A-Z0-9])|\n\s*\n")
# How probable a main event must be to become a record of its own, beside other events and alone.
_SURE = 0.8
_LIKELY = 0.3
# The field that tells what a record of the kind is.
_TELLING = {"post": "status", "incident": "type", "control": "change"}
# A sum of casualties or a mere threat is no event of its own.
_NO_EVENTS = {"toll"}
_ASSERTED = {"actual"}


def code_records(
    text: str, title: str | None, records: Sequence[Record], coder: Coder | None = None
) -> list[Record]:
    """`records` with `acled` on each that is an event, and `main` on the one that the report is about.

    A main event that no record can be (a flood, a protest, a drug seizure, or what the readers missed) is
    added, where that is sure enough, as a record that says no more than its kind; its evidence is the
    sentence that speaks for it most.
    Records that are planned, denied or only possible are not coded. `coder` is the one of this installation
    unless given.
    """
    coder = coder or Coder.load()
    allowed = [_allowed(record) for record in records]
    codable = [index for index, labels in enumerate(allowed) if labels]
    sentences = _sentences(text)
    open_ = [index for index in codable if len(allowed[index]) > 1]  # the rest can be but one thing
    of_record = {index: _around(sentences, records[index].evidence[0]) for index in open_}
    read = sorted(set(of_record.values()))
    codings = dict(zip(read, coder.code([text[start:end] for start, end in read]), strict=True))
    (report,) = coder.code([_opening(text, title)])
    codes = {
        index: _best(codings[of_record[index]], allowed[index]) if index in of_record else allowed[index][0]
        for index in codable
    }
    coded = [
        record.model_copy(update={"acled": _acled(codes[index])}) if index in codes else record
        for index, record in enumerate(records)
    ]
    if report.sub_event_type is None:
        return coded
    main, label = _main(report, codes, allowed), report.sub_event_type
    if main is None:
        if report.probability >= (_SURE if codes else _LIKELY):
            return _with_own_record(text, label, coded)
        if not codes:
            return coded
        main = _likeliest(report, codes)
        label = codes[main]
    coded[main] = coded[main].model_copy(update={"acled": _acled(label), "main": True})
    return coded


def hints_at_event(text: str, title: str | None) -> bool:
    """Whether the lexicon sees any sign of an event in a report's opening; it costs next to nothing to ask."""
    return max(Rules.load().scores(_opening(text, title))) > 0


def _main(report: Coding, codes: dict[int, str], allowed: list[tuple[str, ...]]) -> int | None:
    """The record that is the report's main event: one so coded, else one that may be; the first such."""
    label = report.sub_event_type
    for index, code in codes.items():
        if code == label:
            return index
    return next((index for index in codes if label in allowed[index]), None)


def _likeliest(report: Coding, codes: dict[int, str]) -> int:
    """The record whose code the report's own coding thinks likeliest; the first such."""
    probabilities = dict(report.ranked)
    return max(codes, key=lambda index: (probabilities[codes[index]], -index))


def _with_own_record(text: str, label: str, records: list[Record]) -> list[Record]:
    start, end = _telling_sentence(text, label)
    if start == end:
        return records
    evidence = (Span(start=start, end=end),)
    own = _RECORD.validate_python(
        {**_own_kind(label), "evidence": evidence, "acled": _acled(label), "main": True}
    )
    return sorted([*records, own], key=lambda r: (r.evidence[0].start, r.evidence[0].end))


def _telling_sentence(text: str, label: str) -> tuple[int, int]:
    """The sentence of the opening in which the lexicon sees most of `label`; the first where it sees none."""
    rules = Rules.load()
    column = rules.labels.index(label)
    spans = _sentences(text)[:_OPENING_SENTENCES]
    return max(spans, key=lambda span: rules.scores(text[span[0] : span[1]])[column], default=(0, 0))


def _allowed(record: Record) -> tuple[str, ...]:
    if record.assertion not in _ASSERTED:
        return ()
    value = getattr(record, _TELLING.get(record.kind, ""), None)
    if value in _NO_EVENTS:
        return ()
    kinds = _kinds()
    return kinds.get(f"{record.kind}.{value}") or kinds.get(record.kind, ())


def _best(coding: Coding, allowed: tuple[str, ...]) -> str:
    return next(label for label, _ in coding.ranked if label in allowed)


def _acled(label: str) -> Acled:
    return Acled(event_type=Rules.load().event_types[label], sub_event_type=label)


def _opening(text: str, title: str | None) -> str:
    words = text.split(maxsplit=_OPENING_WORDS)[:_OPENING_WORDS]
    return " ".join([f"{title.rstrip('.')}.", *words] if title else words)


def _sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of `text`, without the space around them."""
    bounds = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    found = []
    for start, end in pairwise(bounds):
        piece = text[start:end]
        if piece.strip():
            found.append((start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())))
    return found


def _around(sentences: list[tuple[int, int]], span: Span) -> tuple[int, int]:
    return next((s for s in reversed(sentences) if s[0] <= span.start), (span.start, span.end))


def _own_kind(label: str) -> dict[str, str]:
    """The kind of record that a main event is, with the value that tells; "Other" tells nothing."""
    rows = (row for row, labels in _kinds().items() if labels[0] == label != "Other")
    row = next(rows, "incident.other")
    kind, _, value = row.partition(".")
    return {"kind": kind, _TELLING[kind]: value} if value else {"kind": kind}


@lru_cache(maxsize=1)
def _kinds() -> dict[str, tuple[str, ...]]:
    table = tomllib.loads((files("trucewatch.reading") / "acled_kinds.toml").read_text(encoding="utf-8"))
    return {kind: tuple(labels) for kind, labels in table.items()}
