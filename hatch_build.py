"""Builds the gazetteer's index and the desk's assets before the package is packed or installed, editable or not.

The index (37 MB) and the bundled script and style are made from packages that only the build needs, so the
repository carries neither. Each is left alone where it is newer than everything that it is made from.
"""

from __future__ import annotations

import importlib.util
import sys
import types
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class TrucewatchHook(BuildHookInterface[Any]):
    """Adds `places/gazetteer.sqlite` and `desk/static` to the wheel; a source distribution goes without."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Builds what is missing or stale. Without the assets a wheel fails; an editable install only warns."""
        package = Path(self.root) / "src" / "trucewatch"
        index = package / "places" / "gazetteer.sqlite"
        sources = [*(package / "places").glob("*.py"), *(package / "places").glob("*.toml")]
        if not index.is_file() or index.stat().st_mtime < max(p.stat().st_mtime for p in sources):
            self._build(package, index)
        build_data["artifacts"] += [
            "/src/trucewatch/places/gazetteer.sqlite",
            "/src/trucewatch/desk/static/**",
        ]
        self._build_assets(required=version != "editable")

    def _build_assets(self, *, required: bool) -> None:
        path = Path(self.root) / "assets" / "build.py"
        specification = importlib.util.spec_from_file_location("trucewatch_assets", path)
        assert specification is not None and specification.loader is not None
        assets = importlib.util.module_from_spec(specification)
        specification.loader.exec_module(assets)
        try:
            assets.build()
        except assets.AssetsError as error:
            if required:
                raise
            self.app.display_warning(
                f"the desk's script and style were not built ({error}); try: make assets"
            )

    @staticmethod
    def _build(package: Path, index: Path) -> None:
        """Runs trucewatch.places.build from the source tree, without the rest of the package."""
        bare = types.ModuleType("trucewatch")
        bare.__path__ = [str(package)]
        sys.modules["trucewatch"] = bare
        from trucewatch.places.build import build

        build(index)
