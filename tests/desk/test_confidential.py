"""What somebody may not see leaves no trace: over all routes there are, those that are added later too.

Two desks are held against each other that differ only in what is confidential: one has it, on the other it never was.
Whoever is not cleared for it gets the same bytes from both, wherever they look and whatever they name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Literal, get_args, get_origin
from zipfile import ZipFile

import httpx
import pytest
from fastapi.testclient import TestClient
from pydantic import BaseModel

from tests.archive.readings import read, report
from tests.desk.team import (
    ADDRESS,
    PASSWORD,
    SLUG,
    Route,
    Team,
    form_token,
    readings,
    routes,
    settings,
    staff,
)
from trucewatch.archive import Archive, people, trail
from trucewatch.archive.judgements import judge
from trucewatch.archive.levels import level
from trucewatch.archive.reviews import review
from trucewatch.desk.app import create_app

CONFIDENTIAL = "In Cedar on 2020-02-21, the Hidden Brigade shelled the observatory."
SAME_EVENT = "In Alder on 2020-02-08, the Northern Army shelled the mill by the observatory."
WIRE = "Zelkova Wire"
WORDS = ("observatory", "Hidden Brigade", "Cedar", "Zelkova")
QUERIES: tuple[dict[str, str], ...] = (
    {},
    *({field: word} for field in ("text", "q", "search") for word in ("observatory", "mill")),
    {"until": "2020-02-22"},
    {"until": "2020-03-30"},
    {"since": "2020-02-21"},
    {"place": "Cedar"},
    {"source": WIRE},
    {"actor": "Hidden Brigade"},
    {"report": "", "kind": "incident"},
    *({"state": state} for state in ("rejected", "accepted", "corrected", "open", "all")),
)
NOBODYS = "f" * 64
_NO_NAMES = ("/login", "/logout", "/account/password", "/cases/{slug}/review/gold")
"""What is sent there names nothing (and gold has the second in it), ends the session, or may be tried a few times only."""


@dataclass(frozen=True)
class Pair:
    """Two desks, with what is confidential and without, and all ids that the one has and the other lacks."""

    having: Team
    lacking: Team
    shared: tuple[str, ...]
    secret: tuple[str, ...]


def build(folder: Path, *, confidential: bool) -> Archive:
    folder.mkdir()
    archive = Archive(settings(folder).archive, who="tester")
    known = readings()
    archive.add(known[:1])
    if confidential:
        one = read(
            report(CONFIDENTIAL, id="c1", outlet="Gazette", published="2020-03-11", title="The observatory")
        )
        two = read(report(SAME_EVENT, id="c2", outlet=WIRE, published="2020-03-11"))
        archive.add([one, two])
        found = {record.report["name"]: record for record in archive.find()}
        level(archive, "report", found["c1"].report["id"], 1)
        level(archive, "source", WIRE, 2)
        judge(archive, found["c2"].id, found["r0"].id, "same", note="the observatory")
        review(archive, found["c1"].id, "reject", note="the observatory")
    archive.add(known[1:])
    seen = {record.report["name"]: record.id for record in archive.find()}
    judge(archive, seen["r0"], seen["r1"], "not the same", note="two hills")
    review(archive, seen["r1"], "accept", note="read twice")
    review(archive, seen["r2"], "comment", note="who was the envoy?")
    staff(archive)
    return archive


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pair]:
    """The two desks, on which everything happens at the same moment."""
    monkeypatch.setattr(trail, "now", lambda: "2031-03-01T08:00:00Z")
    with ExitStack() as stack:
        teams = []
        for name in ("having", "lacking"):
            built = build(tmp_path / name, confidential=name == "having")
            how = settings(tmp_path / name)
            app = create_app(how)
            stack.enter_context(TestClient(app, base_url=ADDRESS))
            teams.append(Team(app, built, how))
            stack.callback(built.close)
        having, lacking = (identifiers(team) for team in teams)
        yield Pair(*teams, shared=tuple(sorted(having & lacking)), secret=tuple(sorted(having - lacking)))


def identifiers(team: Team) -> set[str]:
    """The ids of all reports, records and things that a desk has."""
    found = team.archive.find()
    ids = {
        one
        for record in found
        for one in (record.id, record.id[:12], record.report["id"], record.report["id"][:12])
    }
    listed = team.browser("ada").get(f"/cases/{SLUG}/things").text
    return ids | set(re.findall(rf"/cases/{SLUG}/things/([0-9a-f]+)", listed))


def differing(there: httpx.Response, never: httpx.Response) -> list[str]:
    """Where two answers are not the same."""
    one, other = plain(there), plain(never)
    if one == other:
        return []
    lines = zip(re.split("[\n,]", one[1]), re.split("[\n,]", other[1]), strict=False)
    headers = [f"{name}: {value}" for name, value in set(one[2]) ^ set(other[2])]
    return [f"{one[0]} {other[0]}", *headers, *[f"{a}\n{b}" for a, b in lines if a != b][:5]]


def unpacked(content: bytes) -> str:
    """What is in a ZIP (which a DOCX is too), without when it was packed."""
    with ZipFile(BytesIO(content)) as packed:
        parts = [f"{one.filename}\n{packed.read(one).decode('latin-1')}" for one in packed.infolist()]
    return "\n".join(parts)


def plain(answer: httpx.Response) -> tuple[int, str, list[tuple[str, str]]]:
    """All of an answer, but for the token of the session's forms, and the numbers of reviews.

    These are the one trace that is left: a gap in them tells an analyst that somebody reviewed what they cannot see.
    """
    text = unpacked(answer.content) if answer.content[:2] == b"PK" else answer.text
    if "/exports/" in answer.request.url.path:
        if answer.content.startswith((b"SQLite", b"%PDF")):
            text = ""  # which hold moments and marks of their own making; what else exports give is looked at
        text = re.sub(r'("(?:sha256|bytes|size)":\s*"?)[0-9a-f]+', r"\1", text)
        text = re.sub(r"\d{4}-\d\d-\d\d[T ][\d:.]+(Z|\+00:00)?", "…", text)
    text = re.sub(r'(form[_-]token" (?:value|content)=")[0-9a-f]*', r"\1", text)
    text = re.sub(r'(name="(?:numbers|seen)" value="|take back<[^>]*> number )\d+', r"\1", text)
    if "/review" in answer.request.url.path:
        text = re.sub(r'("(?:number|seen|last)":)\d+', r"\1", text)
    headers = [
        (name, value)
        for name, value in answer.headers.items()
        if name not in ("content-length", "set-cookie")
    ]
    return answer.status_code, text, sorted(headers)


def told(browser: TestClient) -> str:
    """The pages of all things that somebody sees."""
    listed = browser.get(f"/cases/{SLUG}/things").text
    return "\n".join([listed, *(browser.get(address).text for address in links(listed))])


def links(text: str) -> list[str]:
    """The addresses of the things that a page leads to."""
    return re.findall(rf"/cases/{SLUG}/things/[0-9a-f]+", text)


def addresses(team: Team, values: tuple[str, ...]) -> Iterator[str]:
    """An address of each route that is asked with GET, with each of these values where it has a parameter."""
    for route in routes(team.app):
        if route.method != "GET":
            continue
        names = [name for name in route.parameters if name != "slug"]
        for value in values if names else ("",):
            yield route.filled(slug=SLUG, **dict.fromkeys(names, value))


def test_the_two_desks_do_differ_for_who_may_see(pair: Pair) -> None:
    having, lacking = pair.having.browser("ada"), pair.lacking.browser("ada")
    differ = [
        address
        for address in addresses(pair.having, pair.shared[:1])
        if plain(having.get(address)) != plain(lacking.get(address))
    ]
    assert {
        f"/cases/{SLUG}",
        f"/cases/{SLUG}/things",
        f"/api/v1/cases/{SLUG}/things",
        "/levels",
        "/trail",
    } <= set(differ)
    assert "observatory" in told(having) and "observatory" not in told(lacking)
    assert "observatory" in having.get("/levels").text
    assert len(pair.secret) > 6 and len(pair.shared) > 6


@pytest.mark.parametrize("who", ["rana", "anna", "edda"])
def test_who_is_not_cleared_sees_what_they_would_if_it_never_was(pair: Pair, who: str) -> None:
    having, lacking = pair.having.browser(who), pair.lacking.browser(who)
    every = set(addresses(pair.having, (*pair.shared, *pair.secret, NOBODYS)))
    filtered = {address for address in addresses(pair.having, ()) if address in every}
    asked = [(address, QUERIES[0]) for address in sorted(every)]
    asked += [(address, query) for address in sorted(filtered) for query in QUERIES[1:]]
    seen = 0
    for address, query in asked:
        there, never = having.get(address, params=query), lacking.get(address, params=query)
        assert differing(there, never) == [], (address, query)
        seen += there.status_code == 200
    assert seen > 50


@pytest.mark.parametrize("who", ["rana", "edda"])
def test_what_is_linked_to_is_the_same_too_and_says_none_of_its_words(pair: Pair, who: str) -> None:
    having, lacking = pair.having.browser(who), pair.lacking.browser(who)
    waiting, seen = ["/"], set()
    while waiting and len(seen) < 200:
        address = waiting.pop(0)
        if address in seen or address.startswith("/static/"):
            continue
        seen.add(address)
        there, never = having.get(address), lacking.get(address)
        assert differing(there, never) == [], address
        assert not [word for word in WORDS if word in there.text], address
        assert not [one for one in pair.secret if one in there.text], address
        found = [there.headers.get("location", ""), *re.findall(r'(?:href|action|src)="([^"]+)"', there.text)]
        waiting += [one.split("#")[0].replace("&amp;", "&") for one in found if one.startswith("/")]
    assert len(seen) > 10


@pytest.mark.parametrize("who", ["rana", "anna", "edda", "ben"])
def test_what_is_named_in_a_form_is_answered_as_what_does_not_exist(pair: Pair, who: str) -> None:
    if who == "ben":
        people.add(pair.having.archive, "ben", role="administrator", password=PASSWORD)
    browser = pair.having.browser(who)
    token = {"x-form-token": form_token(browser, "/account")}
    for route in routes(pair.having.app):
        if route.method in ("GET", "HEAD", "OPTIONS") or route.path in _NO_NAMES:
            continue
        names = [name for name in route.parameters if name != "slug"]
        for secret in (*pair.secret, WIRE):
            nobodys = NOBODYS[: len(secret)] if secret != WIRE else "Elkovaz Wire"
            answers = []
            for value in (secret, nobodys):
                path = route.filled(slug=SLUG, **dict.fromkeys(names, value))
                answer = browser.request(route.method, path, headers=token, **body(route, value))
                answers.append((answer.status_code, plain(answer)[1].replace(value, "…")))
            assert answers[0] == answers[1], (str(route), secret)


def body(route: Route, value: str) -> dict[str, Any]:
    """What a route is sent, with `value` in each field that takes text."""
    fields = getattr(getattr(route.context, "dependant", None), "body_params", [])
    if (
        len(fields) == 1
        and isinstance(model := fields[0].field_info.annotation, type)
        and issubclass(model, BaseModel)
    ):
        return {"json": {name: filled(one.annotation, value) for name, one in model.model_fields.items()}}
    return {
        "data": {field.alias or field.name: filled(field.field_info.annotation, value) for field in fields}
    }


def filled(kind: Any, value: str) -> Any:
    """A value of this kind: the given one where it takes text."""
    if get_origin(kind) is Literal:
        return get_args(kind)[0]
    if kind in (int, float):
        return "1"
    if kind is bool:
        return "true"
    inner = [one for one in get_args(kind) if one is not type(None)]
    if inner and get_origin(kind) is not dict:
        return filled(inner[0], value)
    return value


def test_a_level_holds_from_the_first_look_after_it_was_given(pair: Pair) -> None:
    """No picture from before is shown while a new one is made."""
    team = pair.lacking
    browser = team.browser("rana")
    page = f"/cases/{SLUG}/things"
    (address,) = [one for one in set(links(browser.get(page).text)) if "bridge" in browser.get(one).text]
    (found,) = team.archive.find(text="bridge")
    level(team.archive, "report", found.report["id"], 1)
    team.app.state.desk.cases.moved()
    assert address not in browser.get(page).text
    assert browser.get(address).status_code == 404
    assert address in team.browser("ada").get(page).text


def give(browser: TestClient, what: str, subject: str, to: int) -> httpx.Response:
    data = {"what": what, "subject": subject, "level": str(to), "form_token": form_token(browser, "/levels")}
    return browser.post("/levels", data=data)


def test_an_editor_with_the_clearance_gives_and_takes_back_levels(pair: Pair) -> None:
    ada, rana = pair.having.browser("ada"), pair.having.browser("rana")
    page = ada.get("/levels").text
    assert "The observatory" in page and WIRE in page
    (found,) = pair.having.archive.find(text="bridge")
    assert give(ada, "report", found.report["id"][:12], 2).status_code == 303
    assert "bridge" not in told(rana)
    assert give(ada, "report", found.report["id"], 0).status_code == 303
    assert "bridge" in told(rana)
    assert give(ada, "source", WIRE, 0).status_code == 303
    assert WIRE not in ada.get("/levels").text
    assert pair.having.entries(1)[0].who == "ada"


@pytest.mark.parametrize(
    ("what", "subject", "to"),
    [
        ("report", "", 0),
        ("report", "\0", 0),
        ("report", "zz", 0),
        ("source", WIRE, 0),
        ("source", "Gazette", 1),
        ("report", "r0", 1),
    ],
)
def test_an_editor_without_the_clearance_gives_none_above_it_and_frees_no_source(
    pair: Pair, what: str, subject: str, to: int
) -> None:
    before = pair.having.archive.head()
    edda = pair.having.browser("edda")
    if subject == "r0":
        subject = next(one.report["id"] for one in pair.having.archive.find() if one.report["name"] == "r0")
    assert give(edda, what, subject, to).status_code == 422
    assert pair.having.archive.head() == before
