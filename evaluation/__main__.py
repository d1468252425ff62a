"""Measure the reading and hold it to its floors: what `make eval` runs.

    python -m evaluation [--shared FOLDER] [--reader MODULE:FUNCTION] [--only SET …] [--baseline]

Prints each figure and exits with 1 where one has fallen below evaluation/baseline.toml.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from evaluation import dossiers, gate, held, reader, readers, things
from evaluation.reliability import calibration_error, figure, judged
from evaluation.score import Scores, score_report, table
from evaluation.sets import SHARED, GoldReport, gold_reports, groups, rows, run_script, write_rows

# The figures of each public set that have floors, by their path in what bench.py prints.
PUBLIC_SETS: dict[str, tuple[str, ...]] = {
    "dates": ("relaxed.f1", "strict.f1", "value_accuracy_of_found", "value_recall"),
    "places": ("all.relaxed.f1", "all.within_161km_of_found", "all.within_161km_end_to_end"),
    "attributions": ("content_precision", "content_recall", "with_source_recall"),
    "actors": ("relaxed.f1", "strict.f1"),
    "acled": ("accuracy", "macro_f1", "weighted_f1"),
    "displacement": ("figure_recall", "unit_accuracy_of_found", "country_recall"),
}
_WHERE = {
    "gold": "gold",
    "gold-more": "gold-more",
    "held": "gold-more",
    "linking": things.SCRIPT,
    "cases": f"gold/{dossiers.NAME}.case.json",
}
"""The sets that are no public ones, and what of them must be there."""
SHOWPIECE = "idlib-2020-02-09"

Figures = dict[str, float]


def _score(read: reader.Reader, reports: list[GoldReport], name: str) -> dict[str, Scores]:
    found, _ = reader.predict(read, map(reader.as_report, reports), name)
    return {
        report.name: score_report(report, row["records"]) for report, row in zip(reports, found, strict=True)
    }


def _total(scores: dict[str, Scores]) -> Scores:
    total = Scores()
    for one in scores.values():
        total += one
    return total


def _record_and_slot_f1(name: str, scores: Scores) -> Figures:
    return {f"{name}.record_f1": scores.all_records.f1, f"{name}.slot_f1": scores.all_slots.f1}


def gold(read: reader.Reader, shared: Path) -> Figures:
    """The reports of `gold`: a table by kind, the report that the readme shows on its own, and by kind."""
    reports = gold_reports(shared / "gold")
    found, _ = reader.predict(read, map(reader.as_report, reports), "gold")
    scores = {g.name: score_report(g, row["records"]) for g, row in zip(reports, found, strict=True)}
    total = _total(scores)
    print(f"\n== gold: {len(scores)} reports\n{table(total)}")
    print(f"records without valid evidence: {total.without_evidence}")
    figures = _record_and_slot_f1("gold", total)
    figures["gold.without_evidence"] = total.without_evidence
    for kind, tally in total.records.items():
        figures[f"gold.{kind}.record_f1"] = tally.f1
        figures[f"gold.{kind}.slot_f1"] = total.slots[kind].f1
    sure = judged((g, row["records"]) for g, row in zip(reports, found, strict=True))
    figures["gold.calibration_error"] = calibration_error(sure)
    print(f"confidence: expected calibration error {calibration_error(sure):.3f}\n{figure(sure)}")
    if SHOWPIECE in scores:
        one = scores[SHOWPIECE]
        print(f"{SHOWPIECE}: records {one.all_records.f1:.3f}, slots {one.all_slots.f1:.3f}")
        figures |= _record_and_slot_f1(f"gold.{SHOWPIECE}", one)
    return figures


def gold_more(read: reader.Reader, shared: Path) -> Figures:
    """The reports of `gold-more`, a folder a group of conflicts."""
    figures: Figures = {}
    total = Scores()
    print("\n== gold-more")
    for folder in groups(shared / "gold-more"):
        group = _total(_score(read, gold_reports(folder), f"gold-more-{folder.name}"))
        print(f"{folder.name:<14} records {group.all_records.f1:.3f}, slots {group.all_slots.f1:.3f}")
        figures |= _record_and_slot_f1(f"gold-more.{folder.name}", group)
        total += group
    print(f"{table(total)}\nrecords without valid evidence: {total.without_evidence}")
    figures["gold-more.without_evidence"] = total.without_evidence
    return figures | _record_and_slot_f1("gold-more", total)


def public_set(read: reader.Reader, shared: Path, name: str, label: str | None = None) -> Figures:
    """One of the public sets, measured by the script that lies beside them; `label` heads its figures."""
    label = label or name
    lines = rows(shared / "bench" / f"{name}.dev.jsonl")
    _, path = reader.predict(read, map(reader.row_as_report, lines), label.replace(" ", "-"))
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "set.jsonl"
        write_rows(source, lines)
        printed = run_script(shared, "bench.py", name, str(source), str(path))
    measured = json.loads(printed.splitlines()[-1])
    figures = {f"{label}.{path_}": _at(measured, path_) for path_ in PUBLIC_SETS[name]}
    print(f"\n== {label}")
    for line, value in figures.items():
        print(f"{line:<44}{value:.4f}")
    return figures


def _at(measured: dict[str, object], path: str) -> float:
    value: object = measured
    for key in path.split("."):
        assert isinstance(value, dict)
        value = value[key]
    assert isinstance(value, int | float)
    return float(value)


def measure(read: reader.Reader, shared: Path, only: list[str]) -> Figures:
    """Every figure of the chosen sets that are there; a line for each that is not."""
    figures: Figures = {}
    for name in only:
        missing = shared / _WHERE.get(name, f"bench/{name}.dev.jsonl")
        if not missing.exists():
            print(f"evaluation: skipped {name}, there is no {missing}")
            continue
        started = time.perf_counter()
        if name == "gold":
            figures |= gold(read, shared)
        elif name == "cases":
            figures |= dossiers.measure(shared)
        elif name == "held":
            figures |= held.measure(shared)
        elif name == "gold-more":
            figures |= gold_more(read, shared)
        elif name == "linking":
            figures |= things.linking(shared)
        else:
            figures |= public_set(read, shared, name)
        if name == "acled":
            figures |= public_set(reader.by_rules, shared, name, "acled-without-model")
        print(f"({time.perf_counter() - started:.1f} s)")
    return figures


def main(arguments: list[str] | None = None) -> int:
    sets = [*_WHERE, *PUBLIC_SETS]
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=SHARED, help="where the evaluation sets lie")
    parser.add_argument(
        "--reader",
        default=reader.DEFAULT,
        help="the function that reads a Report, or some of rules,llm,both for a table of them",
    )
    parser.add_argument("--limit", type=int, help="with a table of readers: only so many reports")
    parser.add_argument("--only", nargs="+", choices=sets, default=sets, metavar="SET", help=", ".join(sets))
    parser.add_argument("--baseline", action="store_true", help="raise the floors to what is measured")
    options = parser.parse_args(arguments)
    if not options.shared.is_dir():
        print(f"evaluation: skipped, the evaluation sets are not there ({options.shared})")
        return 0
    names = options.reader.split(",")
    if set(names) <= set(readers.NAMES):
        return readers.table(names, options.shared, options.limit)
    figures = measure(reader.load(options.reader), options.shared, options.only)
    baseline = gate.load()
    if options.baseline:
        gate.save(baseline.raised(figures))
        print(f"evaluation: floors raised in {gate.BASELINE.name}")
        return 0
    falls = baseline.falls(figures)
    for fall in falls:
        print(f"evaluation: {fall}", file=sys.stderr)
    judged = sum(name in figures for name in [*baseline.floors, *baseline.ceilings])
    print(f"\nevaluation: {judged - len(falls)} of {judged} figures hold")
    return 1 if falls else 0


if __name__ == "__main__":
    sys.exit(main())
