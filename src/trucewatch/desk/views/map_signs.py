"""How what is on the map looks: a colour, a shape and a letter for each group of a layer.

Invariant: no two groups of a layer have the same colour and letter, so that the map can be read without its colours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, count
from string import ascii_uppercase
from typing import Literal

from trucewatch.desk.views.common import View
from trucewatch.desk.views.map_features import FAMILIES, NOBODY, STANDINGS, Layer, Marked
from trucewatch.exports.charts import PALETTE

Shape = Literal["circle", "triangle", "square", "diamond"]

_GREY = "#8a8a8a"
_SHAPES: dict[Layer, Shape] = {
    "incident": "circle",
    "post": "triangle",
    "control": "square",
    "other": "diamond",
}
_FAMILIES = dict(
    zip(
        FAMILIES,
        zip(("#D55E00", "#E69F00", "#CC79A7", "#F0E442", "#0072B2", "#56B4E9", "#999999", "#666666"),
            "ASFXPBTO", strict=True),
        strict=True,
    )
)  # fmt: skip
_STANDINGS = dict(zip(STANDINGS, ((PALETTE[0], "+"), (PALETTE[1], "!"), (_GREY, "×")), strict=True))
_HOLDERS = ("#009E73", "#CC79A7", "#0072B2", "#E69F00", "#56B4E9", "#D55E00")
_KINDS = {
    "talks": ("#0069a8", "T"),
    "agreement": ("#00684c", "A"),
    "patrol": ("#57606a", "P"),
    "displacement": ("#3b4ba8", "D"),
    "deployment": ("#54610f", "F"),
    "post": ("#6a4a00", "O"),
    "control": ("#7a3d69", "C"),
}


class Sign(View):
    """How one group of a layer is drawn; `group` is as in `Marked.group`."""

    layer: Layer
    group: str
    shape: Shape
    colour: str
    letter: str


def signs(marked: Iterable[Marked]) -> tuple[Sign, ...]:
    """The signs of what is on a map, in the order of a legend."""
    found: dict[Layer, dict[str, None]] = {}
    for one in marked:
        found.setdefault(one.layer, {})[one.group] = None
    styles = {
        "incident": _known(found.get("incident", {}), _FAMILIES),
        "post": _known(found.get("post", {}), _STANDINGS),
        "control": dict(_held(found.get("control", {}))),
        "other": _known(found.get("other", {}), _KINDS),
    }
    return tuple(
        Sign(layer=layer, group=group, shape=_SHAPES[layer], colour=colour, letter=letter)
        for layer in _SHAPES
        for group, (colour, letter) in styles[layer].items()
    )


def _known(groups: Iterable[str], styles: dict[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    there = set(groups)
    rest = dict.fromkeys(sorted(there - set(styles)), (_GREY, "?"))
    return {group: style for group, style in styles.items() if group in there} | rest


def _held(groups: Iterable[str]) -> Iterator[tuple[str, tuple[str, str]]]:
    """A colour and a letter of its own for each who holds something; after six colours they come again."""
    taken: set[str] = set()
    holders = sorted(set(groups) - {NOBODY})
    for n, holder in enumerate(holders):
        letter = next(
            one for one in chain(_initials(holder), ascii_uppercase, map(str, count(1))) if one not in taken
        )
        taken.add(letter)
        yield holder, (_HOLDERS[n % len(_HOLDERS)], letter)
    if NOBODY in set(groups):
        yield NOBODY, (_GREY, "?")


def _initials(name: str) -> Iterator[str]:
    return (word[0].upper() for word in name.split() if word[0].isalnum())
