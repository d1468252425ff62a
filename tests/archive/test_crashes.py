"""Killed at any moment, short of disk, many at once: nothing is lost and nothing is there twice."""

from __future__ import annotations

import multiprocessing
import random
import threading
import time
from ctypes import c_int
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.archive.readings import numbered, read, report
from trucewatch.archive import Archive, ArchiveError
from trucewatch.archive.intake import take_in
from trucewatch.records import Reading, Report
from trucewatch.sources import SourceError

KILLS = 50
REPORTS = 2000


def fill(address: str, *, reads: c_int | None = None, most: int = REPORTS) -> None:
    """Add all reports; where `reads` counts along, wait at the one after `most` to be killed."""

    def counted(report: Report) -> Reading:
        if reads is not None:
            reads.value += 1
            while reads.value > most:
                time.sleep(1)
        return read(report)

    with Archive(address, who="tester") as archive:
        for _ in take_in(archive, numbered(REPORTS), read=counted, reader="1", workers=1):
            pass


def test_killed_fifty_times_every_report_and_record_is_there_once(address: str) -> None:
    chance = random.Random(4)
    fork = multiprocessing.get_context("fork")
    counts = []
    for _ in range(KILLS):
        # counted in reads, not in seconds: a slow machine is killed in the middle as well as a fast one
        least, reads = max(0, chance.randrange(-20, 100)), fork.RawValue(c_int, 0)
        process = fork.Process(target=fill, args=(address,), kwargs={"reads": reads, "most": least + 50})
        process.start()
        while reads.value < least and process.is_alive():
            time.sleep(0.001)
        process.join(chance.uniform(0, 0.05))
        process.kill()
        process.join()
        with Archive(address) as archive:
            counts.append(archive.stats()["reports"])
    assert len(set(counts)) > 5, "kills came in the middle"
    assert counts == sorted(counts), "nothing that was there is gone"
    fill(address)
    with Archive(address) as archive:
        stats = archive.stats()
        assert stats["reports"] == stats["readings"] == stats["trail"] == REPORTS
        assert sum(stats["records"].values()) == 2 * REPORTS
        assert archive.verify() == []


def test_a_full_disk_costs_no_more_than_the_last_addition(tmp_path: Path) -> None:
    with Archive(tmp_path / "archive.db") as archive:
        archive.add(map(read, numbered(20)), reader="1")
        with archive.engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(ArchiveError, match="full"):
            archive.add(map(read, numbered(2000)), reader="1")
        assert archive.stats()["reports"] == 20
    with Archive(tmp_path / "archive.db") as archive:
        archive.add(map(read, numbered(200)), reader="1")
        assert archive.stats()["reports"] == 200
        assert archive.verify() == []


def test_a_lost_connection_costs_no_more_than_the_last_addition(postgresql: str) -> None:
    import psycopg

    with psycopg.connect(postgresql.format(name="postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE lost")
    with Archive(postgresql.format(name="lost")) as archive:
        archive.add(map(read, numbered(20)), reader="1")

        with archive.engine.connect() as connection:
            connection.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'lost'"
                     " AND pid <> pg_backend_pid()")
            )  # fmt: skip
        archive.add(map(read, numbered(40)), reader="1")
        assert archive.stats()["reports"] == 40
        assert archive.verify() == []


def test_two_writers_and_four_readers_at_once(address: str) -> None:
    errors: list[BaseException] = []
    done = threading.Event()

    def write(part: list[Report]) -> None:
        with Archive(address) as archive:
            for n in range(0, len(part), 5):
                archive.add(map(read, part[n : n + 5]), reader="1")

    def look() -> None:
        with Archive(address) as archive:
            while not done.is_set():
                archive.find(actor="Northern Army", limit=5)

    def guarded(work: object, *arguments: object) -> None:
        try:
            work(*arguments)  # type: ignore[operator]
        except BaseException as error:
            errors.append(error)

    reports = numbered(300)
    writers = [
        threading.Thread(target=guarded, args=(write, part)) for part in (reports[:200], reports[100:])
    ]
    readers = [threading.Thread(target=guarded, args=(look,)) for _ in range(4)]
    for thread in writers + readers:
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    for thread in readers:
        thread.join()
    assert errors == []
    with Archive(address) as archive:
        assert archive.stats()["reports"] == 300
        assert archive.verify() == []


def fragile(report: Report) -> Reading:
    if report.id == "report-3":
        raise RuntimeError("no")
    return read(report)


def test_reading_in_two_processes_adds_the_same_and_a_fault_costs_one_report(tmp_path: Path) -> None:
    with Archive(tmp_path / "archive.db") as archive:
        results = list(take_in(archive, numbered(30), read=fragile, reader="1", workers=2))
        faults = [result for result in results if isinstance(result, SourceError)]
        assert [fault.path for fault in faults] == ["report-3"]
        assert archive.stats()["reports"] == 29
        assert archive.verify() == []


@pytest.mark.parametrize("bad", ["A\0B", "A \ud800 B"])
def test_what_no_database_keeps_costs_its_own_report_and_no_other(address: str, bad: str) -> None:
    reports = numbered(10)
    reports[4] = report(bad, id="bad", path="bad.txt")
    with Archive(address) as archive:
        results = list(take_in(archive, reports, read=read, reader="1", workers=1))
        (fault,) = (result for result in results if isinstance(result, SourceError))
        assert str(fault).startswith("bad.txt: holds ")
        assert archive.stats()["reports"] == 9


def test_stopped_an_intake_keeps_what_was_read_and_the_next_goes_on(tmp_path: Path) -> None:
    asked: list[str] = []

    def noting(report: Report) -> Reading:
        asked.append(report.id)
        return read(report)

    with Archive(tmp_path / "archive.db") as archive:
        intake = take_in(archive, numbered(200), read=noting, reader="1", workers=1)
        next(intake)
        intake.close()
        kept = archive.stats()["reports"]
        assert 0 < kept < 200
        list(take_in(archive, numbered(200), read=noting, reader="1", workers=1))
        assert archive.stats()["reports"] == 200
    assert len(asked) == 200, "nothing is read twice"
