"""The ground under the map of a case: countries and towns around it, from files on this machine.

Invariant: nothing is asked of another machine, and nothing in it comes from a report.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse

from trucewatch.desk.access import Asking
from trucewatch.desk.assets import AssetsError
from trucewatch.desk.borders import Bounds, countries
from trucewatch.desk.pages import shown_to
from trucewatch.desk.views.map import bounds
from trucewatch.linking.naming import gazetteer
from trucewatch.places import Candidate

_WHOLE = Bounds(-180.0, -85.0, 180.0, 85.0)
_DETAILED = 25.0
"""Degrees up to which the finer borders are drawn."""
_TOWNS = 400

router = APIRouter(include_in_schema=False)


@router.get("/cases/{slug}/map/base.json")
def base(request: Request, visitor: Asking, slug: str) -> JSONResponse:
    """Countries and towns around what the case is about, as GeoJSON."""
    around = bounds(shown_to(request, visitor, slug).picture)
    try:
        made = ground(around or _WHOLE)
    except AssetsError as error:
        raise HTTPException(503, str(error)) from None
    return JSONResponse(made)


@lru_cache(maxsize=16)
def ground(inner: Bounds) -> dict[str, Any]:
    """The countries and towns within `inner` and a good way around it; `bounds` says how far that goes.

    Raises:
        AssetsError: where the borders were not built.
    """
    outer = inner.widened(max(inner.extent * 1.5, 2.0))
    detailed = outer.extent <= _DETAILED
    return {
        "bounds": list(outer),
        "countries": _collection(countries(outer, "10m" if detailed else "50m")),
        "places": _collection([_town(rank, one) for rank, one in enumerate(_towns(inner, outer))]),
    }


def _towns(inner: Bounds, outer: Bounds) -> list[Candidate]:
    """The greatest towns around, and more of them where the case is."""
    known = gazetteer()
    if known is None:
        return []
    near = known.within(*inner, limit=_TOWNS) if inner.extent <= _DETAILED else []
    wide = known.within(*outer, limit=_TOWNS // 4)
    return sorted({one.id or one.name: one for one in (*near, *wide)}.values(), key=lambda one: -one.score)


def _town(rank: int, one: Candidate) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"name": one.name, "capital": one.feature == "capital", "rank": rank},
        "geometry": {"type": "Point", "coordinates": [one.longitude, one.latitude]},
    }


def _collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": features}
