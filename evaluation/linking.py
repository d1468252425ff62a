"""How the linker grows: what a new record costs in a case of 2,000 records and in one of 200,000 (`make bench-linking`).

The case is made from a seed: as many reports a day in the large one as in the small one, over more days; four hundred
towns, a few of them often; acts told of by one to five reports; things that last told of for
as long as the case does.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Iterator
from datetime import date, timedelta

from trucewatch.linking import Linker
from trucewatch.records import (
    Actor,
    Casualties,
    Control,
    Count,
    Displacement,
    Incident,
    Place,
    Post,
    Reading,
    Record,
    Report,
    Source,
    Span,
    Talks,
)  # fmt: skip

SIZES = (2_000, 200_000)
_START = date(2001, 1, 1)
_A_DAY = 40
_ACTORS = ("Northern Army", "Coastal Front", "Valley Brigades", "Border Guard", "River Militia")
_OUTLETS = 60
_TOWNS = 400
_REPORTS = 8
_DAYS = 60  # of which every report is timed


class Case:
    """Reports without end about one made-up conflict; the same seed gives the same reports."""

    def __init__(self, seed: int = 1) -> None:
        self.chance = random.Random(seed)
        self.towns = [self._town(n) for n in range(_TOWNS)]
        self.actors = [Actor(name=name) for name in _ACTORS]

    def _town(self, number: int) -> Place:
        syllables = ("ba", "dor", "ke", "lin", "mur", "na", "pol", "rev", "sha", "tun", "vi", "zar")
        name = "".join(self.chance.choices(syllables, k=4)).title()
        latitude, longitude = self.chance.uniform(30, 36), self.chance.uniform(35, 42)
        return Place(name=name, id=f"t{number}", latitude=latitude, longitude=longitude)

    def readings(self, days: int, start: int = 0) -> Iterator[Reading]:
        """The reports of so many days, about `_A_DAY` records a day."""
        for number in range(start, start + days):
            yield from self._day(_START + timedelta(days=number), number)

    def _day(self, day: date, number: int) -> Iterator[Reading]:
        told: list[list[Record]] = [[] for _ in range(_REPORTS)]
        made = 0
        while made < _A_DAY:
            act = self._act(day)
            for teller in self.chance.sample(told, self.chance.choice((1, 1, 2, 3, 5))):
                teller.append(self._told(act, len(teller)))
                made += 1
        for n, records in enumerate(told):
            text = " ".join(f"Sentence {i} of report {number}-{n} on {day}." for i in range(len(records) + 1))
            outlet = f"Outlet {self.chance.randrange(_OUTLETS)}"
            made_up = Report(id=f"r{number:06d}-{n}", text=text, outlet=outlet, published=day.isoformat())
            yield Reading(report=made_up, records=tuple(records))

    def _common(self) -> Place:
        """A town, the first ones often."""
        return self.towns[min(int(_TOWNS ** self.chance.random()) - 1, _TOWNS - 1)]

    def _act(self, day: date) -> dict[str, object]:
        one, other = self.chance.sample(self.actors, 2)
        kind = self.chance.choices(
            ("incident", "control", "post", "displacement", "talks"), weights=(60, 12, 8, 12, 8)
        )[0]
        return {
            "kind": kind,
            "day": day,
            "place": self._common(),
            "one": one,
            "other": other,
            "n": self.chance.randint(1, 40),
            "type": self.chance.choice(("shelling", "air strike", "armed clash")),
        }

    def _told(self, act: dict[str, object], position: int) -> Record:
        day, place, one, other = act["day"], act["place"], act["one"], act["other"]
        assert isinstance(day, date) and isinstance(place, Place)
        assert isinstance(one, Actor) and isinstance(other, Actor) and isinstance(act["n"], int)
        common = {
            "evidence": (Span(start=position * 20, end=position * 20 + 19),),
            "date": day.isoformat(),
            "attribution": Source(name=f"Spokesman {self.chance.randrange(30)}")
            if self.chance.random() < 0.5
            else None,
        }
        count = Count(value=act["n"] + self.chance.choice((0, 0, 0, 1)))
        match act["kind"]:
            case "incident":
                harm = (Casualties(outcome="killed", count=count),)
                return Incident(
                    type=str(act["type"]),
                    place=place,
                    actors=(one,),
                    targets=(other,),
                    casualties=harm,
                    **common,
                )
            case "control":
                return Control(change="captured", place=place, by=(one,), **common)
            case "post":
                return Post(type="checkpoint", place=place, operator=(one,), status="holding", **common)
            case "displacement":
                begun = date(day.year, 1 + day.month // 7 * 6, 1).isoformat()
                people = Count(value=count.value or 0, text="")
                return Displacement(
                    measure="displaced", place=place, count=people, **{**common, "date": f"{begun}/.."}
                )
            case _:
                return Talks(status="held", place=place, parties=(one, other), **common)


class Filled:
    """A case with a linker that has taken in so many of its records."""

    def __init__(self, size: int, seed: int) -> None:
        self.case = Case(seed)
        self.linker = Linker()
        self.records = self.days = 0
        started = time.process_time()
        while self.records < size:
            for reading in self.next_day():
                self.link(reading)
                self.records += len(reading.records)
        self.seconds = time.process_time() - started

    def next_day(self) -> list[Reading]:
        """The reports of the day after those that were taken in."""
        found = list(self.case.readings(1, self.days))
        self.days += 1
        return found

    def link(self, reading: Reading) -> float:
        """Take a report in and find what its records are about; milliseconds of the processor's time a record."""
        started = time.process_time()
        self.linker.add(reading)
        self.linker.identifiers(reading.report.id)
        return (time.process_time() - started) * 1000 / max(len(reading.records), 1)


def measure(sizes: tuple[int, ...], seed: int = 1, days: int = _DAYS) -> list[dict[str, float]]:
    """What a new record costs in cases of these sizes, in turns, so that the machine's moods fall on all alike."""
    cases = [Filled(size, seed) for size in sizes]
    taken: list[list[float]] = [[] for _ in sizes]
    for _ in range(days):
        for case, times in zip(cases, taken, strict=True):
            times += [case.link(reading) for reading in case.next_day() if reading.records]
    return [
        {
            "records": case.records,
            "filled in seconds": case.seconds,
            "ms a new record, median": statistics.median(times),
            "mean": statistics.mean(times),
        }
        for case, times in zip(cases, taken, strict=True)
    ]


def main() -> None:
    """Print a line a size, and the ratio of the last to the first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    found = measure(tuple(options.sizes), options.seed)
    for line in found:
        print("; ".join(f"{name}: {value:,.2f}" for name, value in line.items()), flush=True)
    for what in ("ms a new record, median", "mean"):
        print(f"ratio of the {what.split(', ')[-1]}: {found[-1][what] / found[0][what]:.2f}")


if __name__ == "__main__":
    main()
