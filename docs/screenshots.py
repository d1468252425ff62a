"""Takes a picture of each page of the desk, light and dark: `make screenshots`, or `python docs/screenshots.py`.

The desk is opened on the worked case in an archive of its own, which goes again. A page that is added to the desk is
among the pictures without a word here; one whose address has a part (a thing, a report) is reached by the first link
to it. Needs Chromium and the extra `dev`.
"""

from __future__ import annotations

import argparse
import re
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
CASE = HERE.parent / "examples" / "idlib" / "case.toml"
TARGET = HERE / "screenshots"
SIZE = {"width": 1280, "height": 860}
COLOURS = 128


@contextmanager
def desk(folder: Path) -> Iterator[str]:
    """A desk on the worked case that answers on this machine; its address."""
    import uvicorn

    from trucewatch.archive import Archive
    from trucewatch.archive.intake import take_in
    from trucewatch.desk import Settings
    from trucewatch.desk.app import create_app
    from trucewatch.sources import gathering

    reports = sorted(map(str, (CASE.parent / "reports").glob("*.md")))
    with Archive(folder / "archive.db", who="an analyst") as archive:
        for _ in take_in(archive, gathering.gather(reports), workers=1):
            pass
    app = create_app(Settings(archive=str(folder / "archive.db"), cases=(CASE,)))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=10)


def addresses(page: Any, address: str) -> Iterator[tuple[str, str]]:
    """Each page's name and path; that of a page with a part is the first that the other pages lead to.

    Pages that are no view of a case (the review, the people) are found by their links at the top.
    """
    from trucewatch.desk.contents import PAGES

    whole = [one for one in PAGES if "{" not in one.path]
    links: list[str] = []
    for one in whole:
        path = f"/cases/idlib/{one.path}".rstrip("/")
        page.goto(address + path)
        links += page.locator("main a").evaluate_all("all => all.map(one => one.pathname)")
        yield one.name, path
    for one in PAGES:
        if "{" in one.path:
            pattern = re.compile(re.sub(r"\{[^}]*\}", "[^/]+", f"/cases/idlib/{one.path}"))
            found = next((link for link in links if pattern.fullmatch(link)), None)
            if found:
                yield one.name, found
    page.goto(f"{address}/cases/idlib")
    top = page.locator("nav.pages a, .masthead .who a").evaluate_all("all => all.map(one => one.pathname)")
    known = {f"/cases/idlib/{one.path}".rstrip("/") for one in whole}
    for path in dict.fromkeys(top):
        if path not in known:
            yield path.rstrip("/").rpartition("/")[2], path


def take(
    browser: Any, address: str, scheme: str, pages: list[tuple[str, str]]
) -> Iterator[tuple[str, bytes]]:
    """The pictures of all pages in light or dark, by the names of their files."""
    context = browser.new_context(viewport=SIZE, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    for name, path in pages:
        page.goto(address + path)
        if page.locator("[data-map], [data-timeline]").count():
            page.wait_for_selector("[data-drawn]", timeout=60_000)
        page.wait_for_timeout(300)
        yield f"{name}-{scheme}.png", small(page.screenshot())
    context.close()


def small(picture: bytes) -> bytes:
    """A picture in few colours, which takes a third of the room."""
    from PIL import Image

    out = BytesIO()
    few = (
        Image.open(BytesIO(picture))
        .convert("RGB")
        .quantize(
            COLOURS,
            method=Image.Quantize.MAXCOVERAGE,  # a mark of a chart is small, and its colour counts
            dither=Image.Dither.NONE,
        )
    )
    few.save(out, "PNG", optimize=True)
    return out.getvalue()


def listing(names: list[str]) -> str:
    """A page that shows the pictures."""
    parts = [
        "# The pages of the desk",
        "",
        "On the worked case; taken by `make screenshots`, light and dark.",
        "",
    ]
    for name in names:
        parts += [f"## {name.replace('-', ' ').capitalize()}", ""]
        parts += [f"![{name}, {scheme}]({name}-{scheme}.png)" for scheme in ("light", "dark")]
        parts += [""]
    return "\n".join(parts[:-1]) + "\n"


def main() -> int:
    """Takes all pictures; 1 and one line where there is no Chromium or the assets were not built."""
    from trucewatch.desk import assets

    parser = argparse.ArgumentParser(description="Take a picture of each page of the desk.")
    parser.add_argument("--into", type=Path, default=TARGET, help="the folder for the pictures")
    target: Path = parser.parse_args().into
    chromium = shutil.which("chromium")
    if chromium is None or assets.missing():
        print(f"screenshots: {assets.missing() or 'there is no chromium on this machine'}", file=sys.stderr)
        return 1
    from playwright.sync_api import sync_playwright

    target.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        desk(Path(folder)) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        pages = list(addresses(browser.new_page(), address))
        for scheme in ("light", "dark"):
            for file, picture in take(browser, address, scheme, pages):
                (target / file).write_bytes(picture)
                print(f"{target.name}/{file}: {len(picture) // 1000} kB")
        browser.close()
    (target / "README.md").write_text(listing([name for name, _ in pages]), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
