"""Text to clauses: who did what to whom, when, where, how many, and who says so."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trucewatch.language.document import Document


def analyse(
    text: str, *, title: str | None = None, published: date | None = None, outlet: str | None = None
) -> Document:
    """Parse a report and resolve what its words denote.

    `text` is the report without front matter; `published` the day it came out, against which relative dates
    are resolved (None: they stay unresolved); `outlet` who published it.
    Raises nothing on odd text; empty text gives an empty document.
    """
    # spaCy is loaded only once a report is there to be read
    from trucewatch.language.document import Document
    from trucewatch.language.pipeline import parse
    from trucewatch.language.toponym_anaphors import find_anaphors
    from trucewatch.language.toponyms import locate
    from trucewatch.places import Gazetteer

    doc = parse(text)
    gazetteer = Gazetteer.default()
    toponyms = locate(doc, gazetteer=gazetteer, title=title, text=text)
    return Document(
        text=text,
        doc=doc,
        title=title,
        published=published,
        places=[place.mention for place in toponyms.named],
        meant=find_anaphors(doc, toponyms, gazetteer=gazetteer, text=text),
        outlet=outlet,
    )
