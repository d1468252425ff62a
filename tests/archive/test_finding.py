"""Whatever is asked, in whatever way it is looked up, just the records that fit come out, the latest first."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.archive.readings import report
from trucewatch.archive import Archive, Found
from trucewatch.archive.levels import level
from trucewatch.archive.marks import day, key
from trucewatch.archive.rows import days
from trucewatch.places import distance
from trucewatch.records import Actor, Incident, Place, Reading, Source, Span, Talks

ACTORS = ["Northern Army", "Southern Front", "Northern Guard"]
PLACES = [
    Place(name="Alder", id="1", latitude=10.0, longitude=20.0, country="Borealia"),
    Place(name="New Alder", id="2", latitude=11.0, longitude=20.0, country="Australia Minor"),
    Place(name="Cedar"),
]
DATES = [
    None,
    "2020",
    "2020-02",
    "2020-02-08",
    "2020-02-10/2020-02-16",
    "2019-12/..",
    "../2019-06",
    "2018/2021",
]
CONFIDENCES = [None, 0.2, 0.55, 0.9, 0.97, 1.0]
WORDS = ["mill", "bridge", "convoy"]
LEVELS = {"r1": 1, "r4": 2, "r6": 1, "r9": 0}
ASKED = ["2018", "2019-12-31", "2020-02-08", "2020-02", "2020-05", "2021-06"]


def _readings() -> Iterator[tuple[str, Reading]]:
    """Two readings of each report, the second without its last record and with one that is new."""
    everything = itertools.cycle(itertools.product(DATES, CONFIDENCES, ACTORS, PLACES))
    steps = itertools.islice(everything, 0, None, 7)
    for n in range(24):
        text = f"Report {n} tells of the {WORDS[n % 3]} and the {WORDS[n % 2]}."
        records = []
        for turn, (date, confidence, actor, place) in enumerate(itertools.islice(steps, 5)):
            common = {
                "date": date,
                "confidence": confidence,
                "place": place,
                "evidence": (Span(start=0, end=6),),
            }
            if turn % 2:
                records.append(Talks(parties=(Actor(name=actor, id="x" if turn == 1 else None),), **common))
            else:
                source = Source(name="Ana Orl") if turn else None
                kind = "planned" if turn == 4 else "actual"
                records.append(
                    Incident(actors=(Actor(name=actor),), attribution=source, assertion=kind, **common)
                )
        known = report(text, id=f"r{n}", outlet=["The Post", "The Alder Times"][n % 2])
        yield "1", Reading(report=known, records=tuple(records[:4]))
        if n % 3 == 0:
            yield "2", Reading(report=known, records=tuple(records[1:]))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def full(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An archive with some records of every sort, on each database in turn."""
    address = str(tmp_path_factory.mktemp("archive") / "archive.db")
    if request.param == "postgresql":
        import psycopg

        server = request.getfixturevalue("postgresql")
        with psycopg.connect(server.format(name="postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE finding")
        address = server.format(name="finding")
    with Archive(address) as archive:
        for reader, reading in _readings():
            archive.add([reading], reader=reader)
        ids = dict(_reports(archive))
        for name, above in LEVELS.items():
            level(archive, "report", ids[name], above)
        yield archive


def _fits(found: Found, asked: dict[str, Any]) -> bool:
    """The conditions as they are documented, one after the other."""
    body, report = found.body, found.report
    first, last = days(body.get("date"))
    actors = body.get("actors") or body.get("parties") or []
    place = body["place"]
    sources = f"{report['outlet']} {(body.get('attribution') or {}).get('name', '')}".casefold().split()
    north = place.get("latitude") is not None and abs(place["latitude"] - 10.0) < 0.3
    holds = {
        "kind": lambda value: body["kind"] == value,
        "assertion": lambda value: body["assertion"] == value,
        "since": lambda value: bool(first) and last >= days(value)[0],
        "until": lambda value: bool(first) and first <= days(value)[1],
        "place": lambda value: (
            value.casefold() in place["name"].casefold().split()
            or value.casefold() == place.get("country", "").casefold()
        ),
        "near": lambda value: north,
        "actor": lambda value: any(value in (a["name"].split()[0], a["name"], a.get("id")) for a in actors),
        "source": lambda value: value.casefold() in sources,
        "confidence": lambda value: body.get("confidence") is not None and body["confidence"] >= value,
        "below": lambda value: body.get("confidence") is None or body["confidence"] < value,
        "history": lambda value: True,
        "clearance": lambda value: LEVELS.get(report["name"], 0) <= value,
    }
    return (found.current or bool(asked.get("history"))) and all(
        holds[name](value)
        for name, value in asked.items()
        if name != "text"  # see below
    )


CONDITIONS = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.sampled_from(["incident", "talks", "control"]),
        "assertion": st.sampled_from(["actual", "planned"]),
        "since": st.sampled_from(ASKED),
        "until": st.sampled_from(ASKED),
        "place": st.sampled_from(["Alder", "Cedar", "Borealia", "Minor", "Australia Minor"]),
        "near": st.just((10.0, 20.0, 30.0)),
        "actor": st.sampled_from(["Northern", "Southern Front", "x", "Nobody"]),
        "source": st.sampled_from(["Post", "Orl", "alder"]),
        "text": st.sampled_from(["mill", "bridge", "convoy bridge", "nowhere"]),
        "confidence": st.sampled_from([0.1, 0.5, 0.9, 0.96, 1.0]),
        "below": st.sampled_from([0.0, 0.1, 0.5, 0.55, 0.9, 0.96, 1.0]),
        "history": st.booleans(),
        "clearance": st.sampled_from([0, 1, 2]),
    },
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=CONDITIONS, few=st.sampled_from([-1, 2, 3000]), limit=st.sampled_from([3, 1000]))
def test_just_what_fits_is_found(full: Archive, asked: dict[str, Any], few: int, limit: int) -> None:
    words = {number: full.report(id_).text for number, id_ in _reports(full)}
    everything = full.find(history=True, limit=1000)
    expected = [
        found
        for found in everything
        if _fits(found, asked)
        and all(word in words[found.report["name"]] for word in asked.get("text", "").split())
    ]
    with pytest.MonkeyPatch.context() as patch:
        for database in ("on_sqlite", "on_postgresql"):
            patch.setattr(f"trucewatch.archive.{database}.FEW", few)  # as if more or fewer were common
        patch.setattr("trucewatch.archive.on_sqlite._AT_ONCE", 1)
        found = full.find(**asked, limit=limit)
    assert found == expected[:limit]
    order = [(days(one.body.get("date"))[0]) for one in found]
    assert order == sorted(order, reverse=True)


def _reports(archive: Archive) -> set[tuple[str, str]]:
    return {(found.report["name"], found.report["id"]) for found in archive.find(history=True, limit=1000)}


@given(st.dates().map(str), st.dates().map(str), st.integers(0, 2**41 - 1), st.integers(0, 2**41 - 1))
def test_keys_sort_as_days_do_and_within_a_day_as_numbers(first: str, second: str, n: int, m: int) -> None:
    assert (key(first, n) < key(second, m)) == ((first, n) < (second, m))
    assert key("", n) < key(first, m) < 2**63
    assert day(key(first, n)) == first


def test_an_id_is_found_by_its_beginning_and_not_by_what_only_begins_alike(full: Archive) -> None:
    for found in full.find(history=True, limit=1000):
        assert {one.id for one in full.show(found.id[:40])} == {found.id}
        assert full.show(found.id)[0].body == found.body


@settings(max_examples=100)
@given(st.floats(-90, 90), st.floats(-180, 180), st.floats(0, 20_000))
def test_a_place_is_near_just_when_its_distance_says_so(
    globe: Archive, latitude: float, longitude: float, kilometres: float
) -> None:
    found = {
        one.body["place"]["name"] for one in globe.find(near=(latitude, longitude, kilometres), limit=1000)
    }
    expected = {
        place.name
        for place in GLOBE
        if distance((latitude, longitude), (place.latitude or 0, place.longitude or 0)) <= kilometres
    }
    assert found == expected


GLOBE = [
    Place(name=f"{latitude} {longitude}", latitude=float(latitude), longitude=float(longitude))
    for latitude in (-90, -89, -60, -10, 0, 10, 60, 80, 89, 90)
    for longitude in (-180, -179, -100, -1, 0, 1, 100, 179, 180)
]


@pytest.fixture(scope="module")
def globe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """A record at each of GLOBE."""
    span = (Span(start=0, end=3),)
    records = tuple(Incident(place=place, evidence=span) for place in GLOBE)
    with Archive(tmp_path_factory.mktemp("globe") / "archive.db") as archive:
        archive.add([Reading(report=report("Everywhere."), records=records)])
        yield archive
