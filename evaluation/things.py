"""How well records become things: annotated cases scored by the script that lies beside them, and copies.

A case is the reports CASE-*.json of a folder, whose records name their thing, and CASE.case.json with what they
contradict each other in. The records are the analyst's, so this measures linking apart from reading.
"""

from __future__ import annotations

import json
import random
import re
import tempfile
from pathlib import Path

from evaluation.copies import made, pairwise
from evaluation.sets import ROOT, gold_reports, run_script
from trucewatch.linking import Knowledge, Linked, link
from trucewatch.linking.listing import as_rows
from trucewatch.linking.loading import RefusedError, load
from trucewatch.records import Reading

OWN = ROOT / "evaluation" / "cases"
"""Cases that are kept with the project."""
SCRIPT = "score_case.py"
SEEDS = (1, 2, 3)
ORDERS = 10
_FIGURES = re.compile(
    r"F1 (?P<f1>[\d.]+)[\s\S]*recall (?P<recall>[\d.]+)[\s\S]*precision (?P<precision>[\d.]+)"
)

Figures = dict[str, float]


def cases(shared: Path) -> list[tuple[Path, str]]:
    """The folder and the name of every annotated case."""
    found = sorted([*(shared / "gold").glob("*.case.json"), *OWN.glob("**/*.case.json")])
    return [(path.parent, path.name.removesuffix(".case.json")) for path in found]


def score_case(shared: Path, folder: Path, case: str, knowledge: Knowledge | None = None) -> Figures:
    """B-cubed F1 of the things of a case, recall and precision of its contradictions."""
    lines = run_script(shared, SCRIPT, "--records", str(folder), case)
    readings = []
    for reading in load(lines.splitlines(), case):
        if isinstance(reading, RefusedError):
            print(f"evaluation: {reading}")
        else:
            readings.append(reading)
    linked = link(readings, knowledge)
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary) / "linked.json"
        path.write_text(json.dumps(as_rows(linked)), encoding="utf-8")
        printed = run_script(shared, SCRIPT, str(folder), case, str(path))
    print(f"\n== linking, {case}, an analyst's records\n{printed}", end="")
    match = _FIGURES.search(printed)
    assert match is not None, printed
    same = _orders(readings, linked, knowledge)
    print(f"the same things in {same} of {ORDERS} orders of arrival")
    return {
        f"linking.{case}.orders": same / ORDERS,
        f"linking.{case}.b_cubed_f1": float(match["f1"]),
        f"linking.{case}.contradictions_recall": float(match["recall"]),
        f"linking.{case}.contradictions_precision": float(match["precision"]),
    }


def _orders(readings: list[Reading], linked: Linked, knowledge: Knowledge | None) -> int:
    """In how many of some orders of arrival all comes out the same."""
    chance = random.Random(1)
    same = 0
    for _ in range(ORDERS):
        chance.shuffle(readings)
        same += link(readings, knowledge) == linked
    return same


def copies(shared: Path) -> Figures:
    """Pairwise F1 of 200 copies of composed reports, and of 200 of the reports of `gold`: the worst seed counts."""
    texts = [report.text for report in gold_reports(shared / "gold")]
    figures = {}
    for name, originals in (("composed", []), ("gold", texts)):
        found = [pairwise(made(seed, originals)) for seed in SEEDS]
        worst = min(found, key=lambda one: one["f1"])
        shown = ", ".join(f"{what} {value:.3f}" for what, value in worst.items())
        print(f"copies of {name} reports: {shown} (the worst of {len(found)} seeds)")
        figures[f"copies.{name}.f1"] = worst["f1"]
    return figures


def linking(shared: Path) -> Figures:
    """Every case, and the copies."""
    figures: Figures = {}
    for folder, case in cases(shared):
        figures |= score_case(shared, folder, case)
    return figures | copies(shared)
