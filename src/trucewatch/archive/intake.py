"""Reports into the archive, read on all cores.

Invariant: a report counts as done only once its transaction is through; stopped at any moment, the next run
reads what is missing and nothing else.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import wait

from trucewatch.archive.addition import unkeepable
from trucewatch.archive.levels import keep_confidential
from trucewatch.archive.rows import report_id
from trucewatch.archive.snapshots import Sealed
from trucewatch.archive.store import Archive
from trucewatch.records import Reading, Report
from trucewatch.sources import SourceError
from trucewatch.sources.snapshots import Retrieved, Snapshot
from trucewatch.sources.stamps import Stamp

_AT_ONCE = 50
_SECONDS = 1.0
"""A transaction holds up to _AT_ONCE reports, or those of _SECONDS."""

Reader = Callable[[Report], Reading]
Given = Report | Retrieved | SourceError


@dataclass
class Progress:
    """How far an intake is: reports seen, of these there already, added and refused; records added."""

    seen: int = 0
    known: int = 0
    added: int = 0
    refused: int = 0
    records: int = 0


def read_report(report: Report) -> Reading:
    """The reading of `report` by Trucewatch itself, loaded when first called."""
    from trucewatch.reading import read_report as read

    return read(report)


def take_in(
    archive: Archive,
    reports: Iterable[Given],
    *,
    read: Reader = read_report,
    reader: str | None = None,
    workers: int | None = None,
    stamp: Callable[[bytes], Stamp] | None = None,
) -> Generator[Progress | SourceError, None, None]:
    """Read the reports that the archive lacks and add them; yields what could not be read, and the progress.

    `workers` is the number of processes that read (as many as cores where None; 1 reads in this process).
    `read` must be a function that a process can import; `reader` is the version it goes by. Reports that were
    fetched enter with their snapshots, which `stamp` may have a trusted authority stamp. After each transaction
    the progress comes out. When the generator is closed, what was read is added before it ends.
    """
    count = workers or os.cpu_count() or 1
    progress = Progress()
    batch: list[Reading] = []
    since = time.monotonic()
    fetched = _Fetched(stamp)

    def commit() -> None:
        nonlocal since
        added = archive.add(batch, reader=reader, sealed=fetched.taken(batch))
        progress.added += added.readings
        progress.records += added.records
        batch.clear()
        since = time.monotonic()

    results = _read_all(_lacking(archive, reports, reader, progress, fetched), read, count)
    try:
        for result in results:
            if isinstance(result, SourceError):
                progress.refused += 1
                yield result
                continue
            batch.append(result)
            if len(batch) >= _AT_ONCE or time.monotonic() - since > _SECONDS:
                commit()
                yield progress
    finally:
        results.close()
        if batch:
            commit()
    yield progress


class _Fetched:
    """The snapshots of reports that are being read, by the reports' ids."""

    def __init__(self, stamp: Callable[[bytes], Stamp] | None) -> None:
        self._stamp = stamp
        self._waiting: dict[str, Snapshot] = {}
        self._stamps: dict[str, Stamp | None] = {}

    def seen(self, given: Retrieved) -> Report:
        """The report of what was fetched; its snapshot waits for it."""
        self._waiting[report_id(given.report)] = given.snapshot
        return given.report

    def forget(self, reports: Iterable[Report]) -> None:
        """Let go of the snapshots of reports that are there already."""
        for report in reports:
            self._waiting.pop(report_id(report), None)

    def stamped(self, reports: Iterable[Report]) -> Iterator[SourceError]:
        """Have the snapshots of these reports stamped; yields why one was not."""
        for report in reports:
            snapshot = self._waiting.get(report_id(report))
            if self._stamp is None or snapshot is None or snapshot.id in self._stamps:
                continue
            self._stamps[snapshot.id] = None
            try:
                self._stamps[snapshot.id] = self._stamp(snapshot.warc)
            except SourceError as problem:
                yield problem

    def taken(self, batch: Iterable[Reading]) -> dict[str, Sealed]:
        """The snapshots of these readings' reports, which wait no longer."""
        ids = [identifier for reading in batch if (identifier := report_id(reading.report)) in self._waiting]
        snapshots = {identifier: self._waiting.pop(identifier) for identifier in dict.fromkeys(ids)}
        return {
            identifier: Sealed(snapshot=snapshot, stamp=self._stamps.get(snapshot.id))
            for identifier, snapshot in snapshots.items()
        }


def _lacking(
    archive: Archive,
    reports: Iterable[Given],
    reader: str | None,
    progress: Progress,
    fetched: _Fetched,
) -> Iterator[Report | SourceError]:
    """The reports that the archive lacks; asked in groups, which costs a tenth of asking for each."""
    group: list[Report] = []
    since = time.monotonic()

    def lacking() -> Iterator[Report | SourceError]:
        nonlocal since
        since = time.monotonic()
        missing = archive.missing(group, reader=reader)
        progress.known += len(group) - len(missing)
        there = {report_id(report) for report in missing}
        fetched.forget(report for report in group if report_id(report) not in there)
        keep_confidential(archive, (report for report in group if report_id(report) not in there))
        group.clear()
        yield from fetched.stamped(missing)
        yield from missing

    for report in reports:
        progress.seen += 1
        if isinstance(report, SourceError):
            yield report
            continue
        group.append(fetched.seen(report) if isinstance(report, Retrieved) else report)
        if len(group) >= _AT_ONCE or time.monotonic() - since > _SECONDS:
            yield from lacking()
    yield from lacking()


def _read_all(
    reports: Iterable[Report | SourceError], read: Reader, workers: int
) -> Generator[Reading | SourceError, None, None]:
    if workers == 1:
        for report in reports:
            yield report if isinstance(report, SourceError) else guarded(read, report)
        return
    # Spawned, not forked: threads of the libraries in this process do not survive a fork.
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), _prepare)
    waiting: deque[Future[Reading | SourceError]] = deque()
    try:
        for report in reports:
            if isinstance(report, SourceError):
                yield report
                continue
            waiting.append(pool.submit(guarded, read, report))
            while len(waiting) >= 16 * workers or (waiting and waiting[0].done()):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def guarded(read: Reader, report: Report) -> Reading | SourceError:
    """The reading of `report`, or why there is none: a fault in the reader, or something that no archive keeps."""
    try:
        reading = read(report)
        if why := unkeepable(reading):
            return SourceError(why, path=report.path or report.id)
        return reading
    except Exception as error:  # a fault in reading one report costs no other
        fault = f"a fault in Trucewatch, please report it: {type(error).__name__}: {error}"
        return SourceError(fault, path=report.path or report.id)


def _prepare() -> None:
    """A worker leaves Ctrl-C to its parent, and ends when the parent is gone, even killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
