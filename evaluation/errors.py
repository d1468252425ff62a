"""List what the reading gets wrong: by report, record and slot.

python -m evaluation.errors [--set gold-more] [--kind incident] [--slot place] [--report NAME] [--count]
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from evaluation import reader
from evaluation.score import KINDS, Error, score_report
from evaluation.sets import SHARED, GoldReport, gold_reports


def folder_reports(folder: Path) -> list[GoldReport]:
    """The reports of an evaluation set, in its folder or in the folders of its groups."""
    groups = [folder, *sorted(path for path in folder.iterdir() if path.is_dir())]
    return [report for group in groups for report in gold_reports(group)]


def chosen(error: Error, kind: str | None, slot: str | None) -> bool:
    """Whether an error is of that kind and slot; the slot `record` stands for whole records."""
    return kind in (None, error.kind) and slot in (None, error.slot or "record")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--reader", default=reader.DEFAULT)
    parser.add_argument("--set", default="gold-more", choices=["gold", "gold-more"])
    parser.add_argument("--kind", choices=KINDS)
    parser.add_argument("--slot", help="a slot, or `record` for records missed or spurious")
    parser.add_argument("--report", help="only reports with this in their name")
    parser.add_argument("--count", action="store_true", help="how many of each, most first")
    options = parser.parse_args(arguments)
    folder = options.shared / options.set
    if not folder.is_dir():
        print(f"evaluation: skipped, there is no {folder}")
        return 0
    read = reader.load(options.reader)
    reports = [r for r in folder_reports(folder) if not options.report or options.report in r.name]
    errors: list[Error] = []
    for report in reports:
        reading = read(reader.as_report(report)).model_dump(mode="json", by_alias=True)
        errors += score_report(report, reading["records"]).errors
    errors = [error for error in errors if chosen(error, options.kind, options.slot)]
    if options.count:
        for (kind, what), count in Counter((e.kind, e.cause) for e in errors).most_common():
            print(f"{count:5}  {kind:<13} {what}")
    else:
        print("\n".join(map(str, errors)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
