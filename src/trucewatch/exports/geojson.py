"""Claims as GeoJSON (RFC 7946): a feature each, for a map.

Invariant: a claim without coordinates is a feature without geometry; nothing is dropped for want of a place.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from trucewatch.exports import geography
from trucewatch.exports.describe import describe
from trucewatch.exports.events import Claimed
from trucewatch.records import Claim, Place


def collection(claims: Iterable[Claimed]) -> dict[str, Any]:
    """A FeatureCollection. Properties: id, kind, words, date, assertion, confidence, place, precision, source, url, quote.

    `precision` is what the place is (city, admin1, country, …): the point of a province is its middle, and a map
    should draw it so.
    """
    return {"type": "FeatureCollection", "features": [_feature(claim) for claim in claims]}


def _feature(claim: Claimed) -> dict[str, Any]:
    record = claim.record
    place = _place(record)
    return {
        "type": "Feature",
        "id": claim.id,
        "geometry": _point(place),
        "properties": {
            "kind": record.kind,
            "words": describe(record).line,
            "date": record.date,
            "assertion": record.assertion,
            "confidence": record.confidence,
            "place": place.name if place else None,
            "country": place.country if place else None,
            "precision": geography.feature(place),
            "source": claim.report.name,
            "published": claim.report.published,
            "url": claim.report.url,
            "quote": claim.words,
        },
    }


def _place(record: Claim) -> Place | None:
    fields = (getattr(record, field, None) for field in ("place", "area", "to", "from_"))
    return next((place for place in fields if isinstance(place, Place)), None)


def _point(place: Place | None) -> dict[str, Any] | None:
    if place is None or place.latitude is None:
        return None
    return {"type": "Point", "coordinates": [place.longitude, place.latitude]}
