"""The gazetteer: names in, the places that they may name out."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.places import Candidate, Gazetteer, GazetteerError, distance
from trucewatch.places.index import write
from trucewatch.places.names import fold, loose, skeleton
from trucewatch.places.rows import Row, read_file, regions


def first(gazetteer: Gazetteer, name: str, **wishes: object) -> Candidate:
    found = gazetteer.candidates(name, **wishes)  # type: ignore[arg-type]
    assert found, f"nothing for {name}"
    return found[0]


class TestNames:
    def test_case_accents_apostrophes_and_hyphens_do_not_matter(self) -> None:
        assert fold("Saint-Étienne") == fold("ST. ETIENNE") == fold("st etienne")
        assert fold("Ma‘arrat an Nu‘mān") == fold("Ma'arrat an-Nu'man")

    def test_the_and_articles(self) -> None:
        assert fold("The Hague") == "hague"
        assert loose(fold("Deir al-Balah")) == loose(fold("Deir el Balah")) == "deir balah"
        assert loose("al") == "al"

    @pytest.mark.parametrize(
        ("one", "other"),
        [("Saraqeb", "Saraqib"), ("Kharkov", "Kharkiv"), ("Hasakeh", "Al Hasakah"), ("Idleb", "Idlib")],
    )
    def test_spellings_of_the_same_sounds_share_a_skeleton(self, one: str, other: str) -> None:
        assert skeleton(fold(one)) == skeleton(fold(other))

    @given(st.text(max_size=40))
    def test_folding_twice_is_folding_once(self, name: str) -> None:
        once = fold(name)
        assert fold(once) in (once, fold(fold(once)))
        assert once == once.strip()


class TestCandidates:
    def test_a_country_comes_before_the_towns_named_like_it(self, gazetteer: Gazetteer) -> None:
        found = first(gazetteer, "Syria")
        assert (found.feature, found.country_code, found.id) == ("country", "SY", "163843")

    def test_a_word_for_a_people_means_its_country(self, gazetteer: Gazetteer) -> None:
        found = first(gazetteer, "Ukrainians")
        assert (found.name, found.match) == ("Ukraine", "demonym")

    @pytest.mark.parametrize(
        ("written", "country", "near"),
        [
            ("Saraqeb", "Syria", (35.86, 36.81)),
            ("Maaret al-Numan", "Syria", (35.64, 36.67)),
            ("Kharkov", "Ukraine", (49.98, 36.25)),
            ("Kiev", "Ukraine", (50.45, 30.52)),
            ("Geneva", "Switzerland", (46.2, 6.14)),
            ("Deir ez Zor", "Syria", (35.34, 40.14)),
        ],
    )
    def test_other_spellings_find_the_place(
        self, gazetteer: Gazetteer, written: str, country: str, near: tuple[float, float]
    ) -> None:
        found = first(gazetteer, written, country=country)
        assert found.country == country
        assert distance(near, (found.latitude, found.longitude)) < 30

    def test_divisions_are_found_by_their_full_names(self, gazetteer: Gazetteer) -> None:
        for name, country in (("Idlib Governorate", "SY"), ("Donetsk Oblast", "UA"), ("Unity State", "SS")):
            found = first(gazetteer, name)
            assert (found.feature, found.country_code) == ("admin1", country)

    def test_well_known_geography_is_there(self, gazetteer: Gazetteer) -> None:
        for name in ("Donbas", "Euphrates", "Line of Control", "Nagorno-Karabakh", "M4 highway", "Sahel"):
            assert gazetteer.candidates(name, fuzzy=False), name

    def test_a_country_limits_and_a_point_ranks(self, gazetteer: Gazetteer) -> None:
        assert first(gazetteer, "Tripoli").country_code == "LY"
        assert first(gazetteer, "Tripoli", country="LB").country == "Lebanon"
        assert first(gazetteer, "Tripoli", near=(34.0, 35.8)).country_code == "LB"

    def test_what_nothing_is_called_finds_nothing(self, gazetteer: Gazetteer) -> None:
        assert gazetteer.candidates("Qwxzvlorp") == []
        assert gazetteer.candidates("") == []

    def test_the_limit_holds(self, gazetteer: Gazetteer) -> None:
        assert len(gazetteer.candidates("San Jose", limit=3)) == 3

    @settings(max_examples=60, deadline=None)
    @given(st.text(max_size=30))
    def test_any_text_may_be_asked_for(self, gazetteer: Gazetteer, name: str) -> None:
        for found in gazetteer.candidates(name):
            assert -90 <= found.latitude <= 90
            assert -180 <= found.longitude <= 180


class TestOwnGazetteers:
    def test_places_of_a_csv_are_added(self, gazetteer: Gazetteer, tmp_path: Path) -> None:
        file = tmp_path / "posts.csv"
        file.write_text(
            "name,latitude,longitude,country,id,alternate names\n"
            "Post Wadi Zurq,33.10,35.95,Syria,zurq,Zurq post|OP Zurq\n",
            encoding="utf-8",
        )
        larger = gazetteer.adding(file)
        found = first(larger, "OP Zurq")
        assert (found.name, found.id, found.country, found.latitude) == (
            "Post Wadi Zurq",
            "zurq",
            "Syria",
            33.1,
        )
        assert first(larger, "Syria").id == "163843"
        assert gazetteer.candidates("OP Zurq", fuzzy=False) == []

    def test_a_geonames_country_file_is_added(self, gazetteer: Gazetteer, tmp_path: Path) -> None:
        cells = [
            "9900001",
            "Tall Zurq",
            "Tall Zurq",
            "Tell Zurq,تل زرق",
            "33.2",
            "36.1",
            "P",
            "PPL",
            "SY",
            "",
        ]
        cells += ["06", "", "", "", "740", "", "520", "Asia/Damascus", "2020-01-01"]
        file = tmp_path / "SY.txt"
        file.write_text("\t".join(cells) + "\n", encoding="utf-8")
        found = first(gazetteer.adding(file), "Tell Zurq")
        assert found[:4] == ("Tall Zurq", "9900001", 33.2, 36.1)
        assert (found.country, found.feature, found.population) == ("Syria", "city", 740)

    @pytest.mark.parametrize(
        ("content", "cause"),
        [
            ("", "empty"),
            ("town,lat,lon\nA,1,2\n", "no column 'name'"),
            ("name,latitude,longitude\nA,north,2\n", "line 2: latitude 'north'"),
            ("name,latitude,longitude\nA,95,2\n", "no place on Earth"),
            ("name,latitude,longitude\n,5,2\n", "has no name"),
            ("name,latitude,longitude\n", "holds no place"),
            ("1\tA\tA\t\t1\t2\tP\tPPL\tSY\t\t\t\t\t\t5\n1\tA\n", "line 2: 2 columns"),
        ],
    )
    def test_a_bad_file_is_named_with_its_cause_in_one_line(
        self, tmp_path: Path, content: str, cause: str
    ) -> None:
        file = tmp_path / "bad.csv"
        file.write_text(content, encoding="utf-8")
        with pytest.raises(GazetteerError) as raised:
            read_file(file)
        message = str(raised.value)
        assert str(file) in message
        assert cause in message
        assert "\n" not in message

    def test_a_missing_and_a_binary_file(self, tmp_path: Path) -> None:
        with pytest.raises(GazetteerError, match="cannot read"):
            read_file(tmp_path / "none.csv")
        binary = tmp_path / "binary.csv"
        binary.write_bytes(b"\xff\xfe\x00\x81")
        with pytest.raises(GazetteerError, match="not UTF-8"):
            read_file(binary)


class TestIndex:
    ROWS = (
        Row("1", "Aleph", 10.0, 20.0, "SY", "12", "city", 900_000, ("Alef",)),
        Row("2", "Aleph", 11.0, 21.0, "TR", "01", "city", 900, ()),
        Row("3", "Syria", 35.0, 38.0, "SY", "", "country", 17_000_000, (), ("Syrian",)),
    )

    def test_the_same_rows_give_the_same_bytes_in_any_order(self, tmp_path: Path) -> None:
        one, other = tmp_path / "one.sqlite", tmp_path / "other.sqlite"
        write(self.ROWS, one)
        write(reversed(self.ROWS), other)
        assert one.read_bytes() == other.read_bytes()
        assert sorted(p.name for p in tmp_path.iterdir()) == ["one.sqlite", "other.sqlite"]

    def test_what_is_written_is_found_again_largest_first(self, tmp_path: Path) -> None:
        write(self.ROWS, tmp_path / "index.sqlite")
        gazetteer = Gazetteer.open(tmp_path / "index.sqlite")
        assert [c.id for c in gazetteer.candidates("ALEPH")] == ["1", "2"]
        assert gazetteer.candidates("alef")[0].match == "alternate"
        assert gazetteer.countries == {"SY": "Syria"}

    def test_a_missing_foreign_or_old_index_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(GazetteerError, match="no gazetteer"):
            Gazetteer.open(tmp_path / "none.sqlite")
        foreign = tmp_path / "foreign.sqlite"
        foreign.write_bytes(b"not a database at all, only text" * 10)
        with pytest.raises(GazetteerError, match="not an index"):
            Gazetteer.open(foreign)
        old = tmp_path / "old.sqlite"
        write(self.ROWS, old)
        with sqlite3.connect(old) as connection:
            connection.execute("UPDATE meta SET value = '0'")
        connection.close()
        with pytest.raises(GazetteerError, match="another version"):
            Gazetteer.open(old)


class TestCapitals:
    @pytest.mark.parametrize(
        ("country", "capital"),
        [("Syria", "Damascus"), ("South Sudan", "Juba"), ("United States", "Washington"), ("Peru", "Lima")],
    )
    def test_a_country_has_its_capital(self, gazetteer: Gazetteer, country: str, capital: str) -> None:
        found = gazetteer.capital(country)
        assert found is not None
        assert (found.name, found.country) == (capital, country)

    def test_what_is_no_country_has_none(self, gazetteer: Gazetteer) -> None:
        assert gazetteer.capital("Atlantis") is None
        assert gazetteer.country("Damascus") is None

    def test_a_country_is_found_by_its_usual_name(self, gazetteer: Gazetteer) -> None:
        found = gazetteer.country("Georgia")
        assert found is not None
        assert (found.feature, found.country_code) == ("country", "GE")


def test_every_place_of_our_own_is_found_by_its_name_near_its_point(gazetteer: Gazetteer) -> None:
    for row in regions():
        found = gazetteer.named(row.name)
        near = [c for c in found if distance((row.latitude, row.longitude), (c.latitude, c.longitude)) < 30]
        assert near, f"{row.name} is not in the index: build it again"
        assert row.country in ("", *(c.country_code for c in near)), row.name
