"""Names set beside points of a drawing.

Invariant: no two names that are set overlap, none runs off the sheet, and what finds no room is left out; the order in
which names come is the order in which they get their room.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

_WIDE, _HIGH = 5.4, 12.0
"""About what a letter takes at a size of 11: names are set without a font to measure them by."""


class Label(NamedTuple):
    """A name for the point at `x`, `y` that is drawn with the radius `size`."""

    x: float
    y: float
    text: str
    size: float


Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""


def placed(labels: Sequence[Label], sheet: Box) -> Iterator[tuple[Label, float, float, str]]:
    """Each name that finds room within `sheet`, with where its baseline begins, and its anchor."""
    taken: list[Box] = [(o.x - o.size, o.y - o.size, o.x + o.size, o.y + o.size) for o in labels]
    for n, label in enumerate(labels):
        others = [box for m, box in enumerate(taken) if m != n]
        for x, y, anchor in _choices(label):
            box = _box(label, x, y, anchor)
            if _within(box, sheet) and not _hits(box, others):
                taken.append(box)
                yield label, x, y, anchor
                break


def _within(box: Box, sheet: Box) -> bool:
    return box[0] >= sheet[0] and box[1] >= sheet[1] and box[2] <= sheet[2] and box[3] <= sheet[3]


def _choices(label: Label) -> Iterator[tuple[float, float, str]]:
    off = label.size + 4
    yield label.x + off, label.y + 4, "start"
    yield label.x - off, label.y + 4, "end"
    for rows in (1, 2, 3):
        yield label.x, label.y - off - (rows - 1) * _HIGH, "middle"
        yield label.x, label.y + off + rows * _HIGH - 4, "middle"
        yield label.x + off, label.y - rows * _HIGH, "start"
        yield label.x + off, label.y + rows * _HIGH + 4, "start"
        yield label.x - off, label.y - rows * _HIGH, "end"
        yield label.x - off, label.y + rows * _HIGH + 4, "end"


def _box(label: Label, x: float, y: float, anchor: str) -> Box:
    wide = len(label.text) * _WIDE
    left = {"start": x, "end": x - wide, "middle": x - wide / 2}[anchor]
    return left, y - _HIGH + 3, left + wide, y + 3


def _hits(box: Box, others: Sequence[Box]) -> bool:
    return any(box[0] < o[2] and o[0] < box[2] and box[1] < o[3] and o[1] < box[3] for o in others)
