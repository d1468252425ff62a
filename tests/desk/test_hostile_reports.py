"""A report that means harm is shown harmlessly, and on pages of a bounded size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.desk.river import HERE, opened, queue, settings
from trucewatch.desk.harmless import harmless, pieces
from trucewatch.records import Actor, Incident, Place, Reading, Report, Span, Statement
from trucewatch.records.values import Source

SCRIPT = "<script>alert(1)</script>"
MARKUP = "\"><img src=x onerror=alert(2)>'<svg/onload=alert(3)>{{ 7*7 }}</textarea></p>"
REVERSED = "paid \u202e000,1\u202c to \u2066hidden\u2069 \x1b[31mred\x07 \ufffe"
ARABIC = "قصفت القوات بلدة ألدر يوم الثلاثاء."
LINKS = " ".join(f"https://evil.example/{n} javascript:alert({n})" for n in range(1000))
HUGE = "A" * 100_000
TEXT = "\n\n".join(
    [f"Guns shelled {SCRIPT} on Tuesday. {MARKUP}", REVERSED, ARABIC, LINKS, HUGE, "The end.\r\nReally."]
)
BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LARGEST = 900_000


def hostile() -> Reading:
    def words(start: int, end: int) -> tuple[Span, ...]:
        return (Span(start=start, end=end),)

    records = (
        Incident(
            type="shelling",
            date="2021-03-02",
            place=Place(name=f"Alder{MARKUP}"),
            actors=(Actor(name=SCRIPT), Actor(name=REVERSED)),
            evidence=words(0, TEXT.index("\n")),
            confidence=0.4,
        ),
        Statement(
            speaker=Source(name=MARKUP, role=REVERSED),
            text=f"{REVERSED} {SCRIPT} {HUGE}",
            evidence=words(TEXT.index("paid"), TEXT.index("The end")),
        ),
    )
    return Reading(
        report=Report(
            id="evil",
            text=TEXT,
            title=f"{SCRIPT} {MARKUP} {REVERSED}",
            outlet=f"Outlet {MARKUP}",
            url="javascript:alert(document.domain)",
            published="2021-03-05",
        ),
        records=records,
    )


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    made: Path = tmp_path_factory.mktemp("hostile")
    with opened(settings(made, (hostile(),))) as asking:
        yield asking


def pages(client: TestClient) -> Iterator[tuple[str, str]]:
    reports = client.get(f"/api/v1{HERE}/reports").json()["reports"]
    evil = next(one["id"] for one in reports if "script" in one["title"])
    addresses = [HERE, f"{HERE}/reports", f"{HERE}/things", f"{HERE}/statements", f"{HERE}/review?state=any"]
    addresses += [f"{HERE}/reports/{evil}?sheet={n}" for n in (1, 2, 3, 4)]
    addresses += [f"{HERE}/search?text=shelled", "/search?text=shelled", f"{HERE}/search?text=%3Cscript%3E"]
    addresses += [f"{HERE}/review/{one}?merge=alder" for one in queue(client, state="any")]
    for thing in client.get(f"/api/v1{HERE}/things").json()["things"]:
        addresses.append(f"{HERE}/things/{thing['id']}")
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        yield address, answer.text


class Elements(HTMLParser):
    """What a browser would make of a page: its elements with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


def test_no_word_of_a_report_becomes_markup_script_or_a_link(client: TestClient) -> None:
    seen = ""
    for address, page in pages(client):
        seen += page
        for tag, attributes in Elements(page).found:
            assert tag not in ("img", "iframe", "object", "embed", "base"), address
            assert tag != "script" or attributes["src"].startswith("/static/"), address
            assert not [name for name in attributes if name.startswith("on") or name == "style"], address
            for name in ("href", "src", "action", "formaction"):
                assert re.match(r"[/#?]|data:,$|$", attributes.get(name, "")), (address, attributes)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in seen
    assert "{{ 7*7 }}" in seen


def test_no_character_that_steers_a_page_is_on_it(client: TestClient) -> None:
    for address, page in pages(client):
        assert not BIDI.search(page), address


def test_such_characters_are_shown_by_name_where_the_report_is_read(client: TestClient) -> None:
    whole = "".join(page for address, page in pages(client) if "/reports/" in address)
    assert '<span class="control" title="right-to-left override">RLO</span>000,1' in whole
    assert '<span class="control" title="control character">U+001B</span>' in whole


def test_every_page_has_a_bounded_size(client: TestClient) -> None:
    for address, page in pages(client):
        assert len(page.encode()) < LARGEST, address


def test_the_sheets_of_the_report_are_its_text(client: TestClient) -> None:
    reports = client.get(f"/api/v1{HERE}/reports").json()["reports"]
    evil = next(one["id"] for one in reports if "script" in one["title"])
    first = client.get(f"/api/v1{HERE}/reports/{evil}").json()
    whole = ""
    for sheet in range(1, first["sheets"] + 1):
        view = client.get(f"/api/v1{HERE}/reports/{evil}?sheet={sheet}").json()
        whole += "".join(one["text"] for paragraph in view["paragraphs"] for one in paragraph)
    assert whole == TEXT


def test_right_to_left_text_stands_in_an_element_of_its_own_direction(client: TestClient) -> None:
    whole = "".join(page for address, page in pages(client) if "/reports/" in address)
    assert re.search(rf'<p dir="auto">(<a [^>]*>[^<]*</a>)*<a class="marked"[^>]*>{ARABIC}', whole)


def test_a_text_without_such_characters_is_left_as_it_is() -> None:
    assert harmless("plain ألدر text\n") == "plain ألدر text\n"
    assert harmless("a\u202eb") == "a[RLO]b"
    assert "".join(piece.text for piece in pieces(TEXT)) == TEXT
