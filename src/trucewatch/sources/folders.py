"""Folders to the files in them.

Invariant: the same folder gives the same files in the same order; nothing hidden is looked into, and a link
that leads back into its own folder is not followed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from trucewatch.sources import suffixes

_MANY = {"mailbox", "feed", "archive", "package"}


def files(paths: Iterable[str]) -> Iterator[str]:
    """Each path that is no folder, as it is; of a folder, every file below it whose suffix says it can be read."""
    for path in paths:
        if path == "-" or not Path(path).is_dir():
            yield path
        else:
            yield from _below(path)


def count(paths: Iterable[str]) -> int | None:
    """How many reports the files may hold: one each, or as many as a file of JSON lines has lines.

    None where that shows only by reading them: mailboxes, web archives, feeds.
    """
    kinds = [(path, suffixes.kind(path)) for path in paths]
    if any(kind in _MANY for _, kind in kinds):
        return None
    return sum(_lines(path) if kind == "lines" else 1 for path, kind in kinds)


def _below(folder: str) -> Iterator[str]:
    for parent, inner, names in os.walk(folder):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        for name in sorted(names):
            if suffixes.kind(name) and not name.startswith("."):
                yield str(Path(parent) / name)


def _lines(path: str) -> int:
    try:
        with Path(path).open("rb") as stream:
            return sum(block.count(b"\n") for block in iter(lambda: stream.read(1 << 20), b""))
    except OSError:
        return 1
