"""The pages and the API of a case: the same in two forms, by addresses that hold their filters."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from trucewatch.desk import case_store
from trucewatch.desk.contents import PAGES

LISTED = [page for page in PAGES if "{" not in page.path]


@pytest.mark.parametrize("page", LISTED, ids=lambda page: page.name)
def test_each_page_is_shown_and_given_as_json(client: TestClient, page) -> None:  # type: ignore[no-untyped-def]
    path = f"/{page.path}" if page.path else ""
    shown = client.get(f"/cases/idlib{path}")
    assert shown.status_code == 200
    assert shown.headers["content-type"].startswith("text/html")
    assert "<h1" in shown.text
    given = client.get(f"/api/v1/cases/idlib{path or '/case'}")
    assert given.status_code == 200
    page.shows.model_validate(given.json())


@pytest.mark.parametrize("page", LISTED, ids=lambda page: page.name)
def test_a_case_that_is_not_there_is_not_found_on_any_page(client: TestClient, page) -> None:  # type: ignore[no-untyped-def]
    path = f"/{page.path}" if page.path else ""
    assert client.get(f"/cases/nowhere{path}").status_code == 404
    assert client.get(f"/api/v1/cases/nowhere{path or '/case'}").status_code == 404


def test_every_thing_that_is_listed_has_its_page(client: TestClient) -> None:
    listed = client.get("/cases/idlib/things").text
    addresses = set(re.findall(r'href="(/cases/idlib/things/[0-9a-f]+)"', listed))
    assert len(addresses) > 10
    for address in addresses:
        assert client.get(address).status_code == 200


def test_an_earlier_day_shows_what_was_known_by_then(client: TestClient) -> None:
    now = client.get("/api/v1/cases/idlib/case").json()
    then = client.get("/api/v1/cases/idlib/case", params={"until": "2020-02-10"}).json()
    assert then["as_of"] == "2020-02-10"
    assert then["reports"] < now["reports"]
    assert then["last_published"] <= "2020-02-10"


def test_an_empty_field_of_a_form_is_no_filter(client: TestClient) -> None:
    every = client.get("/api/v1/cases/idlib/things").json()
    assert client.get("/api/v1/cases/idlib/things?kind=&text=&since=&until=").json() == every


def test_a_day_that_is_none_is_refused_by_name_in_either_form(client: TestClient) -> None:
    shown = client.get("/cases/idlib?until=tomorrow")
    assert shown.status_code == 422
    assert "until" in shown.text
    given = client.get("/api/v1/cases/idlib/case?until=tomorrow")
    assert given.status_code == 422
    assert "until" in given.json()["causes"][0]


def test_a_desk_with_one_case_opens_on_it(client: TestClient) -> None:
    answer = client.get("/", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/cases/idlib"


def test_the_first_visit_has_no_news_and_the_second_none_yet(client: TestClient) -> None:
    assert "New since your last visit" not in client.get("/cases/idlib").text
    assert "New since your last visit" not in client.get("/cases/idlib").text


def test_of_many_days_that_are_asked_for_only_the_last_few_leave_anything(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(case_store, "_KEPT", 2)
    for day in range(1, 8):
        assert client.get(f"/api/v1/cases/idlib/things?until=2020-02-0{day}").status_code == 200
    cases = client.app.state.desk.cases  # type: ignore[attr-defined]
    assert [until for _, _, until in cases._pictures] == ["2020-02-06", "2020-02-07"]
    assert cases._locks.keys() == cases._pictures.keys()
