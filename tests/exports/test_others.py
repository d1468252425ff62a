"""What goes out is opened by the tools of those who get it, and says there what it says here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.exports.claims import SIRTE, claim, displaced, event, killed, shelling
from tests.readings import RECORDS
from trucewatch.exports.events import Claimed
from trucewatch.exports.tables import FORMATS, export
from trucewatch.records import Count, Place

pytest.importorskip("pycountry", reason="needs the extra exports")
HARD = 'He said: "=1+1", then\nleft; –3 °C, “quoted”, قال'
CLAIMS = [
    *(claim(record, id=f"a{n:02}") for n, record in enumerate(RECORDS)),
    claim(shelling(killed(3, "civilians")), HARD, "b1"),
    claim(displaced(Count(value=1200, text="1,200"), date="2021-05/.."), id="b2"),
    claim(
        displaced(Count(value=40, relation="more than", text="40"), place=Place(name="the coast")), id="b3"
    ),
    Claimed("b4", shelling(killed(2)), claim(shelling()).report, (HARD,)),
]


def written(form: str, folder: Path) -> Path:
    """The claims in one of the formats, as a file."""
    return export(CLAIMS, folder / f"out.{form}.csv", form=form, who="desk", filters={}).path


@pytest.mark.parametrize("form", ["acled", "ged", "idmc", "hxl"])
def test_frictionless_finds_nothing_wrong_with_the_csv(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frictionless = pytest.importorskip("frictionless")
    path = written(form, tmp_path)
    monkeypatch.chdir(tmp_path)
    report = frictionless.validate(path.name)
    assert report.valid, report.flatten(["type", "message"])
    assert report.tasks[0].stats["rows"] > 0


@pytest.mark.parametrize("form", ["acled", "ged", "idmc"])
def test_pandas_reads_every_row_with_its_numbers_as_numbers(form: str, tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    path = written(form, tmp_path)
    table = pandas.read_csv(path, keep_default_na=False, na_values=[""])
    described = json.loads(path.with_name(path.name + "-metadata.json").read_text("utf-8"))
    assert len(table) == described["rows"] > 0
    numbers = {"acled": ["latitude", "fatalities"], "ged": ["best", "latitude"], "idmc": ["Reported figures"]}
    assert all(pandas.api.types.is_numeric_dtype(table[column]) for column in numbers[form])
    notes = {"acled": "notes", "ged": "source_headline", "idmc": "Analysis"}[form]
    assert form != "acled" or any(HARD in str(note) for note in table[notes])


def test_geojson_is_by_its_standard_and_its_points_are_where_they_should_be(tmp_path: Path) -> None:
    models = pytest.importorskip("geojson_pydantic")
    geometry = pytest.importorskip("shapely.geometry")
    text = written("geojson", tmp_path).read_text("utf-8")
    collection = models.FeatureCollection.model_validate_json(text)
    assert len(collection.features) == len(CLAIMS)
    shapes = [geometry.shape(f.geometry) for f in collection.features if f.geometry is not None]
    assert shapes and all(shape.is_valid for shape in shapes)
    assert {(shape.x, shape.y) for shape in shapes} == {(SIRTE.longitude, SIRTE.latitude)}
    assert any(f.geometry is None and f.properties["place"] == "the coast" for f in collection.features)


def test_libhxl_reads_every_tag_and_finds_no_error(tmp_path: Path) -> None:
    hxl = pytest.importorskip("hxl")
    path = written("hxl", tmp_path)
    with hxl.data(str(path), hxl.InputOptions(allow_local=True)) as source:
        rows = list(source)
        assert {column.tag for column in source.columns} >= {"#affected", "#date", "#loc", "#meta", "#geo"}
        assert [row.get("#affected+value+num") for row in rows][-2:] == ["1200", "40"]
        assert {row.get("#indicator+type") for row in rows} == {"idps"}
    with hxl.data(str(path), hxl.InputOptions(allow_local=True)) as source:
        report = hxl.validate(source)
    assert report["is_valid"], report["issues"]


def test_followthemoney_takes_every_entity_with_every_property(tmp_path: Path) -> None:
    ftm = pytest.importorskip("followthemoney", reason="followthemoney needs ICU to be compiled against")
    lines = written("followthemoney", tmp_path).read_text("utf-8").splitlines()
    entities: list[dict[str, Any]] = [json.loads(line) for line in lines]
    known = {entity["id"] for entity in entities}
    assert {entity["schema"] for entity in entities} == {"Event", "Article", "Organization"}
    for entity in entities:
        proxy = ftm.model.get_proxy(entity)
        kept = proxy.to_dict()["properties"]
        assert set(kept) == set(entity["properties"]), entity
        for name, values in entity["properties"].items():
            assert sorted(kept[name]) == sorted(set(values)), name
            if proxy.schema.get(name).type.name == "entity":
                assert set(values) <= known


def test_a_geopackage_opens_in_gdal_with_its_layers_points_and_columns(tmp_path: Path) -> None:
    pyogrio = pytest.importorskip("pyogrio", reason="needs the extra geo")
    shapely = pytest.importorskip("shapely")
    path = written("geopackage", tmp_path).rename(tmp_path / "out.gpkg")
    assert pyogrio.list_layers(path).tolist() == [["events", "Point"], ["claims", "Point"]]
    for layer in ("events", "claims"):
        about, _, points, columns = pyogrio.raw.read(path, layer=layer)
        assert about["crs"] == "EPSG:4326" and len(points) == len(CLAIMS)
        shapes = [shapely.from_wkb(point) for point in points if point is not None]
        assert {(shape.x, shape.y) for shape in shapes} == {(SIRTE.longitude, SIRTE.latitude)}
        assert len(shapes) < len(points)
        rows = dict(zip(about["fields"], columns, strict=True))
        assert list(rows["id"]) == [one.id for one in CLAIMS]
        if layer == "claims":
            assert HARD in set(rows["quote"]) and set(rows["event"]) == set(rows["id"])


def test_a_geopackage_of_the_same_events_has_the_same_bytes_and_holds_the_figures_of_all_claims() -> None:
    pytest.importorskip("pyogrio", reason="needs the extra geo")
    from trucewatch.exports.geopackage import to_geopackage

    told = [event(claim(shelling(killed(8))), claim(shelling(killed(5)), "Ministry"))]
    assert to_geopackage(told) == to_geopackage(told)
    assert FORMATS["geopackage"].write(told)[1] == 1
