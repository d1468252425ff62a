"""What is new to somebody: since the visit before this one, however often they look during it."""

from __future__ import annotations

from threading import Thread

import pytest

from tests.archive.readings import read, report
from trucewatch.archive import Archive, ArchiveError, looks, schema, trail
from trucewatch.archive.rows import report_id

MET = "In Birch on 2020-03, the Southern Front met the envoy."


def _at(monkeypatch: pytest.MonkeyPatch, time: str) -> None:
    monkeypatch.setattr(trail, "now", lambda: f"2026-05-01T{time}Z")


def test_a_visit_lasts_until_half_an_hour_passes_without_a_look(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    _at(monkeypatch, "08:00:00")
    assert looks.look(archive, "ada", "river") is None
    _at(monkeypatch, "08:20:00")
    assert looks.look(archive, "ada", "river") is None
    _at(monkeypatch, "12:00:00")
    assert looks.look(archive, "ada", "river") == "2026-05-01T08:20:00Z"
    _at(monkeypatch, "12:25:00")
    assert looks.look(archive, "ada", "river") == "2026-05-01T08:20:00Z"
    _at(monkeypatch, "12:25:30")
    assert looks.look(archive, "ada", "river") == "2026-05-01T08:20:00Z"
    _at(monkeypatch, "13:00:00")
    assert looks.look(archive, "ada", "river") == "2026-05-01T12:25:00Z"


def test_each_person_and_each_case_has_visits_of_its_own(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    _at(monkeypatch, "08:00:00")
    looks.look(archive, "ada", "river")
    _at(monkeypatch, "12:00:00")
    assert looks.look(archive, "bob", "river") is None
    assert looks.look(archive, "ada", "coast") is None


def test_two_windows_that_open_at_once_are_one_visit(archive: Archive) -> None:
    failed: list[Exception] = []

    def window() -> None:
        try:
            looks.look(archive, "ada", "river")
        except Exception as error:
            failed.append(error)

    windows = [Thread(target=window) for _ in range(8)]
    for one in windows:
        one.start()
    for one in windows:
        one.join()
    assert failed == []


def test_reports_say_when_they_came_in(archive: Archive) -> None:
    archive.add([read(report(MET, id="a"))])
    identifier = report_id(report(MET, id="a"))
    assert list(looks.retrieved(archive, [identifier, "none"])) == [identifier]


def test_what_the_database_refuses_is_an_error_of_the_archive(archive: Archive) -> None:
    with archive.writing() as connection:
        schema.looks.drop(connection)
    with pytest.raises(ArchiveError, match="looks"):
        looks.look(archive, "ada", "river")
