"""PDF and Word documents to reports.

Invariant: what a document unpacks to is bounded; one that unpacks without end is stopped.
"""

from __future__ import annotations

import io
import logging
import time
import zipfile
from datetime import date
from typing import Any

from trucewatch.records import Report
from trucewatch.sources.extras import library
from trucewatch.sources.problems import SourceError
from trucewatch.sources.text import LIMIT, report

DOCUMENT_BYTES = 50_000_000
"""The longest document that is opened, in bytes."""
_UNPACKED = 200_000_000
_MARKUP = 30_000_000
"""Bytes that a part with a Word document's text may unpack to: it takes ten times that in memory."""
_PAGES = 500
_SECONDS = 60.0
"""Seconds after which no further page of a PDF is begun; pypdf itself bounds what a page unpacks to."""
logging.getLogger("pypdf").addHandler(logging.NullHandler())
logging.getLogger("pypdf").propagate = False


def pdf(data: bytes, *, path: str, stem: str, title: str | None, published: str | date | None) -> Report:
    """The report that a PDF is, by pypdf; its title where the document has one.

    The document's own day is when the file was made, not when it was published, and is not taken. Raises
    SourceError for a document without text (a scan), locked by a password, broken, or of more than 500 pages.
    """
    pypdf = library("pypdf", "archive")
    try:
        document = pypdf.PdfReader(io.BytesIO(data))
        if document.is_encrypted and not document.decrypt(""):
            raise SourceError("is a PDF locked by a password")
        if len(document.pages) > _PAGES:
            raise SourceError(f"is a PDF of {len(document.pages):,} pages, and at most {_PAGES} are read")
        text = _pages(document)
        known = document.metadata.title if document.metadata else None
    except SourceError:
        raise
    except Exception as error:  # pypdf raises what its input brings on, of many kinds
        raise SourceError(f"is no PDF that can be read ({type(error).__name__}: {error})") from None
    if not text.strip():
        raise SourceError("is a PDF without text, such as a scan: it must be put through OCR first")
    return report(text, id=stem, path=path, title=known or title, published=published)


def _pages(document: Any) -> str:
    parts: list[str] = []
    length = 0
    begun = time.monotonic()
    for page in document.pages:
        parts.append(page.extract_text())
        length += len(parts[-1])
        if time.monotonic() - begun > _SECONDS:
            raise SourceError(f"is a PDF that takes more than {_SECONDS:g} seconds to read, and was stopped")
        if length > LIMIT:
            raise SourceError(f"is too long: a report has at most {LIMIT:,} characters; split it")
    return "\n\n".join(parts)


def docx(data: bytes, *, path: str, stem: str, title: str | None, published: str | date | None) -> Report:
    """The report that a Word document is, by python-docx: its paragraphs, and its title where it has one.

    Raises SourceError for one that is broken, unpacks to more than 200 MB or has more than 30 MB of text.
    """
    word = library("docx", "archive")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            if sum(part.file_size for part in parts) > _UNPACKED:
                raise SourceError(f"unpacks to more than {_UNPACKED / 1e6:.0f} MB")
            if any(part.file_size > _MARKUP for part in parts if part.filename.endswith((".xml", ".rels"))):
                raise SourceError(f"has text of more than {_MARKUP / 1e6:.0f} MB in it")
        document = word.Document(io.BytesIO(data))
        text = "\n\n".join(paragraph.text for paragraph in document.paragraphs if paragraph.text.strip())
        known = document.core_properties.title
    except SourceError:
        raise
    except Exception as error:  # python-docx raises what its input brings on, of many kinds
        raise SourceError(f"is no Word document that can be read ({type(error).__name__}: {error})") from None
    return report(text, id=stem, path=path, title=known or title, published=published)
