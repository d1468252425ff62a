"""A situation report as values: sections, entries, tables, figures, numbered sources.

Invariant: every entry, quotation and cell that states a fact names the reports it is from by their numbers in `sources`;
no text here holds a control character or a bidirectional override, whatever the reports hold.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, computed_field

from trucewatch.records.values import Value
from trucewatch.terminal import printable

_NO_CHARACTER = re.compile("[\ufffe\uffff]")


def shown(text: str) -> str:
    """Text as every form of the report can hold it: see `printable`; what XML knows as no character is U+FFFD."""
    return _NO_CHARACTER.sub("\ufffd", printable(text))


Text = Annotated[str, AfterValidator(shown)]
Numbers = tuple[int, ...]
Mark = Literal["announced", "unconfirmed", "disputed", "denied", "derived", "new"]


def right_to_left(text: str) -> bool:
    """Whether a text runs from right to left: its first letter of either direction does."""
    found = (unicodedata.bidirectional(character) for character in text)
    return next((kind for kind in found if kind in ("L", "R", "AL")), "L") != "L"


class Said(Value):
    """A quotation: words of a report as they stand in it, who says them, and the number of the report."""

    words: Text
    who: Text
    published: Text = ""
    sources: Numbers

    @computed_field  # type: ignore[prop-decorator]
    @property
    def rtl(self) -> bool:
        """Whether the words run from right to left."""
        return right_to_left(self.words)


class Note(Value):
    """A sentence of the report's own, about the report; it states no fact of the case."""

    kind: Literal["note"] = "note"
    text: Text


class Entry(Value):
    """One statement of fact: what is said, with its marks, how sure it is in words, its sources and their words.

    `lines` say who gives which value. `more` is how many quotations were left out.
    """

    kind: Literal["entry"] = "entry"
    text: Text
    marks: tuple[Mark, ...] = ()
    certainty: Text = ""
    sources: Numbers = ()
    lines: tuple[Cell, ...] = ()
    quotes: tuple[Said, ...] = ()
    more: int = 0


class Cell(Value):
    """A text with the numbers of the reports that it is from."""

    text: Text
    sources: Numbers = ()


class Table(Value):
    """Rows under column names; `widths` are the columns' shares of the width."""

    kind: Literal["table"] = "table"
    caption: Text
    columns: tuple[Text, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Figure(Value):
    """A drawing as SVG, with a caption and what it shows in words."""

    kind: Literal["figure"] = "figure"
    name: str = Field(pattern=r"^[a-z-]+$")
    caption: Text
    alternative: Text
    svg: str = Field(repr=False)


Block = Annotated[Note | Entry | Table | Figure, Field(discriminator="kind")]


class Section(Value):
    """A heading and what stands under it; `name` is its name in a program."""

    name: str
    heading: Text
    blocks: tuple[Block, ...]


def section_of(name: str, heading: str, blocks: Iterable[Block]) -> Section | None:
    """A section of these blocks; None where there are none."""
    held = tuple(blocks)
    return Section(name=name, heading=heading, blocks=held) if held else None


class Cited(Value):
    """A report that is cited, by its number. `url` is its address where that is one of the web."""

    number: int
    outlet: Text
    title: Text
    published: Text
    url: Text | None = None
    note: Text = ""

    @computed_field  # type: ignore[prop-decorator]
    @property
    def rtl(self) -> bool:
        """Whether the title runs from right to left."""
        return right_to_left(self.title)


class Situation(Value):
    """A whole situation report: of which case and period, as of which day, made by whom, when, by which version."""

    title: Text
    summary: Text
    period: Text
    since: str
    as_of: str
    made_by: Text
    made_at: str
    version: str
    basis: Text
    warning: Text = ""
    sections: tuple[Section, ...]
    sources: tuple[Cited, ...]
    method: tuple[Text, ...]

    def section(self, name: str) -> Section | None:
        """The section of that name; None where the case has nothing for it."""
        return next((section for section in self.sections if section.name == name), None)


Entry.model_rebuild()
