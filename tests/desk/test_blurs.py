"""A blurred place: where it lies is for those with clearance alone, on every way there is."""

from __future__ import annotations

from pathlib import Path

from tests.desk.conftest import CASE
from trucewatch.archive import Archive
from trucewatch.archive.blurs import blur, snap
from trucewatch.desk import Settings
from trucewatch.desk.case_store import Cases

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
