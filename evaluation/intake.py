"""How much faster two processes read into an archive than one, and what the archive adds to reading.

Invariant: both read the same reports into empty archives, by turns, so that whatever else the machine does slows
both. The processor's time says what two processes would take on a machine that has nothing else to do.

    python -m evaluation.intake [--reports 300] [--rounds 3] [--texts FOLDER]
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from evaluation.sets import SHARED
from evaluation.speed import texts
from trucewatch.archive import Archive
from trucewatch.archive.addition import Added
from trucewatch.archive.intake import Progress, take_in
from trucewatch.records import Reading, Report

_WARM = 50


class _Timed(Archive):
    """An archive that notes the seconds, on the clock and of the processor, that it takes itself."""

    seconds = 0.0
    processor = 0.0

    def missing(self, candidates: Sequence[Report], *, reader: str | None = None) -> list[Report]:
        started = time.perf_counter(), time.process_time()
        found = super().missing(candidates, reader=reader)
        self._note(*started)
        return found

    def add(self, new: Iterable[Reading], **settings: Any) -> Added:
        started = time.perf_counter(), time.process_time()
        added = super().add(new, **settings)
        self._note(*started)
        return added

    def _note(self, clock: float, processor: float) -> None:
        self.seconds += time.perf_counter() - clock
        self.processor += time.process_time() - processor


@dataclass(frozen=True)
class Run:
    """One intake: seconds on the clock in all and after the first reports, of the processor in all, and those of
    the archive itself."""

    whole: float
    steady: float
    processor: float
    archive: float
    archive_processor: float


def run(reports: Sequence[Report], workers: int, folder: Path) -> Run:
    """Take `reports` into an empty archive in `folder` with so many processes."""
    clock, processor, steady, since = time.perf_counter(), _processor(), 0.0, 0
    with tempfile.TemporaryDirectory(dir=folder) as there, _Timed(Path(there) / "archive.db") as archive:
        for progress in take_in(archive, reports, workers=workers, reader="measured"):
            if isinstance(progress, Progress) and not since and progress.added >= _WARM:
                steady, since = time.perf_counter(), progress.added
        end = time.perf_counter()
        # a warming run may be added all at once
        rest = (end - steady) * len(reports) / max(1, len(reports) - since)
        return Run(end - clock, rest, _processor() - processor, archive.seconds, archive.processor)


def _processor() -> float:
    """Seconds of the processor so far, of this process and of those of its children that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def many(reports: Sequence[Report], count: int) -> list[Report]:
    """So many reports with these texts, each another report."""
    several = islice(enumerate(cycle(reports)), count)
    return [
        report.model_copy(update={"id": f"{report.id}-{n}", "url": f"https://example/{n}"})
        for n, report in several
    ]


def main() -> None:
    """Print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--texts", type=Path, help="a folder of reports; the examples and gold if not given")
    parser.add_argument("--shared", type=Path, default=SHARED)
    options = parser.parse_args()
    reports = many(texts(options.texts, options.shared), options.reports)
    one, two = [], []
    with tempfile.TemporaryDirectory() as folder:
        run(reports[: _WARM + 1], 1, Path(folder))  # loads the reader in this process
        for _ in range(options.rounds):
            one.append(run(reports, 1, Path(folder)))
            two.append(run(reports, 2, Path(folder)))
    faster = statistics.median(a.steady / b.steady for a, b in zip(one, two, strict=True))
    whole = statistics.median(a.whole / b.whole for a, b in zip(one, two, strict=True))
    cost = statistics.median(b.processor / a.processor for a, b in zip(one, two, strict=True))
    share = statistics.median(a.archive / (a.whole - a.archive) for a in one)
    processor = statistics.median(a.archive_processor / (a.processor - a.archive_processor) for a in one)
    print(f"two processes read {faster:.2f} times as fast as one, {whole:.2f} with loading the reader")
    print(f"two processes take {cost:.2f} times the processor's time of one, with loading the reader twice")
    print(f"the archive takes {share:.1%} of the time of reading, {processor:.1%} of the processor's")


if __name__ == "__main__":
    main()
