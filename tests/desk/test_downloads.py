"""Files that are taken from the desk: every format, every page as a table, noted with who took them."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import pytest
from fastapi.testclient import TestClient

from tests.desk.team import SLUG, Team
from trucewatch.archive import trail
from trucewatch.desk.contents import PAGES
from trucewatch.desk.exporting import FORMS

DATA = [name for name, form in FORMS.items() if form.of_records]
TABLES = [page for page in PAGES if "{" not in page.path]


@pytest.mark.parametrize("form", DATA)
def test_each_format_is_a_file_with_a_description_and_both_in_one(client: TestClient, form: str) -> None:
    file = f"{form}.{FORMS[form].ending}"
    answer = client.get(f"/cases/idlib/exports/{file}")
    if answer.status_code == 503:
        pytest.skip(answer.text)
    assert answer.status_code == 200
    assert answer.content
    assert answer.headers["content-disposition"].startswith(f'attachment; filename="idlib-{form}-2020-')
    told = client.get(f"/cases/idlib/exports/{file}-metadata.json").json()
    assert told["format"] == FORMS[form].title
    assert told["exported_by"]
    assert told["rows"] > 0
    both = zipfile.ZipFile(io.BytesIO(client.get(f"/cases/idlib/exports/{form}.zip").content))
    names = both.namelist()
    assert len(names) == 2 and names[1] == names[0] + "-metadata.json"
    assert json.loads(both.read(names[1]))["sha256"] == told["sha256"]


def test_the_situation_report_is_given_for_its_period(client: TestClient) -> None:
    answer = client.get("/cases/idlib/exports/report-markdown.md?since=2020-02-01&until=2020-02-09")
    assert answer.status_code == 200
    assert "1–9 February 2020" in answer.text or "9 February 2020" in answer.text
    both = zipfile.ZipFile(io.BytesIO(client.get("/cases/idlib/exports/report-markdown.zip").content))
    assert any(name.endswith(".md") for name in both.namelist())
    assert client.get("/cases/idlib/exports/report-markdown.md?since=2021").status_code == 422


def test_the_filters_hold_for_the_file_and_stand_in_its_description(client: TestClient) -> None:
    every = client.get("/cases/idlib/exports/jsonl.jsonl").text.splitlines()
    some = client.get("/cases/idlib/exports/jsonl.jsonl?kind=patrol&place=Kobani").text.splitlines()
    assert 0 < len(some) < len(every)
    assert {json.loads(line)["record"]["kind"] for line in some} == {"patrol"}
    told = client.get("/cases/idlib/exports/jsonl.jsonl-metadata.json?kind=patrol").json()
    assert told["filters"]["kind"] == "patrol"


def test_the_records_of_an_export_are_those_of_the_api(client: TestClient) -> None:
    lines = client.get("/cases/idlib/exports/jsonl.jsonl").text.splitlines()
    records = client.get("/api/v1/cases/idlib/records?limit=500").json()["records"]
    assert {json.loads(line)["id"] for line in lines} == {one["id"] for one in records}


@pytest.mark.parametrize(
    "file",
    [
        "acled.exe",
        "acled",
        "nothing.csv",
        "..%2f..%2fetc%2fpasswd",
        "acled.csv%00",
        "acled.csv-metadata",
        ".zip",
    ],
)
def test_a_file_that_is_none_is_not_there(client: TestClient, file: str) -> None:
    assert client.get(f"/cases/idlib/exports/{file}").status_code == 404


@pytest.mark.parametrize("page", TABLES, ids=lambda page: page.name)
def test_each_page_is_given_as_a_table(client: TestClient, page) -> None:  # type: ignore[no-untyped-def]
    answer = client.get(f"/cases/idlib/csv/{page.path or 'case'}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert all(len(row) == len(rows[0]) for row in rows)


def test_the_table_of_a_page_has_what_the_page_shows_under_its_filters(client: TestClient) -> None:
    shown = client.get("/api/v1/cases/idlib/things?kind=patrol").json()["things"]
    table = list(csv.DictReader(io.StringIO(client.get("/cases/idlib/csv/things?kind=patrol").text)))
    assert [row["id"] for row in table] == [one["id"] for one in shown]
    assert [row["title"] for row in table] == [one["title"] for one in shown]


def test_the_table_of_displacement_has_a_row_for_each_figure_with_what_it_counts(client: TestClient) -> None:
    table = list(csv.DictReader(io.StringIO(client.get("/cases/idlib/csv/displacement").text)))
    assert len(table) > 5
    assert {row["windows.measure"] for row in table} == {"displaced"}
    assert all(
        row["date"] and row["count.value"] and row["windows.figures.series.source.name"] for row in table
    )


def test_a_page_links_to_itself_as_a_file_with_its_filters(client: TestClient) -> None:
    page = client.get("/cases/idlib/things?kind=patrol").text
    assert 'href="/cases/idlib/csv/things?kind=patrol"' in page
    assert 'href="/api/v1/cases/idlib/things?kind=patrol"' in page


def test_what_is_taken_is_noted_with_who_took_it(team: Team) -> None:
    browser = team.browser("anna")
    assert browser.get(f"/cases/{SLUG}/exports/jsonl.jsonl?kind=incident").status_code == 200
    assert browser.get(f"/cases/{SLUG}/csv/things").status_code == 200
    sheet, file = trail.entries(team.archive.engine, at_most=2)
    assert (file.who, file.action) == ("anna", "export")
    assert json.loads(file.detail)["filters"] == {"kind": "incident"}
    assert (sheet.who, sheet.action) == ("anna", "export")
    assert team.archive.verify() == []


def test_who_may_not_export_is_answered_as_where_nothing_is(team: Team) -> None:
    reader = team.browser("rana")
    nothing = reader.get(f"/cases/{SLUG}/no-such-page")
    for path in ("exports", "exports/acled.csv", "exports/acled.zip", "csv/things", "releases"):
        refused = reader.get(f"/cases/{SLUG}/{path}")
        assert refused.status_code == 404, path
        assert refused.text == nothing.text
    assert "Exports" not in reader.get(f"/cases/{SLUG}").text
    assert team.program("anna", "read").get(f"/cases/{SLUG}/exports/acled.csv").status_code == 403
    assert team.program("anna", "export").get(f"/api/v1/cases/{SLUG}/exports/acled.csv").status_code == 200
