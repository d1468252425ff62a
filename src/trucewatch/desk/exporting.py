"""Files made from a picture: every format of `trucewatch export` and the situation report, with what they are.

Invariant: a file holds what its picture has and nothing else; its description says who made it, when, and from what.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from pydantic import TypeAdapter

from trucewatch.archive.blurs import Blur, roughened
from trucewatch.cases import Picture
from trucewatch.exports import chosen, tables
from trucewatch.exports.chosen import Identify
from trucewatch.exports.events import Claimed
from trucewatch.exports.situation import situation
from trucewatch.exports.situation.writing import FORMS as REPORTS
from trucewatch.exports.situation.writing import rendered
from trucewatch.records import Record

ZIP = "application/zip"
_RECORD: TypeAdapter[Record] = TypeAdapter(Record)
_REPORT_TYPES = {
    "markdown": "text/markdown; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
_ALSO = "-metadata.json"


class ExportError(ValueError):
    """A file that cannot be made; `str()` says why in one line."""


@dataclass(frozen=True)
class Form:
    """A format: what it is, the ending and the media type of its file, and whether it is made of single records."""

    title: str
    ending: str
    media_type: str
    of_records: bool = True


@dataclass(frozen=True)
class File:
    """A file for somebody to take away; `files` are those that belong to it, its description among them."""

    name: str
    media_type: str
    data: bytes
    files: Mapping[str, bytes]

    @property
    def description(self) -> bytes:
        """What it is, as JSON."""
        return self.files[self.name + _ALSO]


@dataclass(frozen=True, kw_only=True)
class Source:
    """What files are made from: the picture of the case called `slug`, the ids of its records, and blurred places."""

    slug: str
    picture: Picture
    identify: Identify
    blurs: Mapping[str, Blur]


FORMS: dict[str, Form] = {
    name: Form(one.title, one.ending, one.media_type) for name, one in tables.FORMATS.items()
} | {
    f"report-{name}": Form(f"Situation report ({name})", ending, _REPORT_TYPES[name], of_records=False)
    for name, ending in REPORTS.items()
}
"""The formats by their names."""


def file_of(
    source: Source, form: str, *, who: str, filters: Mapping[str, Any], asked: Mapping[str, Any]
) -> File:
    """A file in one of FORMS, of the records that fit `filters` (as `chosen.fits` takes them).

    `asked` is what stands in the description. Raises ExportError where it cannot be made, and MissingExtraError where
    the format needs what is not installed.
    """
    stem = f"{source.slug}-{form}-{source.picture.today or 'undated'}"
    if not FORMS[form].of_records:
        return _report(
            source, form.removeprefix("report-"), stem, who=who, since=filters.get("since"), asked=asked
        )
    claims = chosen.claims(source.picture, source.identify, **filters)
    events = chosen.events(source.picture, source.identify, claims)
    if source.blurs:
        rough = _roughly(source.blurs)
        claims = [rough(one) for one in claims]
        events = [replace(event, claims=tuple(map(rough, event.claims))) for event in events]
    done = tables.made(claims, form=form, who=who, filters=dict(asked), events=events)
    name = f"{stem}.{FORMS[form].ending}"
    return File(name, FORMS[form].media_type, done.data, {name + _ALSO: tables.described(done.description)})


def zipped(file: File) -> bytes:
    """The file with all that belongs to it, in one; the same files give the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in ((file.name, file.data), *file.files.items()):
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def period_of(picture: Picture, since: str | None) -> str:
    """The day on which the period of a situation report begins: as asked, else when the first report came out."""
    days = [one.report.published[:10] for one in picture.readings if one.report.published]
    return since or min(days, default=picture.today)


def _roughly(blurs: Mapping[str, Blur]) -> Callable[[Claimed], Claimed]:
    def rough(claim: Claimed) -> Claimed:
        body = roughened(claim.record.model_dump(mode="json", by_alias=True), blurs)
        return replace(claim, record=_RECORD.validate_python(body))

    return rough


def _report(
    source: Source, form: str, stem: str, *, who: str, since: str | None, asked: Mapping[str, Any]
) -> File:
    if source.blurs:
        raise ExportError("a situation report draws a map, on which places that are blurred would be exact")
    at = datetime.now(UTC).isoformat(timespec="seconds")
    try:
        made = situation(source.picture, since=period_of(source.picture, since), who=who, made_at=at)
    except ValueError as error:
        raise ExportError(str(error)) from None
    (name, data), *others = rendered(made, form, stem).items()
    description = {
        "format": f"Situation report ({form})",
        "title": made.title,
        "made_by": f"Trucewatch {version('trucewatch')}",
        "made_at": at,
        "exported_by": who,
        "period": {"since": made.since, "as_of": made.as_of},
        "filters": {key: value for key, value in asked.items() if value not in (None, False)},
        "sources": len(made.sources),
        "sha256": hashlib.sha256(data).hexdigest(),
        "note": "Read by machine from the reports cited; a statement is what reports say, not what is established.",
    }
    media_type = _REPORT_TYPES[form]
    return File(name, media_type, data, {**dict(others), name + _ALSO: tables.described(description)})
