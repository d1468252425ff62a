"""Claims of composed reports, for the tests of what goes out as a table."""

from __future__ import annotations

from typing import Any

from tests.readings import EAST, SIRTE, WEST
from trucewatch.exports.events import Claimed, Event, Published
from trucewatch.records import (
    Acled,
    Casualties,
    Count,
    Displacement,
    Incident,
    Record,
    Span,
)
from trucewatch.records.values import Outcome

EVIDENCE = (Span(start=0, end=4),)
SHELLING = Acled(event_type="Explosions/Remote violence", sub_event_type="Shelling/artillery/missile attack")


def killed(
    number: int | None, who: str | None = None, outcome: Outcome = "killed", **count: Any
) -> Casualties:
    return Casualties(outcome=outcome, count=Count(value=number, **count), who=who)


def shelling(*casualties: Casualties, **values: Any) -> Incident:
    values = {"date": "2021-06-19", "place": SIRTE, "acled": SHELLING, "confidence": 0.9, **values}
    return Incident(
        type=values.pop("type", "shelling"),
        actors=(EAST,),
        targets=(WEST,),
        casualties=casualties,
        evidence=EVIDENCE,
        **values,
    )


def displaced(count: Count, **values: Any) -> Displacement:
    values = {"measure": "displaced", "unit": "people", "place": SIRTE, **values}
    return Displacement(count=count, evidence=EVIDENCE, **values)


def claim(record: Record, outlet: str = "Harbour Post", id: str = "aa11") -> Claimed:
    report = Published(f"report of {outlet}", "road", "A road opens", outlet, "2021-06-20")
    return Claimed(id, record, report, ("the words",))


def event(*claims: Claimed, id: str = "thing") -> Event:
    return Event(id, claims)
