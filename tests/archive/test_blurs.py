"""Places that are shown only roughly: which are, and that what is shown does not give the point away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.archive import Archive, ArchiveError
from trucewatch.archive.blurs import blur, blurs, roughened, snap
from trucewatch.places import distance

LATITUDES = st.floats(-90, 90)
LONGITUDES = st.floats(-180, 180)
WIDTHS = st.floats(0.5, 500)


@given(LATITUDES, LONGITUDES, WIDTHS)
def test_what_is_shown_lies_near_and_says_how_roughly(
    latitude: float, longitude: float, width: float
) -> None:
    rough = snap(latitude, longitude, width)
    assert rough.kilometres == width
    assert -90 <= rough.latitude <= 90
    assert -180 <= rough.longitude <= 180
    away = distance((latitude, longitude), (rough.latitude, rough.longitude))
    assert away <= (2 * width if abs(latitude) < 80 else 4 * width)
    assert f"{width:g} km" in str(rough)


@given(LATITUDES, LONGITUDES, WIDTHS)
def test_all_of_a_square_are_shown_at_one_point_so_showing_again_tells_nothing(
    latitude: float, longitude: float, width: float
) -> None:
    rough = snap(latitude, longitude, width)
    assert snap(rough.latitude, rough.longitude, width) == rough


def test_two_places_of_one_square_are_not_told_apart_and_others_are() -> None:
    assert snap(35.931, 36.632, 10) == snap(35.935, 36.629, 10)
    assert snap(35.931, 36.632, 10) != snap(36.131, 36.632, 10)


def test_the_last_word_on_a_place_counts(archive: Archive) -> None:
    blur(archive, "Saraqib", 5)
    blur(archive, "  SARAQIB ", 20, who="Mira")
    blur(archive, "Alder", 5)
    blur(archive, "alder", 0)
    (one,) = blurs(archive).values()
    assert (one.place, one.kilometres, one.who) == ("SARAQIB", 20.0, "Mira")
    assert archive.verify() == []


def test_the_places_of_a_record_are_shown_roughly_by_name_or_id(archive: Archive) -> None:
    blur(archive, "saraqíb", 10)
    blur(archive, "4711", 50)
    body = {
        "kind": "displacement",
        "from": {"name": "Saraqib", "id": "1", "latitude": 35.86, "longitude": 36.8, "country": "Syria"},
        "place": {"name": "The Camp", "id": "4711", "latitude": 36.2, "longitude": 36.7},
        "to": {"name": "Idlib", "id": "2", "latitude": 35.93, "longitude": 36.63},
    }
    shown = roughened(body, blurs(archive))
    assert (shown["from"]["latitude"], shown["from"]["longitude"]) == snap(35.86, 36.8, 10)[:2]
    assert shown["from"].keys() == {"name", "latitude", "longitude", "country"}
    assert (shown["place"]["latitude"], shown["place"]["longitude"]) == snap(36.2, 36.7, 50)[:2]
    assert shown["to"] == body["to"]
    assert body["place"]["id"] == "4711"
    assert roughened({"kind": "incident", "place": {"name": "Saraqib"}}, blurs(archive))["place"] == {
        "name": "Saraqib"
    }


@pytest.mark.parametrize("width", [-1, 501, float("nan"), float("inf")])
def test_a_width_that_is_none_is_refused(archive: Archive, width: float) -> None:
    with pytest.raises(ArchiveError, match="is no width"):
        blur(archive, "Alder", width)
    with pytest.raises(ArchiveError, match="without a name"):
        blur(archive, " - ", 5)
    assert blurs(archive) == {}
