"""Several readers on the same reports, side by side: `make eval READER=rules,llm,both`.

    python -m evaluation.readers --readers rules llm both [--shared FOLDER] [--limit N]

`llm` and `both` ask the model that the settings name (docs/llm.md), so that a user can measure a model of theirs. A
report that the model cannot be asked about counts as one without records, and is counted.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from evaluation.reader import as_report
from evaluation.score import Scores, score_report
from evaluation.sets import SHARED, GoldReport, folder_reports
from trucewatch.reading import read_report
from trucewatch.reading.llm import ModelError, ModelReader, load
from trucewatch.records import Reading, Report

NAMES = ("rules", "llm", "both")
_HEADINGS = (
    "reader",
    "reports",
    "record F1",
    "P",
    "R",
    "slot F1",
    "offered",
    "rejected",
    "dropped",
    "unread",
    "s/report",
)


@dataclass
class Figures:
    """What one reader did on a set of reports."""

    scores: Scores = field(default_factory=Scores)
    reports: int = 0
    offered: int = 0
    rejected: int = 0
    dropped: int = 0
    unread: int = 0
    seconds: float = 0.0

    def row(self, name: str) -> tuple[str, ...]:
        """The figures as a row under _HEADINGS."""
        records, slots = self.scores.all_records, self.scores.all_slots
        share = self.seconds / max(self.reports, 1)
        shares = (f"{value:.3f}" for value in (records.f1, records.precision, records.recall, slots.f1))
        counts = (str(n) for n in (self.offered, self.rejected, self.dropped, self.unread))
        return (name, str(self.reports), *shares, *counts, f"{share:.1f}")


def reports_of(shared: Path, limit: int | None) -> list[GoldReport]:
    """The reports of gold and gold-more, the shortest first where only some are wanted."""
    sets = [folder for name in ("gold", "gold-more") if (folder := shared / name).is_dir()]
    found = [gold for folder in sets for gold in folder_reports(folder)]
    if limit is None:
        return found
    return sorted(found, key=lambda g: (len(g.text), g.name))[:limit]


def measure(read: Callable[[Report], Reading], reports: Iterable[GoldReport]) -> Figures:
    """What a reader makes of the reports, and how long it takes."""
    figures = Figures()
    for gold in reports:
        started = time.perf_counter()
        try:
            reading = read(as_report(gold))
        except ModelError as error:
            print(f"evaluation: {gold.name}: {error}", flush=True)
            reading = Reading(report=as_report(gold))
            figures.unread += 1
        figures.seconds += time.perf_counter() - started
        figures.reports += 1
        records = reading.model_dump(mode="json", by_alias=True)["records"]
        figures.scores += score_report(gold, records)
        if reading.model is not None:
            whole = sum(item.slot is None for item in reading.model.rejected)
            figures.offered += reading.model.offered
            figures.rejected += whole
            figures.dropped += len(reading.model.rejected) - whole
    return figures


def compare(names: Iterable[str], shared: Path, limit: int | None = None) -> list[tuple[str, ...]]:
    """A row of figures for each reader, under its headings."""
    reports = reports_of(shared, limit)
    rows: list[tuple[str, ...]] = [_HEADINGS]
    for name in names:
        if name == "rules":
            rows.append(measure(read_report, reports).row(name))
            continue
        with ModelReader(load(), announce=print) as model:
            which = "llm" if name == "llm" else "both"
            rows.append(measure(lambda r, m=model, w=which: m.read(r, which=w), reports).row(name))  # type: ignore[misc]
    return rows


def table(names: Iterable[str], shared: Path, limit: int | None = None) -> int:
    """Print a table of these readers; 1 where a model cannot be asked at all, else 0."""
    try:
        show(compare(names, shared, limit))
    except ModelError as error:
        print(f"evaluation: {error}")
        return 1
    return 0


def show(rows: list[tuple[str, ...]]) -> None:
    """Print rows as a table."""
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    for name, *cells in rows:
        right = (cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True))
        print("  ".join([name.ljust(widths[0]), *right]))


def main(arguments: list[str] | None = None) -> int:
    """Measure the readers and print their table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--readers", nargs="+", choices=NAMES, default=list(NAMES), metavar="READER")
    parser.add_argument("--shared", type=Path, default=SHARED, help="where the evaluation sets lie")
    parser.add_argument("--limit", type=int, help="only so many reports, the shortest ones")
    options = parser.parse_args(arguments)
    if not options.shared.is_dir():
        print(f"evaluation: skipped, the evaluation sets are not there ({options.shared})")
        return 0
    return table(options.readers, options.shared, options.limit)


if __name__ == "__main__":
    raise SystemExit(main())
