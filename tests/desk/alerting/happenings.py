"""Readings of what alerts are about, made by hand."""

from __future__ import annotations

from typing import Any

from tests.cases.telling import ALDER, BIRCH, NORTH, SOUTH, count, reading, says
from trucewatch.records import Casualties, Control, Displacement, Incident, Patrol, Post, Reading, Talks


def called_off(
    name: str = "off", published: str = "2021-05-02", outlet: str = "Gazette", **values: Any
) -> Reading:
    """A report that talks were cancelled."""
    given = {
        "status": "cancelled",
        "date": "2021-05-02",
        "place": BIRCH,
        "parties": (NORTH, SOUTH),
        "attribution": says(outlet),
        "confidence": 0.9,
    }
    words = f"The talks of 2 May at Birch were cancelled, {outlet} said"
    return reading(name, published, (Talks, words, given | values), outlet=outlet)


def killed(number: int, name: str = "killed", outlet: str = "Gazette", **values: Any) -> Reading:
    """A report of shelling with so many killed."""
    given = {
        "type": "shelling",
        "date": "2021-05-01",
        "place": ALDER,
        "actors": (SOUTH,),
        "casualties": (Casualties(count=count(number), outcome="killed", who="soldiers"),),
        "attribution": says(outlet),
        "confidence": 0.8,
    }
    words = f"Shelling at Alder killed {number} soldiers"
    return reading(name, "2021-05-02", (Incident, words, given | values), outlet=outlet)


def post(status: str, day: str, name: str) -> Reading:
    """A report of what became of the post at Alder."""
    given = {"status": status, "place": ALDER, "operator": (NORTH,), "date": day}
    return reading(name, day, (Post, f"The post at Alder is {status}", given))


def control(change: str, by: Any, day: str, name: str, place: Any = BIRCH) -> Reading:
    """A report of who has a town."""
    given = {"change": change, "place": place, "by": (by,), "date": day}
    return reading(name, day, (Control, f"{by.name} {change} {place.name}", given))


def displaced(number: int, name: str, published: str = "2021-05-02") -> Reading:
    """A report of how many fled since April."""
    given = {
        "measure": "displaced",
        "count": count(number),
        "unit": "people",
        "date": "2021-04-01/..",
        "from_": ALDER,
    }
    return reading(name, published, (Displacement, f"{number} people fled Alder", given))


def violations(number: int, day: str, name: str) -> Reading:
    """A monitor's count of a day."""
    given = {"type": "ceasefire violation", "date": day, "violations": count(number), "place": ALDER}
    return reading(name, day, (Incident, f"{number} violations at Alder", given))


def patrol(status: str, name: str = "patrol") -> Reading:
    """A report of what became of a patrol."""
    given = {"status": status, "participants": (NORTH,), "place": BIRCH, "date": "2021-05-02"}
    return reading(name, "2021-05-02", (Patrol, f"The patrol at Birch was {status}", given))
