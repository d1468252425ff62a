"""Killed at any moment, short of disk, many at once: nothing is lost and nothing is there twice."""

from __future__ import annotations

import multiprocessing
import os
import random
import resource
import signal
import subprocess
import sys
import time
from ctypes import c_int
from pathlib import Path

import pytest
from sqlalchemy import text

from evaluation.together import together
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
    _all_there(address)


def fill_within(address: str, limit: int, failed: c_int) -> None:
    """Add all reports while no file may grow beyond `limit` bytes; sets `failed` where that was said in one line."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        fill(address)
    except ArchiveError as error:
        failed.value = int("disk" in str(error) and "\n" not in str(error))


def test_out_of_room_at_any_moment_what_was_added_stays_and_the_rest_comes_later(tmp_path: Path) -> None:
    address = str(tmp_path / "archive.db")
    fork = multiprocessing.get_context("fork")
    counts, said = [], []
    for limit in range(200_000, 2_000_000, 150_000):
        failed = fork.RawValue(c_int, 0)
        process = fork.Process(target=fill_within, args=(address, limit, failed))
        process.start()
        process.join()
        said.append(failed.value)
        with Archive(address) as archive:
            counts.append(archive.stats()["reports"])
            assert archive.verify() == []
    assert sum(said) > 5, "most ran out of room, and said so"
    assert counts == sorted(counts), "nothing that was there is gone"
    assert len(set(counts)) > 5, "room ended in the middle"
    fill(address)
    _all_there(address)


def test_a_disk_that_is_full(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small disk can be made by root only")
    try:
        address = str(disk / "archive.db")
        with pytest.raises(ArchiveError, match="full"):
            fill(address)
        with Archive(address) as archive:
            assert 0 < archive.stats()["reports"] < REPORTS
            assert archive.verify() == []
        subprocess.run(["mount", "-o", "remount,size=200m", str(disk)], check=True)
        fill(address)
        _all_there(address)
    finally:
        subprocess.run(["umount", str(disk)], check=False)


def _all_there(address: str) -> None:
    with Archive(address) as archive:
        stats = archive.stats()
        assert stats["reports"] == stats["readings"] == stats["trail"] == REPORTS
        assert sum(stats["records"].values()) == 2 * REPORTS
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


def fill_or_lose(address: str, lost: c_int) -> None:
    """Add all reports; sets `lost` where the connection is, and that was said in one line."""
    try:
        fill(address)
    except ArchiveError as error:
        lost.value = int("\n" not in str(error))


def test_a_connection_lost_at_any_moment(postgresql: str) -> None:
    import psycopg

    address = postgresql.format(name="cut")
    fork = multiprocessing.get_context("fork")
    losses, counts = 0, []
    chance = random.Random(7)
    with psycopg.connect(postgresql.format(name="postgres"), autocommit=True) as other:
        other.execute("CREATE DATABASE cut")
        for _ in range(25):
            lost = fork.RawValue(c_int, 0)
            process = fork.Process(target=fill_or_lose, args=(address, lost))
            process.start()
            busy = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'cut' AND state = 'active'"
            while process.is_alive() and other.execute(busy).fetchone() == (0,):
                time.sleep(0.001)
            time.sleep(chance.uniform(0, 0.15))
            other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'cut'")
            process.join()
            losses += lost.value
            with Archive(address) as archive:
                counts.append(archive.stats()["reports"])
    assert losses > 5, "connections were lost in the middle"
    assert counts == sorted(counts), "nothing that was there is gone"
    fill(address)
    _all_there(address)


def test_two_writers_and_four_readers_at_once(address: str) -> None:
    counts = together(address, float(os.environ.get("TRUCEWATCH_TEST_SECONDS", "10")))
    assert counts.errors == []
    assert counts.problems == []
    assert counts.kept == counts.added > 0
    assert min(counts.asked) > 0, "every reader was answered"


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


def test_interrupted_the_command_ends_cleanly_and_the_next_run_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    for one in numbered(REPORTS):
        (folder / f"{one.id}.txt").write_text(one.text)
    code = (
        "import time; from tests.archive import readings; from trucewatch import reading\n"
        "def slow(report):\n    time.sleep(0.002)\n    return readings.read(report)\n"
        "reading.read_report = slow\n"
        "from trucewatch.cli import main; main()"
    )
    address = str(tmp_path / "archive.db")
    command = [sys.executable, "-c", code, "add", "--workers", "1", "--archive", address, str(folder)]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    before = 0
    while before < 100 and running.poll() is None:
        time.sleep(0.2)
        if Path(address).exists():
            with Archive(address) as archive:
                before = archive.stats()["reports"]
    os.kill(running.pid, signal.SIGINT)
    out, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "Traceback" not in out + err
    with Archive(address) as archive:
        kept = archive.stats()["reports"]
        assert before <= kept < REPORTS
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert f"{REPORTS - kept:,} reports read" in done.stdout
    assert f"{kept:,} reports were there already" in done.stdout
    _all_there(address)
