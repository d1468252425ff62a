"""How fast the reading is beside bare spaCy, how soon the first output comes, how much memory it takes.

Invariant: both sides of a comparison read the same texts with the same pipeline in the same run, taking
turns, so that whatever else the machine does slows both; the ratio is the median over the rounds.

    python -m evaluation.speed [--rounds 5] [--reader MODULE:FUNCTION] [--texts FOLDER]
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from evaluation import reader
from evaluation.sets import ROOT, SHARED, folder_reports, rows, split_front_matter
from trucewatch.language import pipeline
from trucewatch.reading.relevance import is_relevant
from trucewatch.records import Report

EXAMPLES = ROOT / "examples"
_PROCESSES = 2


def words(reports: Sequence[Report]) -> int:
    """How many words the reports hold, taking a word for what stands between spaces."""
    return sum(len(report.text.split()) for report in reports)


def texts(folder: Path | None, shared: Path) -> list[Report]:
    """The reports to time: those of `folder`, else the examples and, where they exist, the gold reports."""
    if folder is not None:
        return [plain_report(path) for path in sorted(folder.glob("*.md"))]
    reports = [plain_report(path) for path in examples()]
    if (shared / "gold").is_dir():
        reports += [reader.as_report(report) for report in folder_reports(shared / "gold")]
    return reports


def plain_report(path: Path) -> Report:
    """The report in a text file with front matter."""
    front, text = split_front_matter(path.read_text(encoding="utf-8"))
    return Report(id=path.stem, text=text, title=front.get("title"), published=front.get("published"))


def examples() -> list[Path]:
    """The example reports of the project."""
    return [path for path in sorted(EXAMPLES.glob("*.md")) if path.stem.casefold() != "readme"]


def seconds(run: Callable[[], object]) -> float:
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def parse_all(reports: Sequence[Report]) -> int:
    """Bare spaCy over the reports."""
    return sum(len(pipeline.parse(report.text)) for report in reports)


def read_all(name: str, reports: Sequence[Report]) -> int:
    """The full reading of the reports by the reader of that name."""
    read = reader.load(name)
    return sum(len(read(report).records) for report in reports)


def _shares(reports: Sequence[Report]) -> list[list[Report]]:
    longest_first = sorted(reports, key=lambda report: -len(report.text))
    return [longest_first[i::_PROCESSES] for i in range(_PROCESSES)]


def compare(reports: Sequence[Report], name: str, rounds: int) -> list[str]:
    """Lines with words per second of bare spaCy and of the reading, in one process and in two."""
    lines = []
    one = _turns(lambda: parse_all(reports), lambda: read_all(name, reports), rounds)
    lines.append(_line("one process", words(reports), one))
    with ProcessPoolExecutor(_PROCESSES, mp_context=get_context("spawn")) as pool:
        shares = _shares(reports)
        many = _turns(
            lambda: list(pool.map(parse_all, shares)),
            lambda: list(pool.map(read_all, [name] * _PROCESSES, shares)),
            rounds,
        )
    lines.append(_line(f"{_PROCESSES} processes", words(reports), many))
    return lines


def mixed_feed(conflict: Sequence[Report], shared: Path) -> list[Report]:
    """A feed in which one report in ten is about conflict, the rest general news; empty where there is none."""
    path = shared / "bench" / "dates.dev.jsonl"
    if not path.is_file():
        return []
    news = [reader.row_as_report(row) for row in rows(path)]
    other = [report for report in news if not is_relevant(report.text)]
    share = min(len(conflict), len(other) // 9)
    return [*conflict[:share], *other[: 9 * share]]


def _turns(bare: Callable[[], object], full: Callable[[], object], rounds: int) -> list[tuple[float, float]]:
    bare(), full()  # the first of each loads models and lexicons
    return [(seconds(bare), seconds(full)) for _ in range(rounds)]


def _line(what: str, count: int, turns: list[tuple[float, float]]) -> str:
    bare = statistics.median(first for first, _ in turns)
    full = statistics.median(second for _, second in turns)
    ratio = statistics.median(first / second for first, second in turns)
    return (
        f"{what:<14} bare spaCy {count / bare:8.0f} words/s   read {count / full:8.0f} words/s   "
        f"ratio {ratio:.2f}   beside the parse {(full - bare) / count * 1e6:.0f} µs/word"
    )


# A process of its own starts the reading, for what Linux says of a child's memory includes its parent's.
_STARTER = """
import resource, subprocess, sys, time
started = time.perf_counter()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def cold_start(report: Path, rounds: int) -> str:
    """A line with the time that `trucewatch read` takes for one report, start and end of Python included,
    and the most memory that it takes."""
    read = [sys.executable, "-c", "from trucewatch.cli import main; main()", "read", "--json", str(report)]
    times, peaks = [], []
    for _ in range(rounds):
        command = [sys.executable, "-S", "-c", _STARTER, *read]
        printed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        taken, peak = printed.split()
        times.append(float(taken))
        peaks.append(int(peak) / (1024 * 1024 if sys.platform == "darwin" else 1024))
    return f"cold start     {statistics.median(times):.2f} s, peak memory {max(peaks):.0f} MB ({report.name})"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--reader", default=reader.DEFAULT)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--texts", type=Path, help="a folder of reports to time instead of the examples")
    options = parser.parse_args(arguments)
    reports = texts(options.texts, options.shared)
    if not reports:
        print("evaluation: skipped, there are no reports to time")
        return 0
    print(f"{len(reports)} reports, {words(reports)} words, {options.rounds} rounds")
    print("\n".join(compare(reports, options.reader, options.rounds)))
    if feed := mixed_feed(reports, options.shared):
        turns = _turns(
            lambda: parse_all(feed), lambda: read_all("evaluation.reader:with_triage", feed), options.rounds
        )
        print(_line("mixed feed", words(feed), turns))
    if found := examples():
        print(cold_start(found[0], options.rounds))
    return 0


if __name__ == "__main__":
    sys.exit(main())
