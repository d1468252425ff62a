"""The map as data: what stands on a day, what is uncertain, what has no place; nothing is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cases.telling import ALDER, BIRCH, NORTH, SOUTH, case_file, count, reading
from trucewatch.cases import Picture, picture
from trucewatch.desk.views import map as map_view
from trucewatch.desk.views.map import MapFilters, MapView
from trucewatch.desk.views.map_features import Feature, Marked
from trucewatch.desk.views.map_signs import signs
from trucewatch.records import Actor, Casualties, Control, Incident, Place, Post, Talks

NOWHERE = Place(name="Nopeville")
ZONE = """
[zone]
geojson = '{"type": "Polygon", "coordinates": [[[19.9, 9.9], [20.1, 9.9], [20.1, 10.1], [19.9, 10.1], [19.9, 9.9]]]}'
"""


def _shelling(place: Place | None, day: str, **more: Any) -> tuple[Any, ...]:
    where = place.name if place else "no one place"
    return (
        Incident,
        f"shells fell on {where} on {day}",
        {"type": "shelling", "place": place, "date": day, **more},
    )


def _taken(place: Place, by: Actor, day: str, assertion: str = "actual") -> tuple[Any, ...]:
    values = {"change": "captured", "place": place, "by": (by,), "date": day, "assertion": assertion}
    return Control, f"{by.name} took {place.name} on {day} ({assertion})", values


def _post(status: str, day: str, assertion: str = "actual") -> tuple[Any, ...]:
    values = {"status": status, "place": ALDER, "operator": (NORTH,), "date": day, "assertion": assertion}
    return Post, f"the post was {status} on {day} ({assertion})", values


def _picture(folder: Path, *records: tuple[Any, ...], more: str = "") -> Picture:
    made = [reading(f"report {n}", "2021-03-20", record) for n, record in enumerate(records)]
    return picture(case_file(folder, more), made)


def _seen(folder: Path, *records: tuple[Any, ...], more: str = "", **filters: str) -> MapView:
    return map_view.view(_picture(folder, *records, more=more), MapFilters(**filters))


def _only(view: MapView) -> Feature:
    (feature,) = view.features.features
    return feature


def test_an_incident_stands_where_it_was_with_how_many_it_harmed(tmp_path: Path) -> None:
    harm = (Casualties(outcome="killed", count=count(3)), Casualties(outcome="wounded", count=count(5)))
    feature = _only(_seen(tmp_path, _shelling(ALDER, "2021-03-05", casualties=harm)))
    assert feature.geometry == {"type": "Point", "coordinates": [20.0, 10.0]}
    marked = feature.properties
    assert (marked.layer, marked.group, marked.day, marked.low) == ("incident", "shelling", "2021-03-05", 8)
    assert marked.harm == "3 killed, 5 wounded"
    assert marked.words == "shells fell on Alder on 2021-03-05"


def test_every_thing_is_on_the_map_or_beside_it(tmp_path: Path) -> None:
    made = _picture(
        tmp_path,
        _shelling(ALDER, "2021-03-05"),
        _shelling(NOWHERE, "2021-03-06"),
        _shelling(None, "2021-03-12"),
        _taken(BIRCH, SOUTH, "2021-03-07"),
        _post("surrounded", "2021-03-08"),
        (Talks, "both met on 9 March", {"status": "held", "parties": (NORTH, SOUTH), "date": "2021-03-09"}),
    )
    view = map_view.view(made, MapFilters())
    placed = {feature.properties.thing for feature in view.features.features}
    beside = {marked.thing for one in view.unplaced for marked in one.things}
    assert placed | beside == {thing.id for thing in made.linked.things}
    assert not placed & beside
    assert {one.kind: len(one.things) for one in view.unplaced} == {"incident": 2, "talks": 1}


@pytest.mark.parametrize(
    ("day", "holder"),
    [("2021-03-04", None), ("2021-03-05", "South"), ("2021-03-11", "South"), ("2021-03-12", "North")],
)
def test_a_town_is_held_from_one_word_on_it_to_the_next(tmp_path: Path, day: str, holder: str | None) -> None:
    view = _seen(tmp_path, _taken(ALDER, SOUTH, "2021-03-05"), _taken(ALDER, NORTH, "2021-03-12"), day=day)
    assert [marked.group for marked in view.stands] == ([holder] if holder else [])


def test_a_denial_leaves_the_status_and_makes_it_uncertain(tmp_path: Path) -> None:
    view = _seen(tmp_path, _post("surrounded", "2021-03-05"), _post("surrounded", "2021-03-08", "denied"))
    before, after = (feature.properties for feature in view.features.features)
    assert (before.status, before.doubt, before.until) == ("surrounded", "", "2021-03-08")
    assert (after.status, after.group) == ("surrounded", "under pressure")
    assert after.doubt == "denied: surrounded, 8 March 2021"


def test_what_was_never_more_than_possible_is_uncertain(tmp_path: Path) -> None:
    view = _seen(tmp_path, _taken(ALDER, SOUTH, "2021-03-05", "possible"))
    assert _only(view).properties.doubt == "possible: captured by South, 5 March 2021"
    assert _only(view).properties.group == "nobody known"
    assert (
        "only planned"
        in _only(_seen(tmp_path, _shelling(ALDER, "2021-03-05", assertion="planned"))).properties.doubt
    )


@pytest.mark.parametrize("name", ["northern Syria", "Syria"])
def test_a_place_that_is_no_spot_is_uncertain(tmp_path: Path, name: str) -> None:
    place = Place(name=name, latitude=35.0, longitude=38.0)
    doubt = _only(_seen(tmp_path, _shelling(place, "2021-03-05"))).properties.doubt
    assert doubt == f"somewhere in {name}; drawn at its middle"


def test_what_lies_outside_the_zone_says_so_and_bounds_are_those_of_the_zone(tmp_path: Path) -> None:
    far = Place(name="Farfield", latitude=12.0, longitude=25.0)
    view = _seen(tmp_path, _shelling(ALDER, "2021-03-05"), _shelling(far, "2021-03-09"), more=ZONE)
    assert [feature.properties.beside for feature in view.features.features] == [False, True]
    assert view.bounds == pytest.approx((19.65, 9.65, 20.35, 10.35))
    assert view.zone["features"][0]["geometry"]["type"] == "MultiPolygon"


def test_incidents_can_be_limited_to_those_since_a_day_while_towns_stay(tmp_path: Path) -> None:
    told = (
        _shelling(ALDER, "2021-03-05"),
        _shelling(BIRCH, "2021-03-12"),
        _taken(BIRCH, SOUTH, "2021-03-01"),
    )
    view = _seen(tmp_path, *told, since="2021-03-10")
    assert [feature.properties.day for feature in view.features.features] == ["2021-03-01", "2021-03-12"]


def test_no_two_signs_of_a_layer_look_alike_without_colour() -> None:
    names = [f"{letter} front {n}" for letter in "ABC" for n in range(12)]
    made = signs(_held(name) for name in names)
    assert len({sign.letter for sign in made}) == len(names) == len(made)


def _held(name: str) -> Marked:
    return Marked(
        layer="control", kind="control", thing=None, title="", group=name, status="", day="", date="", place="",
        assertion="actual", sources=1, disputed=False, words="", voice="", report="", record=0,
    )  # fmt: skip


def test_each_feature_of_the_example_is_geojson_on_the_globe(idlib: Picture) -> None:
    view = map_view.view(idlib, MapFilters())
    assert len(view.features.features) > 20
    for feature in view.features.model_dump(mode="json")["features"]:
        longitude, latitude = feature["geometry"]["coordinates"]
        assert -180 <= longitude <= 180
        assert -90 <= latitude <= 90
        assert feature["properties"]["title"]
    assert len({feature.id for feature in view.features.features}) == len(view.features.features)
