"""A situation report as PDF, set by Typst, and drawings as PNG.

Invariant: nothing is fetched; the same report gives the same bytes on a machine with the same fonts. Text reaches Typst
as data and never as markup.
"""

from __future__ import annotations

import json
from datetime import datetime
from importlib.resources import files
from typing import Any

from trucewatch.exports.geography import MissingExtraError
from trucewatch.exports.situation.as_markdown import facts, made_words, ranges
from trucewatch.exports.situation.content import Situation

_DRAWING = '#set page(width: auto, height: auto, margin: 0pt)\n#image("drawing.svg", format: "svg")\n'


def to_pdf(report: Situation) -> bytes:
    """The report as PDF for screen readers too (PDF/UA-1, where the machine has a font for each of its letters).

    Letters that the fonts that come with Typst lack (they have Latin, Greek, Cyrillic, Arabic and Hebrew) are taken
    from the machine's. Raises MissingExtraError without Typst.
    """
    data = {
        **_cited(report.model_dump(mode="json")),
        "facts": list(facts(report)),
        "made": made_words(report.made_at),
    }
    template = (files("trucewatch.exports.situation") / "report.typ").read_bytes()
    sources = {"main": template, "report.json": json.dumps(data, ensure_ascii=False).encode()}
    made = int(datetime.fromisoformat(report.made_at).timestamp())
    typst = _typst()
    try:
        pdf = typst.compile(sources, format="pdf", timestamp=made, pdf_standards=["ua-1"])
    except typst.TypstError:  # PDF/UA takes no letter that the machine has no font for
        pdf = typst.compile(sources, format="pdf", timestamp=made)
    assert isinstance(pdf, bytes)
    return pdf


def _cited(value: Any) -> Any:
    """A report's data with the numbers of sources as they are shown."""
    if isinstance(value, list):
        return [_cited(held) for held in value]
    if not isinstance(value, dict):
        return value
    shown = {key: _cited(held) for key, held in value.items()}
    if all(isinstance(number, int) for number in value.get("sources", [None])):
        shown["sources"] = ranges(tuple(value["sources"]))
    return shown


def to_png(svg: str, *, dots: float = 200) -> bytes:
    """A drawing as PNG, with so many dots to the inch. Raises MissingExtraError without Typst."""
    sources = {"main": _DRAWING.encode(), "drawing.svg": svg.encode()}
    png = _typst().compile(sources, format="png", ppi=dots)
    assert isinstance(png, bytes)
    return png


def _typst() -> Any:
    try:
        import typst
    except ImportError:
        raise MissingExtraError("this needs typst: pip install 'trucewatch[reports]'") from None
    return typst
