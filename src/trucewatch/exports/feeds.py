"""Changes as feeds that programs follow: Atom (RFC 4287) and JSON Feed 1.1.

Invariant: all text of reports is escaped, and stripped of what XML cannot hold; an entry keeps its id for good.
"""

from __future__ import annotations

import html
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from trucewatch.exports.changes import Change
from trucewatch.exports.svg import NOT_IN_XML
from trucewatch.exports.wording import date_words

ATOM = "application/atom+xml"
JSON_FEED = "application/feed+json"

_NAMESPACE = "http://www.w3.org/2005/Atom"
_OURS = uuid.UUID("5b1f6a52-6a0b-5d7e-9d0c-2f9f6a1d7c11")
_WORDS = {
    "thing": "",
    "update": "Changed: ",
    "contradiction": "Contradiction: ",
    "derived": "Follows: ",
}


@dataclass(frozen=True, kw_only=True)
class Feed:
    """What stands at the head of a feed.

    `case` is the name of the case in addresses, which with the query that chose the entries makes the feed's id;
    `page` and `address` are where the same stands for people and where the feed is; `base` is the address of the desk,
    under which `things` of the case are shown; `since` is a time for a feed without entries.
    """

    case: str
    title: str
    base: str
    page: str
    address: str
    query: str = ""
    since: str = "1970-01-01T00:00:00Z"

    def link(self, change: Change) -> str:
        """Where a change is shown."""
        return f"{self.base}/cases/{self.case}/things/{change.thing}" if change.thing else self.page


def atom(feed: Feed, changes: Sequence[Change]) -> bytes:
    """The changes as Atom."""
    ElementTree.register_namespace("", _NAMESPACE)
    root = ElementTree.Element(f"{{{_NAMESPACE}}}feed")
    _add(root, "id", _urn("feed", feed.case, feed.query))
    _add(root, "title", feed.title)
    _add(root, "updated", max((_time(one.changed, feed) for one in changes), default=feed.since))
    _add(root, "link", rel="self", type=ATOM, href=feed.address)
    _add(root, "link", rel="alternate", type="text/html", href=feed.page)
    _add(root, "generator", "Trucewatch")
    for one in changes:
        entry = ElementTree.SubElement(root, f"{{{_NAMESPACE}}}entry")
        _add(entry, "id", _urn("change", one.id))
        _add(entry, "title", _title(one))
        _add(entry, "published", _time(one.came, feed))
        _add(entry, "updated", _time(one.changed, feed))
        _add(entry, "link", rel="alternate", type="text/html", href=feed.link(one))
        author = ElementTree.SubElement(entry, f"{{{_NAMESPACE}}}author")
        _add(author, "name", ", ".join(one.sources[:5]) or "Trucewatch")
        for term in (one.what, one.kind):
            _add(entry, "category", term=term)
        _add(entry, "summary", one.sentence, type="text")
        _add(entry, "content", _content(one), type="html")
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def json_feed(feed: Feed, changes: Sequence[Change]) -> bytes:
    """The changes as a JSON Feed, each with itself as data under `_trucewatch`."""
    body: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.address,
        "items": [_item(feed, one) for one in changes],
    }
    return json.dumps(body, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _item(feed: Feed, one: Change) -> dict[str, Any]:
    return {
        "id": _urn("change", one.id),
        "url": feed.link(one),
        "title": _title(one),
        "summary": one.sentence,
        "content_html": _content(one),
        "date_published": _time(one.came, feed),
        "date_modified": _time(one.changed, feed),
        "authors": [{"name": name} for name in one.sources[:5]] or [{"name": "Trucewatch"}],
        "tags": [one.what, one.kind],
        "_trucewatch": one.model_dump(mode="json"),
    }


def _time(at: str, feed: Feed) -> str:
    return at or feed.since


def _title(one: Change) -> str:
    return _WORDS[one.what] + one.title


def _content(one: Change) -> str:
    parts = [f'<p dir="auto">{html.escape(one.sentence)}</p>']
    for quote in one.quotes:
        outlet = quote.outlet if quote.outlet and quote.outlet != quote.voice.name else None
        where = [quote.voice.name, outlet, date_words(quote.published) if quote.published else None]
        parts.append(
            f'<blockquote dir="auto">{html.escape(quote.words)}</blockquote>'
            f'<p dir="auto">{html.escape(", ".join(part for part in where if part))}</p>'
        )
    return "".join(parts)


def _urn(*parts: str) -> str:
    return uuid.uuid5(_OURS, "\n".join(parts)).urn


def _add(parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str) -> None:
    kept = {key: NOT_IN_XML.sub("\ufffd", value) for key, value in attributes.items()}
    element = ElementTree.SubElement(parent, f"{{{_NAMESPACE}}}{name}", kept)
    if text is not None:
        element.text = NOT_IN_XML.sub("\ufffd", text)
