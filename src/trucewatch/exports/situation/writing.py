"""A situation report written to files: the report, its drawings where the form wants them, and what it is.

Invariant: each file is written whole or not at all, and beside the report stands FILE-metadata.json.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from trucewatch.exports.files import described, description_of, whole
from trucewatch.exports.situation.as_docx import to_docx
from trucewatch.exports.situation.as_markdown import to_markdown
from trucewatch.exports.situation.as_pdf import to_pdf
from trucewatch.exports.situation.content import Situation

FORMS = {"markdown": "md", "docx": "docx", "pdf": "pdf"}
"""The forms that a report can have, with the endings of their files."""


def rendered(report: Situation, form: str, stem: str = "report") -> dict[str, bytes]:
    """The report in one of FORMS, as files by their names; the first is the report itself.

    Markdown has its drawings as files of their own; `stem` begins all names. Raises MissingExtraError where the form
    needs what is not installed.
    """
    name = f"{stem}.{FORMS[form]}"
    if form == "markdown":
        text, drawings = to_markdown(report, stem)
        return {name: text.encode(), **drawings}
    return {name: to_docx(report) if form == "docx" else to_pdf(report)}


def description(report: Situation, data: bytes, *, form: str, filters: Mapping[str, Any]) -> dict[str, Any]:
    """What the report in one of FORMS is, whose bytes are `data`; `filters` say what it was made from."""
    return {
        "format": f"Situation report ({form})",
        "title": report.title,
        "made_by": f"Trucewatch {report.version}",
        "made_at": report.made_at,
        "exported_by": report.made_by,
        "period": {"since": report.since, "as_of": report.as_of},
        "filters": {name: value for name, value in filters.items() if value not in (None, False, [], ())},
        "sources": len(report.sources),
        "sha256": hashlib.sha256(data).hexdigest(),
        "note": "Read by machine from the reports cited; a statement is what reports say, not what is established.",
    }


def write(report: Situation, path: Path, *, form: str, filters: Mapping[str, Any]) -> list[Path]:
    """Write the report to `path` in one of FORMS, with its drawings and FILE-metadata.json beside it; all are returned.

    `filters` say what the report was made from, and stand in the description. Raises OSError where a file cannot be
    written, and MissingExtraError where the form needs what is not installed.
    """
    files = rendered(report, form, path.stem)
    (_, data), *drawings = files.items()
    whole(path, data)
    for name, drawing in drawings:
        whole(path.with_name(name), drawing)
    told = description(report, data, form=form, filters=filters) | {
        "files": {name: hashlib.sha256(drawing).hexdigest() for name, drawing in drawings}
    }
    about = description_of(path)
    whole(about, described(told))
    return [path, *(path.with_name(name) for name, _ in drawings), about]
