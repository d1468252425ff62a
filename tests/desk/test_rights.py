"""Who may do what: over all routes there are, those that are added later too."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.testclient import TestClient

from tests.desk.team import PASSWORD, PEOPLE, SLUG, Route, Team, form_token, routes
from trucewatch.archive import people, tokens
from trucewatch.archive.people import ROLES
from trucewatch.desk.access import (
    PUBLIC,
    Needs,
    Visitor,
    administrator,
    analyst,
    editor,
    exporter,
    needs,
    overseer,
    visitor,
)

OPEN = {"/login", "/released", "/released/{number}/{file}"}
"""Paths that need nobody to have logged in."""


def needed(route: Route) -> tuple[Needs, ...]:
    return needs(route.context)


def lacking(app: FastAPI, who: str) -> list[Route]:
    """The routes that somebody of the team has not the right to."""
    role, clearance = PEOPLE[who], 2 if who == "ada" else 0
    return [
        route
        for route in routes(app)
        if any(
            ROLES.index(one.role) > ROLES.index(role) or one.clearance > clearance  # type: ignore[arg-type]
            for one in needed(route)
        )
    ]


def whole(answer: httpx.Response) -> tuple[int, bytes, list[tuple[str, str]]]:
    """All of an answer."""
    return answer.status_code, answer.content, sorted(answer.headers.items())


def missing(path: str) -> str:
    """An address of the same kind that nothing stands at."""
    return "/api/v1/nothing/here" if path.startswith("/api/") else "/nothing/here"


def test_there_is_something_to_be_kept_from(team: Team) -> None:
    assert len(lacking(team.app, "rana")) >= len(lacking(team.app, "edda")) > 6
    assert {"/people", "/trail"} <= {route.path for route in lacking(team.app, "edda")}
    assert lacking(team.app, "ada") == []


def test_every_route_says_what_it_needs_of_its_visitor(team: Team) -> None:
    for route in routes(team.app):
        if route.path not in OPEN and "openapi" not in route.path and not PUBLIC.fullmatch(route.filled()):
            assert needed(route), f"{route}: has none of the dependencies of desk.access"


@pytest.mark.parametrize("who", ["rana", "anna", "edda"])
def test_who_lacks_the_right_gets_the_answer_for_what_does_not_exist(team: Team, who: str) -> None:
    browser = team.browser(who)
    token = {"x-form-token": form_token(browser, "/account")}
    bodies: list[dict[str, object]] = [
        {},
        {"data": {"name": "rana", "role": "administrator", "clearance": "2"}},
        {"json": {"name": "rana"}},
        {"content": b"{", "headers": token | {"content-type": "application/json"}},
        {"content": b"{", "headers": token | {"content-type": "multipart/form-data; boundary=x"}},
    ]
    before = team.archive.head()
    for route in lacking(team.app, who):
        path = route.filled(slug=SLUG, name="ada", number="1")
        for body in bodies:
            asked: dict[str, object] = {"headers": token} | body
            there = browser.request(route.method, path, **asked)  # type: ignore[arg-type]
            nowhere = browser.request(route.method, missing(path), **asked)  # type: ignore[arg-type]
            assert whole(there) == whole(nowhere), route
            assert there.status_code == 404, route
        there, nowhere = (browser.request(route.method, one) for one in (path, missing(path)))
        assert whole(there) == whole(nowhere), route  # nor without the form's token
    assert team.archive.head() == before


@pytest.mark.parametrize("who", ["rana", "anna", "edda"])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS"])
def test_another_method_does_not_show_either_that_something_is_there(
    team: Team, who: str, method: str
) -> None:
    browser = team.browser(who)
    token = {"x-form-token": form_token(browser, "/account")}
    hidden = {route.path for route in lacking(team.app, who)}
    seen = {route.path for route in routes(team.app)} - hidden
    partly = {route.path for route in routes(team.app) if route not in lacking(team.app, who)}
    for route in lacking(team.app, who):
        if route.path in partly or route.path in seen:
            continue
        path = route.filled(slug=SLUG, name="ada", number="1")
        there = browser.request(method, path, headers=token)
        assert whole(there) == whole(browser.request(method, missing(path), headers=token)), route


def test_a_program_has_the_rights_of_its_person_and_no_more(team: Team) -> None:
    program = team.program("rana", *tokens.SCOPES)
    for route in lacking(team.app, "rana"):
        path = route.filled(slug=SLUG)
        assert whole(program.request(route.method, path)) == whole(
            program.request(route.method, missing(path))
        )


def test_no_program_has_an_editors_or_administrators_rights_or_an_account(team: Team) -> None:
    program = team.program("ada", *tokens.SCOPES)
    kept = [route for route in routes(team.app) if any(one.scope is None for one in needed(route))]
    assert len(kept) > 10
    for route in kept:
        assert program.request(route.method, route.filled(slug=SLUG)).status_code == 404, route
    assert team.archive.verify() == []


@pytest.mark.parametrize("scope", tokens.SCOPES)
def test_a_token_reaches_what_its_scope_is_for_and_nothing_else(team: Team, scope: str) -> None:
    program = team.program("ada", scope)
    reached = 0
    for route in routes(team.app):
        scopes = {one.scope for one in needed(route)}
        if not scopes or None in scopes or route.path in OPEN:
            continue
        answer = program.request(route.method, route.filled(slug=SLUG))
        if scopes == {scope}:
            reached += 1
            assert answer.status_code != 403, route
        else:
            assert answer.status_code == 403, route
    assert scope != "read" or reached > 10


@pytest.mark.parametrize(
    "given",
    [
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Basic YWRhOnNldmVuIHF1aWV0IGJyaWRnZXM=",
        "bearer trucewatch_x",
        "",
        "Bearer \xff",
    ],
)
def test_what_is_no_token_is_refused_as_such_even_with_a_session(team: Team, given: str) -> None:
    browser = team.browser("ada")
    for path in (f"/api/v1/cases/{SLUG}/case", f"/cases/{SLUG}"):
        answer = browser.get(path, headers={"authorization": given.encode("latin-1")})
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
    assert browser.get(f"/api/v1/cases/{SLUG}/case").status_code == 200


def test_a_token_needs_no_form_and_sets_no_cookie(team: Team) -> None:
    program = team.program("ada", "read")
    for route in routes(team.app):
        answer = program.request(route.method, route.filled(slug=SLUG))
        assert "set-cookie" not in answer.headers or route.path in OPEN, route
        if route.path.startswith("/api/"):
            assert (
                "set-cookie" not in team.browser("ada").request(route.method, route.filled(slug=SLUG)).headers
            )


def test_a_token_is_over_when_it_is_revoked_or_its_person_gone(team: Team) -> None:
    path = f"/api/v1/cases/{SLUG}/case"
    one, two = team.program("rana", "read"), team.program("rana", "read")
    assert one.get(path).status_code == two.get(path).status_code == 200
    tokens.revoke(team.archive, 1)
    assert (one.get(path).status_code, two.get(path).status_code) == (401, 200)
    people.deactivate(team.archive, "rana")
    assert two.get(path).status_code == 401


def test_a_change_of_role_holds_from_the_next_request_on(team: Team) -> None:
    browser = team.browser("ada")
    people.add(team.archive, "ben", role="administrator", clearance=2, password=PASSWORD)
    assert browser.get("/people").status_code == 200
    people.change(team.archive, "ada", role="reader")
    assert browser.get("/people").headers["location"].startswith("/login")
    assert team.browser("ada").get("/people").status_code == 404


ALLOWED = {  # who may, of those with a session; the last has clearance 2
    visitor: ("reader", "analyst", "editor", "administrator"),
    analyst: ("analyst", "editor", "administrator"),
    exporter: ("analyst", "editor", "administrator"),
    editor: ("editor", "administrator"),
    administrator: ("administrator",),
    overseer: ("administrator",),
}


@pytest.mark.parametrize("right", ALLOWED, ids=lambda right: f"{right.role}-{right.scope}-{right.clearance}")
def test_the_table_of_roles(team: Team, right: Needs) -> None:
    team.app.add_api_route("/api/v1/tried", lambda: "done", methods=["GET"], dependencies=[Depends(right)])
    may = tuple(role for name, role in sorted(PEOPLE.items()) if _reaches(team.browser(name)))
    assert set(may) == set(ALLOWED[right])


def _reaches(browser: TestClient) -> bool:
    return browser.get("/api/v1/tried").status_code == 200


def test_rights_hold_where_the_middleware_would_not_ask(team: Team) -> None:
    """The dependency refuses by itself as well."""
    request = Request({"type": "http", "state": {}, "headers": [], "method": "GET", "path": "/people"})
    with pytest.raises(HTTPException) as nobody:
        asyncio.run(administrator(request))
    assert nobody.value.status_code == 401
    request.state.visitor = Visitor(name="rana", role="reader", clearance=2)
    with pytest.raises(HTTPException) as reader:
        asyncio.run(administrator(request))
    assert reader.value.status_code == 404
    assert "rana" in repr(request.state.visitor)


def test_no_page_shows_the_secret_of_a_session(team: Team) -> None:
    browser = team.browser("ada")
    secret = browser.cookies["trucewatch"]
    for route in routes(team.app):
        if route.method == "GET":
            assert secret not in browser.get(route.filled(slug=SLUG)).text, route
