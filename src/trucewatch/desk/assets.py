"""Where the script and style of the pages are: built from assets/, each file named by its content.

Invariant: an address leads to one content for ever, so a browser may keep it; where nothing was built the pages work
without, and say so.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

STATIC = Path(__file__).parent / "static"
BORDERS = STATIC / "borders"
_MANIFEST = STATIC / "manifest.json"


_NAMED_BY_CONTENT = re.compile(r"-[0-9a-f]{10}\.\w+$")


class AssetsError(RuntimeError):
    """The script and style were not built, or have no file of a name."""


def asset_url(name: str) -> str:
    """The address of a script or style by its name ("desk.css"), for templates; where none were built it leads nowhere.

    Raises:
        AssetsError: where others were built, but nothing of that name.
    """
    if missing():
        return f"/static/{name}"
    try:
        return f"/static/{built()[name]}"
    except KeyError:
        raise AssetsError(f"{name} is no file of the desk; there are: {', '.join(built())}") from None


def missing() -> str:
    """Why there is neither script nor style, in one line; "" where there is."""
    try:
        built()
    except AssetsError as error:
        return str(error)
    return ""


def built() -> dict[str, str]:
    """The files that were built: by name, the name that they are kept under.

    Raises:
        AssetsError: where they were not built.
    """
    try:
        changed = _MANIFEST.stat().st_mtime_ns
    except OSError:
        raise AssetsError("the desk's script and style were not built; run: make assets") from None
    return _read(changed)


class Files(StaticFiles):
    """Gives the files out; browsers keep those that are named by their content, which a new build renames."""

    def __init__(self) -> None:
        super().__init__(directory=STATIC, check_dir=False)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """One file."""
        response = await super().get_response(path, scope)
        if _NAMED_BY_CONTENT.search(path) and response.status_code in (200, 304):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


@lru_cache(maxsize=1)
def _read(changed: int) -> dict[str, str]:
    """The manifest as it was at a time, so that a new build is seen without a restart."""
    manifest: dict[str, str] = json.loads(_MANIFEST.read_text(encoding="utf-8"))
    return manifest
