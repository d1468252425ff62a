"""How the archive grows: adding and finding at 10,000, 100,000 and 1,000,000 records (`make bench-archive`).

The reports are made here from a seed, with spreads as intakes have them: a few actors, places and outlets are in
most reports and many in few (Zipf), days lie within six years with more of late, a report has 1 to 20 records.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
_SYLLABLES = [
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
]
_WORDS = 20_000
_ACTORS, _PLACES, _OUTLETS = 3_000, 20_000, 300
_AT_ONCE = 50
_MEASURED, _FRESH = 100, 20  # transactions to measure, and after how many the empty archive is another
_TYPED = 20  # how often each query is asked


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
        outlet = self.common(self.outlets)
        known = {"outlet": outlet, "published": published.isoformat()}
        known["url"] = f"https://{outlet.replace(' ', '-').lower()}.example/{published:%Y/%m}/{number}"
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
    common, second, rare = world.actors[0].name, world.actors[1].name, world.actors[-7].name
    place, village = world.places[0], world.places[-7]
    assert place.latitude is not None and place.longitude is not None
    near = (place.latitude, place.longitude)
    word, outlet = world.words[0], world.outlets[0]
    return {
        "the latest": Query(),
        "a kind": Query(kind="talks"),
        "an assertion that none has": Query(assertion="denied"),
        "a month": Query(since="2022-03", until="2022-03"),
        "a kind in a week": Query(kind="incident", since="2023-05-01", until="2023-05-07"),
        "since the last days": Query(since="2024-12-25"),
        "after all": Query(since="2031"),
        "until the first days": Query(until="2019-01-10"),
        "a common actor": Query(actor=common),
        "a rare actor": Query(actor=rare),
        "nobody": Query(actor="Nobody At All"),
        "a common place": Query(place=place.name),
        "a rare place": Query(place=village.name),
        "a country": Query(place="Country 7"),
        "within 20 km": Query(near=(*near, 20)),
        "within 200 km": Query(near=(*near, 200)),
        "an outlet": Query(source=outlet),
        "a rare outlet": Query(source=world.outlets[-7]),
        "somebody quoted": Query(source=world.people[0].name),
        "a common word": Query(text=word),
        "a rare word": Query(text=world.words[-7]),
        "two words": Query(text=f"{world.words[2]} {world.words[900]}"),
        "sure of it": Query(confidence=0.97),
        "quite sure of it": Query(confidence=0.8),
        "an actor at a place": Query(actor=common, place=place.name),
        "two that never act together": Query(actor=common, kind="displacement"),
        "a statement at a place": Query(kind="statement", place=place.name),
        "an actor of no statement, sure": Query(kind="statement", actor=second, confidence=0.9),
        "an actor in a month": Query(actor=common, since="2021-06", until="2021-06"),
        "an actor long ago": Query(actor=common, until="2019-02"),
        "a rare actor since a year": Query(actor=rare, since="2023"),
        "a kind near, in a year": Query(kind="control", near=(*near, 50), since="2020", until="2020"),
        "incidents, a word, a country": Query(kind="incident", text=world.words[1], place="Country 3"),
        "a word and what never goes with it": Query(text=word, kind="displacement", actor=common),
        "a word in a month": Query(text=world.words[40], since="2021-06", until="2021-06"),
        "an outlet on a rare actor": Query(source=outlet, actor=rare),
        "an outlet on an actor at a place": Query(
            source=outlet, actor=common, place=place.name, kind="talks"
        ),
        "the history of an actor": Query(actor=common, history=True),
    }


@dataclass(frozen=True)
class Line:
    """One size: milliseconds a report took to add there and in an empty archive, in all and of the processor."""

    records: int
    wall: float
    empty_wall: float
    processor: float
    empty_processor: float
    megabytes: int
    asked: dict[str, list[float]]
    """Milliseconds of each query, every time it was asked."""


def measure(folder: Path, sizes: Sequence[int], seed: int) -> Iterator[Line]:
    """Fill an archive to each size in turn; adding there and to an empty one by turns, and asking each query."""
    world = World(seed)
    made = world.reports()
    records = 0
    path = folder / "archive.db"
    with Archive(path) as archive:
        for size in sizes:
            while records < size:
                records += archive.add(list(islice(made, 20 * _AT_ONCE))).records
            batches = [list(islice(made, _AT_ONCE)) for _ in range(_MEASURED)]
            here, empty = _adding(archive, batches, folder)
            records += sum(len(reading.records) for batch in batches for reading in batch)
            asked = {name: _asking(archive, query) for name, query in typed(world).items()}
            yield Line(size, here[0], empty[0], here[1], empty[1], path.stat().st_size >> 20, asked)


def _adding(archive: Archive, batches: list[list[Reading]], folder: Path) -> tuple[list[float], list[float]]:
    """Milliseconds a report, on the clock and of the processor: in `archive`, and in an empty one.

    Both take each batch, one after the other, so whatever else the machine does slows both. The sums are over
    all batches, with what is written back to the file now and then; now and then the empty archive is another.
    """
    here, empty = [0.0, 0.0], [0.0, 0.0]
    for n in range(0, len(batches), _FRESH):
        with tempfile.TemporaryDirectory(dir=folder) as beside, Archive(Path(beside) / "empty.db") as other:
            for turn, batch in enumerate(batches[n : n + _FRESH]):
                both = [(archive, here), (other, empty)]
                for where, sums in both if turn % 2 else reversed(both):
                    clock, processor = time.perf_counter(), time.process_time()
                    where.add(batch)
                    sums[0] += time.perf_counter() - clock
                    sums[1] += time.process_time() - processor
    reports = sum(len(batch) for batch in batches)
    return [s * 1000 / reports for s in here], [s * 1000 / reports for s in empty]


def _asking(archive: Archive, query: Query) -> list[float]:
    taken = []
    for _ in range(_TYPED):
        start = time.perf_counter()
        archive.find(query)
        taken.append((time.perf_counter() - start) * 1000)
    return taken


def table(lines: Sequence[Line], *, each: bool) -> Iterator[str]:
    """The lines as a table; with `each`, the queries of the last one too, the slowest first."""
    yield "   records     MB | ms to add a report: here  empty ratio  (processor) | find: median   95%  slowest query"
    for line in lines:
        times = sorted(time for times in line.asked.values() for time in times)
        slowest = max(line.asked, key=lambda name: _high(line.asked[name]))
        yield (
            f"{line.records:>10,} {line.megabytes:>6,} | {line.wall:>24.2f} {line.empty_wall:>6.2f}"
            f" {line.wall / line.empty_wall:>5.2f} {line.processor / line.empty_processor:>12.2f} |"
            f" {statistics.median(times):>12.1f} {_high(times):>5.0f}"
            f"  {slowest}: {statistics.median(line.asked[slowest]):.0f}, {_high(line.asked[slowest]):.0f}"
        )
    if each:
        last = lines[-1]
        yield f"\nfind at {last.records:,} records, ms: median, 95%"
        for name in sorted(last.asked, key=lambda name: -statistics.median(last.asked[name])):
            yield f"  {name:<40}{statistics.median(last.asked[name]):>8.1f}{_high(last.asked[name]):>8.1f}"


def _high(times: Sequence[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(times, n=20)[18]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--folder", type=Path, help="where to make the archive, and leave it; else a temporary one"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sizes", type=int, nargs="+", default=_SIZES)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        lines: list[Line] = []
        for line in measure(options.folder or Path(temporary), options.sizes, options.seed):
            lines.append(line)
            print(f"measured {line.records:,} records", file=sys.stderr, flush=True)
        print("\n".join(table(lines, each=True)))


if __name__ == "__main__":
    main()
