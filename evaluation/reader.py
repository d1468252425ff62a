"""Run a reader over the reports of an evaluation set and keep what it read in out/.

A reader is any function from a `Report` to a `Reading`, named MODULE:FUNCTION.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, cast

from evaluation.sets import ROOT, GoldReport, write_rows
from trucewatch.reading import read_report
from trucewatch.records import Reading, Report

Reader = Callable[[Report], Reading]

DEFAULT = "trucewatch.reading:read_report"
OUT = ROOT / "out"


def load(name: str = DEFAULT) -> Reader:
    """The reader of that name; SystemExit with a clear line where there is none."""
    module, _, function = name.partition(":")
    try:
        return cast(Reader, getattr(importlib.import_module(module), function))
    except (ImportError, AttributeError) as error:
        raise SystemExit(f"evaluation: no reader {name}: {error}") from error


def by_rules(report: Report) -> Reading:
    """The default reader without its trained model."""
    return read_report(report, model=False)


def with_triage(report: Report) -> Reading:
    """The default reader passing over what is not about conflict, as an intake from feeds would."""
    return read_report(report, triage=True)


def as_report(gold: GoldReport) -> Report:
    """The report of an evaluation set as the reader gets it, without its records."""
    return Report(
        id=gold.name,
        text=gold.text,
        path=gold.path.name,
        title=gold.title,
        outlet=gold.outlet,
        published=gold.published,
    )


def row_as_report(row: dict[str, Any]) -> Report:
    """A line of a public set as the reader gets it."""
    return Report(id=str(row["id"]), text=row["text"], title=row.get("title"), published=row.get("published"))


def predict(reader: Reader, reports: Iterable[Report], name: str) -> tuple[list[dict[str, Any]], Path]:
    """What the reader makes of each report, as JSON, and the file out/NAME.jsonl that holds it."""
    found = [reader(report).model_dump(mode="json", by_alias=True) for report in reports]
    OUT.mkdir(exist_ok=True)
    path = OUT / f"{name}.jsonl"
    write_rows(path, found)
    return found, path
