"""The ground under the map: countries cut to what is looked at, from files of this machine."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.desk import assets
from trucewatch.desk.borders import Bounds, clipped, countries

IDLIB = Bounds(35.0, 34.0, 39.0, 38.0)
needs_assets = pytest.mark.skipif(bool(assets.missing()), reason=assets.missing() or "built")

_POINTS = st.tuples(st.integers(-1700, 1700), st.integers(-800, 800)).map(
    lambda point: (point[0] / 10, point[1] / 10)
)


@given(points=st.lists(_POINTS, min_size=3, max_size=12), corner=_POINTS, size=st.floats(0.5, 40))
def test_what_is_cut_lies_within_and_is_closed(
    points: list[tuple[float, float]], corner: tuple[float, float], size: float
) -> None:
    bounds = Bounds(corner[0], corner[1], corner[0] + size, corner[1] + size)
    cut = clipped([*points, points[0]], bounds)
    for x, y in cut:
        assert bounds.west - 1e-3 <= x <= bounds.east + 1e-3
        assert bounds.south - 1e-3 <= y <= bounds.north + 1e-3
    assert not cut or cut[0] == cut[-1]


def test_a_ring_within_the_bounds_stays_as_it_is() -> None:
    ring = ((36.0, 35.0), (37.0, 35.0), (37.0, 36.0), (36.0, 35.0))
    assert set(clipped(ring, IDLIB)) == set(ring)


@needs_assets
@pytest.mark.parametrize("scale", ["10m", "50m"])
def test_the_countries_around_idlib_are_those_that_lie_there(scale: str) -> None:
    found = {one["properties"]["name"] for one in countries(IDLIB, scale)}  # type: ignore[arg-type]
    assert {"Syria", "Turkey", "Lebanon"} <= found
    assert "France" not in found


@needs_assets
@settings(deadline=None, max_examples=25)
@given(west=st.floats(-180, 175), south=st.floats(-84, 80), size=st.floats(0.2, 30))
def test_countries_are_closed_polygons_within_the_bounds(west: float, south: float, size: float) -> None:
    bounds = Bounds(west, south, min(west + size, 180), min(south + size, 85))
    for country in countries(bounds, "50m"):
        for polygon in country["geometry"]["coordinates"]:
            for ring in polygon:
                assert ring[0] == ring[-1]
                assert all(bounds.west - 1e-3 <= x <= bounds.east + 1e-3 for x, _ in ring)
                assert all(bounds.south - 1e-3 <= y <= bounds.north + 1e-3 for _, y in ring)


@needs_assets
def test_the_ground_of_a_case_has_its_countries_and_towns(client: TestClient) -> None:
    ground = client.get("/cases/idlib/map/base.json").json()
    towns = {one["properties"]["name"] for one in ground["places"]["features"]}
    assert {"Aleppo", "Idlib"} <= towns
    assert {"Syria", "Turkey"} <= {one["properties"]["name"] for one in ground["countries"]["features"]}
    assert client.get("/cases/nowhere/map/base.json").status_code == 404
