"""Where the script and style of the pages are: built from assets/, each file named by its content.

Invariant: an address leads to one content for ever, so a browser may keep it; where nothing was built the pages work
without, and say so.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"
BORDERS = STATIC / "borders"
_MANIFEST = STATIC / "manifest.json"


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


@lru_cache(maxsize=1)
def _read(changed: int) -> dict[str, str]:
    """The manifest as it was at a time, so that a new build is seen without a restart."""
    manifest: dict[str, str] = json.loads(_MANIFEST.read_text(encoding="utf-8"))
    return manifest
