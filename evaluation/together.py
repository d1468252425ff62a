"""Two processes that add to one archive while four look things up in it (`python -m evaluation.together`).

Invariant: what is counted as added was told so by the archive, so whatever is missing at the end was lost.
"""

from __future__ import annotations

import argparse
import multiprocessing
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing.queues import Queue
from pathlib import Path

from evaluation.archive import World, typed
from trucewatch.archive import Archive

WRITERS, READERS = 2, 4
_AT_ONCE = 10
Told = tuple[str, int | str]


@dataclass
class Together:
    """What was added by all writers and is kept, how many questions each reader had answered, and what went wrong."""

    added: int = 0
    kept: int = 0
    asked: list[int] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def together(address: str, seconds: float) -> Together:
    """Let WRITERS and READERS, each a process, work on the archive at `address` for so long."""
    Archive(address).close()
    spawn = multiprocessing.get_context("spawn")
    told: Queue[Told] = spawn.Queue()
    work: list[tuple[Callable[..., Told], int]] = [(_write, n) for n in range(WRITERS)]
    work += [(_look, n) for n in range(READERS)]
    processes = [spawn.Process(target=_guarded, args=(does, address, n, seconds, told)) for does, n in work]
    for process in processes:
        process.start()
    found = Together()
    for _ in processes:
        what, value = told.get(timeout=seconds + 100)
        if what == "added":
            found.added += int(value)
        elif what == "asked":
            found.asked.append(int(value))
        else:
            found.errors.append(str(value))
    for process in processes:
        process.join()
    with Archive(address) as archive:
        found.kept = archive.stats()["reports"]
        found.problems = [str(problem) for problem in archive.verify()]
    return found


def _guarded(does: Callable[..., Told], address: str, number: int, seconds: float, told: Queue[Told]) -> None:
    try:
        told.put(does(address, number, seconds))
    except BaseException as error:
        told.put(("error", f"{type(error).__name__}: {error}"))


def _write(address: str, number: int, seconds: float) -> Told:
    made = World(seed=100 + number).reports()
    added = 0
    with Archive(address) as archive:
        for _ in _until(seconds):
            added += archive.add(list(islice(made, _AT_ONCE)), reader="1").reports
    return "added", added


def _look(address: str, number: int, seconds: float) -> Told:
    queries = list(typed(World(seed=100)).values())
    asked = 0
    with Archive(address) as archive:
        for _ in _until(seconds):
            archive.find(queries[(asked * 7 + number) % len(queries)])
            asked += 1
    return "asked", asked


def _until(seconds: float) -> Iterator[None]:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield


def main() -> None:
    """Print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--archive", help="an archive's address; a new file if not given")
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = together(options.archive or str(Path(folder) / "archive.db"), options.seconds)
    print(
        f"{WRITERS} writers added {found.added:,} reports, {found.kept:,} are there; {READERS} readers were answered"
        f" {sum(found.asked):,} times; errors: {found.errors or 'none'}; verify: {found.problems or 'all holds'}"
    )


if __name__ == "__main__":
    main()
