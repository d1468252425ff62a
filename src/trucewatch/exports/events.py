"""What goes out as a table: claims, and the events that they are of.

Invariant: an event holds claims of one and the same thing, and every value that is taken for it is one that a
claim has. Where claims differ, what most sources say is taken, of two equally frequent ones the lower or earlier.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date as day
from typing import TYPE_CHECKING, TypeVar

from pydantic import TypeAdapter

from trucewatch.archive.rows import days
from trucewatch.records import Actor, Casualties, Count, Incident, Place, Record, Statement

if TYPE_CHECKING:
    from trucewatch.archive import Archive, Found
    from trucewatch.linking import Knowledge

_T = TypeVar("_T", bound=Hashable)
_RECORD: TypeAdapter[Record] = TypeAdapter(Record)
_ANYBODY = (None, "", "people", "persons", "others")
_CIVILIAN = ("civilian", "women", "children", "resident", "villager", "displaced", "refugee", "aid worker")


@dataclass(frozen=True)
class Published:
    """The report that makes a claim: its id, the name that it was added under, and what is known of it."""

    id: str
    file: str | None = None
    title: str | None = None
    outlet: str | None = None
    published: str | None = None
    url: str | None = None

    @property
    def name(self) -> str:
        """Who published it: the outlet, else the address, else the report's id."""
        return self.outlet or self.url or self.file or self.id


@dataclass(frozen=True)
class Claimed:
    """A record with its id, the report that it is in, and the words that prove it.

    `original` is who first published what a copy of a wire story says; claims with one original count as one.
    """

    id: str
    record: Record
    report: Published
    evidence: tuple[str, ...] = ()
    original: str | None = None

    @property
    def words(self) -> str:
        """The words that prove it, as one text."""
        return " … ".join(self.evidence)

    @property
    def voice(self) -> str:
        """Under whose name the claim counts: who says so in it, else whoever published it first."""
        source = self.record.attribution
        said = source and (source.organisation or source.name or source.role)
        return said or self.original or self.report.name


@dataclass(frozen=True)
class Event:
    """One thing and the claims that are of it, at least one; `id` is the thing's, or that of its only claim."""

    id: str
    claims: tuple[Claimed, ...]

    @property
    def outlets(self) -> tuple[str, ...]:
        """Who published the claims, each once, in their order."""
        return tuple(dict.fromkeys(claim.report.name for claim in self.claims))

    @property
    def voices(self) -> tuple[str, ...]:
        """Who stands behind the claims, each once: copies of one story are one voice."""
        return tuple(dict.fromkeys(claim.voice for claim in self.claims))

    def most(self, value: Callable[[Claimed], _T | None]) -> _T | None:
        """The value that most sources give, of equally frequent ones the first; None where none gives one."""
        voices: dict[_T, set[str]] = {}
        for claim in self.claims:
            found = value(claim)
            if found is not None:
                voices.setdefault(found, set()).add(claim.voice)
        return max(voices, key=lambda found: len(voices[found]), default=None)

    @property
    def date(self) -> str | None:
        """The date (EDTF) that most sources give among the most exact ones."""
        least = min((_width(claim.record.date) for claim in self.claims if claim.record.date), default=None)

        def exact(claim: Claimed) -> str | None:
            date = claim.record.date
            return date if date and _width(date) == least else None

        return self.most(exact)

    @property
    def place(self) -> Place | None:
        """The place that most sources give, one with coordinates before one without."""
        return self.most(lambda claim: _located(claim.record)) or self.most(
            lambda claim: _place(claim.record)
        )

    def actors(self, role: str) -> tuple[str, ...]:
        """The names of those who are `role` (such as "actors", "targets") in any claim, each once."""
        found = (actor for claim in self.claims for actor in getattr(claim.record, role, None) or ())
        return tuple(dict.fromkeys(actor.name for actor in found if isinstance(actor, Actor)))

    def killed(self) -> Estimate | None:
        """How many were killed: see `Estimate`; None where no claim says."""
        return self.harmed(lambda casualties: casualties.outcome == "killed")

    def harmed(self, counted: Callable[[Casualties], bool]) -> Estimate | None:
        """How many of the casualties that are `counted` there are, over all claims; None where none says."""
        sums = [
            (total, claim.voice)
            for claim in self.claims
            if isinstance(claim.record, Incident)
            and (total := _sum([c for c in claim.record.casualties if counted(c)])) is not None
        ]
        if not sums:
            return None
        voices: dict[int, set[str]] = {}
        for total, voice in sums:
            voices.setdefault(total.best, set()).add(voice)
        best = min(voices, key=lambda value: (-len(voices[value]), value))
        return Estimate(min(t.low for t, _ in sums), best, max(t.high for t, _ in sums))


@dataclass(frozen=True)
class Estimate:
    """A number over several claims: the least and the greatest that any gives, and the one most sources give."""

    low: int
    best: int
    high: int


def single(claims: Iterable[Claimed]) -> Iterator[Event]:
    """Each claim as an event of its own: what there is where nothing has been linked."""
    for claim in claims:
        yield Event(claim.id, (claim,))


def linked(archive: Archive, claims: Iterable[Claimed], known: Knowledge | None = None) -> list[Event]:
    """The claims grouped by what they are about, as linking and the judgements kept in the archive have it.

    All that the archive holds is linked, with what a case knows (`known`); a claim that is of no thing, such as a
    statement, is an event of its own.
    """
    from trucewatch.linking import Linker
    from trucewatch.linking.kept import Kept

    kept = Kept(archive)
    linker = Linker(known, kept.judgements())
    outlets = {}
    for reading in kept.readings():
        linker.add(reading)
        outlets[reading.report.id] = reading.report.outlet
    all_linked = linker.linked()
    copied = {copy.report: copy.of for copy in all_linked.copies if copy.of}
    grouped: dict[str, list[Claimed]] = {}
    for claim in claims:
        reference = kept.reference(claim.id)
        thing = all_linked.thing_of(reference) if reference else None
        identifier = thing.id if thing else claim.id
        original = outlets.get(copied.get(claim.report.id, ""))
        grouped.setdefault(identifier, []).append(replace(claim, original=original))
    return [Event(identifier, tuple(of_one)) for identifier, of_one in grouped.items()]


def claimed(found: Found) -> Claimed:
    """A record out of the archive as a claim."""
    report = found.report
    known = {field: report.get(field) for field in ("title", "outlet", "published", "url")}
    return Claimed(
        found.id,
        _RECORD.validate_python(found.body),
        Published(report["id"], report["name"], **known),
        found.evidence,
    )


def estimate(count: Count) -> Estimate | None:
    """A count as numbers: its value, or the lower bound of words that name none; None where it gives neither."""
    best = next((n for n in (count.value, count.low, count.high) if n is not None), None)
    if best is None:
        return None
    low = best if count.low is None else count.low
    high = best if count.high is None else count.high
    return Estimate(int(low), int(best), int(high))


def window(date: str | None) -> tuple[str, str]:
    """The first and last day of a date (EDTF), "" for an open end and where there is no date."""
    first, last = days(date)
    begin, _, end = (date or "").partition("/")
    return ("" if begin == ".." else first), ("" if end == ".." else last)


def within(date: str | None) -> tuple[day, day] | None:
    """The first and last day of a date (EDTF); None where there is none or an end of it is open."""
    first, last = window(date)
    return (day.fromisoformat(first), day.fromisoformat(last)) if first and last else None


def is_civilian(words: str | None) -> bool:
    """Whether words for people ("five civilians") say that they are civilians."""
    return words is not None and any(word in words.casefold() for word in _CIVILIAN)


def _width(date: str) -> int:
    first, last = map(day.fromisoformat, days(date))
    return (last - first).days


def _place(record: Record) -> Place | None:
    return None if isinstance(record, Statement) else record.place


def _located(record: Record) -> Place | None:
    place = _place(record)
    return place if place is not None and place.latitude is not None else None


def _sum(casualties: list[Casualties]) -> Estimate | None:
    """The sum of what one claim counts. A figure that says of nobody in particular may be the whole of the others."""
    counts = [(c.who, found) for c in casualties if (found := estimate(c.count)) is not None]
    if not counts:
        return None
    parts = [found for who, found in counts if who not in _ANYBODY]
    wholes = [found for who, found in counts if who in _ANYBODY]
    if len(wholes) == 1 and parts and wholes[0].best >= sum(part.best for part in parts):
        return wholes[0]
    every = [found for _, found in counts]
    return Estimate(sum(e.low for e in every), sum(e.best for e in every), sum(e.high for e in every))
