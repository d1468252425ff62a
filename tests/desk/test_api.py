"""The API: what is said of it is true of it, records come a page at a time, and nothing is sent twice."""

from __future__ import annotations

import gzip
import json
from typing import Any

import feedparser
import pytest
from fastapi.testclient import TestClient

from tests.desk.team import Team
from trucewatch.desk.api.description import PARAMETERS, operations
from trucewatch.desk.packing import packed

API = "/api/v1/cases/idlib"


@pytest.fixture
def described(client: TestClient) -> dict[str, Any]:
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    return answer.json()  # type: ignore[no-any-return]


def test_the_description_is_openapi_3_1_and_says_who_may_ask(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1")
    assert set(described["components"]["securitySchemes"]) == {"session", "token"}
    things = described["paths"]["/api/v1/cases/{slug}/things"]["get"]
    assert {"token": ["read"]} in things["security"]
    assert {"token": ["alerts"]} in described["paths"]["/api/v1/cases/{slug}/alerts"]["post"]["security"]


def test_every_operation_and_every_parameter_is_explained(described: dict[str, Any]) -> None:
    for path, method, operation in operations(described):
        where = f"{method} {path}"
        assert operation["summary"], where
        assert operation["description"], where
        assert operation["operationId"], where
        for parameter in operation.get("parameters", ()):
            assert parameter["description"], f"{where}: say in PARAMETERS what {parameter['name']} means"
        for status in ("401", "403", "404", "422", "503"):
            assert status in operation["responses"], where
    assert all(words.endswith((".", "…")) for words in PARAMETERS.values())


def test_what_says_no_looks_as_the_description_has_it(client: TestClient, described: dict[str, Any]) -> None:
    required = described["components"]["schemas"]["Refused"]["required"]
    for path in ("/api/v1/cases/nowhere/things", f"{API}/things?until=soon", f"{API}/records/{'0' * 64}"):
        answer = client.get(path)
        assert answer.status_code in (404, 422)
        assert set(required) <= set(answer.json())


def test_the_page_of_the_api_shows_every_operation_and_model_without_script(
    client: TestClient, described: dict[str, Any]
) -> None:
    page = client.get("/api").text
    for path, method, _ in operations(described):
        assert f"{method.upper()} {path}" in page
    for name in described["components"]["schemas"]:
        assert f'id="model-{name}"' in page
    assert page.count("<script") == 1  # that of every page


def test_the_cases_are_listed(client: TestClient) -> None:
    (case,) = client.get("/api/v1/cases").json()["cases"]
    assert case["slug"] == "idlib"


def test_records_come_a_page_at_a_time_each_once_in_order(client: TestClient) -> None:
    whole = client.get(f"{API}/records?limit=500").json()
    assert whole["next"] is None
    assert whole["total"] == len(whole["records"]) > 30
    found: list[Any] = []
    cursor: str | None = ""
    while cursor is not None:
        page = client.get(f"{API}/records", params={"limit": 7, "cursor": cursor}).json()
        assert len(page["records"]) <= 7
        found += page["records"]
        cursor = page["next"]
    assert found == whole["records"]
    assert len({one["id"] for one in found}) == len(found)


@pytest.mark.parametrize(
    "cursor",
    ["x", "e30", "W10", "WzEsMiwzLDQsNV0", "bnVsbA", "\udc80".encode("utf-8", "surrogatepass").hex()],
)
def test_a_cursor_that_is_none_of_ours_is_refused(client: TestClient, cursor: str) -> None:
    assert client.get(f"{API}/records", params={"cursor": cursor}).status_code == 422


def test_no_page_is_longer_than_five_hundred(client: TestClient) -> None:
    assert client.get(f"{API}/records?limit=501").status_code == 422


def test_records_are_found_by_kind_names_words_and_days(client: TestClient) -> None:
    def ids(**conditions: str) -> set[str]:
        answer = client.get(f"{API}/records", params=conditions | {"limit": "500"}).json()
        return {one["id"] for one in answer["records"]}

    patrols, every = ids(kind="patrol"), ids()
    assert patrols and patrols < every
    assert ids(kind="patrol", place="Kobani") < patrols
    assert ids(since="2020-03-01") < every
    assert ids(kind="patrol", source="no such source") == set()


def test_a_record_has_an_id_that_leads_to_it_and_to_its_report_with_the_text(client: TestClient) -> None:
    first = client.get(f"{API}/records?limit=1").json()["records"][0]
    assert client.get(f"{API}/records/{first['id']}").json() == first
    text = client.get(f"{API}/reports/{first['report']}/text").json()
    assert first["id"] in text["records"]
    assert all(words.strip() in " ".join(text["text"].split()) for words in first["words"].split(" … "))


def test_an_answer_that_one_has_is_not_sent_again_until_the_archive_moves(client: TestClient) -> None:
    client.get(f"{API}/things")
    first = client.get(f"{API}/things")
    tag = first.headers["etag"]
    again = client.get(f"{API}/things", headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag
    other = client.get(f"{API}/things?kind=talks", headers={"if-none-match": tag})
    assert other.status_code == 200
    assert other.headers["etag"] != tag
    desk = client.app.state.desk  # type: ignore[attr-defined]
    from tests.archive.readings import read, report

    desk.archive.add([read(report("In Alder on 2020-02-08, the Northern Army shelled the mill.", id="new"))])
    desk.cases.moved()
    assert client.get(f"{API}/things", headers={"if-none-match": tag}).status_code == 200


def test_two_people_have_different_tags(team: Team) -> None:
    tags = set()
    for name in ("anna", "rana"):
        program = team.program(name, "read")
        program.get("/api/v1/cases/river-line/things")
        tags.add(program.get("/api/v1/cases/river-line/things").headers["etag"])
    assert len(tags) == 2


def test_a_tag_is_worth_nothing_to_who_may_not_ask(team: Team) -> None:
    program = team.program("anna", "read")
    program.get("/api/v1/cases/river-line/things")
    tag = program.get("/api/v1/cases/river-line/things").headers["etag"]
    other = team.program("anna", "alerts")
    answer = other.get("/api/v1/cases/river-line/things", headers={"if-none-match": tag})
    assert answer.status_code == 403
    nobody = team.browser()
    assert nobody.get("/api/v1/cases/river-line/things", headers={"if-none-match": tag}).status_code == 401


def test_answers_are_packed_for_those_who_take_them_so(client: TestClient) -> None:
    plain = client.get(f"{API}/things", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    with client.stream("GET", f"{API}/things", headers={"accept-encoding": "gzip"}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert len(raw) == int(answer.headers["content-length"]) < len(plain.content)
    assert gzip.decompress(raw) == plain.content


def test_the_length_of_what_is_packed_varies_so_that_it_tells_nothing() -> None:
    body = b"the same page " * 200
    found = [packed(body) for _ in range(60)]
    assert all(gzip.decompress(one) == body for one in found)
    assert len({len(one) for one in found}) > 5


def test_changes_are_given_as_page_as_json_and_as_feeds_under_the_same_filters(client: TestClient) -> None:
    asked = "?kind=patrol&what=thing"
    given = client.get(f"{API}/changes{asked}").json()["changes"]
    assert given and all(one["kind"] == "patrol" for one in given)
    atom = client.get(f"/cases/idlib/changes.atom{asked}")
    assert atom.headers["content-type"].startswith("application/atom+xml")
    parsed = feedparser.parse(atom.content)
    assert not parsed.bozo
    assert [entry.title for entry in parsed.entries] == [one["title"] for one in given]
    assert parsed.entries[0].link.startswith("http://127.0.0.1/cases/idlib/things/")
    feed = client.get(f"/cases/idlib/changes.json{asked}")
    assert feed.headers["content-type"].startswith("application/feed+json")
    assert [item["_trucewatch"] for item in json.loads(feed.content)["items"]] == given
    page = client.get(f"/cases/idlib/changes{asked}").text
    assert 'href="/cases/idlib/changes.atom?kind=patrol&amp;what=thing"' in page


def test_who_follows_a_feed_is_somebody_and_a_token_in_the_address_is_worth_nothing(team: Team) -> None:
    path = "/cases/river-line/changes.atom"
    assert team.browser().get(path).status_code == 401
    program = team.program("rana", "read")
    assert program.get(path).status_code == 200
    secret = program.headers["authorization"].removeprefix("Bearer ")
    for name in ("token", "access_token", "key"):
        assert team.browser().get(f"{path}?{name}={secret}").status_code == 401
    assert team.program("rana", "alerts").get(path).status_code == 403
