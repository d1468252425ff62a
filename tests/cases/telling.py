"""Readings and case files made by hand, for the tests of what is made of them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from trucewatch.cases import CaseFile, load
from trucewatch.records import Actor, Count, Place, Reading, Report, Source, Span

NORTH, SOUTH = Actor(name="North"), Actor(name="South")
ALDER = Place(name="Alder", latitude=10.0, longitude=20.0)
BIRCH = Place(name="Birch", latitude=10.05, longitude=20.0)
CASE = """\
name = "River line"

[[party]]
name = "North"
aliases = ["Northern Army"]

[[party]]
name = "South"
aliases = ["Southern Front"]
allies = ["East"]

[[place]]
name = "Alder"
latitude = 10.0
longitude = 20.0

[[place]]
name = "Birch"
latitude = 10.05
longitude = 20.0

[[post]]
name = "Mill post"
place = "Alder"
operator = "North"

[[agreement]]
id = "truce"
name = "River truce"
date = 2021-03-01
"""


def reading(name: str, published: str, *records: Any, outlet: str = "Gazette") -> Reading:
    """A reading whose report says only the records' words: a record is given as (model, words, values)."""
    text = " ".join(f"{words}." for _, words, _ in records)
    made = []
    for model, words, values in records:
        start = text.index(words)
        made.append(model(evidence=(Span(start=start, end=start + len(words)),), **values))
    report = Report(id=name, text=text, published=published, outlet=outlet, title=name)
    return Reading(report=report, records=tuple(made))


def case_file(folder: Path, more: str = "", *, text: str = CASE) -> CaseFile:
    """The case of these tests, with more of a file after it."""
    path = folder / "case.toml"
    path.write_text(text + more, encoding="utf-8")
    return load(path)


def case_folder(folder: Path, readings: Iterable[Reading], more: str = "") -> Path:
    """The folder with the case of these tests, more of a file after it, and these readings for its reports."""
    lines = []
    for one in readings:
        entry = json.loads(one.model_dump_json(by_alias=True))
        entry["report"]["text"] = one.report.text
        lines.append(json.dumps(entry))
    (folder / "readings.jsonl").write_text("\n".join(lines) + "\n")
    (folder / "case.toml").write_text(f'{CASE}{more}\n[reports]\nfiles = ["*.jsonl"]\n')
    return folder


def says(organisation: str) -> Source:
    """Somebody to attribute a record to."""
    return Source(name=organisation, organisation=organisation)


def count(value: float, **more: Any) -> Count:
    """A count as a report would give it."""
    return Count(value=value, text=f"{value:g}", **more)
