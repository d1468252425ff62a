"""Where the script and style of the pages are."""

from __future__ import annotations


def asset_url(name: str) -> str:
    """The address of a script or style."""
    return f"/static/{name}"
