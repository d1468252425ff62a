"""The timeline in a browser: lanes over the list, moved by keys, each mark a way to its thing."""

from __future__ import annotations

from typing import Any

TIMELINE = "/cases/idlib/timeline"


def _drawn(heard: Any, path: str = TIMELINE) -> Any:
    heard.open(path)
    heard.page.wait_for_selector("[data-timeline][data-drawn]", timeout=60_000)
    return heard.page


def test_each_thing_of_the_list_is_a_mark_in_the_lane_of_its_kind(heard: Any) -> None:
    page = _drawn(heard)
    page.get_by_role("button", name="All").click()
    page.wait_for_timeout(400)
    marks = page.locator(".timeline a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    listed = page.locator(".day-of li > a:not([href*='/map'])").evaluate_all(
        "all => all.map(one => one.getAttribute('href'))"
    )
    assert sorted(marks) == sorted(listed)
    assert heard.elsewhere == []
    assert heard.complaints == []


def test_keys_zoom_and_move_it(heard: Any) -> None:
    page = _drawn(heard)
    page.locator(".timeline").focus()
    ticks = page.locator(".timeline svg > text")
    first = ticks.all_text_contents()
    page.keyboard.press("+")
    page.wait_for_timeout(400)
    closer = ticks.all_text_contents()
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(400)
    earlier = ticks.all_text_contents()
    assert first != closer
    assert closer != earlier


def test_a_thing_of_the_list_leads_to_the_map_on_its_day(heard: Any) -> None:
    page = _drawn(heard)
    page.locator("li", has_text="Air strike at Balyun").get_by_role("link", name="map").click()
    page.wait_for_selector("[data-map][data-drawn]", timeout=60_000)
    assert "day=2020-02-27" in page.url
    assert page.locator("output").inner_text() == "2020-02-27"
    page.locator(".maplibregl-popup").wait_for()
    assert "Air strike at Balyun" in page.locator(".maplibregl-popup").inner_text()
