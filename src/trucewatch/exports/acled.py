"""Events in ACLED's columns (Armed Conflict Location & Event Data Project, Codebook; columns as of March 2023).

Invariant: a column that our records cannot fill is there and empty. `event_id_cnty` is our own id, by which
`trucewatch show` finds the words; no row is one of ACLED's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from trucewatch.exports import geography
from trucewatch.exports.describe import describe
from trucewatch.exports.events import Claimed, Event, is_civilian, within
from trucewatch.exports.sheets import Cell
from trucewatch.records import Acled, Incident

COLUMNS = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type",
    "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction",
    "civilian_targeting", "iso", "region", "country", "admin1", "admin2", "admin3", "location", "latitude",
    "longitude", "geo_precision", "source", "source_scale", "notes", "fatalities", "tags", "timestamp",
)  # fmt: skip
_PEOPLE = ("actors", "by", "participants", "operator", "parties")
_OTHERS = ("targets", "from_")
_DISORDER = {
    "Battles": "Political violence",
    "Explosions/Remote violence": "Political violence",
    "Violence against civilians": "Political violence",
    "Protests": "Demonstrations",
    "Strategic developments": "Strategic developments",
}
_DISORDER_OF_SUB_EVENT = {
    "Excessive force against protesters": "Political violence; Demonstrations",
    "Violent demonstration": "Demonstrations",
    "Mob violence": "Political violence",
}
_AGAINST_CIVILIANS = ("Violence against civilians", "Explosions/Remote violence")


def fits(event: Event) -> bool:
    """Whether ACLED would code it: an event that happened, of one of its types; sums over a period are none."""
    return _code(event) is not None and any(_happened(claim) for claim in event.claims)


def rows(events: Iterable[Event]) -> Iterator[dict[str, Cell]]:
    """A row for each event that `fits`, by the codebook's rules for uncertain days, places and numbers.

    Of an uncertain date the middle is given (time_precision 2 for a week, 3 for more); fatalities are the lowest
    estimate, and empty where no claim counts any.
    """
    for event in events:
        if fits(event):
            yield _row(event)


def _row(event: Event) -> dict[str, Cell]:
    code = _code(event)
    assert code is not None
    place = event.place
    country = geography.country(place.country if place else None)
    actors = [name for role in _PEOPLE for name in event.actors(role)]
    targets = [name for role in _OTHERS for name in event.actors(role)]
    killed = event.killed()
    return {
        "event_id_cnty": event.id,
        **_time(event.date),
        "disorder_type": _DISORDER_OF_SUB_EVENT.get(
            code.sub_event_type, _DISORDER.get(code.event_type or "")
        ),
        "event_type": code.event_type,
        "sub_event_type": code.sub_event_type,
        "actor1": next(iter(actors), None),
        "assoc_actor_1": "; ".join(actors[1:]),
        "actor2": next(iter(targets), None),
        "assoc_actor_2": "; ".join(targets[1:]),
        "civilian_targeting": "Civilian targeting" if _targets_civilians(event, code) else None,
        "iso": country.number,
        "country": place.country if place else None,
        "admin1": geography.division(place),
        "location": place.name if place else None,
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
        "geo_precision": _geo_precision(geography.feature(place)),
        "source": "; ".join(event.outlets),
        "notes": _notes(event),
        "fatalities": killed.low if killed else None,
        "tags": _tags(event),
    }


def _code(event: Event) -> Acled | None:
    code: Acled | None = event.most(
        lambda claim: claim.record.acled if claim.record.acled and claim.record.acled.event_type else None
    )
    return code


def _happened(claim: Claimed) -> bool:
    record = claim.record
    return record.assertion == "actual" and not (
        isinstance(record, Incident) and (record.type == "toll" or record.violations is not None)
    )


def _time(edtf: str | None) -> dict[str, Cell]:
    found = within(edtf)
    if found is None:
        return {}
    first, last = found
    length = (last - first).days + 1
    middle = first + timedelta(days=length // 2)
    precision = 1 if length == 1 else 2 if length <= 7 else 3
    return {"event_date": middle.isoformat(), "year": middle.year, "time_precision": precision}


def _geo_precision(feature: str | None) -> int | None:
    """1 a town or site, 2 a district or a larger place of nature, 3 a first-level division or more."""
    if feature is None:
        return None
    if feature in ("admin1", "country", "continent", "region", "sea"):
        return 3
    return 1 if feature in ("city", "capital", "airport", "camp", "crossing", "site") else 2


def _targets_civilians(event: Event, code: Acled) -> bool:
    hurt = [
        casualties.who
        for claim in event.claims
        if isinstance(claim.record, Incident)
        for casualties in claim.record.casualties
    ]
    return code.event_type in _AGAINST_CIVILIANS and any(map(is_civilian, (*event.actors("targets"), *hurt)))


def _notes(event: Event) -> str:
    """What each claim says, with who says so and its words."""
    return " ".join(_note(claim) for claim in event.claims)


def _note(claim: Claimed) -> str:
    said = "" if claim.record.assertion == "actual" else f" ({claim.record.assertion})"
    return f"{claim.report.name}: {describe(claim.record).line}{said}: “{claim.words}”."


def _tags(event: Event) -> str:
    sure = event.most(lambda claim: claim.record.confidence)
    return "; ".join(
        [f"sources={len(event.voices)}", *([f"confidence={sure:.2f}"] if sure is not None else [])]
    )
