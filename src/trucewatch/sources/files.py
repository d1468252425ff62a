"""Files, and standard input, to reports.

Invariant: whatever a file holds, each of its reports comes out once, in order, or a line that says why not;
no file stops the ones after it.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from pathlib import Path
from typing import BinaryIO, cast

from trucewatch.records import Report
from trucewatch.sources import encoding, front_matter, jsonl, suffixes
from trucewatch.sources.contents import begins_as_feed
from trucewatch.sources.problems import SourceError
from trucewatch.sources.snapshots import Retrieved
from trucewatch.sources.text import LIMIT, report, whole
from trucewatch.sources.web.addresses import is_address

_ADVICE = {
    ".json": "is JSON, and reports are read from JSON lines: one object a line, in a .jsonl file",
    ".mhtml": "is a web archive: save the page as HTML",
    ".mht": "is a web archive: save the page as HTML",
    ".webarchive": "is a web archive: save the page as HTML",
}
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|\?xml[^>]{0,200}\?>\s*<(?:!doctype\s+html|html))", re.I
)
_WHOLE = ("message", "pdf", "docx")
_OBJECT = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"')
# Four bytes is the longest that UTF-8 needs for a character. A page holds far more than its article.
_TEXT_BYTES = 4 * LIMIT
_PAGE_BYTES = 20_000_000


def reports(
    paths: Iterable[str], *, title: str | None = None, published: str | date | None = None
) -> Iterator[Report | SourceError]:
    """The reports in the files at `paths`, in order, each as it is read, or what is wrong with it.

    By its suffix a file is text or Markdown (.txt, .md), a saved page (.html, .htm), lines of JSON (.jsonl), a
    PDF or Word document (.pdf, .docx), a message or a mailbox (.eml, .mbox), a feed (.rss, .atom), a web
    archive (.warc, .warc.gz, .wacz) or a table (.parquet); one with another suffix, and standard input ("-"),
    is known by how it begins. `title` and `published` (any date that `dates.publication_day` takes) stand in
    where a file does not say. Nothing is raised for what a file holds.
    """
    for found in retrieved(paths, title=title, published=published):
        yield found.report if isinstance(found, Retrieved) else found


def retrieved(
    paths: Iterable[str], *, title: str | None = None, published: str | date | None = None
) -> Iterator[Report | Retrieved | SourceError]:
    """As `reports`, but those in web archives come with their snapshot."""
    for path in paths:
        yield from _file(path, title, published)


def _file(
    path: str, title: str | None, published: str | date | None
) -> Iterator[Report | Retrieved | SourceError]:
    shown = whole(path)
    stem = "stdin" if path == "-" else whole(Path(path).stem)
    try:
        if is_address(path):
            raise SourceError("is an address: `trucewatch add`, not on a cluster, fetches what is there")
        if advice := _ADVICE.get(Path(path).suffix.lower()):
            raise SourceError(advice)
        with _open(path) as stream:
            kind = _kind(path, stream)
            if kind == "mailbox":
                from trucewatch.sources import mail

                yield from mail.messages(path, shown=shown, stem=stem, title=title, published=published)
            elif kind in ("archive", "package"):
                from trucewatch.sources import warc

                yield from (warc.reports if kind == "archive" else warc.packaged)(stream, shown)
            elif kind == "feed":
                yield from _feed(stream, shown)
            elif kind in _WHOLE:
                yield _document(kind, stream, shown, stem, title, published)
            elif kind == "lines":
                yield from jsonl.lines(stream, path=shown, stem=stem, title=title, published=published)
            elif kind == "table":
                from trucewatch.sources import parquet

                yield from parquet.reports(stream, path=shown, stem=stem, title=title, published=published)
            elif kind == "page":
                yield _page(stream, shown, stem, title, published)
            else:
                yield _text(stream, shown, stem, title, published)
    except SourceError as problem:
        yield problem.at(shown)
    except encoding.EncodingError as problem:
        yield SourceError(str(problem), path=shown)
    except IsADirectoryError:
        yield SourceError(
            f"is a directory: name the files in it, such as {shown.rstrip('/')}/*.md", path=shown
        )
    except FileNotFoundError:
        yield SourceError("there is no such file", path=shown)
    except (OSError, ValueError) as error:
        cause = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        yield SourceError(f"cannot be opened or read: {cause[:1].lower()}{cause[1:]}", path=shown)


def _open(path: str) -> AbstractContextManager[io.BufferedReader]:
    if path != "-":
        return Path(path).open("rb")
    stream = sys.stdin.buffer
    # Standard input stays open, and a terminal or pipe is not buffered twice, so that each line is read
    # as it comes.
    return nullcontext(
        stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, stream))
    )


def _kind(path: str, stream: io.BufferedReader) -> str:
    if path != "-" and (known := suffixes.kind(path)):
        return known
    head = stream.peek(4096)
    if head.startswith(b"%PDF-"):
        return "pdf"
    if _PAGE.match(head):
        return "page"
    if head.startswith(b"WARC/"):
        return "archive"
    if begins_as_feed(head):
        return "feed"
    return "lines" if _OBJECT.match(head) else "text"


def _read(stream: BinaryIO, most: int) -> bytes:
    data = stream.read(most + 1)
    if len(data) > most:
        raise SourceError(
            f"is too long: more than {most / 1e6:.0f} MB, and a report has at most {LIMIT:,} characters"
        )
    return data


def _text(stream: BinaryIO, path: str, stem: str, title: str | None, published: str | date | None) -> Report:
    text = encoding.decode(_read(stream, _TEXT_BYTES)).replace("\r\n", "\n").replace("\r", "\n")
    try:
        fields, body = front_matter.split(text)
    except front_matter.FrontMatterError as problem:
        raise SourceError(str(problem)) from None
    try:
        return report(
            body,
            id=stem,
            path=path,
            title=fields.get("title") or title,
            outlet=fields.get("outlet"),
            published=fields.get("published") or published,
            url=fields.get("url"),
            confidential=next((v for k, v in fields.items() if k.lower() == "confidential"), None),
        )
    except SourceError as problem:
        raise problem.at(path) from None


def _document(
    kind: str, stream: BinaryIO, path: str, stem: str, title: str | None, published: str | date | None
) -> Report:
    from trucewatch.sources import documents, mail

    if kind == "message":
        return mail.message(stream, path=path, stem=stem, title=title, published=published)
    read = documents.pdf if kind == "pdf" else documents.docx
    data = stream.read(documents.DOCUMENT_BYTES + 1)
    if len(data) > documents.DOCUMENT_BYTES:
        raise SourceError(f"is too long: more than {documents.DOCUMENT_BYTES / 1e6:.0f} MB")
    return read(data, path=path, stem=stem, title=title, published=published)


def _page(stream: BinaryIO, path: str, stem: str, title: str | None, published: str | date | None) -> Report:
    from trucewatch.sources import pages

    article = pages.article(encoding.decode_page(_read(stream, _PAGE_BYTES)))
    if article is None:
        raise SourceError("no article was found in the page")
    return report(
        article.text,
        id=stem,
        path=path,
        title=article.title or title,
        outlet=article.outlet,
        published=article.published or published,
        url=article.url,
    )


def _feed(stream: BinaryIO, path: str) -> Iterator[Report | SourceError]:
    """What a saved feed says itself; the pages that it leads to are not fetched."""
    from trucewatch.sources import feeds

    found = feeds.feed(_read(stream, _PAGE_BYTES))
    if found.problem:
        yield SourceError(found.problem, path=path)
    for entry in found.entries:
        try:
            yield feeds.report_of(entry, path=path)
        except SourceError as problem:
            yield SourceError(f"{entry.name} {problem.cause}", path=path)
