"""Reports as rows of a Parquet file.

Invariant: rows are read in groups, whatever the file's size, and a bad row costs that row only.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO

from trucewatch.records import Report
from trucewatch.sources.extras import library
from trucewatch.sources.problems import SourceError
from trucewatch.sources.text import report

_AT_ONCE = 64
_KNOWN = ("id", "title", "published", "outlet", "url")


def reports(
    stream: BinaryIO, *, path: str, stem: str, title: str | None, published: str | date | None
) -> Iterator[Report | SourceError]:
    """The report of each row, or what is wrong with the row; `line` of a SourceError is the row's number.

    The column `text` must be there; `id`, `title`, `published`, `outlet` and `url` may be, as in lines of JSON.
    Raises SourceError for a file that is no Parquet or has no such column.
    """
    for number, row in enumerate(rows(stream, ("text", *_KNOWN), must="text"), start=1):
        try:
            yield _report(row, path, f"{stem}:{number}", title, published)
        except SourceError as problem:
            yield problem.at(path, number)


def rows(stream: BinaryIO, columns: tuple[str, ...], *, must: str) -> Iterator[dict[str, Any]]:
    """The rows of a Parquet file, with those of `columns` that it has.

    Raises SourceError for a file that is no Parquet, breaks off or has no column `must`.
    """
    pyarrow = library("pyarrow", extra="ray")
    try:
        file = library("pyarrow.parquet", extra="ray").ParquetFile(stream)
        there = [column for column in columns if column in file.schema_arrow.names]
        if must not in there:
            raise SourceError(f"has no column `{must}`")
        for batch in file.iter_batches(batch_size=_AT_ONCE, columns=there):
            yield from batch.to_pylist()
    except (pyarrow.ArrowException, OSError) as error:
        raise SourceError(f"is no Parquet that can be read ({str(error).splitlines()[0]})") from None


def _report(
    row: dict[str, Any], path: str, name: str, title: str | None, published: str | date | None
) -> Report:
    text = row["text"]
    if not isinstance(text, str):
        raise SourceError("its `text` is no text")
    identifier = row.get("id")
    return report(
        text,
        id=name if identifier in (None, "") else str(identifier),
        path=path,
        title=row.get("title") or title,
        outlet=row.get("outlet"),
        published=row.get("published") or published,
        url=row.get("url"),
    )
