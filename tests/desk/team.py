"""A small desk for tests: a case on a river, reports made by hand, people of each role."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient

from tests.archive.readings import read, report
from trucewatch.archive import Archive, people, tokens, trail
from trucewatch.desk import Settings
from trucewatch.desk.app import create_app
from trucewatch.records import Reading

PASSWORD = "seven quiet bridges"
ADDRESS = "http://127.0.0.1:8787"
SLUG = "river-line"
CASE = """\
name = "River line"

[[party]]
name = "Northern Army"

[[party]]
name = "Southern Front"
"""
KNOWN = (
    "In Alder on 2020-02-08, the Northern Army shelled the mill.",
    "In Birch on 2020-02-20, the Southern Front shelled the bridge.",
    "In Birch on 2020-03-02, the Southern Front met the envoy.",
)
PEOPLE = {"ada": "administrator", "edda": "editor", "anna": "analyst", "rana": "reader"}
"""Names of people by their roles; `ada` has clearance 2, the others 0."""


@dataclass(frozen=True)
class Team:
    """A desk that is open, and its archive."""

    app: FastAPI
    archive: Archive
    settings: Settings

    def entries(self, at_most: int = 1000) -> list[trail.Entry]:
        """The last entries of the trail, the latest first."""
        with self.archive.reading() as connection:
            return trail.entries(connection, at_most=at_most)

    def browser(self, name: str | None = None, *, address: str = ADDRESS) -> TestClient:
        """A browser, in which `name` has logged in."""
        made = TestClient(
            self.app, base_url=address, client=("127.0.0.1", 50_000), follow_redirects=False,
            raise_server_exceptions=False,
        )  # fmt: skip
        if name is not None:
            answer = log_in(made, name)
            assert answer.status_code == 303, answer.text
        return made

    def program(self, name: str, *scopes: str) -> TestClient:
        """A program with a token of somebody's."""
        _, secret = tokens.make(self.archive, name, label="test", scopes=scopes)
        made = self.browser()
        made.headers["authorization"] = f"Bearer {secret}"
        return made


def log_in(browser: TestClient, name: str, password: str = PASSWORD, **more: str) -> httpx.Response:
    """What comes of sending the login's form."""
    token = form_token(browser, "/login")
    return browser.post("/login", data={"name": name, "password": password, "form_token": token, **more})


def form_token(browser: TestClient, path: str) -> str:
    """The token of the forms on a page."""
    found = re.search(r'name="form_token" value="([^"]+)"', browser.get(path).text)
    assert found, path
    return html.unescape(found[1])


def settings(folder: Path, **more: object) -> Settings:
    """A desk on the case of the river and an archive in this folder."""
    case = folder / "case.toml"
    case.write_text(CASE, encoding="utf-8")
    return Settings(archive=str(folder / "archive.db"), cases=(case,), **more)  # type: ignore[arg-type]


def readings(sentences: Iterable[str] = KNOWN) -> list[Reading]:
    """Reports, a sentence each."""
    return [
        read(report(sentence, id=f"r{n}", outlet="Gazette", published=f"2020-03-{n + 10}"))
        for n, sentence in enumerate(sentences)
    ]


def fill(address: str | Path, sentences: Iterable[str] = KNOWN, *, staffed: bool = True) -> None:
    """Put reports, a sentence each, and people into an archive."""
    with Archive(address, who="tester") as archive:
        archive.add(readings(sentences))
        if staffed:
            staff(archive)


def staff(archive: Archive) -> None:
    """Add the people."""
    for name, role in PEOPLE.items():
        clearance = 2 if role == "administrator" else 0
        people.add(archive, name, role=role, clearance=clearance, password=PASSWORD)  # type: ignore[arg-type]


@contextmanager
def opened(folder: Path, *, staffed: bool = True, **more: object) -> Iterator[Team]:
    """A small desk."""
    how = settings(folder, **more)
    fill(how.archive, staffed=staffed)
    app = create_app(how)
    with TestClient(app, base_url=ADDRESS, client=("127.0.0.1", 50_000)):
        yield Team(app, app.state.desk.archive, how)


@dataclass(frozen=True)
class Route:
    """A route of the application: one method of one path."""

    method: str
    path: str
    context: object

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def filled(self, **values: str) -> str:
        """An address of this route; parameters that are not given get one that is likely to be nobody's."""
        return re.sub(r"\{(\w+)(:\w+)?\}", lambda found: values.get(found[1], "1"), self.path)

    @property
    def parameters(self) -> list[str]:
        """The names of the parameters in the path."""
        return [name for name, _ in re.findall(r"\{(\w+)(:\w+)?\}", self.path)]


def routes(app: FastAPI) -> list[Route]:
    """All routes of an application that have methods, also those of later additions."""
    return [
        Route(method, str(one.path), one)
        for one in iter_route_contexts(app.routes)
        for method in sorted(getattr(one, "methods", None) or ())
        if method != "HEAD"
    ]
