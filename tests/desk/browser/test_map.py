"""The map in a browser: it draws, asks nobody but the desk, and says in words what it shows."""

from __future__ import annotations

from typing import Any

import pytest

MAP = "/cases/idlib/map"
# How many colours there are in the middle of the canvas; a blank one has one.
COLOURS = """
() => {
  const canvas = document.querySelector("canvas.maplibregl-canvas");
  const copy = document.createElement("canvas");
  copy.width = copy.height = 200;
  const [wide, tall] = [canvas.width / 2, canvas.height / 2];
  copy.getContext("2d").drawImage(canvas, wide / 2, tall / 2, wide, tall, 0, 0, 200, 200);
  const dots = new Uint32Array(copy.getContext("2d").getImageData(0, 0, 200, 200).data.buffer);
  return new Set(dots).size;
}
"""


def _drawn(heard: Any, path: str = MAP) -> Any:
    heard.open(path)
    heard.page.wait_for_selector("[data-map][data-drawn]", timeout=60_000)
    return heard.page


def test_the_map_draws_without_asking_anything_of_another_machine(heard: Any) -> None:
    page = _drawn(heard)
    assert page.evaluate(COLOURS) > 20
    assert heard.elsewhere == []
    assert heard.complaints == []
    assert any("base.json" in url for url in heard.asked)


def test_a_step_of_the_slider_changes_the_table_and_the_address(heard: Any) -> None:
    page = _drawn(heard, f"{MAP}?day=2020-02-27")
    rows = page.locator("[data-stands] tbody tr")
    assert "recaptured by Syrian rebels" in " ".join(rows.all_inner_texts())
    page.get_by_role("slider", name="Day").press("ArrowLeft")
    assert "day=2020-02-17" in page.url
    assert "captured by Syrian government forces" in " ".join(rows.all_inner_texts())
    assert "recaptured by Syrian rebels" not in " ".join(rows.all_inner_texts())


def test_a_row_of_the_table_is_shown_on_the_map_with_its_words_and_escape_closes_it(heard: Any) -> None:
    page = _drawn(heard, f"{MAP}?day=2020-02-27")
    page.get_by_role("button", name="Show Saraqib: recaptured").focus()
    page.keyboard.press("Enter")
    popup = page.locator(".maplibregl-popup")
    popup.wait_for()
    assert "Rebels recaptured Saraqib on Thursday" in popup.inner_text()
    assert "/things/" in (popup.get_by_role("link", name="Saraqib").get_attribute("href") or "")
    page.keyboard.press("Escape")
    assert popup.count() == 0


def test_what_has_no_place_stands_beside_the_map(heard: Any) -> None:
    page = _drawn(heard)
    assert "it is not known where Kafr Batikh is" in page.locator(".map-side").inner_text()


def test_the_map_is_drawn_anew_where_the_theme_changes(heard: Any) -> None:
    page = _drawn(heard)
    before = page.evaluate(COLOURS)
    ground = "getComputedStyle(document.body.parentElement).backgroundColor"
    light = page.evaluate(ground)
    for _ in range(2):
        page.locator("[data-theme-switch]").click()
    assert page.evaluate(ground) != light
    page.wait_for_timeout(1500)
    assert page.evaluate(COLOURS) > 20
    assert before > 20
    assert heard.complaints == []


@pytest.mark.parametrize("path", [MAP, "/cases/idlib/timeline"])
def test_on_a_telephone_nothing_runs_off_the_page(heard: Any, path: str) -> None:
    heard.page.set_viewport_size({"width": 360, "height": 740})
    heard.open(path)
    heard.page.wait_for_selector("[data-drawn]", timeout=60_000)
    assert heard.page.evaluate("document.documentElement.scrollWidth") <= 360


def test_without_script_the_page_has_the_same_in_words(chromium: Any, served: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served}{MAP}?day=2020-02-27")
    assert not page.locator("[data-map]").is_visible()
    assert "Saraqib: recaptured by Syrian rebels" in page.locator("[data-stands]").inner_text()
    context.close()
