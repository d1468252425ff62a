"""What is blurred goes out only roughly, in every format and on the map, and it is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.exports.claims import SIRTE, claim, displaced, event, shelling
from tests.exports.reporting import pictured
from trucewatch.archive.rows import fold
from trucewatch.exports.blurring import Blurring
from trucewatch.exports.files import description_of
from trucewatch.exports.situation import situation
from trucewatch.exports.situation.content import Figure
from trucewatch.exports.tables import FORMATS, export
from trucewatch.records import Count, Place


@pytest.fixture(autouse=True)
def grid(monkeypatch: pytest.MonkeyPatch) -> None:
    """A grid for the tests: whole degrees."""
    monkeypatch.setattr(
        "trucewatch.exports.blurring.snap",
        lambda latitude, longitude, width: (float(round(latitude)), float(round(longitude)), width),
    )


def blurring(**widths: float) -> Blurring:
    return Blurring({fold(name): width for name, width in widths.items()})


BY_NAME = blurring(sirte=20)
BY_ID = Blurring({fold(str(SIRTE.id)): 20})


@pytest.mark.parametrize("blurred", [BY_NAME, BY_ID])
@pytest.mark.parametrize("form", FORMATS)
def test_no_format_has_the_point_or_its_id_and_the_description_says_so(
    form: str, blurred: Blurring, tmp_path: Path
) -> None:
    pytest.importorskip("pycountry", reason="needs the extra exports")
    if form == "geopackage":
        pytest.importorskip("pyogrio", reason="needs the extra geo")
    claims = [claim(shelling()), claim(displaced(Count(value=3, text="3")), id="b")]
    done = export(claims, tmp_path / "out", form=form, who="desk", filters={}, blurred=blurred)
    assert done.rows or form == "ged"
    data = done.path.read_bytes()
    assert b"31.2" not in data and b"16.6" not in data and str(SIRTE.id).encode() not in data
    about = json.loads(description_of(done.path).read_text("utf-8"))
    assert list(about["shown_only_roughly_to_kilometres"].values()) == [20]


def test_events_are_blurred_with_their_claims() -> None:
    (made,) = BY_NAME.events([event(claim(shelling()), claim(shelling(), "B"))])
    assert made.place == Place(name="Sirte", latitude=31.0, longitude=17.0, country="Libya")


def test_what_is_not_blurred_stays_as_it_is() -> None:
    record = shelling()
    assert blurring(other=5).record(record) == record
    assert BY_NAME.place(Place(name="Sirte")) == Place(name="Sirte")


def test_accents_and_case_of_a_name_make_no_difference() -> None:
    assert blurring(sirte=20).width("SÍRTE") == 20 and blurring(sirte=20).width(None, "Tripoli") == 0


def test_the_map_of_a_report_shows_it_roughly_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trucewatch.exports.blurring.snap", lambda *point: (10.4, 20.4, point[2]))

    def drawn(blurred: Blurring | None) -> Figure:
        report = situation(
            pictured(tmp_path), since="2021-03", who="desk", made_at="2021-03-20", blurred=blurred
        )
        section = report.section("map")
        assert section is not None
        (figure,) = section.blocks
        assert isinstance(figure, Figure)
        return figure

    plain, rough = drawn(None), drawn(Blurring({fold("Birch"): 20}))
    assert "Drawn only roughly: Birch (to 20 km)." in rough.caption
    assert "roughly" not in plain.caption and rough.svg != plain.svg
