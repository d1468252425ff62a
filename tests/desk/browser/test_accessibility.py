"""Every page by the rules of axe, which look at what a screen reader and a keyboard would meet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from trucewatch.desk.contents import PAGES

AXE = Path(__file__).parents[3] / "assets" / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = ("serious", "critical")
LISTED = [page for page in PAGES if "{" not in page.path]


def _faults(page: Any) -> list[str]:
    """What axe finds that is serious: its rule and where."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{fault['id']} ({fault['impact']}): {node['html'][:120]}"
        for fault in found["violations"]
        if fault["impact"] in GRAVE
        for node in fault["nodes"][:3]
    ]


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core was not installed; run: make assets")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", LISTED, ids=lambda page: page.name)
def test_axe_finds_nothing_serious_on_any_page(heard: Any, page: Any, scheme: str) -> None:
    heard.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    heard.open(f"/cases/idlib/{page.path}".rstrip("/"))
    if heard.page.locator("[data-map], [data-timeline]").count():
        heard.page.wait_for_selector("[data-drawn]", timeout=60_000)
    assert _faults(heard.page) == []


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core was not installed; run: make assets")
def test_axe_finds_nothing_serious_on_a_thing(heard: Any) -> None:
    heard.open("/cases/idlib/things")
    heard.page.locator("main table a").first.click()
    assert _faults(heard.page) == []


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core was not installed; run: make assets")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_where_reports_are_read_and_judged(heard: Any, scheme: str) -> None:
    heard.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    heard.open("/cases/idlib/reports")
    heard.page.locator("main table a").first.click()
    heard.page.locator("a.marked").first.click()
    assert _faults(heard.page) == []
    heard.open("/search?text=Saraqib")
    assert _faults(heard.page) == []
    heard.open("/cases/idlib/review")
    assert _faults(heard.page) == []
    heard.page.locator("main table a").first.click()
    assert _faults(heard.page) == []
    heard.page.get_by_role("button", name="Accept").click()
    assert _faults(heard.page) == []
