"""A desk on a small composed case, with two claims that contradict each other, for the tests of reviewing."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

from fastapi.testclient import TestClient

from tests.cases.telling import ALDER, BIRCH, CASE, NORTH, SOUTH, count, reading, says
from trucewatch.archive import Archive
from trucewatch.desk import Settings
from trucewatch.desk.app import create_app
from trucewatch.records import Casualties, Incident, Reading, Source, Statement

SLUG = "river-line"
HERE = f"/cases/{SLUG}"


def killed(number: int) -> tuple[Casualties, ...]:
    return (Casualties(outcome="killed", count=count(number), who="guards"),)


def readings() -> list[Reading]:
    shelling = {
        "type": "shelling",
        "date": "2021-03-02",
        "place": ALDER,
        "actors": (NORTH,),
        "targets": (SOUTH,),
    }
    return [
        reading(
            "guns",
            "2021-03-03",
            (
                Incident,
                "Northern guns shelled Alder on Tuesday and killed two guards",
                {**shelling, "casualties": killed(2), "confidence": 0.6, "main": True},
            ),
            (
                Statement,
                "“We keep the truce,” the commander said",
                {
                    "speaker": Source(name="Orl", role="commander"),
                    "stance": "pledges",
                    "text": "We keep the truce",
                    "date": "2021-03-03",
                    "confidence": 0.95,
                },
            ),
        ),
        reading(
            "wire",
            "2021-03-04",
            (
                Incident,
                "The shelling of Alder by the North on Tuesday killed seven guards",
                {**shelling, "casualties": killed(7), "confidence": 0.9, "attribution": says("South")},
            ),
            outlet="Wire",
        ),
        reading(
            "road",
            "2021-03-21",
            (
                Incident,
                "Gunmen shot at a lorry near Birch",
                {"type": "shooting", "date": "2021-03-20", "place": BIRCH, "confidence": 0.8},
            ),
        ),
    ]


def settings(folder: Path, more: tuple[Reading, ...] = ()) -> Settings:
    """A desk on an archive of its own in `folder`."""
    case = folder / "case.toml"
    case.write_text(CASE, encoding="utf-8")
    address = folder / "river.db"
    with Archive(address, who="Ana") as archive:
        archive.add([*readings(), *more], reader="0.1")
    return Settings(archive=str(address), cases=(case,))


def opened(made: Settings) -> TestClient:
    """Asks that desk as a browser on the same machine would; use it as a context manager."""
    return TestClient(
        create_app(made),
        base_url="http://127.0.0.1",
        client=("127.0.0.1", 50_000),
        follow_redirects=False,
    )


def queue(client: TestClient, **asked: str) -> list[str]:
    """The ids of the records that wait, in order."""
    given = client.get(f"/api/v1{HERE}/review", params=asked)
    assert given.status_code == 200, given.text
    return [line["id"] for line in given.json()["lines"]]


def record(client: TestClient, words: str) -> str:
    """The id of the record with these words."""
    (found,) = queue(client, text=words, state="any")
    return found


def form(client: TestClient, address: str) -> dict[str, str]:
    """What the form of a review has in its fields, as a browser would send it."""
    page = client.get(address)
    assert page.status_code == 200, page.text
    return fields(page.text)


def fields(page: str) -> dict[str, str]:
    """The fields of the first form of a page that is sent by POST with id `judge`."""
    part = page[page.index('<form id="judge"') :]
    part = part[: part.index("</form>")]
    found = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', part))
    for name, rest in re.findall(r'<input id="[^"]*" name="([^"]+)"([^>]*)>', part):
        found[name] = (re.search(r'value="([^"]*)"', rest) or ["", ""])[1]
    for name, inner in re.findall(r'<select id="[^"]*" name="([^"]+)"[^>]*>(.*?)</select>', part, re.DOTALL):
        chosen = re.search(r"<option selected>([^<]*)</option>", inner)
        found[name] = chosen[1] if chosen else ""
    for name, inner in re.findall(
        r'<textarea id="[^"]*" name="([^"]+)"[^>]*>\n?(.*?)</textarea>', part, re.DOTALL
    ):
        found[name] = inner
    return {name: unescape(value) for name, value in found.items()}


def token(page: str) -> dict[str, str]:
    """The token of the forms of a page, where they have one."""
    found = re.search(r'name="form_token" value="([^"]*)"', page)
    return {"form_token": found[1]} if found else {}
