"""A record as linking looks at it: who, where, when, what of, each in a form that compares.

Invariant: a view says nothing that its record leaves open; a missing value stays None or empty.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from trucewatch.linking.aliases import other_names
from trucewatch.linking.naming import Naming, Where, Who, lexicon, sure_country, words
from trucewatch.linking.things import Reference
from trucewatch.linking.times import Window, beginning, window
from trucewatch.places.names import fold
from trucewatch.records import (
    Actor,
    Agreement,
    Control,
    Count,
    Deployment,
    Displacement,
    Incident,
    Patrol,
    Place,
    Post,
    Reading,
    Record,
    Report,
    Statement,
    Talks,
)  # fmt: skip

_TOKEN = re.compile(r"[^\W\d_][\w'’]+")
_SHORTEST = 4
_STEM = 6
_LONGEST = 600
_FEW = 2
"""More posts than that are a set of them, also where they are placed at one spot, and not the post there."""
_PERIOD = 3
"""An interval of more days is a time over which somebody counts, and not a day that is not quite known."""


@dataclass(frozen=True, slots=True)
class View:
    """One record in a form that compares.

    `scheme` names the table of weights that it is compared by. `subject` is what sort of act, paper or measure it
    is; `standing` its status. `who` acts or takes part, `whom` it is done to. `place` is where, `other` where to
    (displacement) or what ground it covers (agreement). `began` is when a running total began. `marks` are figures
    by which it may be known again. `says` is whose word it is, `speaker` the same as an actor.
    """

    reference: Reference
    record: Record
    report: Report
    scheme: str
    assertion: str
    when: Window | None
    began: Window | None
    published: Window | None
    place: Where | None
    other: Where | None
    who: tuple[Who, ...]
    whom: tuple[Who, ...]
    subject: str
    standing: str
    marks: frozenset[float]
    heads: frozenset[str]
    ordinals: frozenset[str]
    says: str
    speaker: Who | None
    words: frozenset[str]
    text: str
    span: tuple[int, int]

    @property
    def kind(self) -> str:
        """The kind of its record."""
        return self.record.kind

    @property
    def year(self) -> str:
        """The year in which it began or was, "" where that is not told."""
        return self.when.day()[:4] if self.when is not None else ""


def views(reading: Reading, naming: Naming) -> list[View]:
    """The views of a reading's records, statements left out: they are what is said of things, and no things."""
    homes = _homes(reading)
    also = other_names(reading.report.text)
    published = window(reading.report.published)
    return [
        _view(Reference(reading.report.id, n), record, reading.report, naming, homes, also, published)
        for n, record in enumerate(reading.records)
        if not isinstance(record, Statement)
    ]


def _homes(reading: Reading) -> tuple[str, ...]:
    """The countries (ISO 3166) that a report's places are in, by the gazetteer's sure answers, the foremost first.

    A country of which only one place is named, beside one with several, is where somebody met, and no home.
    """
    seen: dict[str, set[str]] = defaultdict(set)
    told: Counter[str] = Counter()
    for record in reading.records:
        for place in _places(record):
            if (country := sure_country(place)) is not None:
                seen[country].add(fold(place.name))
                told[country] += 1
    order = sorted(seen, key=lambda code: (-told[code], code))
    return tuple(code for n, code in enumerate(order) if n == 0 or len(seen[code]) > 1)


def _places(record: Record) -> Iterable[Place]:
    for role in ("place", "area", "from_", "to"):
        value = getattr(record, role, None)
        if isinstance(value, Place):
            yield value


def _view(
    reference: Reference,
    record: Record,
    report: Report,
    naming: Naming,
    homes: tuple[str, ...],
    also: dict[str, tuple[str, ...]],
    published: Window | None,
) -> View:
    who, whom = (tuple(naming.who(actor) for actor in actors) for actors in _actors(record))
    place, other = (naming.where(p, homes, also.get(fold(p.name), ()) if p else ()) for p in _where(record))
    evidence = " ".join(report.text[span.start : span.end] for span in record.evidence)
    found = _words(evidence)
    date = getattr(record, "date", None)
    return View(
        reference=reference,
        record=record,
        report=report,
        scheme=_scheme(record, place, evidence),
        assertion=record.assertion,
        when=window(date),
        began=beginning(date),
        published=published,
        place=place,
        other=other,
        who=who,
        whom=whom,
        subject=_subject(record),
        standing=getattr(record, "status", None) or getattr(record, "change", None) or "",
        marks=frozenset(_marks(record)),
        heads=frozenset(naming.canonical(name) for name in _heads(record)),
        ordinals=_ordinals(evidence),
        says=(says := _says(record, naming)),
        speaker=naming.who(Actor(name=says)) if says else None,
        words=found,
        text=fold(evidence[:_LONGEST]),
        span=(record.evidence[0].start, record.evidence[-1].end),
    )


def _actors(record: Record) -> tuple[tuple[Actor, ...], tuple[Actor, ...]]:
    match record:
        case Talks() | Agreement():
            return record.parties, ()
        case Post():
            return record.operator, ()
        case Patrol():
            return record.participants, ()
        case Incident():
            return record.actors, record.targets
        case Control():  # who has it after, and who before
            left = record.change == "withdrew" or (record.change == "lost" and not record.from_)
            return ((), record.by) if left else (record.by, record.from_)
        case Displacement():
            return record.host, ()
        case Deployment():
            return record.actors, ()
        case _:
            return (), ()


def _where(record: Record) -> tuple[Place | None, Place | None]:
    match record:
        case Agreement():
            return record.place, record.area
        case Displacement():  # whence, and whither where that is another place
            whence = record.from_ or record.place
            return whence, record.to or (record.place if record.place != whence else None)
        case Statement():
            return None, None
        case _:
            return record.place, None


def _scheme(record: Record, place: Where | None, evidence: str) -> str:
    wide = place is None or place.level in ("region", "country")
    match record:
        case Control():
            several = not words("places", "several").isdisjoint(_TOKEN.findall(evidence.casefold()))
            return "control.area" if wide or several else "control"
        case Post():
            several = record.count is not None and (record.count.value or 0) > _FEW
            along = record.count is not None and place is not None and place.level == "line"
            return "post.area" if wide or several or along else "post"
        case Incident():
            if record.violations is not None:
                return "incident.count"
            span = window(record.date)
            lasting = record.type in words("incidents", "lasting") and (span is None or span.days > 1)
            period = span is not None and "/" in (record.date or "") and span.days > _PERIOD
            return "incident.lasting" if lasting or period else "incident"
        case Displacement():
            return (
                "displacement.stock" if record.measure in words("displacement", "stocks") else "displacement"
            )
        case Deployment():
            return "deployment.demand" if record.assertion == "possible" else "deployment"
        case _:
            return record.kind


def _subject(record: Record) -> str:
    match record:
        case Talks():
            return record.format or ""
        case Displacement():
            return record.measure or ""
        case Deployment():
            return record.what or ""
        case Agreement() | Post() | Patrol() | Incident():
            return record.type or getattr(record, "name", None) or ""
        case _:
            return ""


def _marks(record: Record) -> Iterable[float]:
    """Figures that tell one act from another; a one and a two do not."""
    counts: list[Count | None] = [getattr(record, "count", None)]
    if isinstance(record, Incident):
        counts = [*(harm.count for harm in record.casualties), record.violations]
    for count in counts:
        if count is not None and count.value is not None and count.value > 2:
            yield float(count.value)


def _heads(record: Record) -> Iterable[str]:
    if isinstance(record, Talks):
        for delegation in record.delegations:
            if delegation.head is not None and delegation.head.name:
                yield delegation.head.name


@lru_cache(maxsize=1)
def _numbered() -> tuple[re.Pattern[str], dict[str, str]]:
    listed: dict[str, list[str]] = lexicon()["ordinals"]["words"]
    words_of = {word: number for number, words_ in listed.items() for word in words_}
    ordinal, noun = ("|".join(sorted(found)) for found in (words_of, lexicon()["ordinals"]["nouns"]))
    return re.compile(rf"\b({ordinal})\s(?:\w+\s){{0,2}}(?:{noun})s?\b", re.IGNORECASE), words_of


def _ordinals(text: str) -> frozenset[str]:
    """Which in a row of rounds, phases or patrols the words speak of: "the second phase" is the 2nd."""
    pattern, numbers = _numbered()
    return frozenset(numbers[match[1].casefold()] for match in pattern.finditer(text))


def _says(record: Record, naming: Naming) -> str:
    said = record.attribution
    if said is None:
        return ""
    return naming.canonical(said.organisation or said.name or "")


def _words(text: str) -> frozenset[str]:
    common = words("words", "common")
    return frozenset(
        token[:_STEM].casefold()
        for token in _TOKEN.findall(text)
        if len(token) >= _SHORTEST and token.casefold() not in common
    )
