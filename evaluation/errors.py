"""List what the reading gets wrong: by report, record and slot.

python -m evaluation.errors [--set gold-more] [--kind incident] [--slot place] [--report NAME]
python -m evaluation.errors --count      how many of each kind and slot
python -m evaluation.errors --causes     how many by cause, as a table for the docs
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from evaluation import reader
from evaluation.score import KINDS, Error, score_report
from evaluation.sets import SHARED, folder_reports

# what went wrong, by the slot in which it shows
_CAUSES = {
    "lost or wrong argument": (
        "actors",
        "targets",
        "parties",
        "participants",
        "operator",
        "by",
        "from",
        "to",
        "host",
        "mediators",
    ),
    "wrong or missing place": ("place", "area"),
    "wrong or missing time": ("date", "duration"),
    "number to the wrong thing": ("count", "casualties", "violations", "unit"),
    "wrong or missing speaker": ("speaker", "attribution"),
    "wrong assertion": ("assertion",),
    "wrong sort (type, status, stance, measure, change)": (
        "type",
        "status",
        "stance",
        "measure",
        "change",
        "mode",
        "format",
    ),
    "people of a delegation": ("heads", "members"),
}
_OF_SLOT = {slot: cause for cause, slots in _CAUSES.items() for slot in slots}


def cause_of(error: Error) -> str:
    """The cause under which an error is counted; a record too many is split off, taken twice, or no claim."""
    if error.slot is None:
        return "missed trigger" if error.found is None else "split or spurious record"
    return _OF_SLOT.get(error.slot, "other")


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
    parser.add_argument("--causes", action="store_true", help="how many by cause, as a Markdown table")
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
    if options.causes:
        print("| cause | errors |\n| --- | --- |")
        for cause, count in Counter(map(cause_of, errors)).most_common():
            print(f"| {cause} | {count} |")
    elif options.count:
        for (kind, what), count in Counter((e.kind, e.cause) for e in errors).most_common():
            print(f"{count:5}  {kind:<13} {what}")
    else:
        print("\n".join(map(str, errors)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
