"""Claims as a file in one of the formats that others work with, and a description beside it.

Invariant: a file is written whole or not at all, and what is left out of it is counted in its description.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from trucewatch.exports import acled, displaced, followthemoney, ged, geojson, geopackage
from trucewatch.exports.events import Claimed, Event, single
from trucewatch.exports.sheets import Cell, to_csv


@dataclass(frozen=True)
class Format:
    """A format: what it is, whether its rows are events or claims, and what makes a text of those that it takes.

    `write` gives the text, or the bytes of what is no text, and how many it took.
    """

    title: str
    of_events: bool
    write: Callable[[Sequence[Any]], tuple[str | bytes, int]]


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
) -> Exported:
    """Write `claims` to the file `path` in the format `form` (see FORMATS), and `path`-metadata.json beside it.

    `events` are the claims grouped by what they are about; where not given, each claim stands for itself.
    `who` exports, and `filters` (by which the claims were found) are written into the description, with the
    version, the time, and the file's SHA-256. Raises OSError where the file cannot be written, and
    MissingExtraError where the format needs what is not installed.
    """
    grouped = list(single(claims)) if events is None else list(events)
    written = FORMATS[form]
    found: Sequence[Claimed | Event] = grouped if written.of_events else claims
    made, taken = written.write(found)
    data = made if isinstance(made, bytes) else made.encode("utf-8", "surrogatepass")
    whole(path, data)
    left_out = len(found) - taken
    description = {
        "format": written.title,
        "made_by": f"Trucewatch {version('trucewatch')}",
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "exported_by": who,
        "filters": {name: value for name, value in filters.items() if value not in (None, False)},
        "claims": len(claims),
        "events": None if events is None else len(grouped),
        "rows": taken,
        "left_out": left_out,
        "sha256": hashlib.sha256(data).hexdigest(),
        "note": _NOTE,
    }
    whole(description_of(path), json.dumps(description, indent=2, ensure_ascii=False).encode() + b"\n")
    return Exported(path, taken, left_out)


def description_of(path: Path) -> Path:
    """Where the description of the export `path` stands."""
    return path.with_name(path.name + "-metadata.json")


_NOTE = (
    "Read by machine from the reports named; a row is what reports say, not what is established. "
    "Each id leads to the words: trucewatch show ID."
)


def whole(path: Path, data: bytes) -> None:
    """Write `data` to the file `path`, whole or not at all; raises OSError where it cannot be written."""
    handle, part = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(part).chmod(0o644)
        Path(part).replace(path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise


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
    "acled": Format("Events in ACLED's columns", True, _table(acled.COLUMNS, acled.rows)),
    "ged": Format("Deadly events in the columns of UCDP GED", True, _table(ged.COLUMNS, ged.rows)),
    "idmc": Format("Displacement in IDMC's fields", False, _table(displaced.IDMC, displaced.idmc_rows)),
    "hxl": Format(
        "Displacement, tagged by HXL",
        False,
        _table(list(displaced.HXL), displaced.hxl_rows, list(displaced.HXL.values())),
    ),
    "geojson": Format("Claims as GeoJSON", False, _geojson),
    "geopackage": Format("Events and claims as a GeoPackage, two layers of points", True, _geopackage),
    "followthemoney": Format("FollowTheMoney entities, a line of JSON each", True, _followthemoney),
    "jsonl": Format("Claims, a line of JSON each", False, _jsonl),
}
