"""What a response holds to a report.

Invariant: the report's address is the one that answered, or one on the same host that the page calls its own;
no page can pass for another site's.
"""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from trucewatch.records import Report
from trucewatch.sources import documents, encoding, pages
from trucewatch.sources.problems import SourceError
from trucewatch.sources.text import report
from trucewatch.sources.web.responses import Fetched

_PAGES = {"text/html", "application/xhtml+xml"}
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_FEEDS = {"application/rss+xml", "application/atom+xml", "application/rdf+xml"}
_FEED = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s+|<!--(?:(?!-->).)*-->|<\?(?:(?!\?>).)*\?>)*+<(?:rss|feed|rdf:RDF)\b", re.DOTALL
)
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|body|\?xml)", re.IGNORECASE)
_PAGE_BYTES = 20_000_000


def is_feed(fetched: Fetched) -> bool:
    """Whether the response is an RSS or Atom feed, by its media type or how it begins."""
    return fetched.media_type in _FEEDS or begins_as_feed(fetched.body)


def begins_as_feed(data: bytes) -> bool:
    """Whether these bytes begin as an RSS or Atom feed does."""
    return _FEED.match(data[:4096]) is not None


def is_readable(media_type: str) -> bool:
    """Whether a response of this media type may hold a report."""
    return media_type in _PAGES | {"application/pdf", "text/plain", _WORD}


def report_of(fetched: Fetched, *, title: str | None = None, published: str | None = None) -> Report:
    """The report that a response holds: a page's article, a PDF, a Word document or plain text.

    `title` and `published` stand in where the document does not say. Raises SourceError where it holds none.
    """
    body, name = fetched.body, fetched.address
    if body.startswith(b"%PDF-"):
        read = documents.pdf(body, path=name, stem=name, title=title, published=published)
        return read.model_copy(update={"url": name})
    if fetched.media_type == _WORD:
        read = documents.docx(body, path=name, stem=name, title=title, published=published)
        return read.model_copy(update={"url": name})
    try:
        if fetched.media_type in _PAGES or _MARKUP.match(body):
            return _page(fetched, title, published)
        if fetched.media_type not in ("text/plain", ""):
            raise SourceError(f"is {fetched.media_type}, not a page, PDF, Word document or text")
        text = encoding.decode_page(body, fetched.charset).replace("\r\n", "\n").replace("\r", "\n")
    except encoding.EncodingError as problem:
        raise SourceError(str(problem)) from None
    return report(text, id=name, path=name, title=title, published=published, url=name)


def _page(fetched: Fetched, title: str | None, published: str | None) -> Report:
    if len(fetched.body) > _PAGE_BYTES:
        raise SourceError(f"is a page of more than {_PAGE_BYTES / 1e6:.0f} MB")
    article = pages.article(encoding.decode_page(fetched.body, fetched.charset))
    if article is None:
        raise SourceError("no article was found in the page")
    article = replace(article, url=_own(fetched.address, article.url))
    return report(
        article.text,
        id=fetched.address,
        path=fetched.address,
        title=article.title or title,
        outlet=article.outlet,
        published=article.published or published,
        url=article.url,
    )


def _own(address: str, canonical: str | None) -> str:
    """The address that the page calls its own, where that is on its own host; else the one that answered."""
    try:
        named = urljoin(address, canonical or "")
        same = _host(named) == _host(address) and urlsplit(named).scheme in ("http", "https")
    except ValueError:
        return address
    return named if canonical and same else address


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")
