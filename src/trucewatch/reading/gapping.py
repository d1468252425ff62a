"""Lists that leave their verb out: "Kunduz fell on Sunday, *Taloqan and Farah on Monday*".

Invariant: an item of such a list makes a record only right behind the place and day, or the figure and place, of a
record that is told in full; it says the same as that one but for what the item itself gives, and its evidence holds
the words of both.

Parsers take what is gapped (Ross, "Gapping and the Order of Constituents", 1970) for appositions and objects, so
items are found by their order: names of places and a day, or a figure, a preposition and the name of a place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from trucewatch.language.document import Document, as_place
from trucewatch.reading.common import edtf, tidy
from trucewatch.reading.merging import contradict
from trucewatch.records import Actor, Count, Displacement, Incident, Place, PlaceMention, Record, Span

_BETWEEN = re.compile(r"\s*(?:[,;]|\b(?:and|then|followed by|finally)\b)(?:\s*\b(?:and|then|finally)\b)*\s+")
_AND = re.compile(r"\s*(?:,\s+)?(?:\band\b|&)?\s*")
_TO_DAY = re.compile(r"\s+(?:(?:on|in|by|early|late)\s+)?")
_TO_PLACE = re.compile(
    r"(?:\s+(?:more|others?|people|civilians|soldiers|fighters|policemen))?\s+(?:in|at|near)\s+"
)
# the noun behind a figure
_COUNTED = re.compile(r"(?:\s+(?!and\b|then\b)[\w-]+){1,3}(?=\s*[,;]|\s+and\b)")
# where an item ends, so that "…, and Kabul on Monday said" is none
_END = re.compile(r"\s*(?:[,;.)!]|\b(?:and|then|while|before|after|followed)\b|$)")
# how far a place may stand from its day, and a figure from its place, in what is told in full
_REACH = 60


class _Item(NamedTuple):
    """What an item gives: places with a day, or a place with a figure, or both; and its words."""

    places: list[Place]
    date: str | None
    figure: Count | None
    words: Span


def with_listed(document: Document, records: Sequence[Record]) -> list[Record]:
    """`records`, each with those behind it that a list adds; what a reader took from the same item gives way."""
    lists = _Lists(document)
    new: list[Record] = []
    behind: dict[int, list[Record]] = {}
    for number, record in enumerate(records):
        if not any(_gives_way(record, other) for other in new):
            behind[number] = [
                listed for listed in lists.behind(record) if not _told_elsewhere(listed, records)
            ]
            new += behind[number]
    found: list[Record] = []
    for number, record in enumerate(records):
        added = behind.get(number, [])
        if added or not any(_gives_way(record, other) for other in new):
            found += [record, *added]
    return found


def _gives_way(record: Record, listed: Record) -> bool:
    """Whether `record` was taken from the item that `listed` is of: its kind, its words, its place or its figure."""
    words = listed.evidence[-1]
    inside = any(span.start < words.end and words.start < span.end for span in record.evidence)
    return (
        record.kind == listed.kind
        and inside
        and any(
            getattr(record, name, None) is not None and getattr(record, name) == getattr(listed, name, None)
            for name in ("place", "count")
        )
    )


def _told_elsewhere(listed: Record, records: Sequence[Record]) -> bool:
    """Whether the report tells of what an item gives in other words, too: one thing told twice is one record."""
    return any(
        record.kind == listed.kind
        and not _gives_way(record, listed)
        and _place_of(record) == _place_of(listed)
        and not contradict(record, listed, "date")
        and (_figure(record) is None or _figure(listed) is None or _figure(record) == _figure(listed))
        for record in records
    )


def _place_of(record: Record) -> str | None:
    place = getattr(record, "place", None)
    return place.name if place is not None else None


class _Lists:
    """The lists of one report."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._text = document.text
        self._places = {mention.start: mention for mention in document.places}
        self._days = {time.start: time for time in document.times if time.kind == "date" and time.value}
        self._counts = {mention.start: mention for mention in document.counts}

    def behind(self, record: Record) -> Iterator[Record]:
        """The records that a list right behind the words of `record` adds to it."""
        place = getattr(record, "place", None)
        if place is None or record.kind == "statement":
            return
        first, end = record.evidence[0], self._sentence_end(record.evidence[0])
        for mention in self._named(place, first.start, end):
            at, items = self._list(record, mention, end)
            if items:
                yield from self._siblings(record, Span(start=first.start, end=at), items)
                return

    def _list(self, record: Record, place: PlaceMention, end: int) -> tuple[int, list[_Item]]:
        """Where what is told in full ends, and the items behind it, in whichever order it has them itself."""
        date = getattr(record, "date", None)
        day = next((t for t in self._days.values() if self._near(place.end, t.start)), None)
        dated = day if day is not None and date is not None and edtf(day) == date else None
        figure = _figure(record)
        if figure is None:
            return (dated.end, list(self._days_behind(dated.end, end))) if dated is not None else (0, [])
        if record.kind in ("incident", "displacement") and self._has_figure_before(figure, place.start):
            at = dated.end if dated is not None else place.end
            return at, list(self._figures_behind(at, end))
        if record.kind == "displacement":
            stands = self._figure_behind(figure, place.end)
            return (stands, list(self._named_figures(stands, end))) if stands is not None else (0, [])
        return 0, []

    def _sentence_end(self, words: Span) -> int:
        span = self._document.doc.char_span(words.start, words.end, alignment_mode="expand")
        return int(span[0].sent.end_char) if span is not None else words.end

    def _named(self, place: Place, start: int, end: int) -> list[PlaceMention]:
        return [m for m in self._places.values() if start <= m.start < end and m.name == place.name]

    def _near(self, start: int, end: int) -> bool:
        return 0 <= end - start <= _REACH and not re.search(r"[.;:]\s|,", self._text[start:end])

    def _has_figure_before(self, figure: Count, end: int) -> bool:
        """Whether the figure belongs to the place that begins at `end`: "two people in *Donetsk*"."""
        start = max(
            (m.end for m in self._counts.values() if m.value == figure and self._near(m.end, end)),
            default=end,
        )
        return re.search(r"\b(?:in|at|near)\s+$", self._text[start:end]) is not None

    def _figure_behind(self, figure: Count, start: int) -> int | None:
        """Where the phrase of a figure ends that stands behind a place: "Chad hosts *600,000 refugees*"."""
        behind = (m.end for m in self._counts.values() if m.value == figure and self._near(start, m.start))
        end = min(behind, default=None)
        phrase = _COUNTED.match(self._text, end) if end is not None else None
        return phrase.end() if phrase is not None else end

    # ---- items

    def _days_behind(self, at: int, end: int) -> Iterator[_Item]:
        """\", *Taloqan and Farah on Monday*, *Faizabad on Tuesday*"."""
        while (between := _BETWEEN.match(self._text, at, end)) is not None:
            start = between.end()
            mentions = list(self._names(start, end))
            if not mentions:
                return
            gap = _TO_DAY.match(self._text, mentions[-1].end, end)
            day = self._days.get(gap.end()) if gap is not None else None
            if day is None or _END.match(self._text, day.end) is None:
                return
            words = Span(start=start, end=day.end)
            yield _Item([as_place(m) for m in mentions], edtf(day), None, words)
            at = day.end

    def _names(self, at: int, end: int) -> Iterator[PlaceMention]:
        while (mention := self._places.get(at)) is not None:
            yield mention
            joint = _AND.match(self._text, mention.end, end)
            at = joint.end() if joint is not None else end

    def _figures_behind(self, at: int, end: int) -> Iterator[_Item]:
        """\", *one in Horlivka* and *three in Luhansk on Friday*"."""
        while (between := _BETWEEN.match(self._text, at, end)) is not None:
            count = self._counts.get(between.end())
            gap = _TO_PLACE.match(self._text, count.end, end) if count is not None else None
            place = self._places.get(gap.end()) if gap is not None else None
            if count is None or place is None:
                return
            until = _TO_DAY.match(self._text, place.end, end)
            day = self._days.get(until.end()) if until is not None else None
            stop = day.end if day is not None else place.end
            if _END.match(self._text, stop) is None:
                return
            yield _Item([as_place(place)], edtf(day), count.value, Span(start=between.end(), end=stop))
            at = stop

    def _named_figures(self, at: int, end: int) -> Iterator[_Item]:
        """\", *Egypt 514,000* and *Ethiopia some 40,000*"."""
        while (between := _BETWEEN.match(self._text, at, end)) is not None:
            place = self._places.get(between.end())
            count = self._counts.get(place.end + 1) if place is not None else None
            if place is None or count is None or _END.match(self._text, count.end) is None:
                return
            yield _Item([as_place(place)], None, count.value, Span(start=place.start, end=count.end))
            at = count.end

    # ---- records

    def _siblings(self, record: Record, told: Span, items: Sequence[_Item]) -> Iterator[Record]:
        for item in items:
            for place in item.places:
                update: dict[str, object] = {"place": place, "evidence": tidy([told, item.words])}
                if item.date is not None:
                    update["date"] = item.date
                if isinstance(record, Incident):
                    harmed = record.casualties if item.figure is not None else ()
                    update["casualties"] = tuple(h.model_copy(update={"count": item.figure}) for h in harmed)
                    update["violations"] = None if harmed else item.figure
                if isinstance(record, Displacement):
                    hosts = (Actor(name=place.name, id=None),) if record.host else ()
                    update |= {"count": item.figure, "to": None, "host": hosts}
                yield record.model_copy(update=update)


def _figure(record: Record) -> Count | None:
    """The one figure that a record gives, of people hosted, of harm, of things."""
    if isinstance(record, Incident):
        return record.casualties[0].count if len(record.casualties) == 1 else record.violations
    count = getattr(record, "count", None)
    return count if isinstance(count, Count) else None
