"""Displacement figures as tables: in the fields of IDMC's database, and tagged by HXL.

Invariant: every figure is a row of its own with its source and window; none is added to another. IDMC: Global
Internal Displacement Database, disaggregated data. HXL: Humanitarian Exchange Language 1.1, hxlstandard.org.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trucewatch.exports import geography
from trucewatch.exports.events import Claimed, estimate, window
from trucewatch.exports.sheets import Cell
from trucewatch.exports.wording import source_words
from trucewatch.records import Displacement, Place

_CATEGORY = {"displaced": "Total number of IDPs", "newly displaced": "Internal displacements"}
_POPULATION = {
    "displaced": "idps",
    "newly displaced": "idps",
    "refugees hosted": "refugees",
    "returned": "returnees",
    "evacuated": "evacuees",
    "confined": "confined",
}
IDMC = (
    "ID", "ISO3", "Country", "Figure cause", "Year", "Figure category", "Figure unit", "Reported figures",
    "Total figures", "Start date", "End date", "Start date accuracy", "End date accuracy", "Publishers",
    "Sources", "Locations name", "Locations coordinates", "Displacement occurred", "Analysis", "URL",
)  # fmt: skip
HXL = {
    "Figure": "#meta+id",
    "Country": "#country+name",
    "ISO3": "#country+code+v_iso3",
    "Division": "#adm1+name",
    "Place": "#loc+name",
    "Latitude": "#geo+lat",
    "Longitude": "#geo+lon",
    "From": "#loc+name+origin",
    "To": "#loc+name+destination",
    "Population": "#indicator+type",
    "Measure": "#indicator+name",
    "Value": "#affected+value+num",
    "Low": "#affected+value+low+num",
    "High": "#affected+value+high+num",
    "Unit": "#indicator+unit",
    "Start": "#date+start",
    "End": "#date+end",
    "Said by": "#meta+source+quoted",
    "Outlet": "#meta+source",
    "Published": "#date+published",
    "URL": "#meta+url",
    "Held": "#status+assertion",
    "Confidence": "#indicator+confidence+num",
    "Words": "#description+quote",
}


def fits(claim: Claimed) -> bool:
    """Whether the claim is a displacement figure."""
    return isinstance(claim.record, Displacement) and claim.record.count is not None


def idmc_fits(claim: Claimed) -> bool:
    """Whether IDMC counts it: people displaced within their country, actual, by number."""
    record = claim.record
    return (
        fits(claim)
        and isinstance(record, Displacement)
        and record.measure in _CATEGORY
        and record.assertion == "actual"
    )


def idmc_rows(claims: Iterable[Claimed]) -> Iterator[dict[str, Cell]]:
    """A row for each claim that `idmc_fits`; households stay households: no size of them is assumed."""
    for claim in claims:
        if idmc_fits(claim):
            yield _idmc(claim)


def hxl_rows(claims: Iterable[Claimed]) -> Iterator[dict[str, Cell]]:
    """A row for each claim that `fits`, under the keys of `HXL`."""
    for claim in claims:
        if fits(claim):
            yield _hxl(claim)


def _idmc(claim: Claimed) -> dict[str, Cell]:
    record = claim.record
    assert isinstance(record, Displacement) and record.count is not None
    place = record.place or record.from_
    found = estimate(record.count)
    first, last = window(record.date)
    country = place.country if place else None
    return {
        "ID": claim.id,
        "ISO3": geography.country(country).alpha_3,
        "Country": country,
        "Year": last[:4] or None,
        "Figure category": _CATEGORY[record.measure or "displaced"],
        "Figure unit": "Person" if record.unit == "people" else "Household" if record.unit else None,
        "Reported figures": found.best if found else None,
        "Total figures": found.best if found and record.unit == "people" else None,
        "Start date": first,
        "End date": last,
        "Start date accuracy": _accuracy(record.date, 0),
        "End date accuracy": _accuracy(record.date, -1),
        "Publishers": claim.report.name,
        "Sources": source_words(record.attribution) if record.attribution else None,
        "Locations name": place.name if place else None,
        "Locations coordinates": _point(place),
        "Analysis": f"{record.count.text}: “{claim.words}”",
        "URL": claim.report.url,
    }


def _hxl(claim: Claimed) -> dict[str, Cell]:
    record = claim.record
    assert isinstance(record, Displacement) and record.count is not None
    count = record.count
    found = estimate(count)
    place = record.place or record.to or record.from_
    first, last = window(record.date)
    country = place.country if place else None
    return {
        "Figure": claim.id,
        "Country": country,
        "ISO3": geography.country(country).alpha_3,
        "Division": geography.division(place),
        "Place": place.name if place else None,
        "Latitude": place.latitude if place else None,
        "Longitude": place.longitude if place else None,
        "From": record.from_.name if record.from_ else None,
        "To": record.to.name if record.to else None,
        "Population": _POPULATION.get(record.measure or ""),
        "Measure": record.measure,
        "Value": count.value,
        "Low": found.low if found and count.relation != "up to" else None,
        "High": found.high if found and count.relation in ("exactly", "up to", "between") else None,
        "Unit": record.unit,
        "Start": first or None,
        "End": last or None,
        "Said by": source_words(record.attribution) if record.attribution else None,
        "Outlet": claim.report.name,
        "Published": claim.report.published,
        "URL": claim.report.url,
        "Held": record.assertion,
        "Confidence": record.confidence,
        "Words": claim.words,
    }


def _accuracy(edtf: str | None, end: int) -> str | None:
    if not edtf:
        return None
    return {1: "Year", 2: "Month"}.get(len(edtf.split("/")[end].split("-")), "Day")


def _point(place: Place | None) -> str | None:
    if place is None or place.latitude is None:
        return None
    return f"{place.latitude}, {place.longitude}"
