"""Reports as lines of JSON, one object a line.

Invariant: one line is held at a time, and a bad line costs that line only.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import BinaryIO

from trucewatch.records import Report
from trucewatch.sources.problems import SourceError
from trucewatch.sources.text import LIMIT, report

# Twelve bytes is the longest that JSON needs for a character.
_LONGEST_LINE = 12 * LIMIT + 100_000


def lines(
    stream: BinaryIO, *, path: str, stem: str, title: str | None, published: str | date | None
) -> Iterator[Report | SourceError]:
    """The report of each line, or what is wrong with the line; blank lines are passed over.

    A line has `text` and may have `id`, `title`, `published`, `outlet`, `url` and `confidential`; what it has more is left
    aside. `title` and `published` stand in where a line has none; a line without `id` is `stem:number`.
    """
    number = 0
    while line := stream.readline(_LONGEST_LINE + 1):
        number += 1
        if len(line) > _LONGEST_LINE:
            _skip_rest(stream, line)
            yield SourceError(f"is longer than {_LONGEST_LINE:,} bytes", path=path, line=number)
        elif line.strip(b"\xef\xbb\xbf \t\r\n"):
            try:
                yield _report(line, path, f"{stem}:{number}", title, published)
            except SourceError as problem:
                yield problem.at(path, number)


def _report(line: bytes, path: str, name: str, title: str | None, published: str | date | None) -> Report:
    entry = _entry(line)
    text = entry.get("text")
    if text is None:
        raise SourceError("has no `text`")
    if not isinstance(text, str):
        raise SourceError("its `text` is no text")
    identifier = entry.get("id")
    if isinstance(identifier, (dict, list)):
        raise SourceError("its `id` is neither text nor a number")
    return report(
        text,
        id=name if identifier in (None, "") else str(identifier),
        path=path,
        title=entry.get("title") or title,
        outlet=entry.get("outlet"),
        published=entry.get("published") or published,
        url=entry.get("url"),
        confidential=entry.get("confidential"),
    )


def _entry(line: bytes) -> dict[str, object]:
    try:
        text = line.decode("utf-8-sig").rstrip()
    except UnicodeDecodeError as error:
        raise SourceError(f"is not UTF-8 (byte 0x{line[error.start]:02x} at {error.start})") from None
    try:
        entry = json.loads(text)
    except json.JSONDecodeError as error:
        cut = error.pos >= len(text) or error.msg.startswith("Unterminated string")
        cause = "is JSON cut short" if cut else f"is no JSON ({error.msg} at character {error.pos + 1})"
        raise SourceError(cause) from None
    except (RecursionError, ValueError) as error:
        raise SourceError(f"is no JSON that can be read ({error})") from None
    if not isinstance(entry, dict):
        raise SourceError('is no JSON object such as {"text": "…"}')
    return entry


def _skip_rest(stream: BinaryIO, line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = stream.readline(65_536)
