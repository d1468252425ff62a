"""The records of a picture that are to go out, as claims and as the events that they are of.

Invariant: nothing goes out but what the picture has, and each claim has the id that the archive has for its record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from trucewatch.cases import Picture
from trucewatch.exports.changes import among, named, voices
from trucewatch.exports.describe import describe
from trucewatch.exports.events import Claimed, Event, Published
from trucewatch.linking import Reference
from trucewatch.linking.telling import Told
from trucewatch.places.names import fold

Identify = Callable[[Reference], str | None]


def fits(
    row: Told,
    *,
    kind: str | None = None,
    assertion: str | None = None,
    since: str | None = None,
    place: str | None = None,
    actor: str | None = None,
    source: str | None = None,
    text: str | None = None,
    confidence: float | None = None,
) -> bool:
    """Whether a record is of this kind, tells of days from `since` on, and has these words in a name or in its own.

    A condition that is None is none.
    """
    record = row.record
    return (
        kind in (None, record.kind)
        and assertion in (None, record.assertion)
        and (since is None or row.last >= since)
        and (confidence is None or (record.confidence or 0) >= confidence)
        and (text is None or fold(text) in fold(f"{row.words} {describe(record).line}"))
        and (place is None or among(place, named([row], "place", "country")))
        and (actor is None or among(actor, named([row], "actor")))
        and (source is None or among(source, voices([row.quote])))
    )


def claims(picture: Picture, identify: Identify, **conditions: Any) -> list[Claimed]:
    """The records that `fits` lets through, in the order of their days; `identify` gives the id of each."""
    outlets = {one.report.id: one.report.outlet for one in picture.readings}
    copied = {one.report: one.of for one in picture.linked.copies if one.of}
    return [
        _claim(row, identify(row.reference) or "", outlets.get(copied.get(row.reference.report, "")))
        for row in picture.rows
        if fits(row, **conditions)
    ]


def events(picture: Picture, identify: Identify, found: Iterable[Claimed]) -> list[Event]:
    """These claims grouped by the thing that they are about; one that is about none is an event of its own."""
    things = {
        identifier: thing.id
        for thing in picture.linked.things
        for reference in thing.references
        if (identifier := identify(reference))
    }
    grouped: dict[str, list[Claimed]] = {}
    for claim in found:
        grouped.setdefault(things.get(claim.id, claim.id), []).append(claim)
    return [Event(identifier, tuple(its)) for identifier, its in grouped.items()]


def _claim(row: Told, identifier: str, original: str | None) -> Claimed:
    report, text = row.report, row.report.text
    known = {field: getattr(report, field) for field in ("title", "outlet", "published", "url")}
    return Claimed(
        identifier,
        row.record,
        Published(row.reference.report, **known),
        tuple(text[span.start : span.end] for span in row.record.evidence),
        original,
    )
