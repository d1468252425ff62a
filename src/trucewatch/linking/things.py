"""What linking gives: things, and what is agreed, disputed or changed about each of them.

Invariant: every value names the records that it comes from, with their words; nothing here is in no record.
All values are immutable, and in one order whatever order the reports came in.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Literal, NamedTuple

from pydantic import Field

from trucewatch.records.values import Value

SourceKind = Literal["party", "ally", "monitor", "UN", "government", "media", "unknown"]
"""What kind of source somebody is, in the eyes of the case: a party to the conflict, an ally of one, a monitor, …"""

Verdict = Literal["same", "not the same", "unsure"]


class Reference(NamedTuple):
    """A record, named by its report's id and its place in that report's list of records, from 0."""

    report: str
    record: int


class Voice(Value):
    """Who stands behind a claim: the one it is attributed to, or the outlet itself.

    `name` is whoever speaks, `of` whom they speak for, both canonical (see Knowledge). Two claims count as one
    independent source where `of` is the same: the copies of one wire story, two outlets that quote one ministry,
    a ministry and its president.
    """

    name: str
    of: str
    kind: SourceKind = "unknown"


class Quote(Value):
    """The words of one record, with who says them and when that report came out."""

    reference: Reference
    words: str
    voice: Voice
    outlet: str | None = None
    published: str | None = None


class Standing(Value):
    """One value that a thing has in one slot, and all that stands behind it.

    `value` is readable as it is ("8 killed", "2020-02-05", "denied: surrounded"); `low` and `high` bound it where
    it is a number (None: open). `voices` are the independent sources, each once.
    """

    value: str
    quotes: tuple[Quote, ...]
    voices: tuple[Voice, ...]
    low: float | None = None
    high: float | None = None

    @property
    def references(self) -> tuple[Reference, ...]:
        """The records that give this value."""
        return tuple(quote.reference for quote in self.quotes)


class Link(Value):
    """Why two records are taken to be about one thing: a score from 0 to 1 and the reasons, the weightiest first.

    `judged` marks a person's word, which wins over the score.
    """

    left: Reference
    right: Reference
    score: float
    reasons: tuple[str, ...]
    judged: bool = False


class Thing(Value):
    """What several records are about.

    `id` comes from its earliest record, so it stays when later reports come in. `references` are its records, in the
    order in which their reports were published. `links` explain how they hang together. `values` has the standings
    of each slot that any record fills. `voices` are its independent sources.
    """

    id: str
    kind: str
    title: str
    references: tuple[Reference, ...]
    links: tuple[Link, ...] = ()
    values: Mapping[str, tuple[Standing, ...]] = Field(default_factory=dict)
    voices: tuple[Voice, ...] = ()
    first: str | None = None
    last: str | None = None


class Finding(Value):
    """Two or more values of one slot of one thing that are not the same; `sentence` says so with their words."""

    thing: str
    slot: str
    values: tuple[Standing, ...]
    sentence: str


class Contradiction(Finding):
    """Values that cannot all be true."""


class Update(Finding):
    """Values that followed each other in time: a toll that rose, a post that fell."""


class Difference(Finding):
    """Values that differ because they measure different things: another window, population or unit."""


class Copy(Value):
    """A report that took its text or its story from another source.

    `of` is the report it is a copy of, where that report is in the case; `credited` the agency that it names.
    `share` is how much of its text is shared (0 to 1), `passages` the longest of the shared words.
    """

    report: str
    of: str | None = None
    credited: str | None = None
    share: float = 0.0
    passages: tuple[str, ...] = ()


class Judgement(Value):
    """A person's word on whether two records are about one thing; the latest on a pair counts."""

    left: Reference
    right: Reference
    verdict: Verdict
    who: str = ""
    at: str = ""
    note: str = ""


class Knowledge(Value):
    """What a case knows that no report says. Names are matched without regard to case and accents.

    - `names`: other name to canonical name, for parties, forces, persons and places alike
    - `sides`: canonical name of an actor to the name of its side; actors of one side may stand for each other
    - `sources`: canonical name of a source (or outlet) to what kind it is
    - `coordinates`: canonical name of a place to latitude and longitude
    - `within`: canonical name of a place to the place that it lies in
    - `blurred`: name or GeoNames id of a place that is shown only roughly to the kilometres of its square
    """

    names: Mapping[str, str] = Field(default_factory=dict)
    sides: Mapping[str, str] = Field(default_factory=dict)
    sources: Mapping[str, SourceKind] = Field(default_factory=dict)
    coordinates: Mapping[str, tuple[float, float]] = Field(default_factory=dict)
    within: Mapping[str, str] = Field(default_factory=dict)
    blurred: Mapping[str, float] = Field(default_factory=dict)


class Linked(Value):
    """All that linking found, in a settled order."""

    things: tuple[Thing, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    updates: tuple[Update, ...] = ()
    differences: tuple[Difference, ...] = ()
    copies: tuple[Copy, ...] = ()

    def thing_of(self, reference: Reference) -> Thing | None:
        """The thing that a record is about; None for a record that nothing was made of, such as a statement."""
        return self._by_reference.get(reference)

    @cached_property
    def _by_reference(self) -> dict[Reference, Thing]:
        return {reference: thing for thing in self.things for reference in thing.references}
