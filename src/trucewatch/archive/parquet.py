"""Readings as rows of Parquet files: how they come from other machines into an archive.

Invariant: what comes back is what was read, or a line that says why not: a reading whose text is not the one that
was read is refused. Readings keep the version of the reader that read them.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from pydantic import ValidationError

from trucewatch.archive.addition import unkeepable
from trucewatch.archive.intake import Progress
from trucewatch.archive.rows import report_id
from trucewatch.archive.snapshots import Sealed
from trucewatch.archive.store import Archive
from trucewatch.records import Reading, Report
from trucewatch.sources import SourceError
from trucewatch.sources.extras import library
from trucewatch.sources.parquet import rows
from trucewatch.sources.snapshots import Retrieved, Snapshot

COLUMNS = ("reader", "reading", "text", "snapshot", "warc", "problem")
_AT_ONCE = 200


@dataclass(frozen=True)
class Taken:
    """A reading out of a file, the reader's version, and the snapshot that the report came with."""

    reading: Reading
    reader: str
    snapshot: Snapshot | None = None


def report_row(given: Report | Retrieved | SourceError) -> dict[str, Any]:
    """What a source gave as a row to be read on another machine; columns that say nothing are empty."""
    if isinstance(given, SourceError):
        return {**_EMPTY, "problem": json.dumps([given.cause, given.path, given.line])}
    report = given.report if isinstance(given, Retrieved) else given
    row = {**_EMPTY, "report": report.model_dump_json(exclude={"sha256"}), "text": report.text}
    if isinstance(given, Retrieved):
        told = asdict(given.snapshot)
        row |= {"warc": told.pop("warc"), "snapshot": json.dumps(told)}
    return row


_EMPTY: dict[str, Any] = {"report": "", "text": "", "snapshot": "", "warc": b"", "problem": ""}


def report_of(row: dict[str, Any]) -> Report:
    """The report in a row that `report_row` made."""
    return Report(**json.loads(row["report"]), text=row["text"])


def reading_row(row: dict[str, Any], read: Reading | SourceError | None, reader: str) -> dict[str, Any]:
    """A row of COLUMNS: what was read of the report in `row`, or None where `row` is a problem."""
    made = {column: row.get(column, "") for column in COLUMNS} | {"reader": reader, "reading": ""}
    if isinstance(read, SourceError):
        made["problem"] = json.dumps([read.cause, read.path, read.line])
    elif read is not None:
        made["reading"] = read.model_dump_json(by_alias=True, exclude_none=True)
    return made


def holds_readings(path: str) -> bool:
    """Whether the file at `path` is Parquet with readings, and not with reports or something else."""
    if not path.lower().endswith(".parquet"):
        return False
    try:
        parquet = library("pyarrow.parquet", extra="ray")
        return set(COLUMNS) <= set(parquet.read_schema(path).names)
    except (SourceError, OSError, ValueError):
        return False  # which the sources tell in full


def opened(paths: Iterable[str]) -> Iterator[tuple[str, BinaryIO]]:
    """Files of this machine as `take_in` wants them, each open until the next is asked for."""
    for path in paths:
        with Path(path).open("rb") as stream:
            yield path, stream


def readings(stream: BinaryIO, path: str) -> Iterator[Taken | SourceError]:
    """The readings in a Parquet file, in order, and what could not be read or does not hold."""
    try:
        for number, row in enumerate(rows(stream, COLUMNS, must="reading"), start=1):
            try:
                yield _taken(row)
            except SourceError as problem:
                yield problem if problem.path else problem.at(path, number)
    except SourceError as problem:
        yield problem.at(path)


def _taken(row: dict[str, Any]) -> Taken:
    if row["problem"]:
        cause, path, line = json.loads(row["problem"])
        raise SourceError(cause, path=path, line=line)
    try:
        told = json.loads(row["reading"])
        sha256 = told["report"].pop("sha256")
        told["report"]["text"] = row["text"]
        reading = Reading.model_validate(told)
    except (ValidationError, ValueError, KeyError, TypeError, AttributeError):
        raise SourceError("holds no reading that this Trucewatch knows") from None
    if reading.report.sha256 != sha256:
        raise SourceError("its text is not the one that was read")
    if why := unkeepable(reading):
        raise SourceError(why, path=reading.report.path or reading.report.id)
    if not row["snapshot"]:
        return Taken(reading, row["reader"])
    return Taken(reading, row["reader"], Snapshot(**json.loads(row["snapshot"]), warc=row["warc"]))


def take_in(
    archive: Archive, files: Iterable[tuple[str, BinaryIO]]
) -> Generator[Progress | SourceError, None, None]:
    """Add the readings in Parquet files, given as names and streams; yields as `intake.take_in` does."""
    progress = Progress()
    batch: list[Taken] = []

    def commit() -> None:
        sealed = {
            report_id(one.reading.report): Sealed(snapshot=one.snapshot) for one in batch if one.snapshot
        }
        added = archive.add((one.reading for one in batch), reader=batch[0].reader, sealed=sealed)
        progress.added += added.readings
        progress.known += len(batch) - added.readings
        progress.records += added.records
        batch.clear()

    for path, stream in files:
        for found in readings(stream, path):
            progress.seen += 1
            if isinstance(found, SourceError):
                progress.refused += 1
                yield found
                continue
            if batch and (len(batch) >= _AT_ONCE or batch[0].reader != found.reader):
                commit()
                yield progress
            batch.append(found)
    if batch:
        commit()
    yield progress
