"""Records with who tells them and when: what series and derived facts are made from.

Invariant: every record of the readings is told once, and the order is that of the days told of, then of publication,
whatever order the readings came in.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from trucewatch.linking.things import Quote, Reference, Voice
from trucewatch.linking.times import window
from trucewatch.linking.voices import Voices
from trucewatch.records import Reading, Record, Report


class Told(NamedTuple):
    """One record as told: `first` and `last` bound the days that it is about, as YYYY-MM-DD.

    Where a record has no date, or an open end, the day its report came out stands in; both are "" where neither is
    known.
    """

    reference: Reference
    record: Record
    report: Report
    voice: Voice
    first: str
    last: str

    @property
    def words(self) -> str:
        """The words that prove the record, as the report has them."""
        text = self.report.text
        return " … ".join(" ".join(text[s.start : s.end].split()) for s in self.record.evidence if text)

    @property
    def quote(self) -> Quote:
        """The words with who says them."""
        return Quote(
            reference=self.reference,
            words=self.words,
            voice=self.voice,
            outlet=self.report.outlet,
            published=self.report.published,
        )


def told(readings: Iterable[Reading], voices: Voices) -> list[Told]:
    """Each record of the readings with its voice and its days, in the order of the days.

    `voices` are those of the linker that took the readings in, for what a report took from another to have that one's.
    """
    rows = [
        _told(Reference(reading.report.id, n), record, reading.report, voices)
        for reading in readings
        for n, record in enumerate(reading.records)
    ]
    return sorted(rows, key=lambda row: (row.first, row.last, row.report.published or "", row.reference))


def _told(reference: Reference, record: Record, report: Report, voices: Voices) -> Told:
    published = (report.published or "")[:10]
    days = window(record.date)
    first, last = published, published
    if days is not None:
        first = days.day() if days.began else published
        last = published or first if days.open else days.last_day()
    return Told(reference, record, report, voices.of(record, report), first, max(first, last))
