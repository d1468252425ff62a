"""Pages of what is found, in the whole archive and among some of its reports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.archive.readings import numbered, read
from trucewatch.archive import Archive, levels, searching
from trucewatch.archive.blurs import blur, snap
from trucewatch.archive.query import Query
from trucewatch.archive.searching import by_id, search

QUERIES: list[dict[str, Any]] = [
    {},
    {"kind": "talks"},
    {"place": "Birch"},
    {"since": "2020-02-20", "until": "2020-03-05"},
    {"confidence": 0.7},
    {"below": 0.7},
    {"text": "hill 7"},
    {"text": "nothing"},
    {"actor": "northern army", "until": "2020-02"},
    {"near": (10.0, 20.0, 5.0)},
    {"source": "Orl", "kind": "incident"},
    {"actor": "nobody"},
]


@pytest.fixture
def filled(archive: Archive) -> Archive:
    archive.add([read(report) for report in numbered(40)])
    return archive


def every(archive: Archive, **asked: Any) -> list[str]:
    return [found.id for found in archive.find(Query(limit=1000, **asked))]


def test_the_pages_one_after_the_other_are_what_is_found(filled: Archive) -> None:
    for asked in QUERIES:
        found: list[str] = []
        for page in range(1, 30):
            hits = search(filled, Query(**asked), page=page, size=7)
            found += [hit.id for hit in hits.found]
            if not hits.more:
                break
        assert found == every(filled, **asked), asked


@pytest.mark.parametrize("few", [1000, 0], ids=["looked through", "by the index"])
def test_among_some_reports_the_same_is_found_as_in_all_of_them(
    filled: Archive, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "FEW", few)
    ours = {found.report["id"] for found in filled.find(limit=1000) if int(found.report["name"][7:]) % 3 == 0}
    for asked in QUERIES:
        every_one = filled.find(Query(limit=1000, **asked))
        hits = search(filled, Query(**asked), size=1000, among=ours)
        assert [hit.id for hit in hits.found] == [one.id for one in every_one if one.report["id"] in ours], (
            asked
        )
        assert not hits.more and not hits.cut


def test_where_not_all_was_looked_at_it_says_so(filled: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "MOST", 10)
    assert search(filled, Query(), size=5).cut is False
    assert search(filled, Query(), page=3, size=5).cut
    monkeypatch.setattr(searching, "FEW", 0)
    hits = search(filled, Query(), among={"nothing"})
    assert hits.found == () and hits.cut


def test_a_hit_tells_its_place_among_the_records_of_its_report(filled: Archive) -> None:
    for hit in search(filled, Query(), size=20).found:
        report = filled.show(hit.report)
        assert report[hit.number].id == hit.id
        assert hit.words == report[hit.number].evidence


def test_what_is_above_a_clearance_is_not_found(tmp_path: Path) -> None:
    with Archive(tmp_path / "archive.db", who="tester") as made:
        made.add([read(report) for report in numbered(3)])
        hidden = made.find(kind="talks", limit=1)[0]
        levels.level(made, "report", hidden.report["id"], 1)
        all_reports = {found.report["id"] for found in made.find()}
        for among in (None, all_reports):
            found = {hit.report for hit in search(made, Query(clearance=0), among=among).found}
            assert found == all_reports - {hidden.report["id"]}
        assert by_id(made, [hidden.id], clearance=0) == []
        assert by_id(made, [hidden.id, "0" * 64], clearance=1)[0].text.startswith("Report")


def test_a_blurred_place_is_found_near_the_middle_of_its_square_and_nowhere_else(filled: Archive) -> None:
    blur(filled, "Alder", 50)
    rough = snap(10.0, 20.0, 50)
    for query in (
        Query(near=(10.0, 20.0, 1.0), clearance=0),
        Query(near=(10.0, 20.0, 1.0), place="alder", clearance=0),
    ):
        assert search(filled, query).found == ()
    found = search(filled, Query(near=(rough.latitude, rough.longitude, 1.0), clearance=0)).found
    assert {hit.body["place"]["name"] for hit in found} == {"Alder"}
    assert {hit.body["place"]["latitude"] for hit in found} == {rough.latitude}
    exact = search(filled, Query(near=(10.0, 20.0, 1.0), clearance=1)).found
    assert {hit.body["place"]["latitude"] for hit in exact} == {10.0}
