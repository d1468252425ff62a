"""When what a picture tells of came in, and by what name it is known for good.

Invariant: an arrival is when a report came into the archive, whatever day it was published, so that a late report is
news; a key rests on the words that came in first, so that more reports, or a newer reader, leave it as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from trucewatch.archive.rows import digest
from trucewatch.cases import Picture
from trucewatch.cases.commitments import last_day
from trucewatch.cases.derived import Derived
from trucewatch.linking import Finding, Reference

_BY_SILENCE = ("patrol not reported", "talks not reported", "commitment due")


class Arrivals:
    """The arrivals of a picture's records.

    Args:
        picture: the picture.
        retrieved: when each report came in, by its id (`archive.looks.retrieved`); for one that is not there, the day
            on which it was published stands in.
    """

    def __init__(self, picture: Picture, retrieved: Mapping[str, str]) -> None:
        self._picture = picture
        self._of_reports = {
            one.report.id: retrieved.get(one.report.id) or _midnight(one.report.published)
            for one in picture.readings
        }
        self._names: dict[Reference, str] = {}
        same: dict[tuple[str, str, int], int] = defaultdict(int)
        for reading in picture.readings:
            for n, record in enumerate(reading.records):
                words = (reading.report.id, record.kind, record.evidence[0].start)
                self._names[Reference(reading.report.id, n)] = digest(*map(str, words), str(same[words]))
                same[words] += 1

    def of(self, reference: Reference) -> str:
        """When the report of a record came in."""
        return self._of_reports.get(reference.report, "")

    def first(self, references: Iterable[Reference]) -> str:
        """When the first of some records came in; "" where there is none."""
        return min(map(self.of, references), default="")

    def last(self, references: Iterable[Reference]) -> str:
        """When the last of some records came in; "" where there is none."""
        return max(map(self.of, references), default="")

    def key(self, what: str, references: Iterable[Reference], *more: str) -> str:
        """A name for `what` some records tell, of 40 hexadecimal digits: that of the one that came in first."""
        first = min(references, key=lambda one: (self.of(one), one), default=None)
        return digest("event", what, self._names.get(first, "") if first else "", *more)[:40]

    def key_of(self, what: str, finding: Finding) -> str:
        """A name for a finding: that of the first two values between which it is."""
        sides = sorted(
            (self.first(one.references), self.key(finding.slot, one.references)) for one in finding.values
        )
        return digest("event", what, *(name for _, name in sides[:2]))[:40]

    def of_values(self, finding: Finding) -> tuple[str, str]:
        """When a finding came to be, with its second value, and when its last value came."""
        came = sorted(self.first(standing.references) for standing in finding.values)
        return (came[1] if len(came) > 1 else came[0]), came[-1]

    def of_derived(self, derived: Derived) -> str:
        """When what a derived fact rests on was all there; for one by silence, with the first report after its day."""
        told = self.last(quote.reference for quote in derived.reasons)
        if derived.kind not in _BY_SILENCE:
            return told
        later = [
            self._of_reports[one.report.id]
            for one in self._picture.readings
            if (one.report.published or "")[:10] > last_day(derived.date)
        ]
        return max(told, min(later, default=""))


def _midnight(published: str | None) -> str:
    return f"{published[:10]}T00:00:00Z" if published and len(published) >= 10 else ""
