"""What others work with: rows by their codebooks, nothing invented, nothing that a spreadsheet would run."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from tests.exports.claims import claim, displaced, event, killed, shelling
from tests.readings import RECORDS
from trucewatch.exports import acled, followthemoney, ged, geojson
from trucewatch.exports import displaced as displacement
from trucewatch.exports.events import Claimed
from trucewatch.exports.files import description_of
from trucewatch.exports.tables import FORMATS, export
from trucewatch.records import Acled, Agreement, Count, Place

pytest.importorskip("pycountry", reason="needs the extra exports")
CLAIMS = [claim(record, id=f"a{n:02}") for n, record in enumerate(RECORDS)]


def only(rows: object) -> dict[str, object]:
    (row,) = rows  # type: ignore[misc]
    return dict(row)


class TestAcled:
    def test_an_event_is_a_row_with_all_columns_of_the_codebook(self) -> None:
        row = only(acled.rows([event(claim(shelling(killed(3, "civilians"))))]))
        assert set(row) <= set(acled.COLUMNS) and len(acled.COLUMNS) == 31
        assert row["event_date"] == "2021-06-19" and row["time_precision"] == 1
        assert row["disorder_type"] == "Political violence"
        assert (row["actor1"], row["actor2"]) == ("East", "West")
        assert (row["country"], row["iso"], row["admin1"]) == ("Libya", 434, "Surt")
        assert row["civilian_targeting"] == "Civilian targeting"
        assert row["fatalities"] == 3
        assert "“the words”" in str(row["notes"])

    @pytest.mark.parametrize(
        ("date", "day", "precision"),
        [
            ("2021-06-19T14:30", "2021-06-19", 1),
            ("2021-06-14/2021-06-20", "2021-06-17", 2),
            ("2021-06", "2021-06-16", 3),
            ("2021", "2021-07-02", 3),
        ],
    )
    def test_of_an_uncertain_date_the_middle_is_given(self, date: str, day: str, precision: int) -> None:
        row = only(acled.rows([event(claim(shelling(date=date)))]))
        assert (row["event_date"], row["time_precision"]) == (day, precision)

    def test_without_a_date_a_place_or_a_count_the_cells_stay_empty(self) -> None:
        row = only(acled.rows([event(claim(shelling(date=None, place=None)))]))
        assert "event_date" not in row
        assert row["latitude"] is row["country"] is row["fatalities"] is None

    def test_what_did_not_happen_or_sums_up_is_no_event(self) -> None:
        for record in (shelling(assertion="denied"), shelling(assertion="planned"), shelling(type="toll")):
            assert list(acled.rows([event(claim(record))])) == []

    def test_a_denial_among_the_claims_is_in_the_notes(self) -> None:
        row = only(acled.rows([event(claim(shelling()), claim(shelling(assertion="denied"), "Ministry"))]))
        assert "Ministry: shelling 19 June 2021, Sirte (Libya)" in str(row["notes"])
        assert "(denied)" in str(row["notes"])

    def test_what_acled_does_not_code_has_no_row(self) -> None:
        uncoded = shelling(acled=Acled(sub_event_type="Diplomatic event"))
        assert list(acled.rows([event(claim(uncoded))])) == []


class TestGed:
    def test_best_low_and_high_over_the_outlets(self) -> None:
        row = only(
            ged.rows([event(claim(shelling(killed(8))), claim(shelling(killed(5, "civilians")), "Ministry"))])
        )
        assert set(row) <= set(ged.COLUMNS) and len(ged.COLUMNS) == 49
        assert (row["low"], row["best"], row["high"]) == (5, 5, 8)
        assert (row["deaths_civilians"], row["deaths_unknown"]) == (5, 0)
        assert row["number_of_sources"] == 2
        assert row["geom_wkt"] == "POINT (16.6 31.2)"

    def test_what_killed_nobody_is_not_in_it(self) -> None:
        assert list(ged.rows([event(claim(shelling()))])) == []
        assert list(ged.rows([event(claim(shelling(killed(0))))])) == []

    @pytest.mark.parametrize(
        ("date", "precision"),
        [("2021-06-19", 1), ("2021-06-15/2021-06-19", 2), ("2021-06-14/2021-06-20", 3), ("2021-06", 4), ("2021", 5)],
    )  # fmt: skip
    def test_the_precision_of_dates(self, date: str, precision: int) -> None:
        assert only(ged.rows([event(claim(shelling(killed(1), date=date)))]))["date_prec"] == precision


class TestDisplacement:
    def test_every_figure_keeps_its_source_and_window(self) -> None:
        figure = displaced(Count(value=600000, relation="more than", text="600,000"), date="2019-12/..")
        row = only(displacement.hxl_rows([claim(figure)]))
        assert set(row) == set(displacement.HXL)
        assert (row["Value"], row["Low"], row["High"]) == (600000, 600000, None)
        assert (row["Start"], row["End"]) == ("2019-12-01", None)

    def test_its_tags_are_hxl(self) -> None:
        assert all(re.fullmatch(r"#[a-z]\w*(\+[a-z]\w*)*", tag) for tag in displacement.HXL.values())
        assert len(set(displacement.HXL.values())) == len(displacement.HXL)

    def test_households_are_not_turned_into_people(self) -> None:
        row = only(displacement.idmc_rows([claim(displaced(Count(value=200), unit="families"))]))
        assert (row["Figure unit"], row["Reported figures"], row["Total figures"]) == ("Household", 200, None)

    def test_refugees_and_what_is_only_feared_are_not_idmcs(self) -> None:
        refugees = displaced(Count(value=5), measure="refugees hosted")
        feared = displaced(Count(value=5), assertion="possible")
        assert list(displacement.idmc_rows([claim(refugees), claim(feared)])) == []


class TestGeojson:
    def test_a_claim_without_a_place_is_there_without_geometry(self) -> None:
        made = geojson.collection([claim(shelling()), claim(shelling(place=Place(name="the coast")))])
        here, nowhere = made["features"]
        assert here["geometry"] == {"type": "Point", "coordinates": [16.6, 31.2]}
        assert nowhere["geometry"] is None and nowhere["properties"]["place"] == "the coast"


class TestFollowTheMoney:
    def test_an_actor_is_one_entity_over_all_events_and_what_has_no_name_is_none(self) -> None:
        found = list(
            followthemoney.entities([event(claim(shelling()), id="1"), event(claim(shelling()), id="2")])
        )
        names = [e["properties"]["name"][0] for e in found if e["schema"] == "Organization"]
        assert sorted(names) == ["East", "West"]
        assert len({entity["id"] for entity in found}) == len(found)

    def test_an_open_window_has_no_invented_end(self) -> None:
        since = Agreement(type="ceasefire", date="2021-06-20/..", evidence=shelling().evidence)
        (made,) = [e for e in followthemoney.entities([event(claim(since))]) if e["schema"] == "Event"]
        assert made["properties"]["startDate"] == ["2021-06-20"]
        assert "endDate" not in made["properties"]


class TestFiles:
    @pytest.mark.parametrize("form", FORMATS)
    def test_each_format_takes_every_kind_of_record_and_says_what_it_left_out(
        self, form: str, tmp_path: Path
    ) -> None:
        done = export(
            CLAIMS, tmp_path / "out", form=form, who="desk", filters={"kind": None, "since": "2021"}
        )
        described = json.loads(description_of(done.path).read_text("utf-8"))
        assert described["exported_by"] == "desk"
        assert described["filters"] == {"since": "2021"}
        assert described["sha256"] == hashlib.sha256(done.path.read_bytes()).hexdigest()
        assert described["rows"] + described["left_out"] == len(CLAIMS)

    def test_a_file_that_cannot_be_written_leaves_nothing(self, tmp_path: Path) -> None:
        with pytest.raises(OSError):
            export(CLAIMS, tmp_path / "no folder" / "out", form="jsonl", who="desk", filters={})
        assert list(tmp_path.iterdir()) == []

    def test_the_same_claims_give_the_same_file(self, tmp_path: Path) -> None:
        def written(name: str, claims: list[Claimed]) -> bytes:
            return export(claims, tmp_path / name, form="geojson", who="desk", filters={}).path.read_bytes()

        assert written("one", CLAIMS) == written("two", CLAIMS)
