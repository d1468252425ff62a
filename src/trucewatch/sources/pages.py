"""The article in a saved web page, and what the page says about it.

Invariant: the date of publication is what the page's own metadata call so; a date of modification comes
after every one of these, and a date in the running text is never taken.
"""

from __future__ import annotations

import html
import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from trucewatch.sources.dates import publication_day

# In order of trust. Names as the page's author wrote them, in lower case.
_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "datepublished",
    "date",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "dc.date.created",
    "dcterms.created",
    "pubdate",
    "publishdate",
    "publish-date",
    "publication_date",
    "published_time",
    "parsely-pub-date",
    "sailthru.date",
    "citation_publication_date",
)
_MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "last-modified",
    "dc.date.modified",
    "dcterms.modified",
)
_TITLE = ("og:title", "twitter:title", "dc.title", "dcterms.title")
_OUTLET = ("og:site_name", "dc.publisher", "dcterms.publisher", "publisher", "application-name")
_ELSEWHERE = re.compile(
    r"\b(?:aside|nav|footer)\b|comment|related|sidebar|teaser|recent|popular|latest|update|modif"
)
_BLOCKS = re.compile(r"</(?:p|div|li|h\d|blockquote|tr)\s*>|<br\s*/?>\s*<br\s*/?>", re.IGNORECASE)
_TAGS = re.compile(r"<[^>]*>")
_SENTENCE = re.compile(r"(?:\S+\s+){5,}\S+[.!?…]['\"”’»)\]]*$")
for _library in ("trafilatura", "htmldate", "justext", "courlan"):
    logging.getLogger(_library).addHandler(logging.NullHandler())


@dataclass(frozen=True, kw_only=True)
class Article:
    """The running text of a page, a blank line between paragraphs, and what the page says about it."""

    text: str
    title: str | None = None
    outlet: str | None = None
    published: str | None = None
    url: str | None = None


def article(page: str) -> Article | None:
    """The article of a page given as HTML; None where the page holds none, such as an index or an error page.

    The text is found by trafilatura (Barbaresi 2021), without comments; title, outlet, date and address come
    from the page's metadata first.
    """
    import trafilatura

    # What no page may hold; parsers differ over it.
    page = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]", "", page)
    try:
        tree = trafilatura.load_html(page)
        found = None
        if tree is not None:
            said = _Metadata(tree)
            found = trafilatura.bare_extraction(page, include_comments=False, with_metadata=True)
    except Exception:  # parsers of HTML raise whatever they like on what is none
        return None
    if tree is None or found is None or isinstance(found, dict):
        return None
    title = said.first(_TITLE) or said.from_data("headline") or found.title
    text = _text(found.text or "", title)
    if not any(_SENTENCE.search(line) for line in text.split("\n")):
        return None
    return Article(
        text=text,
        title=title,
        outlet=said.first(_OUTLET) or said.publisher() or found.sitename,
        published=said.published() or _fallback_date(tree),
        url=said.canonical() or found.url,
    )


def words(markup: str) -> str:
    """The text of a piece of a page, such as an entry of a feed: its article, or all words where there is none."""
    plain = _plain(_BLOCKS.sub("\n\n", markup))
    if "<" in markup:
        found = article(f"<html><body><article>{markup}</article></body></html>")
        if found is not None and len(found.text) * 2 > len(plain):
            return found.text
    return plain


def _plain(markup: str) -> str:
    text = html.unescape(_TAGS.sub("", markup)).replace("\xa0", " ")
    paragraphs = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text))
    return "\n\n".join(part for part in paragraphs if part)


def _text(extracted: str, title: str | None) -> str:
    """Paragraphs apart by a blank line; the title, which pages repeat above the text, is no part of it."""
    paragraphs = [line.strip() for line in extracted.replace("\r", "\n").split("\n") if line.strip()]
    if paragraphs and title and paragraphs[0].lstrip("# ").casefold() == title.strip().casefold():
        del paragraphs[0]
    return "\n\n".join(paragraphs)


def _fallback_date(tree: Any) -> str | None:
    """A date from the page's address or marked-up byline, by htmldate without its search of the text."""
    from htmldate import find_date

    try:
        return publication_day(find_date(tree, original_date=True, extensive_search=False))
    except Exception:  # as with the parsers above
        return None


class _Metadata:
    """What a page says about itself: `meta` elements, JSON-LD, marked-up times, its canonical address."""

    def __init__(self, tree: Any) -> None:
        self._tree = tree
        self._meta: dict[str, str] = {}
        for element in tree.iter("meta"):
            content = (element.get("content") or "").strip()
            for attribute in ("property", "name", "itemprop"):
                if content and (name := element.get(attribute)):
                    self._meta.setdefault(name.strip().lower(), content)
        self._data = list(_linked_data(tree))

    def first(self, names: tuple[str, ...]) -> str | None:
        """The first of these `meta` elements that has a value."""
        return next((self._meta[name] for name in names if name in self._meta), None)

    def from_data(self, key: str) -> str | None:
        """The first text under `key` in the page's JSON-LD."""
        return next((node[key] for node in self._data if isinstance(node.get(key), str)), None)

    def publisher(self) -> str | None:
        """The name of the publisher in the page's JSON-LD."""
        for node in self._data:
            publisher = node.get("publisher")
            if isinstance(publisher, dict) and isinstance(publisher.get("name"), str):
                return str(publisher["name"])
        return None

    def canonical(self) -> str | None:
        """The page's address, by its canonical link or `og:url`."""
        for link in self._tree.iter("link"):
            if "canonical" in (link.get("rel") or "").lower().split() and link.get("href"):
                return str(link.get("href"))
        return self._meta.get("og:url")

    def published(self) -> str | None:
        """The day of publication; a day of modification only where nothing says when it was published."""
        candidates = [
            self.from_data("datePublished"),
            *(self._meta.get(name) for name in _PUBLISHED),
            *self._marked_dates(),
            self.from_data("dateCreated"),
            next(self._times(), None),
            self.from_data("dateModified"),
            *(self._meta.get(name) for name in _MODIFIED),
        ]
        return next((day for day in map(_day, candidates) if day), None)

    def _marked_dates(self) -> Iterator[str]:
        """Dates of elements that the page marks as the day of publication."""
        for element in self._tree.iter("time", "span", "p", "div", "abbr"):
            marked = "datepublished" in (element.get("itemprop") or "").lower()
            if marked or element.get("pubdate") is not None:
                yield element.get("datetime") or element.get("content") or element.text_content()

    def _times(self) -> Iterator[str]:
        """Times in the order of the page, but for those of other articles, of comments and of changes."""
        for element in self._tree.iter("time"):
            around = " ".join(
                f"{node.tag} {node.get('class') or ''} {node.get('id') or ''}"
                for node in (element, *element.iterancestors())
            )
            if element.get("datetime") and not _ELSEWHERE.search(around.lower()):
                yield element.get("datetime")


def _day(value: str | None) -> str | None:
    try:
        return publication_day(value)
    except ValueError:
        return None


def _linked_data(tree: Any) -> Iterator[dict[str, Any]]:
    """Every object in the page's JSON-LD, those of articles first."""
    nodes: list[dict[str, Any]] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            try:
                nodes.extend(_objects(json.loads(script.text or "", strict=False)))
            except (ValueError, RecursionError):
                continue
    nodes.sort(key=lambda node: not re.search(r"Article|Report|BlogPosting", str(node.get("@type", ""))))
    yield from nodes


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for entry in value:
            yield from _objects(entry)
    elif isinstance(value, dict):
        yield value
        yield from _objects(value.get("@graph"))
        yield from _objects(value.get("mainEntity"))
