"""A blurred place: where it lies is for those with clearance alone, on every way there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk.conftest import CASE
from tests.desk.team import Team, form_token
from trucewatch.archive import Archive
from trucewatch.archive.blurs import blur, blurs, snap
from trucewatch.desk import Settings
from trucewatch.desk.case_store import Cases
from trucewatch.records import Place

MOREK = (35.376, 36.690)
WIDE = 40.0


def _points(value: object) -> set[tuple[float, float]]:
    """Every latitude and longitude that stands anywhere in a value."""
    if isinstance(value, dict):
        here = {(value["latitude"], value["longitude"])} if value.get("latitude") is not None else set()
        return here.union(*map(_points, value.values()))
    return set().union(*map(_points, value)) if isinstance(value, list) else set()


def test_a_picture_without_clearance_has_the_middle_of_its_square(settings: Settings) -> None:
    with Archive(settings.archive) as archive:
        blur(archive, "Morek", WIDE)
        cases = Cases(archive, [CASE])
        rough = snap(*MOREK, WIDE)
        exact, seen = cases.picture("idlib", 2), cases.picture("idlib", 0)
        assert exact is not None
        assert seen is not None
        (post,) = [one for one in seen.posts if "Morek" in one.name]
        assert post.point == (rough.latitude, rough.longitude)
        assert MOREK in {one.point for one in exact.posts}
        assert MOREK not in {one.point for one in (*seen.posts, *seen.control)}


def test_where_the_gazetteer_has_it_does_not_come_out_either(settings: Settings) -> None:
    """A record that gives a name alone, and a post of the case file at a place without a point of its own."""
    with Archive(settings.archive) as archive:
        cases = Cases(archive, [CASE])
        exact = cases.picture("idlib", 2)
        assert exact is not None
        ankara = exact.naming.where(Place(name="Ankara", country="Turkey"))
        assert ankara is not None
        assert ankara.point is not None
        blur(archive, "Ankara", WIDE)
        cases.moved()
        seen = cases.picture("idlib", 0)
        assert seen is not None
        shown = seen.naming.where(Place(name="Ankara", country="Turkey"))
        assert shown is not None
        assert shown.point == snap(*ankara.point, WIDE)[:2]
        assert (shown.key, shown.area, shown.country) == (ankara.key, ankara.area, ankara.country)


def test_records_that_are_found_without_clearance_have_it_too(settings: Settings, tmp_path: Path) -> None:
    with Archive(settings.archive) as archive:
        before = [found for found in archive.find(place="Ankara", clearance=0) if _points(found.body)]
        assert before
        blur(archive, "Ankara", WIDE)
        for found in before:
            (exact,) = archive.show(found.id, clearance=1)
            (seen,) = archive.show(found.id, clearance=0)
            assert _points(exact.body) == _points(found.body)
            hidden = {(one.latitude, one.longitude) for one in [snap(*p, WIDE) for p in _points(exact.body)]}
            assert _points(seen.body) == hidden
            assert seen.id == exact.id


def _blur(team: Team, name: str, place: str, kilometres: str) -> int:
    browser = team.browser(name)
    data = {"place": place, "kilometres": kilometres, "form_token": form_token(browser, "/account")}
    return browser.post("/blurs", data=data).status_code


def test_an_editor_with_the_highest_clearance_blurs_a_place_and_takes_it_back(team: Team) -> None:
    assert _blur(team, "ada", "Alder", "25") == 303
    assert [(one.place, one.kilometres, one.who) for one in blurs(team.archive).values()] == [
        ("Alder", 25, "ada")
    ]
    assert "Alder" in team.browser("ada").get("/levels").text
    assert _blur(team, "ada", "Alder", "0") == 303
    assert blurs(team.archive) == {}


@pytest.mark.parametrize("kilometres", ["-1", "501", "nan", "far"])
def test_a_width_that_is_none_is_refused(team: Team, kilometres: str) -> None:
    assert _blur(team, "ada", "Alder", kilometres) == 422


def test_whoever_has_no_such_right_finds_no_such_page(team: Team) -> None:
    assert _blur(team, "rana", "Alder", "25") == 404
    assert _blur(team, "edda", "Alder", "25") == 422
    assert blurs(team.archive) == {}
