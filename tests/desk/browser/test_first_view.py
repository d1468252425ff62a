"""How soon there is something to see, on a connection within the machine."""

from __future__ import annotations

from typing import Any

import pytest

LONGEST = 1500  # milliseconds

_PAINTED = """() => new Promise(done => {
  const found = performance.getEntriesByName("first-contentful-paint");
  if (found.length) return done(found[0].startTime);
  new PerformanceObserver(list => {
    for (const one of list.getEntriesByName("first-contentful-paint")) done(one.startTime);
  }).observe({ type: "paint", buffered: true });
})"""


@pytest.mark.parametrize("path", ["/cases/idlib", "/cases/idlib/map", "/cases/idlib/timeline"])
def test_the_first_view_is_drawn_within_a_second_and_a_half(heard: Any, path: str) -> None:
    heard.open(path)
    assert heard.page.evaluate(_PAINTED) < LONGEST


def test_a_page_is_whole_without_script(chromium: Any, served: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served}/cases/idlib")
    page.get_by_role("link", name="Contradictions", exact=True).click()
    page.get_by_label("Kind").select_option("patrol")
    page.get_by_role("button", name="Show").click()
    assert "kind=patrol" in page.url
    assert page.get_by_text("2 open contradictions").count() == 1
    context.close()
