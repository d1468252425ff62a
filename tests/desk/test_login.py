"""Logging in and out: who is let in, what the browser is given, and what trying costs."""

from __future__ import annotations

from http.cookies import Morsel, SimpleCookie
from pathlib import Path
from time import perf_counter
from unittest.mock import patch

import httpx
import pytest
from fastapi.testclient import TestClient

from tests.desk.team import ADDRESS, PASSWORD, SLUG, Team, fill, form_token, log_in, opened, routes, settings
from trucewatch.archive import passwords, people
from trucewatch.desk.access import PUBLIC, for_programs
from trucewatch.desk.app import create_app
from trucewatch.desk.throttle import Throttle, network


def cookies(answer: httpx.Response) -> dict[str, Morsel[str]]:
    """The cookies that an answer sets."""
    return {
        name: morsel
        for header in answer.headers.get_list("set-cookie")
        for name, morsel in SimpleCookie(header).items()
    }


def test_nobody_gets_anywhere_without_logging_in(team: Team) -> None:
    browser = team.browser()
    for one in routes(team.app):
        if one.path == "/login" or PUBLIC.fullmatch(one.filled()):
            continue
        answer = browser.request(one.method, one.filled(slug=SLUG))
        if for_programs(one.filled()):
            assert answer.status_code == 401, one
            assert answer.headers["www-authenticate"] == "Bearer"
            assert "set-cookie" not in answer.headers
        else:
            assert answer.status_code == 303, one
            assert answer.headers["location"].split("?")[0] == "/login"


def test_what_is_not_there_is_answered_like_all_else_to_who_is_not_logged_in(team: Team) -> None:
    browser = team.browser()
    for here, nowhere in ((f"/cases/{SLUG}", "/cases/nowhere"), ("/api/v1/cases/x", "/api/v9")):
        there, missing = browser.get(here), browser.get(nowhere)
        assert there.status_code == missing.status_code
        assert there.content == missing.content
    assert browser.get("/static/nothing.css").status_code == 404


def test_the_login_leads_back_to_what_was_asked_for(team: Team) -> None:
    browser = team.browser()
    asked = f"/cases/{SLUG}/things?kind=talks&until=2020-03-03"
    sent = browser.get(asked).headers["location"]
    token = form_token(browser, sent)
    assert (
        'name="next" value="/cases/river-line/things?kind=talks&amp;until=2020-03-03"'
        in browser.get(sent).text
    )
    data = {"name": "rana", "password": PASSWORD, "form_token": token, "next": asked}
    assert browser.post("/login", data=data).headers["location"] == asked
    assert browser.get(asked).status_code == 200


@pytest.mark.parametrize("https", [False, True])
def test_the_sessions_cookie_is_kept_from_scripts_and_other_sites(tmp_path: Path, https: bool) -> None:
    address = "https://desk.example.org" if https else ADDRESS
    with opened(tmp_path, https=https, hosts=("desk.example.org",)) as team:
        browser = team.browser(address=address)
        before = cookies(browser.get("/login"))
        given = cookies(log_in(browser, "rana"))
        prefix = "__Host-trucewatch" if https else "trucewatch"
        assert set(before) == {f"{prefix}-before"}
        assert set(given) == {prefix, f"{prefix}-before"}
        for cookie in (before[f"{prefix}-before"], given[prefix]):
            assert cookie["httponly"] is True
            assert cookie["samesite"].lower() == "lax"
            assert cookie["path"] == "/"
            assert bool(cookie["secure"]) is https
            assert not cookie["domain"] and not cookie["max-age"] and not cookie["expires"]
        assert given[f"{prefix}-before"]["max-age"] == "0"
        assert browser.get(f"/cases/{SLUG}").status_code == 200


def test_a_session_that_somebody_else_chose_is_never_ones_own(team: Team) -> None:
    browser = team.browser()
    browser.cookies.set("trucewatch", "chosen-by-somebody-else", domain="127.0.0.1")
    assert browser.get(f"/cases/{SLUG}").status_code == 303
    given = cookies(log_in(browser, "rana"))["trucewatch"].value
    assert given != "chosen-by-somebody-else" and len(given) == 43
    thief = team.browser()
    thief.cookies.set("trucewatch", "chosen-by-somebody-else")
    assert thief.get(f"/cases/{SLUG}").status_code == 303


def test_logging_in_again_ends_the_session_before(team: Team) -> None:
    browser = team.browser("rana")
    first = browser.cookies["trucewatch"]
    token = form_token(browser, "/account")
    browser.post("/login", data={"name": "anna", "password": PASSWORD, "form_token": token})
    assert browser.cookies["trucewatch"] != first
    thief = team.browser()
    thief.cookies.set("trucewatch", first)
    assert thief.get(f"/cases/{SLUG}").status_code == 303


def test_logging_out_ends_the_session_and_what_the_browser_kept(team: Team) -> None:
    browser = team.browser("rana")
    secret = browser.cookies["trucewatch"]
    assert browser.get("/logout").status_code == 405
    answer = browser.post("/logout", data={"form_token": form_token(browser, "/account")})
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert answer.headers["clear-site-data"] == '"cache"'
    assert cookies(answer)["trucewatch"]["max-age"] == "0"
    thief = team.browser()
    thief.cookies.set("trucewatch", secret)
    assert thief.get(f"/cases/{SLUG}").status_code == 303


def test_what_is_said_to_who_is_not_let_in_is_the_same_for_every_cause(team: Team) -> None:
    people.deactivate(team.archive, "anna")
    people.add(team.archive, "new", role="reader")
    browser = team.browser()
    token = form_token(browser, "/login")
    answers = [
        browser.post("/login", data={"name": name, "password": password, "form_token": token})
        for name, password in (
            ("rana", "wrong"),
            ("nobody", PASSWORD),
            ("anna", PASSWORD),
            ("new", ""),
            ("", ""),
        )
    ]
    assert {answer.status_code for answer in answers} == {403}
    assert len({(answer.content, str(sorted(answer.headers.items()))) for answer in answers}) == 1
    assert "The name or the password is not right." in answers[0].text


def test_a_name_that_nobody_has_takes_as_long_as_a_wrong_password(team: Team) -> None:
    """Timed with a hash slow enough to be seen: without the same work the one would be at once."""
    import argon2

    hasher = argon2.PasswordHasher(time_cost=2, memory_cost=16_384, parallelism=1)

    def taken(name: str) -> float:
        began = perf_counter()
        assert people.authenticate(team.archive, name, "a wrong password") is None
        return perf_counter() - began

    with patch.object(passwords, "_hasher", lambda: hasher):
        passwords._nobodys.cache_clear()
        people.set_password(team.archive, "rana", PASSWORD)
        taken("nobody")
        rounds = [(taken("rana"), taken("nobody")) for _ in range(9)]
    there, nobody = (
        min(times) for times in zip(*rounds, strict=True)
    )  # the least: others use this machine too
    passwords._nobodys.cache_clear()
    assert 0.4 < nobody / there < 2.5


@pytest.mark.parametrize("name", ["\0", "\ud800", "x" * 4001, "a\nb", "<script>", "' OR 1=1 --"])
def test_any_name_is_answered_quietly(team: Team, name: str) -> None:
    browser = team.browser()
    token = form_token(browser, "/login")
    body = {"name": name.encode("utf-8", "surrogatepass"), "password": b"x", "form_token": token.encode()}
    answer = browser.post("/login", data=body)
    assert answer.status_code in (403, 422)
    assert "<script>" not in answer.text


def test_tries_have_to_wait_longer_and_longer_whoever_is_tried(team: Team) -> None:
    for name in ("rana", "nobody"):
        browser = team.browser()
        token = form_token(browser, "/login")
        statuses = []
        for _ in range(7):
            answer = browser.post("/login", data={"name": name, "password": "wrong", "form_token": token})
            statuses.append(answer.status_code)
        assert statuses == [403] * 5 + [429] * 2
        assert int(answer.headers["retry-after"]) >= 1
        right = browser.post("/login", data={"name": name, "password": PASSWORD, "form_token": token})
        assert right.status_code == 429
    assert log_in(team.browser(), "anna").status_code == 303


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_wait_doubles_up_to_a_minute_for_a_name_and_is_over_with_the_right_password() -> None:
    clock = Clock()
    throttle = Throttle(clock)
    waits = []
    for n in range(12):
        assert throttle.begin("rana", f"10.0.{n}.1") == 0
        waits.append(throttle._wait("name", "rana", clock.now))
        clock.now += max(waits[-1], 0)
    assert [max(wait, 0) for wait in waits] == [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60]
    clock.now -= 1
    assert throttle.begin("RANA", "10.9.9.9") == 1
    clock.now += 1
    assert throttle.begin("rana", "10.9.9.9") == 0
    throttle.succeeded("rana", "10.9.9.9")
    assert throttle.begin("rana", "10.9.9.9") == 0


def test_an_address_that_tries_many_names_has_to_wait_too() -> None:
    clock = Clock()
    throttle = Throttle(clock)
    waits = [throttle.begin(f"name{n}", f"2001:db8::{n}") for n in range(25)]
    assert waits[:20] == [0] * 20
    assert all(wait > 0 for wait in waits[20:])
    assert throttle.begin("other", "2001:db8:0:1::1") == 0
    assert throttle.begin("other", "192.0.2.1") == 0


def test_logging_in_rightly_is_never_throttled() -> None:
    throttle = Throttle(Clock())
    for n in range(100):
        assert throttle.begin(f"name{n}", "192.0.2.1") == 0
        throttle.succeeded(f"name{n}", "192.0.2.1")


def test_tries_are_forgotten_after_an_hour_and_bounded_in_number() -> None:
    clock = Clock()
    throttle = Throttle(clock)
    for _ in range(5):
        throttle.begin("rana", "192.0.2.1")
    clock.now += 3601
    assert [throttle.begin("rana", "192.0.2.1") for _ in range(5)] == [0] * 5
    for n in range(12_000):
        throttle.begin(f"name{n}", f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}")
    assert all(len(known) == 10_000 for known in throttle._tries.values())


@pytest.mark.parametrize(
    ("address", "counts_as"),
    [
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_what_counts_as_one_address(address: str, counts_as: str) -> None:
    assert network(address) == counts_as


# a desk without people


def test_a_single_user_needs_no_login(alone: Team) -> None:
    browser = alone.browser()
    for path in (f"/cases/{SLUG}", f"/api/v1/cases/{SLUG}/case", "/people", "/trail"):
        assert browser.get(path).status_code == 200, path
    assert browser.get("/login").headers["location"] == "/"
    assert browser.get("/account").status_code == 404


@pytest.mark.parametrize(
    ("client", "headers"),
    [
        ("192.0.2.1", {}),
        ("127.0.0.1", {"x-forwarded-for": "127.0.0.1"}),
        ("127.0.0.1", {"forwarded": "for=127.0.0.1"}),
        ("127.0.0.1", {"host": "desk.example.org"}),
        ("", {}),
    ],
)
def test_a_desk_without_people_is_for_who_sits_at_it_only(
    tmp_path: Path, client: str, headers: dict[str, str]
) -> None:
    how = settings(tmp_path, hosts=("desk.example.org",))
    fill(how.archive, staffed=False)
    with TestClient(create_app(how), base_url=ADDRESS, client=(client, 5), follow_redirects=False) as far:
        assert far.get(f"/cases/{SLUG}", headers=headers).status_code == 303
        assert far.get("/api/v1/openapi.json", headers=headers).status_code == 401
        assert "has no people yet" in far.get("/login", headers=headers).text


def test_from_the_first_person_on_everybody_logs_in(alone: Team) -> None:
    browser = alone.browser()
    data = {
        "name": "ada",
        "role": "administrator",
        "clearance": "2",
        "form_token": form_token(browser, "/people"),
    }
    assert "needs a password" in browser.post("/people/add", data=data).text
    assert (
        browser.post("/people/add", data=data | {"role": "reader", "password": PASSWORD}).status_code == 422
    )
    answer = browser.post("/people/add", data=data | {"password": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert browser.get(f"/cases/{SLUG}").status_code == 303
    assert log_in(browser, "ada").status_code == 303
    assert browser.get(f"/cases/{SLUG}").status_code == 200
