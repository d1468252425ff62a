"""Readings without a reader: each sentence "N. In PLACE, ACTOR …" is an incident or talks."""

from __future__ import annotations

import re

from trucewatch.records import Actor, Incident, Place, Reading, Record, Report, Source, Span, Talks

PLACES = {
    "Alder": Place(name="Alder", id="1", latitude=10.0, longitude=20.0, country="Borealia"),
    "Birch": Place(name="Birch", id="2", latitude=10.5, longitude=20.0, country="Borealia"),
    "Cedar": Place(name="Cedar"),
}
_SENTENCE = re.compile(r"In (\w+) on (\S+), the ([\w ]+?) (shelled|met)[^.]*\.")


def report(text: str, *, id: str = "one", **known: str) -> Report:
    return Report(id=id, text=text, **known)


def read(report: Report) -> Reading:
    records: list[Record] = []
    for match in _SENTENCE.finditer(report.text):
        place, day, actor, verb = match.groups()
        common = {
            "date": day,
            "place": PLACES[place],
            "evidence": (Span(start=match.start(), end=match.end()),),
            "confidence": 0.9 if verb == "met" else 0.6,
        }
        if verb == "met":
            records.append(Talks(parties=(Actor(name=actor),), attribution=Source(name="Ana Orl"), **common))
        else:
            records.append(Incident(actors=(Actor(name=actor),), type="shelling", **common))
    return Reading(report=report, records=tuple(records))


def numbered(count: int) -> list[Report]:
    """Reports that differ, each with two records."""
    places = list(PLACES)
    return [
        report(
            f"Report {n}. In {places[n % 3]} on 2020-02-{n % 28 + 1:02d}, the Northern Army shelled hill {n}. "
            f"In Alder on 2020-03-{n % 28 + 1:02d}, the Southern Front met envoy {n}.",
            id=f"report-{n}",
            url=f"https://example.org/{n}",
        )
        for n in range(count)
    ]
