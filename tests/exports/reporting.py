"""A case with something for each section of a situation report, for the tests of what is made of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.cases.telling import ALDER, BIRCH, NORTH, SOUTH, case_file, count, reading, says
from trucewatch.cases import Picture, picture
from trucewatch.exports.situation import Situation, situation
from trucewatch.records import (
    Agreement,
    Casualties,
    Control,
    Deployment,
    Displacement,
    Incident,
    Patrol,
    Place,
    Post,
    Reading,
    Talks,
)

MORE = """
[[commitment]]
id = "fire"
agreement = "truce"
kind = "cease fire"
what = "all fire ceases"
"""
MADE_AT = "2021-03-20T08:30:00+00:00"


def shelling(words: str, killed: float, who: str, **values: Any) -> tuple[Any, ...]:
    """An incident at Birch in which so many were killed."""
    harm = (Casualties(outcome="killed", count=count(killed)),)
    known = {"type": "shelling", "place": BIRCH, "date": "2021-03-12", "casualties": harm, "actors": (SOUTH,)}
    return (Incident, words, {**known, "attribution": says(who), "confidence": 0.9, **values})


def fled(words: str, value: float, who: str, **values: Any) -> tuple[Any, ...]:
    """A figure of people displaced from Alder since January."""
    known = {"measure": "displaced", "unit": "people", "place": ALDER, "date": "2021-01/.."}
    return (Displacement, words, {**known, "count": count(value), "attribution": says(who), **values})


TAKEN = {"change": "captured", "place": ALDER, "by": (SOUTH,), "date": "2021-03-05"}
CUT_OFF = {"status": "surrounded", "place": ALDER, "operator": (NORTH,), "date": "2021-03-12"}
COMING = {
    "type": "joint",
    "status": "scheduled",
    "assertion": "planned",
    "participants": (NORTH, SOUTH),
    "date": "2021-03-14",
}
COUNTED = {"type": "ceasefire violation", "violations": count(12), "date": "2021-03-12"}
MET = {"status": "held", "place": BIRCH, "parties": (NORTH, SOUTH), "date": "2021-03-13"}
DENIED = {**CUT_OFF, "assertion": "denied", "date": "2021-03-15", "attribution": says("North")}
SENT = {"what": "battalion", "status": "done", "place": BIRCH, "actors": (SOUTH,), "date": "2021-03-15"}
THIS_YEAR = {"type": "toll", "date": "2021-01-01/..", "place": Place(name="the valley")}
READINGS = [
    reading(
        "before",
        "2021-02-02",
        shelling("an old shelling killed one in Birch", 1, "Red Aid", date="2021-02-01"),
        fled("200 people fled", 200, "Red Aid"),
    ),
    reading(
        "first",
        "2021-03-13",
        (Agreement, "the truce holds", {"type": "ceasefire", "status": "in force", "date": "2021-03-13"}),
        (Control, "South took Alder on 5 March", TAKEN),
        (Post, "the post at Alder is cut off", CUT_OFF),
        (Patrol, "a joint patrol is to run on 14 March", COMING),
        (Incident, "the army counted 12 violations", COUNTED),
        shelling("shells killed three guards in Birch on 12 March", 3, "North"),
        fled("300 people fled", 300, "Red Aid"),
    ),
    reading(
        "second",
        "2021-03-16",
        (Talks, "they met in Birch on 13 March", MET),
        (Post, "the post at Alder is not cut off", DENIED),
        (Deployment, "a battalion went to Birch", SENT),
        shelling("shells killed nine guards in Birch on 12 March", 9, "South"),
        shelling("forty were killed this year in the valley", 40, "Red Aid", **THIS_YEAR),
        fled("900 people fled", 900, "Army press"),
        fled("50 people fled on 13 March", 50, "Red Aid", measure="newly displaced", date="2021-03-13"),
        outlet="Herald",
    ),
]


def with_report(one: Reading, **values: object) -> Reading:
    """A reading whose report has other values."""
    return one.model_copy(update={"report": one.report.model_copy(update=values)})


def pictured(
    folder: Path, *more: Reading, until: str | None = None, readings: list[Reading] | None = None
) -> Picture:
    """The picture of that case, with more readings."""
    chosen = READINGS if readings is None else readings
    return picture(case_file(folder, MORE), [*chosen, *more], until=until)


def reported(folder: Path, *more: Reading, since: str = "2021-03", **how: Any) -> Situation:
    """The situation report of that case for March."""
    return situation(pictured(folder, *more, **how), since=since, who="desk", made_at=MADE_AT)
