"""The pages of one's own account, of the people, and of who did what."""

from __future__ import annotations

import json

import httpx
import pytest
from fastapi.testclient import TestClient

from tests.desk.team import PASSWORD, SLUG, Team, form_token, log_in
from trucewatch.archive import people, tokens

OTHER = "eight quiet bridges"


def send(browser: TestClient, path: str, **data: object) -> httpx.Response:
    """Send a form of the page that `path` is below."""
    page = "/account" if path.startswith("/account") else "/people"
    return browser.post(path, data={"form_token": form_token(browser, page), **data})


def last(team: Team) -> tuple[str, str, str]:
    (entry,) = team.entries(1)
    return entry.who, entry.action, entry.subject


# one's own account


def test_a_person_gives_themselves_another_password_and_other_sessions_end(team: Team) -> None:
    browser, elsewhere = team.browser("rana"), team.browser("rana")
    before = browser.cookies["trucewatch"]
    answer = send(browser, "/account/password", old=PASSWORD, new=OTHER, again=OTHER)
    assert answer.headers["location"] == "/account?done=password"
    assert browser.cookies["trucewatch"] != before
    assert "Sessions elsewhere have ended" in browser.get("/account?done=password").text
    assert elsewhere.get("/account").status_code == 303
    assert log_in(team.browser(), "rana").status_code == 403
    assert log_in(team.browser(), "rana", OTHER).status_code == 303
    assert last(team) == ("rana", "set password", "rana")


@pytest.mark.parametrize(
    ("old", "new", "again", "why"),
    [
        ("wrong", OTHER, OTHER, "The old password is not right"),
        (PASSWORD, OTHER, OTHER + "x", "The new passwords differ"),
        (PASSWORD, "short", "short", "a password has 12 to 1,024 characters"),
    ],
)
def test_a_password_that_will_not_do_changes_nothing(
    team: Team, old: str, new: str, again: str, why: str
) -> None:
    browser = team.browser("rana")
    answer = send(browser, "/account/password", old=old, new=new, again=again)
    assert why in answer.text
    assert answer.status_code in (403, 422)
    assert browser.get("/account").status_code == 200
    assert log_in(team.browser(), "rana").status_code == 303


def test_who_sits_at_somebodys_session_cannot_try_passwords_for_ever(team: Team) -> None:
    browser = team.browser("rana")
    statuses = [
        send(browser, "/account/password", old="wrong", new=OTHER, again=OTHER).status_code for _ in range(7)
    ]
    assert statuses == [403] * 5 + [429] * 2


def test_a_token_is_shown_once_and_works(team: Team) -> None:
    browser = team.browser("rana")
    made = send(browser, "/account/tokens", label="weekly <table>", scopes=["read"], days="30")
    (secret,) = {
        word
        for word in made.text.replace("<", " ").replace(">", " ").split()
        if word.startswith(tokens.PREFIX)
    }
    assert "weekly &lt;table&gt;" in made.text
    program = team.browser()
    answer = program.get(f"/api/v1/cases/{SLUG}/case", headers={"authorization": f"Bearer {secret}"})
    assert answer.status_code == 200
    again = browser.get("/account").text
    assert secret not in again and "weekly &lt;table&gt;" in again
    assert last(team) == ("rana", "add token", "1")
    assert send(browser, "/account/tokens/revoke", number="1").status_code == 303
    assert "revoked" in browser.get("/account").text


@pytest.mark.parametrize(
    "asked",
    [{"scopes": ["all"]}, {"label": ""}, {"days": "0"}, {"days": "x"}, {"days": "9999"}, {"scopes": []}],
)
def test_a_token_that_will_not_do_is_refused(team: Team, asked: dict[str, object]) -> None:
    answer = send(
        team.browser("rana"), "/account/tokens", **({"label": "a", "scopes": ["read"], "days": "9"} | asked)
    )
    assert answer.status_code == 422
    assert tokens.listed(team.archive) == []


def test_nobody_revokes_anothers_token_on_their_own_account(team: Team) -> None:
    tokens.make(team.archive, "ada", label="a", scopes=["read"])
    rana = team.browser("rana")
    theirs, nobodys = (send(rana, "/account/tokens/revoke", number=number) for number in ("1", "99"))
    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.content == nobodys.content
    assert tokens.listed(team.archive)[0].holds


# the people


def test_an_administrator_adds_changes_and_keeps_out(team: Team) -> None:
    ada = team.browser("ada")
    assert (
        send(
            ada, "/people/add", name="Lina حداد", role="analyst", clearance="1", password=PASSWORD
        ).status_code
        == 303
    )
    assert last(team) == ("ada", "add person", "Lina حداد")
    lina = team.browser("Lina حداد")
    assert "<bdi>Lina حداد</bdi>" in ada.get("/people").text
    assert send(ada, "/people/change", name="Lina حداد", role="reader", clearance="0").status_code == 303
    assert lina.get("/account").status_code == 303
    assert send(ada, "/people/password", name="Lina حداد", password=OTHER).status_code == 303
    assert log_in(team.browser(), "Lina حداد", OTHER).status_code == 303
    assert send(ada, "/people/activity", name="Lina حداد", active="false").status_code == 303
    assert log_in(team.browser(), "Lina حداد", OTHER).status_code == 403
    assert send(ada, "/people/activity", name="Lina حداد", active="true").status_code == 303
    assert log_in(team.browser(), "Lina حداد", OTHER).status_code == 303
    assert last(team) == ("ada", "reactivate", "Lina حداد")


@pytest.mark.parametrize(
    ("path", "data", "why"),
    [
        (
            "/people/add",
            {"name": "RANA", "role": "reader", "clearance": "0"},
            "there is somebody of this name",
        ),
        ("/people/add", {"name": "<b>", "role": "reader", "clearance": "0"}, "a name has"),
        ("/people/change", {"name": "nobody", "role": "reader", "clearance": "0"}, "nobody of this name"),
        ("/people/change", {"name": "ada", "role": "reader", "clearance": "2"}, "only administrator"),
        ("/people/activity", {"name": "ada", "active": "false"}, "only administrator"),
        ("/people/password", {"name": "rana", "password": "short"}, "a password has"),
        ("/people/tokens/revoke", {"number": "9"}, "no such token"),
        ("/people/add", {"name": "x", "role": "owner", "clearance": "0"}, "role"),
        ("/people/add", {"name": "x", "role": "reader", "clearance": "3"}, "clearance"),
        ("/people/change", {"name": "a\0b", "role": "reader", "clearance": "0"}, "nobody of this name"),
    ],
)
def test_what_cannot_be_done_is_said_on_the_page_and_changes_nothing(
    team: Team, path: str, data: dict[str, str], why: str
) -> None:
    before = people.listed(team.archive)
    answer = send(team.browser("ada"), path, **data)
    assert answer.status_code == 422
    assert why in answer.text
    assert people.listed(team.archive) == before


def test_nobody_gives_a_clearance_above_their_own_or_acts_on_who_has_one(team: Team) -> None:
    people.add(team.archive, "ben", role="administrator", clearance=1, password=PASSWORD)
    people.add(team.archive, "dora", role="reader", clearance=2, password=PASSWORD)
    ben = team.browser("ben")
    for path, data in (
        ("/people/add", {"name": "new", "role": "reader", "clearance": "2"}),
        ("/people/change", {"name": "ben", "role": "administrator", "clearance": "2"}),
        ("/people/change", {"name": "dora", "role": "reader", "clearance": "0"}),
        ("/people/password", {"name": "dora", "password": OTHER}),
        ("/people/password", {"name": "ada", "password": OTHER}),
        ("/people/activity", {"name": "ada", "active": "false"}),
    ):
        assert send(ben, path, **data).status_code == 422, path
    assert {one.name: one.clearance for one in people.listed(team.archive)}["dora"] == 2
    assert send(ben, "/people/change", name="rana", role="analyst", clearance="1").status_code == 303
    assert "Clearance of dora" not in ben.get("/people").text


def test_an_administrator_revokes_anothers_token(team: Team) -> None:
    program = team.program("rana", "read")
    assert send(team.browser("ada"), "/people/tokens/revoke", number="1").status_code == 303
    assert program.get(f"/api/v1/cases/{SLUG}/case").status_code == 401
    assert last(team) == ("ada", "revoke token", "1")


# who did what


def test_the_trail_shows_who_did_what_a_page_at_a_time(team: Team) -> None:
    for n in range(120):
        team.archive.note("tried", f"thing {n}", words="<script>alert(1)</script>")
    ada = team.browser("ada")
    page = ada.get("/trail").text
    assert "thing 119<" in page and "thing 20<" in page and "thing 19<" not in page
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page
    assert team.archive.head() in page
    (older,) = [part.split('"')[0] for part in page.split('href="')[1:] if part.startswith("/trail?before")]
    earlier = ada.get(older).text
    assert "thing 19<" in earlier and "thing 20<" not in earlier
    assert "add\u00a0person" in earlier
    assert "role: analyst" in earlier


def test_the_trail_of_one_person(team: Team) -> None:
    people.add(team.archive, "new", role="reader", who="ada")
    page = team.browser("ada").get("/trail", params={"who": "ada"}).text
    assert page.count("add\u00a0person") == 1
    for odd in ("nobody", "\0", "'", "%"):
        assert "No entry fits" in team.browser("ada").get("/trail", params={"who": odd}).text or odd == "\0"


def test_the_trail_is_for_who_may_see_all_of_it(team: Team) -> None:
    people.add(team.archive, "ben", role="administrator", clearance=1, password=PASSWORD)
    assert team.browser("ben").get("/trail").status_code == 404
    assert "/trail" not in team.browser("ben").get("/people").text
    assert 'href="/trail"' in team.browser("ada").get("/people").text


@pytest.mark.parametrize("query", ["before=0", "before=x", "before=99999999999", "who=" + "x" * 300])
def test_an_address_of_the_trail_that_means_nothing_is_refused(team: Team, query: str) -> None:
    assert team.browser("ada").get(f"/trail?{query}").status_code == 422


def test_what_was_done_is_in_a_chain_that_verifies(team: Team) -> None:
    send(team.browser("ada"), "/people/change", name="rana", role="editor", clearance="1")
    assert team.archive.verify() == []
    (entry,) = team.entries(1)
    assert json.loads(entry.detail) == {"role": "editor", "clearance": 1}
