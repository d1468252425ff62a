"""Files made from a picture: every format of `trucewatch export` and the situation report, with what they are.

Invariant: a file holds what its picture has and nothing else; its description says who made it, when, and from what.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from trucewatch.archive import trail
from trucewatch.cases import Picture
from trucewatch.exports import chosen, tables
from trucewatch.exports.blurring import Blurring
from trucewatch.exports.chosen import Identify
from trucewatch.exports.files import described
from trucewatch.exports.situation import situation
from trucewatch.exports.situation.writing import FORMS as REPORTS
from trucewatch.exports.situation.writing import description, rendered

ZIP = "application/zip"
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
    """What files are made from: the picture of the case called `slug`, the ids of its records, and what is shown roughly."""

    slug: str
    picture: Picture
    identify: Identify
    blurred: Blurring | None = None


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
    done = tables.made(
        claims, form=form, who=who, filters=dict(asked), events=events, blurred=source.blurred, at=trail.now()
    )
    name = f"{stem}.{FORMS[form].ending}"
    return File(name, FORMS[form].media_type, done.data, {name + _ALSO: described(done.description)})


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


def _report(
    source: Source, form: str, stem: str, *, who: str, since: str | None, asked: Mapping[str, Any]
) -> File:
    try:
        made = situation(
            source.picture,
            since=period_of(source.picture, since),
            who=who,
            made_at=trail.now(),
            blurred=source.blurred,
        )
    except ValueError as error:
        raise ExportError(str(error)) from None
    (name, data), *others = rendered(made, form, stem).items()
    told = description(made, data, form=form, filters=asked)
    media_type = _REPORT_TYPES[form]
    return File(name, media_type, data, {**dict(others), name + _ALSO: described(told)})
