"""How the archive grows: adding and finding at 10,000, 100,000 and 1,000,000 records (`make bench-archive`).

The reports are made here from a seed, with spreads as intakes have them: a few actors, places and outlets are in
most reports and many in few (Zipf), days lie within six years with more of late, a report has 1 to 20 records.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import TypeVar

from trucewatch.archive import Archive, Query
from trucewatch.records import (
    Actor,
    Casualties,
    Control,
    Count,
    Displacement,
    Incident,
    Place,
    Reading,
    Record,
    Report,
    Source,
    Span,
    Statement,
    Talks,
)  # fmt: skip

_T = TypeVar("_T")
_SIZES = (10_000, 100_000, 1_000_000)
_START = date(2019, 1, 1)
_DAYS = 2190
_SYLLABLES = (
    "ba",
    "do",
    "ke",
    "li",
    "mu",
    "na",
    "po",
    "ra",
    "se",
    "ti",
    "vo",
    "za",
    "sha",
    "har",
    "el",
    "dar",
    "kan",
)
_WORDS = 20_000
_ACTORS, _PLACES, _OUTLETS = 3_000, 20_000, 300
_AT_ONCE = 50
_TYPED = 21  # how often each query is asked


class World:
    """The names that reports are made of; the same seed gives the same world and the same reports."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.words = [self._name(1, 4) for _ in range(_WORDS)]
        self.actors = [Actor(name=self._name(2, 3).title() + " Front") for _ in range(_ACTORS)]
        self.people = [Source(name=f"{self._name(2, 3)} {self._name(2, 3)}".title()) for _ in range(_ACTORS)]
        self.outlets = [self._name(2, 3).title() + " Post" for _ in range(_OUTLETS)]
        self.places = [self._place(n) for n in range(_PLACES)]

    def reports(self) -> Iterator[Reading]:
        """Readings without end."""
        number = 0
        while True:
            number += 1
            yield self._reading(number)

    def _name(self, least: int, most: int) -> str:
        return "".join(self.chance.choices(_SYLLABLES, k=self.chance.randint(least, most)))

    def _place(self, number: int) -> Place:
        latitude, longitude = self.chance.uniform(30, 40), self.chance.uniform(35, 45)
        name = self._name(2, 4).title()
        return Place(
            name=name,
            id=str(number),
            latitude=latitude,
            longitude=longitude,
            country=f"Country {number % 30}",
        )

    def common(self, things: Sequence[_T]) -> _T:
        """One of `things`, the first ones often (Zipf's law, by inversion)."""
        return things[min(int(len(things) ** self.chance.random()) - 1, len(things) - 1)]

    def _reading(self, number: int) -> Reading:
        published = _START + timedelta(days=int(_DAYS * self.chance.random() ** 0.7))
        text, records = "", []
        for _ in range(min(1 + int(self.chance.expovariate(1 / 9)), 20)):
            sentence = " ".join(self.common(self.words) for _ in range(self.chance.randint(8, 25))) + ". "
            span = Span(start=len(text), end=len(text) + len(sentence) - 1)
            records.append(self._record(published, span))
            text += sentence
        known = {"outlet": self.common(self.outlets), "published": published.isoformat()}
        return Reading(report=Report(id=f"report-{number}", text=text, **known), records=tuple(records))

    def _record(self, published: date, span: Span) -> Record:
        day = published - timedelta(days=int(self.chance.expovariate(1 / 3)))
        date_ = day.isoformat() if self.chance.random() < 0.9 else None
        if self.chance.random() < 0.05:
            date_ = f"{(day - timedelta(days=self.chance.randint(1, 300))).isoformat()}/{day.isoformat()}"
        common = {"evidence": (span,), "date": date_, "confidence": round(self.chance.betavariate(6, 2), 2)}
        place, actors = self.common(self.places), (self.common(self.actors), self.common(self.actors))
        draw = self.chance.random()
        if draw < 0.35:
            who = self.common(self.people)
            return Statement(speaker=who, attribution=who, text="said", **common)
        if draw < 0.65:
            harm = Casualties(outcome="killed", count=Count(value=self.chance.randint(1, 30)))
            return Incident(type="shelling", place=place, actors=actors, casualties=(harm,), **common)
        if draw < 0.8:
            return Talks(status="held", place=place, parties=actors, **common)
        if draw < 0.9:
            return Control(change="captured", place=place, by=actors[:1], **common)
        return Displacement(measure="displaced", place=place, count=Count(value=1000), **common)


def typed(world: World) -> dict[str, Query]:
    """Queries as a person would type them, by name: of common things, of rare ones, and of several at once."""
    common, rare = world.actors[0].name, world.actors[-7].name
    place, village = world.places[0], world.places[-7]
    assert place.latitude is not None and place.longitude is not None
    return {
        "the latest": Query(),
        "a kind": Query(kind="talks"),
        "a month": Query(since="2022-03", until="2022-03"),
        "a kind in a week": Query(kind="incident", since="2023-05-01", until="2023-05-07"),
        "a common actor": Query(actor=common),
        "a rare actor": Query(actor=rare),
        "a common place": Query(place=place.name),
        "a rare place": Query(place=village.name),
        "a country": Query(place="Country 7"),
        "within 20 km": Query(near=(place.latitude, place.longitude, 20)),
        "an outlet": Query(source=world.outlets[0]),
        "a rare outlet": Query(source=world.outlets[-7]),
        "a common word": Query(text=world.words[0]),
        "a rare word": Query(text=world.words[-7]),
        "two words": Query(text=f"{world.words[2]} {world.words[900]}"),
        "sure of it": Query(confidence=0.95),
        "an actor at a place": Query(actor=common, place=place.name),
        "an actor in a month": Query(actor=common, since="2021-06", until="2021-06"),
        "incidents, a word, a country": Query(kind="incident", text=world.words[1], place="Country 3"),
        "nobody": Query(actor="Nobody At All"),
        "after all": Query(since="2031"),
    }


def measure(address: str, sizes: Sequence[int], seed: int) -> Iterator[dict[str, float | int | str]]:
    """Fill an archive to each size in turn; how long a report took to add there, and each query to answer."""
    world = World(seed)
    made = world.reports()
    records = 0
    with Archive(address) as archive:
        archive.add(islice(made, 1))
        first = _adding(archive, made)
        for size in sizes:
            while records < size:
                records += archive.add(list(islice(made, 20 * _AT_ONCE))).records
            adding = _adding(archive, made)
            times, slowest = _asking(archive, world)
            yield {
                "records": size,
                "ms a report": adding,
                "beside empty": adding / first,
                "median ms": statistics.median(times),
                "95% ms": statistics.quantiles(times, n=20)[18],
                "slowest": slowest,
            }


def _adding(archive: Archive, made: Iterator[Reading]) -> float:
    """Milliseconds a report, the median of 20 transactions."""
    taken = []
    for _ in range(20):
        batch = list(islice(made, _AT_ONCE))
        start = time.perf_counter()
        archive.add(batch)
        taken.append((time.perf_counter() - start) * 1000 / _AT_ONCE)
    return statistics.median(taken)


def _asking(archive: Archive, world: World) -> tuple[list[float], str]:
    """Milliseconds of every query, and the slowest queries with their medians."""
    taken, medians = [], {}
    for name, query in typed(world).items():
        own = []
        for _ in range(_TYPED):
            start = time.perf_counter()
            archive.find(query)
            own.append((time.perf_counter() - start) * 1000)
        taken += own
        medians[name] = statistics.median(own)
    slow = sorted(medians, key=lambda name: -medians[name])[:4]
    return taken, ", ".join(f"{name} {medians[name]:.0f}" for name in slow)


def main() -> None:
    """Print a line a size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--archive", help="an empty archive's address; a temporary file if not given")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sizes", type=int, nargs="+", default=_SIZES)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        address = options.archive or str(Path(folder) / "archive.db")
        for line in measure(address, options.sizes, options.seed):
            shown = (f"{k}: {v:.2f}" if isinstance(v, float) else f"{k}: {v}" for k, v in line.items())
            print("; ".join(shown), flush=True)


if __name__ == "__main__":
    main()
