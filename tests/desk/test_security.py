"""Other sites are kept out: headers, names, forms, addresses to go on to, sizes, files."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes, urljoin, urlsplit

import lxml.html
import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from tests.desk.team import ADDRESS, PASSWORD, SLUG, Team, form_token, opened, routes
from trucewatch.desk import Settings
from trucewatch.desk.forms import LONGEST
from trucewatch.desk.security import host_is_among, names, policy, safe_next

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "font-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def parsed(text: str) -> dict[str, str]:
    return {name: value for name, _, value in (part.partition(" ") for part in text.split("; "))}


# headers


@pytest.mark.parametrize("who", [None, "rana", "ada"])
def test_every_answer_has_the_headers_whatever_it_is(team: Team, who: str | None) -> None:
    browser = team.browser(who)
    addresses = [(one.method, one.filled(slug=SLUG)) for one in routes(team.app)]
    odd = [
        ("GET", "/nothing"),
        ("DELETE", "/"),
        ("POST", "/login"),
        ("GET", "/static/nothing"),
        ("GET", "/api/x"),
    ]
    seen = set()
    for method, address in [*addresses, *odd]:
        answer = browser.request(method, address)
        seen.add(answer.status_code)
        assert parsed(answer.headers["content-security-policy"]) == POLICY, address
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert "geolocation=()" in answer.headers["permissions-policy"]
        kept = answer.headers["cache-control"]
        if "text/html" in answer.headers.get("content-type", ""):
            assert kept == "no-store", address
        elif not address.startswith("/static/"):
            assert kept in ("no-store", "private, no-cache"), address
            assert kept == "no-store" or "Cookie" in answer.headers["vary"], address
    assert len(seen) > 2


def test_a_failure_has_the_headers_and_tells_nothing_of_itself(team: Team) -> None:
    def fail() -> None:
        raise RuntimeError("the colour of the secret")

    team.app.add_api_route("/fails", fail, methods=["GET"])
    answer = team.browser("ada").get("/fails")
    assert answer.status_code == 500
    assert parsed(answer.headers["content-security-policy"]) == POLICY
    assert "secret" not in answer.text


def test_no_page_has_script_style_or_handlers_in_it(team: Team) -> None:
    browser = team.browser("ada")
    for one in routes(team.app):
        if one.method == "GET" and not one.path.startswith("/api/"):
            text = browser.get(one.filled(slug=SLUG)).text
            assert "<style" not in text and " style=" not in text, one
            assert "<script>" not in text and " onclick=" not in text and "javascript:" not in text, one


@pytest.mark.parametrize(
    ("tiles", "origin"),
    [
        ("https://tiles.example.org/{z}/{x}/{y}.png", "https://tiles.example.org"),
        ("https://tiles.example.org:8443/{z}/{x}/{y}.png", "https://tiles.example.org:8443"),
        ("https://tiles.example.org; script-src *", None),
        ("https://*.example.org/{z}", None),
        ("javascript:alert(1)", None),
        ("data:,", None),
        ("https://a:b", None),
        (None, None),
    ],
)
def test_tiles_open_the_policy_to_their_origin_and_to_nothing_else(
    tiles: str | None, origin: str | None
) -> None:
    made = parsed(policy(tiles))
    for name, value in POLICY.items():
        opened_to = origin if origin and name in ("img-src", "connect-src") else None
        assert made.pop(name) == (f"{value} {opened_to}" if opened_to else value)
    assert made == {}


def test_over_tls_browsers_are_told_to_stay_there(tmp_path: Path) -> None:
    with opened(tmp_path, https=True, hosts=("desk.example.org",)) as made:
        answer = made.browser(address="https://desk.example.org").get("/login")
        assert answer.headers["strict-transport-security"] == "max-age=31536000"


# names


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "evil.example:8787", "localhost.evil.example", "", "@127.0.0.1",
     "127.0.0.1@evil.example", "127.0.0.1/evil", "127.0.0.1:x", "[::1", "a\tb", "127.0.0.1#", "169.254.1.1"],
)  # fmt: skip
def test_a_name_that_is_not_the_desks_reaches_nothing(team: Team, host: str) -> None:
    for path in ("/login", "/", "/static/desk.css", "/api/v1/openapi.json"):
        answer = team.browser("ada").get(path, headers={"host": host})
        assert answer.status_code == 400
        assert "This desk has another name" in answer.text


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.0.0.1:9", "localhost", "LOCALHOST:1", "[::1]:80", "localhost.", "desk.example.org"],
)
def test_the_names_of_this_machine_and_those_configured_are_the_desks(host: str) -> None:
    assert host_is_among([host], names(Settings(archive="x", hosts=("Desk.Example.org",))))


def test_two_names_or_none_are_no_name() -> None:
    known = names(Settings(archive="x"))
    assert not host_is_among([], known)
    assert not host_is_among(["127.0.0.1", "127.0.0.1"], known)
    assert "0.0.0.0" not in names(Settings(archive="x", host="0.0.0.0"))
    assert "10.1.2.3" in names(Settings(archive="x", host="10.1.2.3"))


# other sites' pages


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_sites_page_can_lead_here_and_take_nothing_in(team: Team, site: str) -> None:
    browser = team.browser("ada")

    def asked(mode: str, dest: str, path: str = f"/cases/{SLUG}") -> int:
        told = {"sec-fetch-site": site, "sec-fetch-mode": mode, "sec-fetch-dest": dest}
        return browser.get(path, headers=told).status_code

    assert asked("navigate", "document") == 200
    for mode, dest in (
        ("no-cors", "script"),
        ("no-cors", "image"),
        ("cors", "empty"),
        ("navigate", "iframe"),
    ):
        assert asked(mode, dest) == 403
        assert asked(mode, dest, "/api/v1/openapi.json") == 403


FORGED = [
    {},
    {"form_token": ""},
    {"form_token": "0" * 64},
]


def forged(browser: TestClient, path: str, data: dict[str, str], **headers: str) -> int:
    return browser.post(path, data=data, headers=headers).status_code


@pytest.mark.parametrize("data", FORGED)
def test_no_unsafe_route_takes_a_form_without_the_sessions_token(team: Team, data: dict[str, str]) -> None:
    browser = team.browser("ada")
    before = team.archive.head()
    unsafe = [one for one in routes(team.app) if one.method not in ("GET", "HEAD", "OPTIONS")]
    assert len(unsafe) > 8
    for one in unsafe:
        answer = browser.request(one.method, one.filled(slug=SLUG), data=data)
        assert answer.status_code == 403, one
        answer = browser.request(one.method, one.filled(slug=SLUG), json={"form_token": "x"})
        assert answer.status_code == 403, one
    assert team.archive.head() == before
    assert browser.get("/account").status_code == 200  # not logged out either


def test_no_unsafe_route_of_a_desk_without_people_takes_one_either(alone: Team) -> None:
    before = alone.archive.head()
    for one in routes(alone.app):
        if one.method not in ("GET", "HEAD", "OPTIONS"):
            assert alone.browser().request(one.method, one.filled(slug=SLUG), data={}).status_code == 403, one
    assert alone.archive.head() == before


def test_another_persons_token_or_another_sessions_is_no_token(team: Team) -> None:
    ada, rana, again = team.browser("ada"), team.browser("rana"), team.browser("ada")
    for other in (rana, again):
        token = form_token(other, "/account")
        assert (
            forged(ada, "/people/add", {"form_token": token, "name": "x", "role": "reader", "clearance": "0"})
            == 403
        )


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"origin": ADDRESS}, 303),
        ({"origin": ADDRESS, "sec-fetch-site": "same-origin"}, 303),
        ({"origin": "null", "sec-fetch-site": "same-origin"}, 303),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "http://127.0.0.1:8788"}, 403),
        ({"origin": "http://127.0.0.1"}, 403),
        ({"origin": ADDRESS + ".evil.example"}, 403),
        ({"origin": ADDRESS, "sec-fetch-site": "cross-site"}, 403),
        ({"origin": "null", "sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
    ],
)
def test_a_form_with_the_token_is_taken_from_the_desks_own_pages_only(
    team: Team, headers: dict[str, str], status: int
) -> None:
    browser = team.browser("ada")
    data = {
        "form_token": form_token(browser, "/people"),
        "name": "newcomer",
        "role": "reader",
        "clearance": "0",
    }
    assert forged(browser, "/people/add", data, **headers) == status
    assert ("newcomer" in browser.get("/people").text) == (status == 303)


def test_a_script_of_the_desk_sends_the_token_in_a_header(team: Team) -> None:
    browser = team.browser("ada")
    data = {"name": "newcomer", "role": "reader", "clearance": "0"}
    token = form_token(browser, "/people")
    assert forged(browser, "/people/add", data, **{"x-form-token": token + "x"}) == 403
    assert forged(browser, "/people/add", data, **{"x-form-token": token}) == 303


def test_a_form_that_says_its_token_twice_or_as_a_file_is_refused(team: Team) -> None:
    browser = team.browser("rana")
    token = form_token(browser, "/account")
    twice = f"form_token={token}&form_token={token}"
    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert browser.post("/logout", content=twice, headers=kind).status_code == 403
    assert browser.post("/logout", files={"form_token": ("x", token)}).status_code == 403
    assert (
        browser.post(
            "/logout", content=b"\xff\xfe", headers={"content-type": "multipart/form-data"}
        ).status_code
        == 403
    )
    assert browser.post("/logout", data={"form_token": token}).status_code == 303


def test_every_form_that_changes_something_carries_the_token(team: Team) -> None:
    browser = team.browser("ada")
    found = 0
    for one in routes(team.app):
        if one.method != "GET" or one.path.startswith("/api/"):
            continue
        answer = browser.get(one.filled(slug=SLUG))
        if answer.status_code != 200 or "text/html" not in answer.headers.get("content-type", ""):
            continue
        for form in lxml.html.fromstring(answer.text).forms:
            if form.method == "POST":
                found += 1
                assert form.fields.get("form_token"), f"{one}: {form.action}"
                assert form.action and form.action.startswith("/"), one
    assert found > 8


def test_a_body_that_is_too_long_is_refused_before_it_is_read(team: Team) -> None:
    browser = team.browser("ada")
    for body in (b"x" * (LONGEST + 1), (part for part in [b"x" * 400_000] * 3)):
        assert browser.post("/people/add", content=body).status_code == 413
    for told in ("-1", "x", "9" * 30):
        assert browser.post("/people/add", content=b"x", headers={"content-length": told}).status_code in (
            400,
            413,
        )


# addresses to go on to


@pytest.mark.parametrize(
    "address",
    ["//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "http:evil.example", "evil.example",
     "javascript:alert(1)", "/\t/evil.example", "/\n/evil.example", " //evil.example", "/\u2028/evil", "///evil.example",
     "////evil.example", "", "/é", "/a\rSet-Cookie: x=y", "https:/evil.example", "/" + "a" * 2000, "\x00/a", None],
)  # fmt: skip
def test_nobody_is_led_to_another_site(address: str | None) -> None:
    assert safe_next(address) == "/"


@pytest.mark.parametrize(
    "address",
    ["/", "/cases/river-line", "/cases/a/things?kind=talks&until=2020-02-03", "/a#b", "/%2f%2fevil"],
)
def test_a_path_of_the_desk_is_gone_on_to(address: str) -> None:
    assert safe_next(address) == address


@given(st.text(alphabet=st.sampled_from("/\\:@?#.%29 \t\n\r\0aevil\u2028"), max_size=20))
def test_whatever_is_gone_on_to_is_a_path_here(address: str) -> None:
    went = urljoin(
        ADDRESS + "/login", safe_next(address).replace("\\", "/").replace("\t", "").replace("\n", "")
    )
    assert urlsplit(went).netloc == urlsplit(ADDRESS).netloc


@pytest.mark.parametrize(
    "next", ["//evil.example", "/\\evil.example", "https://evil.example/", "/%0d%0aX: y"]
)
def test_the_login_leads_nowhere_else(team: Team, next: str) -> None:
    browser = team.browser()
    page = browser.get("/login", params={"next": next})
    assert "evil" not in page.text
    token = form_token(browser, "/login")
    answer = browser.post(
        "/login", data={"name": "rana", "password": PASSWORD, "next": next, "form_token": token}
    )
    assert answer.status_code == 303
    assert answer.headers["location"] in ("/", "/%0d%0aX: y", "/%0d%0aX:%20y")
    assert "x" not in answer.headers


# files


@pytest.mark.parametrize(
    "prefix", ["/static", "/cases", f"/cases/{SLUG}", "/api/v1/cases", f"/cases/{SLUG}/things"]
)
@pytest.mark.parametrize(
    "climb",
    ["/../../archive.db", "/..%2f..%2farchive.db", "/%2e%2e/%2e%2e/archive.db", "/%252e%252e%252farchive.db",
     "/..%5c..%5carchive.db", "//etc/passwd", "/%2fetc%2fpasswd", "/....//....//etc/passwd", "/%00", "/..;/archive.db",
     "/../app.py", "/%2e%2e%2fapp.py", "/../templates/base.html", "/..%c0%afapp.py"],
)  # fmt: skip
def test_no_address_climbs_to_a_file(team: Team, prefix: str, climb: str) -> None:
    sent: list[dict[str, Any]] = []
    raw = (prefix + climb).encode()
    cookies = "; ".join(f"{name}={value}" for name, value in team.browser("ada").cookies.items())
    scope = {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "path": unquote_to_bytes(raw).decode("utf-8", "replace"),
        "raw_path": raw,
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"127.0.0.1"), (b"cookie", cookies.encode())],
        "client": ("127.0.0.1", 5),
        "state": {},
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(team.app(scope, receive, send))  # type: ignore[arg-type]
    assert sent[0]["status"] in (404, 422, 307), sent[0]
    body = b"".join(message.get("body", b"") for message in sent[1:])
    assert b"SQLite format" not in body and b"root:" not in body and b"create_app" not in body


def test_the_trail_tells_of_no_login(team: Team) -> None:
    """Pictures are made anew when the trail moves: logins must not have everybody wait."""
    before = len(team.entries(100))
    team.browser("rana").get(f"/cases/{SLUG}")
    assert len(team.entries(100)) == before
