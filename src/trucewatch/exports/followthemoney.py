"""Events as FollowTheMoney entities (followthemoney.tech, model of version 4): for Aleph and OpenSanctions' tools.

Invariant: an entity's id depends on its key alone, so the same actor is one entity over all exports.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from trucewatch.exports import geography
from trucewatch.exports.describe import describe
from trucewatch.exports.events import Event, Published, window

_ROLES = (
    "parties", "mediators", "actors", "targets", "by", "from_", "participants", "operator", "host"
)  # fmt: skip

Entity = dict[str, Any]


def entities(events: Iterable[Event]) -> Iterator[Entity]:
    """An Event for each event, an Article for each report, an Organization for each actor with a name, each once."""
    seen: set[str] = set()
    for event in events:
        articles = [_article(claim.report) for claim in event.claims]
        named = [name for role in _ROLES for name in event.actors(role) if name[:1].isupper()]
        actors = [_organization(name) for name in dict.fromkeys(named)]
        for entity in [*articles, *actors, _event(event, articles, actors)]:
            if entity["id"] not in seen:
                seen.add(entity["id"])
                yield entity


def _event(event: Event, articles: list[Entity], actors: list[Entity]) -> Entity:
    claim = event.claims[0]
    entry = describe(claim.record)
    place = event.place
    first, last = window(event.date)
    return _entity(
        "Event",
        event.id,
        name=[entry.headline],
        summary=[entry.line],
        description=[one.words for one in event.claims],
        keywords=[claim.record.kind, claim.record.assertion],
        startDate=[first] if first else [],
        endDate=[last] if last else [],
        location=[place.name] if place else [],
        country=[_code(place.country)] if place and place.country else [],
        involved=[actor["id"] for actor in actors],
        proof=[article["id"] for article in articles],
        publisher=list(event.outlets),
        recordId=[event.id],
    )


def _article(report: Published) -> Entity:
    return _entity(
        "Article",
        report.id,
        title=[report.title or report.id],
        publisher=[report.outlet] if report.outlet else [],
        publishedAt=[report.published] if report.published else [],
        sourceUrl=[report.url] if report.url else [],
    )


def _organization(name: str) -> Entity:
    return _entity("Organization", name, name=[name])


def _entity(schema: str, key: str, **properties: list[str]) -> Entity:
    identifier = hashlib.sha256(f"{schema}\0{key}".encode()).hexdigest()[:40]
    kept = {name: list(dict.fromkeys(values)) for name, values in properties.items() if any(values)}
    return {"id": f"tw-{identifier}", "schema": schema, "properties": kept}


def _code(country: str) -> str:
    alpha_2 = geography.country(country).alpha_2
    return alpha_2.lower() if alpha_2 else ""
