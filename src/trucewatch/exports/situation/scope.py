"""What a situation report is about: a picture, a period, and the reports cited so far, each under its number.

Invariant: numbers are given in the order of first citation, from 1, and a report keeps its own; what comes out of
`said` are words of a record.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from trucewatch.cases.picture import Changes, Picture
from trucewatch.exports.situation.certainty import Certainty, certainty
from trucewatch.exports.situation.content import Cell, Cited, Note, Numbers, Said
from trucewatch.exports.wording import date_words
from trucewatch.linking import Contradiction, Quote, Reference, Thing, Voice
from trucewatch.linking.naming import Naming
from trucewatch.linking.telling import Told
from trucewatch.records import Report

if TYPE_CHECKING:
    from trucewatch.exports.blurring import Blurring

_T = TypeVar("_T")
LONGEST = 320
"""Characters of a quotation; what is longer is cut at a word, and the cut is shown."""
MOST = 3
"""Quotations for one statement; the others are counted."""
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_RANGE = re.compile(r"(?<!from )\b(\d{4}-\d{2}-\d{2}) to (\d{4}-\d{2}-\d{2})\b")
_UNITED_NATIONS = re.compile(r"\bUN\b|United Nations")
_OF_THE_WEB = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)


class Scope:
    """A picture within a period from the day `since` to the picture's own, and what was cited of it.

    Args:
        picture: the picture.
        since: the first day of the period.
        most: how many entries a section, or rows a table, has room for.
        blurred: places that are shown only roughly.
    """

    def __init__(self, picture: Picture, since: str, most: int, blurred: Blurring | None = None) -> None:
        self.picture = picture
        self.blurred = blurred
        self.since = since
        self.most = most
        self.rough: dict[str, None] = {}
        self._numbers: dict[str, int] = {}

    @cached_property
    def reports(self) -> dict[str, Report]:
        """The reports of the case by their ids."""
        return {reading.report.id: reading.report for reading in self.picture.readings}

    @cached_property
    def naming(self) -> Naming:
        """The names of the case."""
        return self.picture.naming

    @cached_property
    def changes(self) -> Changes:
        """What reports of the period brought."""
        return self.picture.since(self.since)

    @cached_property
    def fresh(self) -> frozenset[str]:
        """The ids of the things that only reports of the period tell of."""
        return frozenset(thing.id for thing in self.changes.fresh)

    @cached_property
    def disputes(self) -> dict[str, list[Contradiction]]:
        """The open contradictions by the thing that they are about."""
        found: dict[str, list[Contradiction]] = defaultdict(list)
        for one in self.picture.linked.contradictions:
            found[one.thing].append(one)
        return found

    def things(self, *kinds: str) -> list[Thing]:
        """The things of these kinds that lie in the period or of which a report of the period tells, by day."""
        chosen = [
            thing for thing in self.picture.linked.things if thing.kind in kinds and self.touches(thing)
        ]
        return sorted(chosen, key=lambda thing: (thing.first or "9999", thing.id))

    def touches(self, thing: Thing) -> bool:
        """Whether a thing lies in the period, or a report that came out in it tells of the thing."""
        return any(self.recent(row) for row in self.picture.told(thing))

    def begins(self, thing: Thing) -> bool:
        """Whether the first day of a thing is one of the period."""
        return self.since <= (thing.first or "") <= self.picture.today

    def recent(self, row: Told) -> bool:
        """Whether a record tells of the period, or its report came out in it."""
        dated = row.record.date is not None and row.last >= self.since and row.first <= self.picture.today
        return dated or self.published(row.report.published)

    def published(self, day: str | None) -> bool:
        """Whether a report of that day came out in the period."""
        return (day or "")[:10] >= self.since

    def foremost(
        self, found: Sequence[_T], weight: Callable[[_T], Any], what: str
    ) -> tuple[list[_T], list[Note]]:
        """As many of some things as there is room for, the weightiest, in their order, and a note on those left out."""
        if len(found) <= self.most:
            return list(found), []
        ranked = sorted(range(len(found)), key=lambda n: weight(found[n]), reverse=True)[: self.most]
        note = Note(text=f"Not set out here, for want of room: {len(found) - self.most:,} further {what}.")
        return [found[n] for n in sorted(ranked)], [note]

    def shown(self, point: tuple[float, float], *names: str | None) -> tuple[float, float]:
        """A point as it may be shown, of something that goes by these names; what is blurred is kept in `rough`."""
        kilometres = self.blurred.width(*names) if self.blurred else 0.0
        if self.blurred is None or not kilometres:
            return point
        self.rough.setdefault(f"{next(filter(None, names), '')} (to {kilometres:g} km)")
        return self.blurred.point(point, *names)

    def sure(self, thing: Thing) -> Certainty:
        """How sure a thing is."""
        return certainty(self.picture.told(thing), self.disputes.get(thing.id, []))

    def sure_of(self, status: str, quote: Quote) -> Certainty:
        """How sure it is that something has a status: by all records of the thing of `quote` that give it that one."""
        thing = self.picture.linked.thing_of(quote.reference)
        its_own = self.picture.by_reference[quote.reference]
        known = self.picture.told(thing) if thing else []
        told = [row for row in known if _status(row) == status and self._by(row) == self._by(its_own)] or [
            its_own
        ]
        its = {row.reference for row in told}
        disputes = self.disputes.get(thing.id, []) if thing else []
        return certainty(told, [one for one in disputes if _of(one, its)])

    def _by(self, row: Told) -> frozenset[str]:
        return frozenset(self.naming.who(actor).name for actor in getattr(row.record, "by", ()))

    def cite(self, references: Iterable[Reference]) -> Numbers:
        """The numbers of the reports of some records, each once, in order; given here where they are new."""
        ids = dict.fromkeys(reference.report for reference in references)
        return tuple(sorted(self._numbers.setdefault(one, len(self._numbers) + 1) for one in ids))

    def cite_quotes(self, quotes: Iterable[Quote]) -> Numbers:
        """The numbers of the reports that some quotes are from."""
        return self.cite(quote.reference for quote in quotes)

    def said(self, quote: Quote) -> Said:
        """A quote as a quotation with its number."""
        return Said(
            words=bounded(quote.words),
            who=voice_words(quote.voice),
            published=date_words(quote.published[:10]) if quote.published else "",
            sources=self.cite([quote.reference]),
        )

    def quoted(self, quotes: Sequence[Quote], most: int = MOST) -> tuple[tuple[Said, ...], int]:
        """The first quotations, the same words of the same voice once, and how many records more there are."""
        once = {(quote.words, quote.voice.name): quote for quote in reversed(quotes)}
        chosen = [quote for quote in quotes if once.get((quote.words, quote.voice.name)) is quote]
        return tuple(self.said(quote) for quote in chosen[:most]), max(0, len(chosen) - most)

    def line(self, text: str, quotes: Iterable[Quote]) -> Cell:
        """A line of text with the numbers of what it is from."""
        return Cell(text=text, sources=self.cite_quotes(quotes))

    def cited(self) -> tuple[Cited, ...]:
        """The reports cited so far, by their numbers."""
        return tuple(self._cited(number, self.reports[one]) for one, number in list(self._numbers.items()))

    def _cited(self, number: int, report: Report) -> Cited:
        url = report.url if report.url and _OF_THE_WEB.fullmatch(report.url) else None
        notes = (
            [] if url else [f"address as given: {bounded(report.url)}" if report.url else "no address given"]
        )
        for copy in self.picture.linked.copies:
            if copy.report == report.id:
                number_of = self._numbers.get(copy.of or "")
                of = copy.credited or (f"[{number_of}]" if number_of else copy.of)
                notes.append(f"takes its text or story from {of}; not counted as a source of its own")
        if report.confidential:
            notes.append("confidential")
        return Cited(
            number=number,
            outlet=report.outlet or "outlet not known",
            title=report.title or report.id,
            published=date_words(report.published[:10]) if report.published else "without a date",
            url=url,
            note="; ".join(notes),
        )


def _status(row: Told) -> str | None:
    return getattr(row.record, "status", None) or getattr(row.record, "change", None)


def _of(contradiction: Contradiction, references: set[Reference]) -> bool:
    return any(not references.isdisjoint(standing.references) for standing in contradiction.values)


def bounded(words: str) -> str:
    """Words of at most LONGEST characters, cut at a word where they are longer."""
    if len(words) <= LONGEST:
        return words
    return words[:LONGEST].rsplit(" ", 1)[0].rstrip(" ,;:–—…") + " …"


def voice_words(voice: Voice) -> str:
    """A voice by name, with what kind of source it is where the case knows it."""
    if voice.kind == "unknown" or (voice.kind == "UN" and _UNITED_NATIONS.search(voice.name)):
        return voice.name
    if voice.name.endswith(")"):
        return f"{voice.name[:-1]}; {voice.kind})"
    return f"{voice.name} ({voice.kind})"


def title_words(title: str) -> str:
    """The title of a thing with its days in words."""
    ranged = _RANGE.sub(lambda found: date_words(f"{found[1]}/{found[2]}"), title)
    return _DAY.sub(lambda found: date_words(found[0]), ranged)
