"""Records as a case sees them: what its names and its ground say against a guess of the reading.

Invariant: the readings that come in are not touched; a settled record differs from its own only in actors that the case
has a name for in the record's very words, in a place that these words do not name and the case's ground rules out,
in the place of a figure that belongs to a running total of the case, and in the operator of posts where none is told and
the case has one alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from trucewatch.cases.file import Case, Total
from trucewatch.cases.zones import Polygon, inside
from trucewatch.linking.times import beginning, window
from trucewatch.places.names import fold
from trucewatch.records import Actor, Displacement, Place, Post, Reading, Record

_ACTORS = ("parties", "operator", "participants", "actors", "targets", "by", "from_", "host")
_FORCES = re.compile(r"\b(forces|army|troops)$")
_MONTH = 30
_ON_THE_GROUND = ("incident", "control", "post", "patrol", "deployment")


@dataclass(frozen=True)
class Settler:
    """Settles the records of a case: its names for parties, and the ground of its zone."""

    names: dict[str, str]
    zone: tuple[Polygon, ...]
    totals: tuple[Total, ...] = ()
    operator: Actor | None = None

    @staticmethod
    def of(case: Case, zone: Sequence[Polygon]) -> Settler:
        """The settler of a case."""
        names = {fold(name): party.name for party in case.party for name in party.names}
        operators = {post.operator for post in case.post}
        only = operators.pop() if len(operators) == 1 else None
        operator = Actor(name=only) if only is not None else None
        return Settler(names, tuple(zone), tuple(case.total), operator)

    def settle(self, reading: Reading) -> Reading:
        """A reading with its records settled; itself where there is nothing to settle or no text to settle it by."""
        if not reading.report.text:
            return reading
        records = tuple(self._settled(record, reading) for record in reading.records)
        return reading if records == reading.records else reading.model_copy(update={"records": records})

    def _settled(self, record: Record, reading: Reading) -> Record:
        words = " ".join(reading.report.text[span.start : span.end] for span in record.evidence)
        changes: dict[str, object] = {}
        for role in _ACTORS:
            actors = getattr(record, role, None)
            if isinstance(actors, tuple) and actors:
                settled = tuple(self._actor(actor, actors, words) for actor in actors)
                if settled != actors:
                    changes[role] = settled
        place = getattr(record, "place", None)
        if record.kind in _ON_THE_GROUND and isinstance(place, Place) and self._misplaced(place, words):
            changes["place"] = None
        if isinstance(record, Post) and not record.operator and self.operator is not None:
            changes["operator"] = (self.operator,)
        if isinstance(record, Displacement):
            changes |= self._counted(record, words)
        return record.model_copy(update=changes) if changes else record

    def _counted(self, record: Displacement, words: str) -> dict[str, object]:
        """The place of a running total, for a figure of it that is given for one of its areas or for none."""
        began = beginning(record.date) if record.date and record.date.endswith("/..") else None
        places = [p for p in (record.place, record.from_, record.to) if p is not None]
        for total in self.totals:
            since = window(total.since)
            areas = {fold(name) for name in (total.place, *total.areas)}
            if began is None or since is None or record.measure != total.measure:
                continue
            month = date.fromordinal(since.first).replace(day=1).toordinal()
            if month <= began.first <= since.first + _MONTH and all(
                fold(place.name) in areas or self._misplaced(place, words) for place in places
            ):
                return {"place": Place(name=total.place), "from_": None, "to": None}
        return {}

    def _actor(self, actor: Actor, beside: Iterable[Actor], words: str) -> Actor:
        """A force that is no party of the case, where the words have one party's name that nobody else bears."""
        if fold(actor.name) in self.names or not _FORCES.search(actor.name):
            return actor
        said = fold(words)
        found = {party for name, party in self.names.items() if re.search(rf"\b{re.escape(name)}\b", said)}
        found -= {self.names.get(fold(other.name), other.name) for other in beside if other is not actor}
        forces = {party for party in found if _FORCES.search(party)} or found
        return Actor(name=forces.pop()) if len(forces) == 1 else actor

    def _misplaced(self, place: Place, words: str) -> bool:
        if not self.zone or place.latitude is None or place.longitude is None:
            return False
        if fold(place.name) in fold(words):
            return False
        return not inside(self.zone, (place.latitude, place.longitude))
