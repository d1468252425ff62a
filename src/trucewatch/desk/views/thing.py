"""One thing: its claims side by side, the values that agree and differ, and why they are taken to be about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trucewatch.archive.reviews import Standing as Decided
from trucewatch.cases import Picture
from trucewatch.cases.derived import Derived
from trucewatch.desk.views.common import Disputed, View, disputed
from trucewatch.desk.views.states import State, state
from trucewatch.exports.describe import describe
from trucewatch.linking import Difference, Link, Reference, Standing, Thing, Update, Voice
from trucewatch.linking.kept import Kept
from trucewatch.linking.telling import Told

_LEAST = 4
"""Characters by which a thing may be called, where they begin the id of one alone."""


class ClaimView(View):
    """What one report claims of a thing: in words, in its own words, and as values."""

    reference: Reference
    headline: str
    rest: str
    details: tuple[str, ...]
    words: str
    voice: Voice
    assertion: str
    confidence: float | None
    report: str
    title: str | None
    outlet: str | None
    published: str | None
    url: str | None
    copy_of: str | None
    values: Mapping[str, Any]
    record: str | None = None
    state: State | None = None


class ThingView(View):
    """A thing with all that is claimed of it, in the order in which the reports came out."""

    id: str
    kind: str
    title: str
    first: str | None
    last: str | None
    disputed: bool
    voices: tuple[Voice, ...]
    claims: tuple[ClaimView, ...]
    values: Mapping[str, tuple[Standing, ...]]
    contradictions: tuple[Disputed, ...]
    updates: tuple[Update, ...]
    differences: tuple[Difference, ...]
    derived: tuple[Derived, ...]
    links: tuple[Link, ...]


def view(
    picture: Picture,
    identifier: str,
    kept: Kept | None = None,
    standings: Mapping[str, Decided] | None = None,
) -> ThingView:
    """The thing whose id begins so. Raises LookupError where there is none, or several begin so.

    `kept` is what the picture was made from, and `standings` what people said of records, by their ids.
    """
    found = picture.thing(identifier) if len(identifier) >= _LEAST else []
    if len(found) != 1:
        raise LookupError(identifier)
    thing = found[0]
    claims = _claims(picture, thing)
    if not claims:
        raise LookupError(identifier)
    linked = picture.linked
    contradictions = disputed(picture, (one for one in linked.contradictions if one.thing == thing.id))
    return ThingView(
        id=thing.id,
        kind=thing.kind,
        title=thing.title,
        first=thing.first,
        last=thing.last,
        disputed=bool(contradictions),
        voices=thing.voices,
        claims=tuple(_reviewed(one, kept, standings or {}) for one in claims),
        values={slot: thing.values[slot] for slot in sorted(thing.values)},
        contradictions=contradictions,
        updates=tuple(one for one in linked.updates if one.thing == thing.id),
        differences=tuple(one for one in linked.differences if one.thing == thing.id),
        derived=tuple(one for one in picture.derived if one.thing == thing.id),
        links=thing.links,
    )


def _claims(picture: Picture, thing: Thing) -> tuple[ClaimView, ...]:
    copies = {one.report: one.of or one.credited for one in picture.linked.copies}
    return tuple(_claim(row, copies.get(row.reference.report)) for row in picture.told(thing))


def _reviewed(claim: ClaimView, kept: Kept | None, standings: Mapping[str, Decided]) -> ClaimView:
    """A claim with the id of its record, and what people decided of it."""
    record = kept.identifier(claim.reference) if kept is not None else None
    if record is None:
        return claim
    standing = standings.get(record)
    return claim.model_copy(update={"record": record, "state": state(standing) if standing else None})


def _claim(row: Told, copy_of: str | None) -> ClaimView:
    words = describe(row.record)
    report = row.report
    return ClaimView(
        reference=row.reference,
        headline=words.headline,
        rest=words.rest,
        details=words.details,
        words=row.words,
        voice=row.voice,
        assertion=row.record.assertion,
        confidence=row.record.confidence,
        report=row.reference.report,
        title=report.title,
        outlet=report.outlet,
        published=report.published,
        url=report.url,
        copy_of=copy_of,
        values=row.record.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"evidence"}),
    )
