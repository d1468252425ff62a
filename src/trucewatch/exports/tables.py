"""Claims as a file in one of the formats that others work with, and a description beside it.

Invariant: a file is written whole or not at all, and what is left out of it is counted in its description.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from trucewatch.exports import acled, displaced, followthemoney, ged, geojson, geopackage
from trucewatch.exports.blurring import Blurring
from trucewatch.exports.events import Claimed, Event, single
from trucewatch.exports.files import described, description_of, whole
from trucewatch.exports.sheets import Cell, to_csv

CSV = "text/csv; charset=utf-8"
JSON_LINES = "application/jsonl"


@dataclass(frozen=True)
class Format:
    """A format: what it is, whether its rows are events or claims, and what makes a text of those that it takes.

    `write` gives the text, or the bytes of what is no text, and how many it took.

    `ending` and `media_type` are those of its files.
    """

    title: str
    of_events: bool
    ending: str
    media_type: str
    write: Callable[[Sequence[Any]], tuple[str | bytes, int]]


@dataclass(frozen=True)
class Made:
    """An export before it is written: its bytes, its description, how many rows it has and what found no place in it."""

    data: bytes
    description: dict[str, Any]
    rows: int
    left_out: int


@dataclass(frozen=True)
class Exported:
    """A file that was written: its path, how many rows it has, and how many claims found no place in it."""

    path: Path
    rows: int
    left_out: int


def export(
    claims: Sequence[Claimed],
    path: Path,
    *,
    form: str,
    who: str,
    filters: dict[str, Any],
    events: Sequence[Event] | None = None,
    blurred: Blurring | None = None,
) -> Exported:
    """Write `claims` to the file `path` in the format `form` (see FORMATS), and `path`-metadata.json beside it.

    `events` are the claims grouped by what they are about; where not given, each claim stands for itself.
    `who` exports, and `filters` (by which the claims were found) are written into the description, with the
    version, the time, and the file's SHA-256. Places that are `blurred` go out only roughly, and the description says
    which. Raises OSError where the file cannot be written, and
    MissingExtraError where the format needs what is not installed.
    """
    done = made(claims, form=form, who=who, filters=filters, events=events, blurred=blurred)
    whole(path, done.data)
    whole(description_of(path), described(done.description))
    return Exported(path, done.rows, done.left_out)


def made(
    claims: Sequence[Claimed],
    *,
    form: str,
    who: str,
    filters: dict[str, Any],
    events: Sequence[Event] | None = None,
    blurred: Blurring | None = None,
    at: str | None = None,
) -> Made:
    """An export as bytes with its description, as `export` writes them; made `at` (ISO 8601), now where not given."""
    if blurred is not None:
        claims = blurred.claims(claims)
        events = None if events is None else blurred.events(events)
    grouped = list(single(claims)) if events is None else list(events)
    written = FORMATS[form]
    found: Sequence[Claimed | Event] = grouped if written.of_events else claims
    text, taken = written.write(found)
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    left_out = len(found) - taken
    description = {
        "format": written.title,
        "made_by": f"Trucewatch {version('trucewatch')}",
        "made_at": at or datetime.now(UTC).isoformat(timespec="seconds"),
        "exported_by": who,
        "filters": {name: value for name, value in filters.items() if value not in (None, False)},
        "claims": len(claims),
        "events": None if events is None else len(grouped),
        "rows": taken,
        "left_out": left_out,
        **({"shown_only_roughly_to_kilometres": blurred.told} if blurred is not None else {}),
        "sha256": hashlib.sha256(data).hexdigest(),
        "note": _NOTE,
    }
    return Made(data, description, taken, left_out)


_NOTE = (
    "Read by machine from the reports named; a row is what reports say, not what is established. "
    "Each id leads to the words: trucewatch show ID."
)


def _table(
    columns: Sequence[str],
    rows: Callable[[Sequence[Any]], Iterator[dict[str, Cell]]],
    *headers: Sequence[str],
) -> Callable[[Sequence[Any]], tuple[str | bytes, int]]:
    def write(found: Sequence[Any]) -> tuple[str | bytes, int]:
        made = list(rows(found))
        return to_csv(columns, made, *headers), len(made)

    return write


def _geojson(claims: Sequence[Claimed]) -> tuple[str, int]:
    features = geojson.collection(claims)
    return json.dumps(features, ensure_ascii=False, indent=1) + "\n", len(features["features"])


def _geopackage(events: Sequence[Event]) -> tuple[bytes, int]:
    return geopackage.to_geopackage(events), len(events)


def _followthemoney(events: Sequence[Event]) -> tuple[str, int]:
    lines = [json.dumps(entity, ensure_ascii=False) for entity in followthemoney.entities(events)]
    return "".join(f"{line}\n" for line in lines), len(events)


def _jsonl(claims: Sequence[Claimed]) -> tuple[str, int]:
    return "".join(f"{_line(claim)}\n" for claim in claims), len(claims)


def _line(claim: Claimed) -> str:
    body = claim.record.model_dump(mode="json", by_alias=True, exclude_none=True)
    line = {"id": claim.id, "record": body, "quotes": claim.evidence, "report": asdict(claim.report)}
    return json.dumps(line, ensure_ascii=False)


FORMATS = {
    "acled": Format("Events in ACLED's columns", True, "csv", CSV, _table(acled.COLUMNS, acled.rows)),
    "ged": Format(
        "Deadly events in the columns of UCDP GED", True, "csv", CSV, _table(ged.COLUMNS, ged.rows)
    ),
    "idmc": Format(
        "Displacement in IDMC's fields", False, "csv", CSV, _table(displaced.IDMC, displaced.idmc_rows)
    ),
    "hxl": Format(
        "Displacement, tagged by HXL",
        False,
        "csv",
        CSV,
        _table(list(displaced.HXL), displaced.hxl_rows, list(displaced.HXL.values())),
    ),
    "geojson": Format("Claims as GeoJSON", False, "geojson", "application/geo+json", _geojson),
    "geopackage": Format(
        "Events and claims as a GeoPackage, two layers of points",
        True,
        "gpkg",
        "application/geopackage+sqlite3",
        _geopackage,
    ),
    "followthemoney": Format(
        "FollowTheMoney entities, a line of JSON each", True, "ftm.jsonl", JSON_LINES, _followthemoney
    ),
    "jsonl": Format("Claims, a line of JSON each", False, "jsonl", JSON_LINES, _jsonl),
}
