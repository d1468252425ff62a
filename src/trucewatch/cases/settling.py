"""Records as a case sees them: what its names and its ground say against a guess of the reading.

Invariant: the readings that come in are not touched; a settled record differs from its own only in actors that the case
has a name for in the record's very words, and in a place that these words do not name and the case's ground rules out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trucewatch.cases.file import Case
from trucewatch.cases.zones import Polygon, inside
from trucewatch.places.names import fold
from trucewatch.records import Actor, Place, Reading, Record

_ACTORS = ("parties", "operator", "participants", "actors", "targets", "by", "from_", "host")
_ON_THE_GROUND = ("incident", "control", "post", "patrol", "deployment")


@dataclass(frozen=True)
class Settler:
    """Settles the records of a case: its names for parties, and the ground of its zone."""

    names: dict[str, str]
    parties: frozenset[str]
    zone: tuple[Polygon, ...]

    @staticmethod
    def of(case: Case, zone: Sequence[Polygon]) -> Settler:
        """The settler of a case."""
        names = {fold(name): party.name for party in case.party for name in party.names}
        return Settler(names, frozenset(names), tuple(zone))

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
        return record.model_copy(update=changes) if changes else record

    def _actor(self, actor: Actor, beside: Iterable[Actor], words: str) -> Actor:
        """A force that is no party of the case, where the words have one party's name that nobody else bears."""
        if fold(actor.name) in self.parties or not re.search(r"\b(forces|army|troops)$", actor.name):
            return actor
        said = fold(words)
        found = {party for name, party in self.names.items() if re.search(rf"\b{re.escape(name)}\b", said)}
        found -= {self.names.get(fold(other.name), other.name) for other in beside if other is not actor}
        forces = {party for party in found if not self._state(party)} or found
        return Actor(name=forces.pop()) if len(forces) == 1 else actor

    def _state(self, party: str) -> bool:
        return not re.search(r"\b(forces|army|troops)$", party)

    def _misplaced(self, place: Place, words: str) -> bool:
        if not self.zone or place.latitude is None or place.longitude is None:
            return False
        if fold(place.name) in fold(words):
            return False
        return not inside(self.zone, (place.latitude, place.longitude))
