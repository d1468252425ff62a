"""What an archive gives a case: its reports, as persons reviewed them, and whether anything changed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.archive.readings import read, report
from trucewatch.archive import Archive
from trucewatch.archive.gathering import state
from trucewatch.archive.judgements import judge
from trucewatch.archive.levels import level
from trucewatch.archive.reviews import review
from trucewatch.archive.rows import fold
from trucewatch.cases.file import Case
from trucewatch.cases.gathering import from_archive, kept_for
from trucewatch.linking import Reference, link
from trucewatch.linking.kept import Kept

SHELLED = "In Alder on 2020-02-08, the Northern Army shelled the mill."
SAME = "In Alder on 2020-02-08, the Northern Army shelled a mill on the river."
MET = "In Birch on 2020-03, the Southern Front met the envoy."


def case(*about: str, **period: str) -> Case:
    return Case.model_validate({"name": "A case", "reports": {"about": list(about)}, "period": period})


def names(archive: Archive, case: Case, clearance: int | None = None) -> list[str]:
    """The first words of the reports of a case."""
    readings, _ = from_archive(case, archive, clearance=clearance)
    return [reading.report.text.split(".")[0] for reading in readings]


def told(archive: Archive, *texts: str, **known: Any) -> None:
    archive.add(read(report(f"{text}. {SHELLED}", id=f"r{text}", **known)) for text in texts)


def ids(archive: Archive) -> list[str]:
    """The ids of all records, in the order in which they stand in the archive."""
    found = archive.find(history=True)
    return [one.id for one in sorted(found, key=lambda one: one.report["name"])]


def test_reports_with_a_word_of_the_case_are_its(archive: Archive) -> None:
    told(archive, "Idlib is calm", "IDLIB'S truces hold", "Aleppo", "A cease-fire", "The middle of it")
    assert names(archive, case("idlib")) == ["Idlib is calm", "IDLIB'S truces hold"]
    assert names(archive, case("truce", "Aleppo")) == ["IDLIB'S truces hold", "Aleppo"]
    assert names(archive, case("cease fire")) == ["A cease-fire"]
    assert names(archive, case("fire cease", "nowhere", "—", '"', "*")) == []
    assert len(names(archive, case())) == 5


def test_the_title_counts_too(archive: Archive) -> None:
    told(archive, "Untitled")
    told(archive, "Calm", title="Idlib today")
    assert names(archive, case("Idlib")) == ["Calm"]


def test_reports_outside_the_period_stay_out_and_those_without_a_day_come(archive: Archive) -> None:
    for day in ("2020-01-31", "2020-02-01", "2020-02-29", "2020-03-01"):
        told(archive, day, published=day)
    told(archive, "no day")
    assert names(archive, case(since="2020-02", until="2020-02")) == ["2020-02-01", "2020-02-29", "no day"]
    assert len(names(archive, case(since="2020-02"))) == 4


def test_a_rejected_record_is_left_out_and_references_stay_right(archive: Archive) -> None:
    archive.add([read(report(f"{SHELLED} {MET} {SAME}"))])
    kept = Kept(archive)
    (reading,) = kept.readings()
    found = kept.identifier(Reference(reading.report.id, 0))
    assert found is not None
    review(archive, found, "reject")
    kept = Kept(archive)
    (left,) = kept.readings()
    assert left.records == reading.records[1:]
    assert kept.reference(found) is None
    for record in archive.show(reading.report.id):
        reference = kept.reference(record.id)
        if record.id != found:
            assert reference is not None
            assert kept.identifier(reference) == record.id
            assert left.records[reference.record].kind == record.kind


def test_a_report_whose_records_were_all_rejected_is_left_out(archive: Archive) -> None:
    told(archive, "one", "two")
    review(archive, ids(archive)[0], "reject")
    assert names(archive, case()) == ["two"]


def test_a_corrected_value_stands_in_the_place_of_the_one_read_also_after_a_new_reading(
    archive: Archive,
) -> None:
    told(archive, "one")
    (one,) = ids(archive)
    review(archive, one, "correct", field="type", value="air strike")

    def read_as() -> list[Any]:
        readings, _ = from_archive(case(), archive)
        return [record.model_dump()["type"] for reading in readings for record in reading.records]

    assert read_as() == ["air strike"]
    reading = read(report(f"one. {SHELLED}", id="rone"))
    changed = tuple(record.model_copy(update={"confidence": 0.2}) for record in reading.records)
    archive.add([reading.model_copy(update={"records": changed})], reader="a newer reader")
    assert read_as() == ["air strike"]
    assert [found.body["type"] for found in archive.find()] == ["shelling"]


def test_a_correction_that_the_newer_record_rules_out_is_left_aside(archive: Archive) -> None:
    from trucewatch.archive.reviews import Review, applied

    body = {"kind": "talks", "assertion": "actual", "evidence": [{"start": 0, "end": 3}], "main": False}
    wrong = Review(1, "", "", "r", "correct", "status", '"no such status"')
    assert applied(body, {"status": wrong}) == body


def test_judgements_hold_beside_reviews(archive: Archive) -> None:
    archive.add(read(report(text, id=f"r{n}")) for n, text in enumerate((f"{MET} {SHELLED}", SAME)))
    met, shelled = [one.id for one in archive.show(archive.find(text="envoy")[0].report["id"])]
    (same,) = [one.id for one in archive.find(text="river")]
    review(archive, met, "reject")
    judge(archive, shelled, same, "not the same")
    readings, judgements = from_archive(case(), archive)
    assert [(j.left.record, j.right.record) for j in judgements] == [(0, 0)]
    assert len(link(readings, judgements=judgements).things) == 2


def test_what_one_may_not_see_and_judgements_on_it_do_not_come(archive: Archive) -> None:
    archive.add(read(report(text, id=f"r{n}")) for n, text in enumerate((SHELLED, SAME)))
    one, other = ids(archive)
    judge(archive, one, other, "not the same")
    level(archive, "report", archive.show(one)[0].report["id"], 1)
    readings, judgements = from_archive(case("mill"), archive, clearance=0)
    assert ([reading.report.text for reading in readings], judgements) == ([SAME], [])
    readings, judgements = from_archive(case("mill"), archive, clearance=1)
    assert (len(readings), len(judgements)) == (2, 1)
    assert [reading.report.confidential for reading in readings] == [True, False]


def test_the_state_changes_just_when_a_picture_could(archive: Archive) -> None:
    told(archive, "one", "two")
    one, other = ids(archive)
    seen = [state(archive)]

    def changed() -> bool:
        seen.append(state(archive))
        return seen[-1] not in seen[:-1]

    archive.note("export", "a file")
    told(archive, "one")
    archive.watch(["https://news.example/feed"], 60)
    assert not changed()
    judge(archive, one, other, "same")
    assert changed()
    made = review(archive, one, "accept")
    assert changed()
    review(archive, one, "withdraw", value=made.number)
    assert changed()
    level(archive, "source", "The Post", 1)
    assert changed()
    told(archive, "three")
    assert changed()
    archive.add([read(report(f"one. {SHELLED}", id="rone"))], reader="a newer reader")
    assert changed()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def full(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """An archive with a report of each two WORDS, on each database in turn."""
    address = str(tmp_path_factory.mktemp("archive") / "archive.db")
    if request.param == "postgresql":
        import psycopg

        server = request.getfixturevalue("postgresql")
        with psycopg.connect(server.format(name="postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE gathering")
        address = server.format(name="gathering")
    with Archive(address) as archive:
        told(archive, *(f"{one} {other}" for one in WORDS for other in WORDS))
        yield archive


WORDS = ["Idlib", "idlibi", "truce", "truces", "Saraqib", "cease", "fire", "إدلب", "2020"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.sampled_from([*WORDS, "tru", "IDL"]), min_size=1, max_size=2), max_size=3))
def test_just_the_reports_with_words_that_begin_so_are_found(full: Archive, asked: list[list[str]]) -> None:
    about = [" ".join(one) for one in asked]
    expected = [
        f"{one} {other}"
        for one in WORDS
        for other in WORDS
        if not about
        or any(
            f" {word}" in f"{fold(f'{one} {other}')}{fold(SHELLED)}"
            for word in map(str.strip, map(fold, about))
        )
    ]
    assert names(full, case(*about)) == expected
    assert len(list(kept_for(case(*about), full).readings())) == len(expected)
