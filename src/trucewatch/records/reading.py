"""A report, what the language layer saw in it, and the records read from it.

Invariant: every offset counts Unicode code points of `Report.text`, the text after any front matter.
"""

from __future__ import annotations

import hashlib
from typing import Literal

from pydantic import Field, computed_field

from trucewatch.records.kinds import Record
from trucewatch.records.values import EDTF, Count, Span, Value

ActorType = Literal["person", "organisation", "force", "state", "group"]


class Report(Value):
    """What somebody published, kept as it came. `published` is None where nothing says when.

    A `confidential` report goes to no language model that is not named for such reports.
    """

    id: str
    text: str = Field(exclude=True, repr=False)
    path: str | None = None
    title: str | None = None
    outlet: str | None = None
    published: EDTF | None = None
    url: str | None = None
    language: str | None = None
    confidential: bool = False

    @computed_field  # type: ignore[prop-decorator]
    @property
    def sha256(self) -> str:
        """SHA-256 of the text in UTF-8, as hexadecimal digits."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


class Mention(Span):
    """A span that names something."""

    text: str


class DateMention(Mention):
    """A calendar expression; `value` is None where the report does not settle it."""

    value: EDTF | None = None


class PlaceMention(Mention):
    """A place name with the gazetteer's answer, or the name alone where the gazetteer abstains."""

    name: str
    id: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    country: str | None = None


class ActorMention(Mention):
    """A name or description of somebody who acts, with the name it resolves to."""

    name: str
    type: ActorType
    id: str | None = None


class CountMention(Mention):
    """A number expression."""

    value: Count


class AttributionMention(Value):
    """Who says what: spans of the source, of the words that say so (cue), and of what is said."""

    source: tuple[tuple[int, int], ...] = ()
    cue: tuple[tuple[int, int], ...] = ()
    content: tuple[tuple[int, int], ...] = ()


class Mentions(Value):
    """What the language layer saw in one report, each list in the order of the text."""

    dates: tuple[DateMention, ...] = ()
    places: tuple[PlaceMention, ...] = ()
    actors: tuple[ActorMention, ...] = ()
    counts: tuple[CountMention, ...] = ()
    attributions: tuple[AttributionMention, ...] = ()


class Rejected(Value):
    """What a language model offered and the report does not bear out.

    `slot` is the field of a record of that `kind`; without it the whole record was rejected. `offered` is what the
    model gave, shortened, and `reason` why it was left out.
    """

    kind: str | None = None
    slot: str | None = None
    offered: str = ""
    reason: str


class Conflict(Value):
    """A value on which the rules and the language model differ, for a person to settle.

    `record` is the number of the record in the reading, from 0; the record has the value of the rules.
    """

    record: int = Field(ge=0)
    slot: str
    rules: str
    model: str


class Filled(Value):
    """A value that the language model gave where the rules had none, in a record that both read (see Conflict)."""

    record: int = Field(ge=0)
    slot: str


class ModelReading(Value):
    """What a language model had to do with a reading, and what was kept from it.

    `name` is the model, `prompt` the version of what it was asked; `language` that of the report (ISO 639-1), None
    where it is not plain. `readers` says for each record who read it, and `filled` which values of a record that
    both read are the model's alone. `offered` is the number of records that the model gave, `cut_short` of
    answers that broke off; `withheld` the spans that speak to a machine and were
    not sent.
    """

    name: str
    prompt: str
    language: str | None = None
    readers: tuple[Literal["rules", "model", "both"], ...] = ()
    offered: int = 0
    cut_short: int = 0
    rejected: tuple[Rejected, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    filled: tuple[Filled, ...] = ()
    withheld: tuple[Span, ...] = ()


class Reading(Value):
    """One report read: what `trucewatch read --json` prints as a line. `model` is None where none was asked."""

    report: Report
    mentions: Mentions = Mentions()
    records: tuple[Record, ...] = ()
    model: ModelReading | None = None
