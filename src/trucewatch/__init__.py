"""Trucewatch: reports about a truce in, a sourced picture of whether it holds out.

`read` reads a text, `read_files` reads files; both give a `Reading`: the report, what was seen in it, and its
records. `to_text` sets a reading out for a person, `to_json` for a program.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from trucewatch.archive import Archive
    from trucewatch.exports import to_text
    from trucewatch.reading.llm import ModelReader
    from trucewatch.records import Reading, Report
    from trucewatch.schema import reading_schema, to_json
    from trucewatch.sources import SourceError

__all__ = [
    "Archive",
    "Reading",
    "Report",
    "SourceError",
    "read",
    "read_files",
    "reading_schema",
    "to_json",
    "to_text",
]

# Looked up when first asked for: importing the package loads neither spaCy nor anything else.
_HOMES = {
    "Archive": "trucewatch.archive",
    "Reading": "trucewatch.records",
    "Report": "trucewatch.records",
    "SourceError": "trucewatch.sources",
    "reading_schema": "trucewatch.schema",
    "to_json": "trucewatch.schema",
    "to_text": "trucewatch.exports",
}


def read(
    text: str,
    *,
    published: str | date | None = None,
    title: str | None = None,
    outlet: str | None = None,
    url: str | None = None,
    id: str = "text",
) -> Reading:
    """The reading of one report, given as text: its mentions and its records.

    `published` is the day the report came out, as a date or as text such as "2020-02-09" or "9 February
    2020"; without it, words such as "on Thursday" stay unresolved. `title` is read as part of the report,
    `outlet`, `url` and `id` are kept with it. Every offset in the reading counts code points of `text`.

    Raises SourceError (a ValueError) where there is nothing to read: no text, more than 250,000
    characters, a language other than English, or a date of publication that is none.
    """
    from trucewatch import reading, sources

    report = sources.report(text, id=id, title=title, outlet=outlet, published=published, url=url)
    return reading.read_report(report)


def read_files(
    paths: Iterable[str],
    *,
    published: str | date | None = None,
    title: str | None = None,
    triage: bool = False,
    confidential: bool = False,
    model: ModelReader | None = None,
    reader: Literal["llm", "both"] = "both",
) -> Iterator[Reading | SourceError]:
    """The readings of the reports in files, in order, each as soon as it is read.

    Takes text and Markdown with front matter, saved web pages, and lines of JSON; "-" is standard input.
    `published` and `title` stand in where a file does not say. With `triage`, reports that are not about
    conflict are recognised by their words and not parsed: they have no mentions. What cannot be read comes out as a
    SourceError in its place, and the rest are read all the same.

    With a `model` (see `trucewatch.reading.llm`) reports are read by it alone (`reader="llm"`) or by it and the rules
    (`"both"`), in English and six other languages. A report that the model cannot be asked about comes out as a
    SourceError; with "both" the reading of the rules follows it. `confidential` marks every report as such.
    """
    from trucewatch import reading, sources

    found = sources.reports(paths, published=published, title=title)
    if model is not None:
        yield from _read_by_model(found, model, reader, confidential=confidential)
        return
    for report in found:
        if isinstance(report, sources.SourceError):
            yield report
            continue
        try:
            result = reading.read_report(report, triage=triage)
        except Exception as error:  # a fault in reading one report costs no other
            fault = f"a fault in Trucewatch, please report it: {type(error).__name__}: {error}"
            yield sources.SourceError(fault, path=report.path)
        else:
            yield result


def _read_by_model(
    reports: Iterable[Report | SourceError],
    model: ModelReader,
    reader: Literal["llm", "both"],
    *,
    confidential: bool,
) -> Iterator[Reading | SourceError]:
    from trucewatch import sources

    def admitted() -> Iterator[Report | SourceError]:
        for item in reports:
            found = item.report if isinstance(item, sources.LanguageError) else item
            if confidential and not isinstance(found, sources.SourceError):
                found = found.model_copy(update={"confidential": True})
            yield found

    for item in model.read_all(admitted(), which=reader):
        if isinstance(item, sources.SourceError):
            yield item
            continue
        if item.cause is not None:
            alone = "; it is read by the rules alone" if item.reading is not None else ""
            yield sources.SourceError(f"{item.cause}{alone}", path=item.report.path or item.report.id)
        if item.reading is not None:
            yield item.reading


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
