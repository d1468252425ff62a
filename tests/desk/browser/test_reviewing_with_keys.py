"""Reviewing in a real browser, with keys only; and a report whose words and records find each other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.desk.listening import listening
from tests.desk.river import HERE, settings
from trucewatch.archive import Archive
from trucewatch.archive.reviews import reviews
from trucewatch.desk.app import create_app


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    with listening(create_app(settings(tmp_path))) as found:
        yield found


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context()
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    yield opened
    context.close()
    assert wrong == []


def press(page: Any, key: str) -> None:
    """Press a key that leads to another page, and wait for it."""
    with page.expect_navigation():
        page.keyboard.press(key)


def test_three_records_are_reviewed_with_keys_only(page: Any, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}{HERE}/review")
    press(page, "j")
    first = page.url
    press(page, "a")
    assert page.get_by_role("status").inner_text().startswith("Accepted.")
    press(page, "r")
    press(page, "u")
    assert page.get_by_role("status").inner_text().startswith("Taken back.")
    page.keyboard.press("e")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "date"
    page.keyboard.press("Control+a")
    page.keyboard.type("2021-03-01")
    press(page, "Enter")
    assert page.get_by_role("status").inner_text().startswith("Corrected.")
    page.keyboard.press("c")
    page.keyboard.type("a lorry, says the driver; jar")
    page.keyboard.press("Escape")
    press(page, "r")
    assert page.url != first
    with Archive(tmp_path / "river.db", create=False) as archive:
        made = reviews(archive, history=True)
    assert [one.action for one in made] == ["accept", "reject", "withdraw", "correct", "reject"]
    assert json.loads(made[3].value) == "2021-03-01"
    assert made[4].note == "a lorry, says the driver; jar"
    assert len({one.record for one in made}) == 3


def test_keys_move_along_the_queue_search_split_and_show_themselves(page: Any, address: str) -> None:
    page.goto(f"{address}{HERE}/review")
    press(page, "j")
    first = page.url
    press(page, "j")
    assert page.url != first
    press(page, "k")
    assert page.url == first
    press(page, "s")
    press(page, "k")
    page.keyboard.press("x")
    assert page.evaluate("document.activeElement.value") == "not the same"
    page.keyboard.press("m")
    page.keyboard.type("birch")
    press(page, "Enter")
    assert page.get_by_role("button", name="The same", exact=True).count() == 1
    page.keyboard.press("?")
    assert page.locator("dialog[open]").inner_text().startswith("Keys")
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0
    assert "1 of 4" in page.locator("nav.pager").first.inner_text()


def test_words_and_records_of_a_report_find_each_other(page: Any, address: str) -> None:
    page.goto(f"{address}{HERE}/reports")
    page.get_by_role("link", name="guns").click()
    page.locator("a.marked").first.hover()
    assert page.locator("article[data-partner]").get_attribute("id") == "record-0"
    page.locator("#record-1").hover()
    assert "We keep the truce" in page.locator("a.marked[data-partner]").inner_text()
    page.locator("a.marked").first.click()
    assert page.url.endswith("#record-0")
    page.locator("#record-0").get_by_role("link", name="its words").click()
    assert page.url.endswith("#words-0")


def test_a_report_can_be_read_on_a_narrow_screen(chromium: Any, address: str) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    for path in (f"{HERE}/reports", f"{HERE}/review", "/search?text=alder"):
        page.goto(f"{address}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
    page.goto(f"{address}{HERE}/review")
    page.get_by_role("link", name="Begin with the first").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()
