"""A drawing as SVG that stands alone: in a page under a strict content security policy, in a document, as a file.

Invariant: the text is well-formed XML whatever words go in, and has neither style attributes, scripts nor links; text
is drawn in the colour and font of what is around it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree import ElementTree

_NAMESPACE = "http://www.w3.org/2000/svg"
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""A character that XML 1.0 has no way to write."""
# And what turns the direction of the words around it.
_UNWRITABLE = re.compile(f"{NOT_IN_XML.pattern}|[\u202a-\u202e\u2066-\u2069]")
_LONGEST = 400

Attribute = str | float


class Svg(str):
    """The text of an <svg>; templates that escape take it as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)

    def standalone(self) -> str:
        """As a file of its own."""
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{self}\n'


class Drawing:
    """A drawing of a width and height in its own units, which scales to whatever it is put in.

    Args:
        width, height: its extent.
        title: what it shows, for whoever does not see it.
        description: what is to be seen in it, in a sentence or two.
    """

    def __init__(self, width: float, height: float, *, title: str, description: str = "") -> None:
        self._root = ElementTree.Element(
            "svg",
            {
                "xmlns": _NAMESPACE,
                "class": "chart",
                "viewBox": f"0 0 {number(width)} {number(height)}",
                "width": number(width),
                "height": number(height),
                "role": "img",
                "aria-label": writable(f"{title}. {description}" if description else title),
                "font-family": "sans-serif",
                "font-size": "11",
                "fill": "currentColor",
            },
        )
        ElementTree.SubElement(self._root, "title").text = writable(title)
        if description:
            ElementTree.SubElement(self._root, "desc").text = writable(description)

    def put(self, name: str, attributes: Mapping[str, Attribute], *, note: str = "") -> None:
        """Adds a shape; `note` is shown where a pointer rests on it."""
        shape = ElementTree.SubElement(self._root, name, _attributes(attributes))
        if note:
            ElementTree.SubElement(shape, "title").text = writable(note)

    def line(self, x1: float, y1: float, x2: float, y2: float, **attributes: Attribute) -> None:
        """A line in the colour of the text unless `stroke` says otherwise."""
        self.put("line", {"x1": x1, "y1": y1, "x2": x2, "y2": y2, "stroke": "currentColor", **attributes})

    def text(self, x: float, y: float, words: str, **attributes: Attribute) -> None:
        """Words at a point; they start there unless `anchor` is "middle" or "end"."""
        anchor = attributes.pop("anchor", "start")
        given = {"x": x, "y": y, "text-anchor": anchor, **attributes}
        ElementTree.SubElement(self._root, "text", _attributes(given)).text = writable(words)

    def done(self) -> Svg:
        """The drawing as text."""
        return Svg(ElementTree.tostring(self._root, encoding="unicode"))


def writable(words: str) -> str:
    """Words as XML can hold them, of a length that a reader can take in."""
    clean = _UNWRITABLE.sub("", words)
    return clean if len(clean) <= _LONGEST else f"{clean[: _LONGEST - 1]}…"


def shorter(words: str, most: int) -> str:
    """The words, cut to so many letters where there are more."""
    clean = " ".join(writable(words).split())
    return clean if len(clean) <= most else f"{clean[: most - 1].rstrip()}…"


def number(value: float) -> str:
    """A length as short as it can be written, to the hundredth."""
    written = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def _attributes(attributes: Mapping[str, Attribute]) -> dict[str, str]:
    return {
        name.replace("_", "-"): value if isinstance(value, str) else number(value)
        for name, value in attributes.items()
    }
