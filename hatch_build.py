"""Builds the gazetteer's index before the package is packed or installed, editable or not.

The index (37 MB) is made from packages that only the build needs, so neither the repository nor the
installed package carries them. It is left alone where it is newer than everything that it is made from.
"""

from __future__ import annotations

import sys
import types
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class GazetteerHook(BuildHookInterface[Any]):
    """Adds `places/gazetteer.sqlite` to the wheel; a source distribution goes without."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Builds the index where it is missing or older than what it is made from."""
        package = Path(self.root) / "src" / "trucewatch"
        index = package / "places" / "gazetteer.sqlite"
        sources = [*(package / "places").glob("*.py"), *(package / "places").glob("*.toml")]
        if not index.is_file() or index.stat().st_mtime < max(p.stat().st_mtime for p in sources):
            self._build(package, index)
        build_data["artifacts"].append("/src/trucewatch/places/gazetteer.sqlite")

    @staticmethod
    def _build(package: Path, index: Path) -> None:
        """Runs trucewatch.places.build from the source tree, without the rest of the package."""
        bare = types.ModuleType("trucewatch")
        bare.__path__ = [str(package)]
        sys.modules["trucewatch"] = bare
        from trucewatch.places.build import build

        build(index)
