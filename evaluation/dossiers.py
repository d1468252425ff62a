"""How much of what a case holds comes through, all the way from the texts: what `make eval` measures of cases.

    python -m evaluation.dossiers [--shared FOLDER] [--all]

Invariant: a contradiction of gold counts as shown where the dossier has one of the same slot in which at least two
records, of the reports that gold names, overlap with gold's words for the same thing.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from evaluation.sets import ROOT, SHARED, GoldReport, gold_reports
from trucewatch.cases import Picture, load, picture
from trucewatch.cases.gathering import read_all
from trucewatch.linking import Contradiction
from trucewatch.records import Reading

CASE = ROOT / "examples" / "idlib" / "case.toml"
NAME = "idlib"
_ALIKE = (
    {"count", "casualties", "violations", "value"},
    {"status", "assertion", "change", "type", "reason"},
    {"date", "effective"},
    {"actors", "by", "operator", "attribution", "participants"},
    {"place", "area"},
)

Place = tuple[str, str, int, int]
"""A report, a kind of record, and the stretch of the text that proves it."""


def measure(shared: Path, *, told: bool = False) -> dict[str, float]:
    """The share of gold's contradictions that the dossier shows, and their number; {} where the case is missing."""
    file = shared / "gold" / f"{NAME}.case.json"
    if not file.exists():
        print(f"evaluation: skipped cases, there is no {file}")
        return {}
    wanted = json.loads(file.read_text(encoding="utf-8"))["contradictions"]
    gold = [g for g in gold_reports(shared / "gold") if g.name.startswith(f"{NAME}-")]
    made = _picture(gold)
    things = _places_of_things(gold)
    shown = [one for one in wanted if any(_shows(made, c, one, things) for c in made.linked.contradictions)]
    found = len(made.linked.contradictions)
    print(
        f"\n== case {NAME}, from the texts: {len(shown)} of {len(wanted)} contradictions shown, {found} in all"
    )
    if told:
        for one in wanted:
            print("shown  " if one in shown else "missing", one["thing"], one["slot"])
    return {f"case.{NAME}.contradictions_shown": float(len(shown))}


def _picture(gold: Iterable[GoldReport]) -> Picture:
    readings = [one for one in read_all(str(g.path) for g in gold) if isinstance(one, Reading)]
    return picture(load(CASE), readings)


def _places_of_things(gold: Iterable[GoldReport]) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = {}
    for report in gold:
        for record in report.records:
            for words in record["evidence"]:
                start = report.text.find(words)
                place = (report.name, record["kind"], start, start + len(words))
                if record.get("thing") and start >= 0:
                    found.setdefault(record["thing"], []).append(place)
    return found


def _shows(
    made: Picture, contradiction: Contradiction, wanted: Mapping[str, Any], things: Mapping[str, list[Place]]
) -> bool:
    if not _alike(contradiction.slot, wanted["slot"]):
        return False
    reports = {value["report"] for value in wanted["values"]}
    hits = {
        (reference.report, reference.record)
        for standing in contradiction.values
        for reference in standing.references
        if reference.report in reports
        and any(_overlaps(made, reference, place) for place in things.get(wanted["thing"], ()))
    }
    return len(hits) >= 2


def _overlaps(made: Picture, reference: Any, place: Place) -> bool:
    report, kind, start, end = place
    record = made.by_reference[reference].record
    return (
        reference.report == report
        and record.kind == kind
        and any(span.start < end and start < span.end for span in record.evidence)
    )


def _alike(one: str, other: str) -> bool:
    return one == other or any(one in slots and other in slots for slots in _ALIKE)


def main(arguments: list[str] | None = None) -> int:
    """Print the figures; with `--all` also each contradiction of gold."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=SHARED, help="where the evaluation sets lie")
    parser.add_argument("--all", action="store_true", help="name each contradiction, shown or missing")
    options = parser.parse_args(arguments)
    measure(options.shared, told=options.all)
    return 0


if __name__ == "__main__":
    sys.exit(main())
