"""Readings written by hand: each claim is a record with the sentence that proves it."""

from __future__ import annotations

from typing import Any

from trucewatch.linking import Linked, Reference, Thing
from trucewatch.records import KINDS, Actor, Casualties, Count, Place, Reading, Record, Report, Source, Span

_KINDS: dict[str, type[Any]] = {kind.model_fields["kind"].default: kind for kind in KINDS}
_ACTORS = ("parties", "mediators", "operator", "participants", "actors", "targets", "by", "from", "host")
ALDER = Place(name="Alder", id="1", latitude=10.0, longitude=20.0)
BIRCH = Place(name="Birch", id="2", latitude=10.5, longitude=20.5)
NORTH, SOUTH = "Northern Army", "Southern Front"


def claim(kind: str, words: str = "", *, says: str = "", **fields: Any) -> dict[str, Any]:
    """A record still without its place in a report: actors by name, counts and casualties as numbers."""
    return {"kind": kind, "words": words, "says": says, **fields}


def told(identifier: str, *claims: dict[str, Any], **known: Any) -> Reading:
    """A report with its records; each record's words are a sentence of the text."""
    text, records = "", []
    for number, given in enumerate(claims):
        fields = dict(given)
        kind, words, says = (fields.pop(name) for name in ("kind", "words", "says"))
        words = words or f"{identifier}{number}."
        span = Span(start=len(text), end=len(text) + len(words))
        text += words + " "
        records.append(_record(kind, span, says, fields))
    known = {"published": "2031-05-10", "outlet": f"Outlet of {identifier}", **known}
    return Reading(report=Report(id=identifier, text=text, **known), records=tuple(records))


def _record(kind: str, span: Span, says: str, fields: dict[str, Any]) -> Record:
    for role in _ACTORS:
        if isinstance(fields.get(role), (list, tuple)):
            fields[role] = tuple(Actor(name=name) for name in fields[role])
    for outcome in ("killed", "wounded"):
        if outcome in fields:
            harm = Casualties(outcome=outcome, count=counted(fields.pop(outcome)))
            fields["casualties"] = (*fields.get("casualties", ()), harm)
    for name in ("count", "violations"):
        if name in fields:
            fields[name] = counted(fields[name])
    if kind == "statement":
        fields["speaker"] = Source(name=says or "Somebody")
    elif says:
        fields["attribution"] = Source(name=says)
    made: Record = _KINDS[kind](evidence=(span,), **fields)
    return made


def counted(value: int | Count) -> Count:
    return value if isinstance(value, Count) else Count(value=value)


def shelling(**fields: Any) -> dict[str, Any]:
    """A shelling of Alder by the north, on the fifth of May."""
    usual = {"type": "shelling", "date": "2031-05-05", "place": ALDER, "actors": [NORTH], "targets": [SOUTH]}
    return claim("incident", **{**usual, **fields})


def together(linked: Linked, one: str, other: str) -> bool:
    """Whether the first records of two reports are of one thing."""
    return thing(linked, one) == thing(linked, other)


def thing(linked: Linked, report: str, record: int = 0) -> Thing:
    found = linked.thing_of(Reference(report, record))
    assert found is not None
    return found
