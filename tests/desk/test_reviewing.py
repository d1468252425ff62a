"""Reviewing by forms, as a browser without script does it: what people decide, apart from what was read."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.desk.river import HERE, SLUG, fields, form, opened, queue, record, settings, token
from tests.desk.team import Team
from trucewatch.archive import Archive, levels
from trucewatch.archive.blurs import blur
from trucewatch.archive.judgements import judged
from trucewatch.archive.reviews import review, reviews
from trucewatch.archive.searching import by_id
from trucewatch.desk import judging, values
from trucewatch.desk.access import Visitor
from trucewatch.desk.state import Desk

TWO = "killed two guards"
SEVEN = "killed seven guards"
LORRY = "shot at a lorry"
SAID = "We keep the truce"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with opened(settings(tmp_path)) as asking:
        yield asking


def desk(client: TestClient) -> Desk:
    return client.app.state.desk  # type: ignore[attr-defined, no-any-return]


def send(client: TestClient, identifier: str, action: str, **put: str):  # type: ignore[no-untyped-def]
    """Send the form of a record with some fields put otherwise."""
    address = f"{HERE}/review/{identifier}"
    return client.post(address, data=form(client, address) | {"action": action} | put)


def pair(client: TestClient, identifier: str, verdict: str, *others: str):  # type: ignore[no-untyped-def]
    address = f"{HERE}/review/{identifier}"
    data = {"action": "judge", "verdict": verdict, "others": list(others), **token(client.get(address).text)}
    return client.post(address, data=data)


def view(client: TestClient, identifier: str) -> dict:  # type: ignore[type-arg]
    return client.get(f"/api/v1{HERE}/review/{identifier}").json()  # type: ignore[no-any-return]


def claims(client: TestClient, words: str) -> list[str]:
    """The claims of the thing that a record is about, once the picture has followed."""
    shown = desk(client).cases.shown(SLUG, 2, fresh=True)
    assert shown is not None
    reference = shown.kept.reference(record(client, words))
    thing = shown.picture.linked.thing_of(reference)  # type: ignore[arg-type]
    assert thing is not None
    return sorted(row.words for row in shown.picture.told(thing))


def undo(client: TestClient, address: str):  # type: ignore[no-untyped-def]
    """Press the button that takes back what was just done, on the page that a form led to."""
    page = client.get(address).text
    (flash,) = re.findall(r'<div class="flash" role="status">.*?</div>', page, re.DOTALL)
    where = unescape(re.search(r'action="([^"]+)"', flash)[1])  # type: ignore[index]
    data = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', flash))
    return client.post(where, data={name: unescape(value) for name, value in data.items()})


def test_what_is_at_stake_and_doubtful_waits_first(client: TestClient) -> None:
    waiting = queue(client)
    assert waiting[0] == record(client, TWO)
    assert waiting[-1] == record(client, SAID)
    assert queue(client, order="day")[-1] == record(client, LORRY)
    assert queue(client, below="0.7") == [record(client, TWO)]


def test_a_record_under_review_has_its_words_and_says_that_a_machine_read_it(client: TestClient) -> None:
    page = client.get(f"{HERE}/review/{record(client, TWO)}").text
    assert re.search(r"<mark[^>]*>Northern guns shelled Alder on Tuesday and killed two guards</mark>", page)
    assert "read by Trucewatch 0.1, not reviewed" in page


def test_accepting_leads_to_the_next_and_can_be_undone(client: TestClient) -> None:
    first, second = queue(client)[:2]
    sent = send(client, first, "accept", note="seen the photographs")
    assert sent.status_code == 303
    assert sent.headers["location"].startswith(f"{HERE}/review/{second}?")
    assert first not in queue(client)
    state = view(client, first)["state"]
    assert (state["verdict"], state["who"]) == ("accepted", desk(client).archive.who)
    assert view(client, first)["history"][0]["note"] == "seen the photographs"
    assert undo(client, sent.headers["location"]).status_code == 303
    assert view(client, first)["state"]["verdict"] is None
    assert queue(client)[0] == first
    assert [one["withdrawn"] for one in view(client, first)["history"]] == [True, False]


def test_skipping_says_nothing_of_a_record(client: TestClient) -> None:
    first, second = queue(client)[:2]
    assert send(client, first, "skip").headers["location"] == f"{HERE}/review/{second}"
    assert queue(client)[0] == first
    assert view(client, first)["history"] == []


def test_after_the_last_record_the_queue_is_shown(client: TestClient) -> None:
    last = queue(client)[-1]
    assert send(client, last, "accept").headers["location"].startswith(f"{HERE}/review?")


def test_a_corrected_value_stands_beside_what_was_read_and_the_picture_follows(client: TestClient) -> None:
    identifier = record(client, SEVEN)
    contradictions = client.get(f"/api/v1{HERE}/contradictions").json()["contradictions"]
    assert [one["about"] for one in contradictions]
    sent = send(client, identifier, "correct", **{"casualties.0.count.value": "2", "date": "2021-03-02"})
    assert sent.status_code == 303
    page = client.get(f"{HERE}/review/{identifier}").text
    who = desk(client).archive.who
    assert re.search(rf"corrected by <bdi>{who}</bdi> on .*was <q dir=\"auto\">[^<]*7[^<]*killed", page)
    desk(client).cases.shown(SLUG, 2, fresh=True)
    assert client.get(f"/api/v1{HERE}/contradictions").json()["contradictions"] == []
    (kept,) = desk(client).archive.show(identifier)
    assert kept.body["casualties"][0]["count"]["value"] == 7


def test_only_what_was_changed_is_a_correction(client: TestClient) -> None:
    identifier = record(client, TWO)
    send(client, identifier, "correct", **{"place.name": "Alder Hill", "actors": "North\r\nEast"})
    made = reviews(desk(client).archive, [identifier])
    assert [(one.field, json.loads(one.value)) for one in made] == [
        ("place", {"name": "Alder Hill"}),
        ("actors", [{"name": "North"}, {"name": "East"}]),
    ]


def test_accepting_with_a_changed_value_is_a_correction(client: TestClient) -> None:
    identifier = record(client, TWO)
    send(client, identifier, "accept", date="2021-03-01")
    assert view(client, identifier)["state"]["verdict"] == "corrected"


def test_a_value_that_cannot_be_is_refused_beside_its_field_and_nothing_is_lost(client: TestClient) -> None:
    identifier = record(client, TWO)
    sent = send(
        client,
        identifier,
        "correct",
        date="last Tuesday",
        **{"casualties.0.count.value": "3"},
        note="as I heard",
    )
    assert sent.status_code == 422
    assert re.search(r'<p class="error" id="wrong-date"[^>]*>Write it as 2020-02-08', sent.text)
    again = fields(sent.text)
    assert (again["date"], again["casualties.0.count.value"]) == ("last Tuesday", "3")
    assert again["note"] == "as I heard"
    assert reviews(desk(client).archive, [identifier]) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("casualties.0.count.value", "many"),
        ("place.latitude", "200"),
        ("assertion", "true"),
        ("type", "picnic"),
    ],
)
def test_what_no_record_would_have_is_refused(client: TestClient, field: str, value: str) -> None:
    identifier = record(client, TWO)
    sent = send(client, identifier, "correct", **{field: value})
    assert sent.status_code == 422
    assert f'id="wrong-{field.split(".")[0]}"' in sent.text
    assert fields(sent.text)[field] == value


def test_what_is_missing_is_told_by_name(client: TestClient) -> None:
    identifier = record(client, LORRY)
    sent = send(client, identifier, "correct", **{"casualties.0.count.value": "1"})
    assert "The outcome of number 1 is missing." in sent.text


def test_a_comment_belongs_to_its_field(client: TestClient) -> None:
    identifier = record(client, TWO)
    sent = send(client, identifier, "comment", about="date", note="Tuesday of which week?")
    assert sent.headers["location"].startswith(f"{HERE}/review/{identifier}?")
    rows = {row["field"]["name"]: row for row in view(client, identifier)["fields"]}
    assert [one["note"] for one in rows["date"]["comments"]] == ["Tuesday of which week?"]
    assert rows["place"]["comments"] == []
    assert identifier in queue(client)
    assert queue(client, state="commented") == [identifier]


def test_a_form_that_says_nothing_is_told_so(client: TestClient) -> None:
    identifier = record(client, TWO)
    assert send(client, identifier, "correct").status_code == 422
    assert send(client, identifier, "comment", note="  ").status_code == 422


def test_a_rejected_record_leaves_the_picture_and_can_be_found_and_brought_back(client: TestClient) -> None:
    identifier = record(client, LORRY)
    report = view(client, identifier)["report"]
    sent = send(client, identifier, "reject", note="it was a tyre")
    shown = desk(client).cases.shown(SLUG, 2, fresh=True)
    assert shown is not None and shown.kept.reference(identifier) is None
    assert queue(client, state="rejected") == [identifier]
    page = client.get(f"{HERE}/review/{identifier}")
    assert page.status_code == 200 and "it was a tyre" in page.text
    assert undo(client, sent.headers["location"]).status_code == 303
    shown = desk(client).cases.shown(SLUG, 2, fresh=True)
    assert shown is not None and shown.kept.reference(identifier) is not None
    assert client.get(f"{HERE}/reports/{report}").status_code == 200


def test_a_report_without_records_is_listed_and_can_be_read(client: TestClient) -> None:
    identifier = record(client, LORRY)
    report = view(client, identifier)["report"]
    send(client, identifier, "reject")
    desk(client).cases.shown(SLUG, 2, fresh=True)
    listed = {one["id"]: one for one in client.get(f"/api/v1{HERE}/reports").json()["reports"]}
    assert listed[report]["records"] == 0
    assert len(listed) == 3
    page = client.get(f"{HERE}/reports/{report}")
    assert "Gunmen shot at a lorry" in page.text and "Rejected" in page.text
    assert client.get(f"/api/v1{HERE}/reports", params={"until": "2021-03-10"}).json()["total"] == 2


def test_a_report_shows_which_of_its_records_were_rejected(client: TestClient) -> None:
    identifier = record(client, SAID)
    report = view(client, identifier)["report"]
    send(client, identifier, "reject")
    desk(client).cases.shown(SLUG, 2, fresh=True)
    given = client.get(f"/api/v1{HERE}/reports/{report}").json()
    assert [one["id"] for one in given["rejected"]] == [identifier]
    assert [one["kind"] for one in given["records"]] == ["incident"]
    assert "<s>" in client.get(f"{HERE}/reports/{report}").text


def test_a_record_is_split_from_another_of_its_thing_and_put_back(client: TestClient) -> None:
    two, seven = record(client, TWO), record(client, SEVEN)
    assert len(claims(client, TWO)) == 2
    sent = pair(client, two, "not the same", seven)
    assert sent.status_code == 303
    assert len(claims(client, TWO)) == len(claims(client, SEVEN)) == 1
    page = client.get(sent.headers["location"]).text
    assert f"not the same, says <bdi>{desk(client).archive.who}</bdi>" in page
    undo(client, sent.headers["location"])
    assert len(claims(client, TWO)) == 2
    assert judged(desk(client).archive) == []


def test_a_record_is_merged_with_one_of_another_thing_that_is_searched_for(client: TestClient) -> None:
    lorry, two = record(client, LORRY), record(client, TWO)
    page = client.get(f"{HERE}/review/{lorry}", params={"merge": "alder guards"}).text
    assert "The same</button>" in page
    (offered,) = set(re.findall(r'name="others" value="([0-9a-f]{64})"', page[page.index('id="merge"') :]))
    assert offered in {two, record(client, SEVEN)}
    pair(client, lorry, "same", offered)
    assert any("lorry" in words for words in claims(client, TWO))


def test_nobody_says_that_records_of_two_kinds_are_about_one_thing(client: TestClient) -> None:
    sent = pair(client, record(client, TWO), "same", record(client, SAID))
    assert sent.status_code == 422
    assert "different kinds" in sent.text


def test_who_comes_second_is_told_and_loses_nothing(client: TestClient) -> None:
    identifier = record(client, TWO)
    address = f"{HERE}/review/{identifier}"
    stale = form(client, address)
    review(desk(client).archive, identifier, "correct", field="date", value="2021-03-01", who="Bo")
    mine = stale | {"action": "correct", "casualties.0.count.value": "4", "note": "two more died"}
    sent = client.post(address, data=mine)
    assert sent.status_code == 409
    assert "<bdi>Bo</bdi> corrected it" in sent.text
    again = fields(sent.text)
    assert (again["casualties.0.count.value"], again["note"]) == ("4", "two more died")
    assert again["date"] == "2021-03-01", "what the other put right is not put back by a stale form"
    assert len(reviews(desk(client).archive, [identifier])) == 1
    assert client.post(address, data=again | {"action": "correct"}).status_code == 303
    made = {
        one.field: (one.who, json.loads(one.value)) for one in reviews(desk(client).archive, [identifier])
    }
    assert made["date"] == ("Bo", "2021-03-01")
    assert made["casualties"][0] == desk(client).archive.who


def test_a_page_that_is_loaded_again_does_nothing_again(client: TestClient) -> None:
    first = queue(client)[0]
    sent = send(client, first, "accept")
    for _ in range(2):
        assert client.get(sent.headers["location"]).status_code == 200
    assert len(reviews(desk(client).archive, history=True)) == 1


def test_a_thing_shows_what_people_decided_of_its_claims(client: TestClient) -> None:
    identifier = record(client, TWO)
    send(client, identifier, "accept")
    thing = view(client, identifier)["thing"]
    page = client.get(f"{HERE}/things/{thing}").text
    assert page.count("read by Trucewatch, not reviewed") == 1
    assert re.search(rf"accepted</span> by <bdi>{desk(client).archive.who}</bdi>", page)
    assert f'href="{HERE}/review/{identifier}"' in page


def test_what_is_above_ones_clearance_is_not_there_to_be_reviewed(client: TestClient) -> None:
    identifier = record(client, LORRY)
    archive = desk(client).archive
    levels.level(archive, "report", view(client, identifier)["report"], 1)
    assert by_id(archive, [identifier], clearance=0) == []
    assert [one.id for one in by_id(archive, [identifier], clearance=1)] == [identifier]
    shown = desk(client).cases.shown(SLUG, 0, fresh=True)
    assert shown is not None
    assert not shown.kept.holds(by_id(archive, [identifier])[0].holder)


def test_who_only_reads_finds_no_review_and_no_link_to_one(team: Team) -> None:
    report = team.browser("rana").get("/api/v1/cases/river-line/reports").json()["reports"][0]["id"]
    for name, status in (("rana", 404), ("anna", 200)):
        browser = team.browser(name)
        assert browser.get(f"{HERE}/review").status_code == status
        assert ("/review/" in browser.get(f"{HERE}/reports/{report}").text) == (status == 200)


@pytest.mark.parametrize("last", ["../../account/password", "//evil.example", "0" * 63])
def test_a_crafted_address_cannot_make_the_undo_button_send_elsewhere(client: TestClient, last: str) -> None:
    answer = client.get(f"{HERE}/review", params={"did": "accept", "last": last, "numbers": "1"})
    assert answer.status_code == 422
    assert '<form method="post"' not in answer.text


def test_a_form_without_the_token_of_its_session_does_nothing(client: TestClient) -> None:
    identifier = record(client, TWO)
    put = form(client, f"{HERE}/review/{identifier}") | {"action": "accept", "form_token": "0" * 64}
    assert client.post(f"{HERE}/review/{identifier}", data=put).status_code == 403
    assert view(client, identifier)["history"] == []


@pytest.mark.parametrize("identifier", ["0" * 64, "no-id", "../case"])
def test_a_record_that_is_not_there_is_not_found(client: TestClient, identifier: str) -> None:
    assert client.get(f"{HERE}/review/{identifier}").status_code in (404, 422)


def test_the_trail_has_every_judgement_with_who_made_it(client: TestClient, tmp_path: Path) -> None:
    two, seven = record(client, TWO), record(client, SEVEN)
    send(client, two, "accept")
    pair(client, two, "unsure", seven)
    with Archive(tmp_path / "river.db", create=False) as archive:
        assert archive.verify() == []
        assert {one.who for one in reviews(archive)} == {desk(client).archive.who}


def test_reports_that_are_reviewed_in_full_come_as_gold(client: TestClient) -> None:
    send(client, record(client, TWO), "correct", **{"casualties.0.count.value": "3"})
    send(client, record(client, LORRY), "accept")
    given = client.post(f"{HERE}/review/gold", data=token(client.get(f"{HERE}/review").text))
    assert given.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(given.content)) as packed:
        told = json.loads(packed.read("gold/gold-metadata.json"))
        records = [
            json.loads(packed.read(name))
            for name in packed.namelist()
            if "metadata" not in name and name.endswith("json")
        ]
    assert (told["reports"], told["records"], told["unfinished"]) == (1, 1, 1)
    assert told["exported_by"] == desk(client).archive.who
    assert [one["type"] for found in records for one in found["records"]] == ["shooting"]


def test_a_place_that_is_shown_roughly_is_not_kept_roughly(client: TestClient) -> None:
    identifier = record(client, TWO)
    archive = desk(client).archive
    blur(archive, "Alder", 20)
    visitor = Visitor(name="Di", role="analyst", clearance=0)
    (shown,) = by_id(archive, [identifier], clearance=0)
    assert shown.body["place"]["latitude"] != 10.0
    put = {one.name: one.value for row in values.fields(shown.body) for one in row.inputs}
    outcome = judging.say(
        archive, visitor, shown, [], put | {"action": "correct", "place.country": "Borealia"}
    )
    assert outcome.did == "correct"
    (made,) = reviews(archive, [identifier])
    assert json.loads(made.value) == {
        "name": "Alder", "latitude": 10.0, "longitude": 20.0, "country": "Borealia",
    }  # fmt: skip
