"""The reports of a case read: from files, from lines of JSON with readings, from an archive.

Invariant: what cannot be read comes out as a SourceError in its place and costs nothing else; a report that is there
twice, by its id and text, comes out once.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trucewatch.cases.commitments import first_day, last_day
from trucewatch.cases.file import Case
from trucewatch.linking import Judgement, loading
from trucewatch.records import Reading, Report
from trucewatch.sources import SourceError

if TYPE_CHECKING:
    from trucewatch.archive import Archive
    from trucewatch.linking.kept import Kept

_LINES = {".jsonl", ".ndjson"}


def from_files(case: Case, folder: Path) -> Iterator[Reading | SourceError]:
    """The readings of the case's `files`, which are paths or patterns from `folder`, in the order of their names."""
    return read_all(expanded(case.reports.files, folder))


def read_all(paths: Iterable[str]) -> Iterator[Reading | SourceError]:
    """The readings of the reports in files, each once; lines of JSON may be readings as `read --json` prints them."""
    seen: dict[str, str] = {}
    for path in paths:
        for found in _readings(path):
            known = seen.get(found.report.id) if isinstance(found, Reading) else None
            if isinstance(found, SourceError):
                yield found
            elif known is None:
                seen[found.report.id] = found.report.sha256
                yield found
            elif known != found.report.sha256:
                yield SourceError(f"another report of the case is called {found.report.id!r} too", path=path)


def from_archive(
    case: Case, archive: Archive, *, clearance: int | None = None, also: Collection[str] = ()
) -> tuple[list[Reading], list[Judgement]]:
    """The current readings in an archive as persons reviewed them, and what was judged of their records.

    Only reports of the case come out (see `kept_for`), and what somebody with `clearance` may see.
    """
    kept = kept_for(case, archive, clearance=clearance, also=also)
    return list(kept.readings()), kept.judgements()


def kept_for(
    case: Case, archive: Archive, *, clearance: int | None = None, also: Collection[str] = ()
) -> Kept:
    """What an archive keeps for a case, which also tells the id of each record.

    Only reports that have one of the case's words (`reports.about`; all of them, where it has none) or whose ids are in
    `also`, and that came out in its period or without a day, and only what somebody with `clearance` may see.
    """
    from trucewatch.linking.kept import Kept

    return Kept(
        archive,
        clearance=clearance,
        about=case.reports.about,
        also=also,
        first=first_day(case.period.since),
        last=last_day(case.period.until),
    )


def named(case: Case, folder: Path) -> set[str]:
    """The ids that an archive has for the reports in the case's `files`; what cannot be read is left out."""
    from trucewatch.archive.rows import report_id
    from trucewatch.sources import reports

    found = reports(list(expanded(case.reports.files, folder)))
    return {report_id(report) for report in found if isinstance(report, Report)}


def expanded(patterns: Iterable[str], folder: Path) -> Iterator[str]:
    """The files that paths and patterns from `folder` name; what matches no file comes out as it is."""
    for pattern in patterns:
        path = folder / pattern
        anchor = Path(path.anchor) if path.is_absolute() else Path()
        found = [] if path.is_file() else sorted(map(str, anchor.glob(str(path.relative_to(anchor)))))
        yield from found or [str(path)]


def _readings(path: str) -> Iterator[Reading | SourceError]:
    from trucewatch import read_files

    if Path(path).suffix.lower() in _LINES and _holds_readings(path):
        yield from _lines(path)
    else:
        yield from read_files([path])


def _holds_readings(path: str) -> bool:
    """Whether the first line of a file is a reading, rather than a report still to be read."""
    try:
        with Path(path).open(encoding="utf-8-sig") as stream:
            first = json.loads(next((line for line in stream if line.strip()), "null"))
    except (OSError, ValueError):
        return False
    return isinstance(first, dict) and "records" in first and "report" in first


def _lines(path: str) -> Iterator[Reading | SourceError]:
    folder = Path(path).parent
    with Path(path).open(encoding="utf-8-sig", errors="replace") as stream:
        for found in loading.load((_with_text(line, folder) for line in stream), path):
            yield found if isinstance(found, Reading) else SourceError(str(found))


def _with_text(line: str, folder: Path) -> str:
    """A line of `read --json`, which has no text, with the text of its report where that is still to be found."""
    try:
        entry = json.loads(line)
        if "text" not in entry["report"]:
            entry["report"]["text"] = _text(entry["report"], folder)
        return json.dumps(entry)
    except (ValueError, KeyError, TypeError):
        return line


def _text(report: dict[str, Any], folder: Path) -> str:
    """The text of a report, which its line lacks, from the file that it names; "" where that is not the same text."""
    from trucewatch.sources import reports

    path = report.get("path")
    for candidate in (Path(path), folder / path) if isinstance(path, str) else ():
        if candidate.is_file():
            for found in reports([str(candidate)]):
                if isinstance(found, Report) and found.sha256 == report.get("sha256"):
                    return found.text
    return ""
