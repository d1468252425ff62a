"""A case file is read whole, or says by line and key all that is wrong with it, and what is doubtful."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases.telling import CASE, case_file
from trucewatch.cases import CaseError, check, load
from trucewatch.cases.knowledge import knowledge
from trucewatch.cases.loading import locate
from trucewatch.cases.zones import inside, polygons

SQUARE = '{"type": "Polygon", "coordinates": [[[19, 9], [21, 9], [21, 11], [19, 11], [19, 9]]]}'
EXAMPLE = Path(__file__).parents[2] / "examples" / "idlib" / "case.toml"


def problems(folder: Path, text: str) -> list[str]:
    path = folder / "case.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CaseError) as caught:
        load(path)
    return [str(problem).removeprefix(f"{path}, ") for problem in caught.value.problems]


def test_a_case_file_becomes_its_values(tmp_path: Path) -> None:
    case = case_file(tmp_path).case
    assert [party.name for party in case.party] == ["North", "South"]
    assert case.agreement[0].date == "2021-03-01"
    assert case.place[0].point == (10.0, 20.0)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('name = "x"\nnmae = "y"\n', "line 2: nmae: is no key of a case file"),
        (
            'name = "x"\n[[post]]\nname = "Mill"\nlatitude = 100.0\nlongitude = 1.0\n',
            "line 4: post “Mill” latitude: 100.0 is no place",
        ),
        (
            'name = "x"\n[[post]]\nname = "Mill"\nlatitude = 10.0\n',
            "line 2: post “Mill”: has one of latitude and longitude without the other",
        ),
        ('name = "x"\n[[place]]\nlatitude = 1.0\nlongitude = 1.0\n', "line 2: place no. 1 name: is missing"),
        (
            'name = "x"\n[period]\nsince = "last week"\n',
            "line 3: period.since: 'last week' is no date (write 2020-02-08, 2020-02 or 2020)",
        ),
        ('name = "x"\n[[party]]\nname = "A"\n[[party]]\nname = "a"\n', "party 'a' is there twice"),
        (
            'name = "x"\n[[source]]\nname = "A"\nkind = "friend"\n',
            "line 4: source “A” kind: 'friend' is none of",
        ),
        (
            'name = "x"\n[[commitment]]\nid = "c"\nagreement = "no"\nkind = "patrol"\nwhat = "w"\n',
            "commitment 'c' is of an agreement 'no' that is not there",
        ),
        ('name = "x"\n[zone]\ngeojson = "{}"\n', "is no GeoJSON"),
        ('name = "x"\n[zone]\nfile = "none.geojson"\n', "line 3: zone.file: "),
        ('name = "x\n', "line 1: is no TOML"),
    ],
)
def test_what_is_wrong_is_named_by_line_key_and_cause(tmp_path: Path, text: str, complaint: str) -> None:
    found = problems(tmp_path, text)
    assert len(found) == 1
    assert complaint in found[0]
    assert "\n" not in found[0]


def test_all_problems_of_a_file_come_out_together(tmp_path: Path) -> None:
    found = problems(tmp_path, 'name = ""\n[[party]]\nkind = "tribe"\n')
    assert [line.partition(":")[0] for line in found] == ["line 1", "line 2", "line 3"]


def test_a_file_that_is_not_there_or_no_text_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="there is no such file"):
        load(tmp_path / "none.toml")
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(CaseError, match="is not UTF-8 text"):
        load(tmp_path / "bytes.toml")


@given(st.text(max_size=300))
def test_any_text_is_a_case_or_a_problem(text: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "case.toml"
        path.write_text(text, encoding="utf-8", errors="replace")
        try:
            load(path)
        except CaseError as error:
            assert error.problems
            assert all("\n" not in problem.cause for problem in error.problems)


def test_lines_are_found_for_tables_and_keys() -> None:
    lines = locate('name = "x"\n\n[[party]]\nname = "A"\n[[party]]\n# b\nname = "B"\n')
    assert lines["name",] == 1
    assert lines["party", 0] == 3
    assert lines["party", 1, "name"] == 7


@pytest.mark.parametrize(
    ("more", "doubt"),
    [
        (
            '[[party]]\nname = "East"\naliases = ["Northern Army"]\n',
            "'Northern Army' is also a name of North",
        ),
        (
            '[[post]]\nname = "Far post"\nlatitude = 50.0\nlongitude = 20.0\noperator = "North"\n',
            "lies outside the zone",
        ),
        ('[[place]]\nname = "Qqrstv"\n', "is in no gazetteer and has no coordinates"),
        (
            '[[post]]\nname = "Lost post"\nplace = "Qqrstv"\noperator = "North"\n',
            "'Qqrstv' is no place that is known",
        ),
        ('[[post]]\nname = "Nobody"\nplace = "Alder"\noperator = "West"\n', "'West' is no party of the case"),
        (
            '[[commitment]]\nid = "c"\nagreement = "truce"\nkind = "patrol"\nwhat = "w"\nby = 2020-01-01\n',
            "by 2020-01-01 is out of the period",
        ),
        (
            '[[commitment]]\nid = "c"\nagreement = "truce"\nkind = "patrol"\nwhat = "w"\nby = 2021-02-01\n',
            "before the agreement",
        ),
        ('[[source]]\nname = "Army press"\nkind = "party"\n', "`of` does not say whose"),
        ('[reports]\nfiles = ["none/*.md"]\n', "'none/*.md' matches no file"),
    ],
)
def test_what_is_doubtful_is_a_warning_with_its_line(tmp_path: Path, more: str, doubt: str) -> None:
    period = "[period]\nsince = 2021-01-01\nuntil = 2021-12-31\n"
    file = case_file(tmp_path, f"{period}[zone]\ngeojson = '{SQUARE}'\n{more}")
    found = [str(warning) for warning in check(file) if doubt in str(warning)]
    assert len(found) == 1
    assert ", line " in found[0]


def test_the_worked_case_is_valid_and_beyond_doubt() -> None:
    assert check(load(EXAMPLE)) == []


def test_what_a_case_knows_goes_to_linking(tmp_path: Path) -> None:
    more = '[[source]]\nname = "Army press"\nkind = "party"\nof = "North"\naliases = ["the spokesman"]\n'
    known = knowledge(case_file(tmp_path, more).case)
    assert known.names["Northern Army"] == "North"
    assert known.names["the spokesman"] == known.names["Army press"] == "North"
    assert known.coordinates["Alder"] == (10.0, 20.0)
    assert known.sources["North"] == "party"
    assert known.sources["East"] == "ally"
    assert known.within["Mill post"] == "Alder"


def test_a_mission_is_no_party_to_the_conflict_as_a_source(tmp_path: Path) -> None:
    known = knowledge(case_file(tmp_path, '[[party]]\nname = "Border Mission"\nkind = "mission"\n').case)
    assert "Border Mission" not in known.sources


def test_a_capital_among_a_partys_names_is_left_to_the_reading(tmp_path: Path) -> None:
    text = 'name = "x"\n[[party]]\nname = "Turkey"\naliases = ["Ankara", "Turkish state"]\n'
    assert set(knowledge(case_file(tmp_path, text=text).case).names) == {"Turkish state"}


def test_ground_is_inside_its_ring_and_outside_its_holes() -> None:
    areas = polygons(
        '{"type": "Feature", "geometry": {"type": "Polygon", "coordinates": ['
        "[[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]], [[4, 4], [6, 4], [6, 6], [4, 6], [4, 4]]]}}"
    )
    assert inside(areas, (2, 2))
    assert not inside(areas, (5, 5))
    assert not inside(areas, (2, 12))


@given(st.floats(-89, 89), st.floats(-179, 179))
def test_a_point_is_in_a_square_just_where_its_bounds_say(latitude: float, longitude: float) -> None:
    expected = 9 < latitude < 11 and 19 < longitude < 21
    on_edge = latitude in (9, 11) or longitude in (19, 21)
    assert on_edge or inside(polygons(SQUARE), (latitude, longitude)) == expected


def test_the_case_of_these_tests_has_no_doubt_but_that_it_names_no_reports(tmp_path: Path) -> None:
    assert CASE
    assert [warning.key for warning in check(case_file(tmp_path))] == ["reports"]
