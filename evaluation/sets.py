"""The evaluation sets: reports with an analyst's records, and public sets of mentions and labels.

They lie in a folder `shared` beside the project, which only those who develop it have; nothing of it is part
of the package. Where it is missing, evaluations say so and skip.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
_FRONT_MATTER = re.compile(r"---\n(.*?\n)---\n", re.DOTALL)


@dataclass(frozen=True, slots=True)
class GoldReport:
    """A report and the records that an analyst takes from it; offsets count from the start of `text`."""

    name: str
    path: Path
    text: str
    title: str | None
    outlet: str | None
    published: str | None
    records: list[dict[str, Any]]


def gold_report(path: Path) -> GoldReport:
    """The report NAME.md with its records NAME.json, given the path of either."""
    front, text = split_front_matter(path.with_suffix(".md").read_text(encoding="utf-8"))
    records = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["records"]
    return GoldReport(
        name=path.stem,
        path=path.with_suffix(".md"),
        text=text,
        title=front.get("title"),
        outlet=front.get("outlet"),
        published=front.get("published"),
        records=records,
    )


def split_front_matter(raw: str) -> tuple[dict[str, str], str]:
    """The front matter of a report as keys and values, and the text after it."""
    match = _FRONT_MATTER.match(raw)
    if match is None:
        return {}, raw
    # A title may hold a colon, so this is read line by line rather than as YAML.
    pairs = (line.partition(":") for line in match[1].splitlines())
    return {key.strip(): value.strip() for key, colon, value in pairs if colon and value.strip()}, raw[
        match.end() :
    ]


def gold_reports(folder: Path) -> list[GoldReport]:
    """Every report in `folder` that has its records beside it, by name."""
    return [gold_report(p) for p in sorted(folder.glob("*.json")) if p.with_suffix(".md").exists()]


def groups(folder: Path) -> list[Path]:
    """The folders of an evaluation set that comes in groups, by name."""
    return sorted(path for path in folder.iterdir() if path.is_dir())


def folder_reports(folder: Path) -> list[GoldReport]:
    """The reports of an evaluation set, in its folder or in the folders of its groups."""
    return [report for group in [folder, *groups(folder)] for report in gold_reports(group)]


def run_script(shared: Path, name: str, *arguments: str) -> str:
    """What a script that lies beside the sets prints; CalledProcessError where it fails."""
    command = [sys.executable, str(shared / name), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout


def rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON Lines file; lines end at line feeds alone, for texts hold other separators."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def write_rows(path: Path, objects: Iterable[dict[str, Any]]) -> None:
    """Write a JSON Lines file in ASCII, which every way of splitting lines takes apart in the same way."""
    path.write_text("".join(f"{json.dumps(row)}\n" for row in objects), encoding="ascii")
