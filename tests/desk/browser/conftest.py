"""The desk in a real browser: Debian's Chromium, led by Playwright, with everything noted that a page asks for."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from trucewatch.desk import assets

sync_api = pytest.importorskip("playwright.sync_api", reason="needs Playwright")

from tests.desk.listening import listening  # noqa: E402
from trucewatch.desk import Settings  # noqa: E402
from trucewatch.desk.app import create_app  # noqa: E402

# The least that any desk sends; where the application sends a policy of its own, that one holds.
POLICY = b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; worker-src 'self'"


@dataclass
class Heard:
    """What a page asked for and complained of."""

    address: str
    page: Any
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def elsewhere(self) -> list[str]:
        """Requests that did not go to the desk."""
        return [url for url in self.asked if not url.startswith((self.address, "blob:"))]

    def open(self, path: str) -> Any:
        """Goes to a page of the desk."""
        return self.page.goto(f"{self.address}{path}")


class _Strict:
    """The application with a strict policy on every answer that has none."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def sent(message: Any) -> None:
            if message["type"] == "http.response.start":
                names = {name.lower() for name, _ in message["headers"]}
                if b"content-security-policy" not in names:
                    message["headers"] = [*message["headers"], (b"content-security-policy", POLICY)]
            await send(message)

        await self._app(scope, receive, sent)


@pytest.fixture(scope="module")  # Playwright keeps an event loop running, which other tests cannot do with
def chromium() -> Iterator[Any]:
    """A browser; the tests that need one are skipped where there is none."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("there is no chromium on this machine")
    if assets.missing():
        pytest.skip(assets.missing())
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def served(settings: Settings) -> Iterator[str]:
    """A desk that answers on this machine; its address."""
    with listening(_Strict(create_app(settings))) as address:
        yield address


@pytest.fixture
def heard(chromium: Any, served: str) -> Iterator[Heard]:
    """A page of that desk in a browser, with what it asks for and complains of."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    page = context.new_page()
    found = Heard(served, page)
    page.on("request", lambda request: found.asked.append(request.url))
    page.on("console", lambda line: found.complaints.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: found.complaints.append(str(error)))
    yield found
    context.close()
