"""Deadly events in the columns of UCDP's Georeferenced Event Dataset (GED codebook, version 24.1).

Invariant: only what killed somebody is here, as GED defines an event; a column that our records cannot fill is
there and empty. `id` is our own id, by which `trucewatch show` finds the words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trucewatch.exports import acled, geography
from trucewatch.exports.events import Event, is_civilian, within
from trucewatch.exports.sheets import Cell
from trucewatch.records import Casualties, Incident, Place

COLUMNS = (
    "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id",
    "conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id",
    "side_a_new_id", "side_a", "side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources",
    "source_article", "source_office", "source_date", "source_headline", "source_original", "where_prec",
    "where_coordinates", "where_description", "adm_1", "adm_2", "latitude", "longitude", "geom_wkt",
    "priogrid_gid", "country", "country_id", "region", "event_clarity", "date_prec", "date_start", "date_end",
    "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low", "gwnoa", "gwnob",
)  # fmt: skip
_PRECISION = ((1, 1), (6, 2), (7, 3), (31, 4), (10**6, 5))
_WHERE = {"admin2": 3, "admin1": 4, "country": 6, "sea": 7}


def fits(event: Event) -> bool:
    """Whether GED would have it: an incident that happened and killed at least one; sums over a period are none."""
    killed = event.killed()
    incident = any(isinstance(claim.record, Incident) for claim in event.claims)
    return incident and acled.fits(event) and killed is not None and killed.high > 0


def rows(events: Iterable[Event]) -> Iterator[dict[str, Cell]]:
    """A row for each event that `fits`.

    `best` is what most sources say, the lower of two; `low` and `high` the least and greatest that any says.
    """
    for event in events:
        if fits(event):
            yield _row(event)


def _row(event: Event) -> dict[str, Cell]:
    killed = event.killed()
    assert killed is not None
    civilians = _killed_civilians(event)
    place = event.place
    reports = [claim.report for claim in event.claims]
    return {
        "id": event.id,
        "code_status": "Unchecked",
        "side_a": "; ".join(event.actors("actors")),
        "side_b": "; ".join(event.actors("targets")),
        "number_of_sources": len(event.voices),
        "source_article": "; ".join(
            dict.fromkeys(report.url or report.title or report.file or report.id for report in reports)
        ),
        "source_office": "; ".join(event.outlets),
        "source_date": "; ".join(dict.fromkeys(report.published for report in reports if report.published)),
        "source_headline": "; ".join(dict.fromkeys(report.title for report in reports if report.title)),
        "source_original": "; ".join(_sayers(event)),
        **_where(place),
        "event_clarity": 1,
        **_when(event.date),
        "deaths_civilians": civilians,
        "deaths_unknown": None if civilians is None else max(0, killed.best - civilians),
        "best": killed.best,
        "high": killed.high,
        "low": killed.low,
    }


def _killed_civilians(event: Event) -> int | None:
    def counted(casualties: Casualties) -> bool:
        return casualties.outcome == "killed" and is_civilian(casualties.who)

    found = event.harmed(counted)
    return found.best if found else None


def _sayers(event: Event) -> list[str]:
    sources = [claim.record.attribution for claim in event.claims if claim.record.attribution]
    names = [source.name or source.role or source.organisation for source in sources]
    return list(dict.fromkeys(name for name in names if name))


def _where(place: Place | None) -> dict[str, Cell]:
    if place is None:
        return {}
    feature = geography.feature(place)
    located = place.latitude is not None
    return {
        "where_prec": _WHERE.get(feature, 1 if feature in ("city", "capital") else 5) if feature else None,
        "where_coordinates": place.name,
        "adm_1": geography.division(place),
        "adm_2": place.name if feature == "admin2" else None,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "geom_wkt": f"POINT ({place.longitude} {place.latitude})" if located else None,
        "country": place.country,
    }


def _when(edtf: str | None) -> dict[str, Cell]:
    """GED's precision: 1 the day, 2 up to six days, 3 a week, 4 up to a month, 5 more."""
    found = within(edtf)
    if found is None:
        return {}
    first, last = found
    length = (last - first).days + 1
    precision = next(code for longest, code in _PRECISION if length <= longest)
    return {
        "year": first.year,
        "date_prec": precision,
        "date_start": first.isoformat(),
        "date_end": last.isoformat(),
    }
