"""Places that go out only roughly.

Invariant: what goes out has the middle of the square that a blurred place lies in, and not its point nor its GeoNames
id; names and words stay as they are, so a name that gives the point away is for a person to take out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from trucewatch.archive.blurs import snap
from trucewatch.archive.rows import fold
from trucewatch.exports.events import Claimed, Event
from trucewatch.records import Place, Record

_PLACES = ("place", "area", "from_", "to")


@dataclass(frozen=True)
class Blurring:
    """Which places go out only roughly: in the archive's own grid, since two over one place would tell more than either.

    `widths` has kilometres by a place's name, as `trucewatch.archive.rows.fold` gives it, or by its GeoNames id.
    """

    widths: Mapping[str, float]

    @property
    def told(self) -> dict[str, float]:
        """The blurred places with their kilometres, in order of name, for a description."""
        return dict(sorted(self.widths.items()))

    def width(self, *names: str | None) -> float:
        """The kilometres to which something is blurred that goes by any of these names or ids; 0 where it is not."""
        return max((self.widths.get(fold(name), 0.0) for name in names if name), default=0.0)

    def point(self, point: tuple[float, float], *names: str | None) -> tuple[float, float]:
        """A point (latitude, longitude) as it may be shown, of something that goes by these names."""
        kilometres = self.width(*names)
        return snap(*point, kilometres)[:2] if kilometres else point

    def place(self, place: Place) -> Place:
        """A place as it may go out; itself where it is not blurred."""
        kilometres = self.width(place.name, place.id)
        if not kilometres:
            return place
        rough = place.model_copy(update={"id": None})
        if place.latitude is None or place.longitude is None:
            return rough
        latitude, longitude, _ = snap(place.latitude, place.longitude, kilometres)
        return rough.model_copy(update={"latitude": latitude, "longitude": longitude})

    def record(self, record: Record) -> Record:
        """A record with its places as they may go out."""
        found = {name: getattr(record, name, None) for name in _PLACES}
        changed = {name: self.place(place) for name, place in found.items() if isinstance(place, Place)}
        return record.model_copy(update=changed) if changed else record

    def claims(self, claims: Iterable[Claimed]) -> list[Claimed]:
        """Claims with their places as they may go out."""
        return [replace(claim, record=self.record(claim.record)) for claim in claims]

    def events(self, events: Iterable[Event]) -> list[Event]:
        """Events of such claims."""
        return [replace(event, claims=tuple(self.claims(event.claims))) for event in events]
