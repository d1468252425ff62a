"""What a record says of its thing, slot by slot.

Invariant: a claim's value is readable as it is, and two claims have the same `key` only where they say the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from trucewatch.linking.figures import Toll, figure, tolls
from trucewatch.linking.naming import Where, Who
from trucewatch.linking.things import Quote, Reference, Standing, Voice
from trucewatch.linking.times import Window, window
from trucewatch.linking.views import View
from trucewatch.linking.voices import independent
from trucewatch.places.names import fold
from trucewatch.records import (
    Agreement,
    Control,
    Count,
    Deployment,
    Displacement,
    Incident,
    Patrol,
    Post,
    Talks,
)  # fmt: skip


class Claimed(NamedTuple):
    """One value that one record gives for one slot, and what it takes to compare it with another's."""

    slot: str
    key: str
    value: str
    view: View
    voice: Voice
    low: float | None = None
    high: float | None = None
    toll: Toll | None = None
    when: Window | None = None
    where: Where | None = None
    who: tuple[Who, ...] = ()

    @property
    def reference(self) -> Reference:
        """The record that says so."""
        return self.view.reference

    @property
    def denied(self) -> bool:
        """Whether its source says that it is not so."""
        return self.view.assertion == "denied"

    @property
    def asof(self) -> Window | None:
        """When the value held: the end of its time where that is given, else when it was published."""
        when, told = self.view.when, self.view.published
        if self.view.scheme in ("incident", "agreement"):
            return told  # a toll, or how a truce fares, is what is known on the day
        if when is not None and not when.open and (when.days <= 2 or self.view.kind == "displacement"):
            return Window(when.last, when.last)
        if (
            when is not None
            and when.open
            and when.began
            and told is not None
            and self.view.kind != "displacement"
        ):
            return Window(when.first, max(when.first, told.last))
        return told


def claims(view: View, voice: Voice) -> list[Claimed]:
    """What a record says, in the order of its fields."""
    return list(_claims(view, voice))


def _claims(view: View, voice: Voice) -> Iterator[Claimed]:
    record = view.record
    if view.standing:
        name = "change" if isinstance(record, Control) else "status"
        denied = f"denied: {view.standing}" if view.assertion == "denied" else view.standing
        yield Claimed(name, denied, denied, view, voice)
    elif view.assertion == "denied":
        yield Claimed("assertion", "denied", "denied", view, voice)
    date = getattr(record, "date", None)
    if date:
        yield Claimed("date", date, date, view, voice, when=view.when)
    match record:
        case Incident():
            yield from _incident(record, view, voice)
        case Displacement():
            yield from _count(record.count, "count", view, voice, record.unit or "")
        case Post() | Deployment():
            yield from _count(record.count, "count", view, voice)
        case Talks():
            yield from _heads(record, view, voice)
            if record.duration:
                hours = _hours(record.duration)
                yield Claimed("duration", record.duration, record.duration, view, voice, hours, hours)
            if record.format:
                yield Claimed("format", record.format, record.format, view, voice)
        case Agreement():
            if record.effective:
                yield Claimed(
                    "effective",
                    record.effective,
                    record.effective,
                    view,
                    voice,
                    when=window(record.effective),
                )
            if record.type:
                yield Claimed("type", record.type, record.type, view, voice)
        case Patrol():
            if record.reason:
                yield Claimed("reason", fold(record.reason), record.reason, view, voice)
        case _:
            pass
    for slot, where in (("place", view.place), ("area" if view.kind == "agreement" else "to", view.other)):
        if where is not None:
            yield Claimed(slot, where.key, where.name, view, voice, where=where)
    for slot, who in _roles(view):
        names = sorted({actor.name for actor in who})
        yield Claimed(slot, fold(" ".join(names)), ", ".join(names), view, voice, who=who)


def _roles(view: View) -> Iterator[tuple[str, tuple[Who, ...]]]:
    first, second = {
        "talks": ("parties", ""), "agreement": ("parties", ""), "post": ("operator", ""), "patrol": ("participants", ""),
        "incident": ("actors", "targets"), "control": ("by", "from"), "displacement": ("host", ""),
    }.get(view.kind, ("actors", ""))  # fmt: skip
    if view.who:
        yield first, view.who
    if view.whom and second:
        yield second, view.whom


def _incident(record: Incident, view: View, voice: Voice) -> Iterator[Claimed]:
    if record.type:
        yield Claimed("type", record.type, record.type, view, voice)
    for outcome, toll in tolls(record.casualties).items():
        low, high = min(f.low for f in toll.totals), max(f.high for f in toll.totals)
        said = f"none {outcome}" if high == 0 else toll.said
        if view.assertion == "denied":
            said = f"denied: {said}"
        yield Claimed("casualties", fold(said), said, view, voice, low, high, toll)
    yield from _count(record.violations, "violations", view, voice)


def _count(count: Count | None, slot: str, view: View, voice: Voice, unit: str = "") -> Iterator[Claimed]:
    found = figure(count)
    if found is not None:
        said = f"{found.said} {unit}".strip()
        yield Claimed(slot, fold(said), said, view, voice, found.low, found.high, where=view.place)


def _hours(duration: str) -> float:
    """An ISO 8601 duration in hours; a month counts as thirty days."""
    days, _, clock = duration.removeprefix("P").partition("T")
    units = (
        (days, {"Y": 8760.0, "M": 720.0, "W": 168.0, "D": 24.0}),
        (clock, {"H": 1.0, "M": 1 / 60, "S": 1 / 3600}),
    )
    return sum(
        float(number) * sizes[unit]
        for part, sizes in units
        for number, unit in re.findall(r"([\d.]+)([A-Z])", part)
    )


def _heads(record: Talks, view: View, voice: Voice) -> Iterator[Claimed]:
    for delegation in record.delegations:
        if delegation.head is not None and delegation.head.name:
            name = f"{delegation.head.name} ({delegation.party.name})"
            yield Claimed("heads", fold(name), name, view, voice)


def quote(claim: Claimed) -> Quote:
    """The words of a claim's record."""
    report = claim.view.report
    spans = claim.view.record.evidence
    return Quote(
        reference=claim.reference,
        words=" … ".join(" ".join(report.text[span.start : span.end].split()) for span in spans),
        voice=claim.voice,
        outlet=report.outlet,
        published=report.published,
    )


def standings(found: list[Claimed]) -> tuple[Standing, ...]:
    """One standing for each value, the earliest told first."""
    by_key: dict[str, list[Claimed]] = {}
    for claim in found:
        by_key.setdefault(claim.key, []).append(claim)
    return tuple(
        Standing(
            value=group[0].value,
            quotes=tuple(quote(claim) for claim in group),
            voices=independent(claim.voice for claim in group),
            low=group[0].low,
            high=None if group[0].high in (None, float("inf")) else group[0].high,
        )
        for group in by_key.values()
    )
