"""RSS and Atom feeds to their entries.

Invariant: a feed that is malformed gives what can be made out of it and says so; nothing is fetched here.
"""

from __future__ import annotations

import calendar
import io
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from trucewatch.records import Report
from trucewatch.sources import pages
from trucewatch.sources.dates import moment, publication_day
from trucewatch.sources.extras import library
from trucewatch.sources.problems import SourceError
from trucewatch.sources.text import report

_BYTES = 10_000_000
_ENTRIES = 5_000
"""What a feed may have, since a parser of feeds takes its time over each entry."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry: where it leads, what it says of itself, and the text that the feed has of it.

    `published` is the day, YYYY-MM-DD, `changed` the moment of its last change in UTC to the second,
    both None where the feed does not say; `text` is the whole text where the feed carries it (`whole`), else its
    summary.
    """

    name: str
    link: str | None
    title: str | None
    published: str | None
    changed: str | None
    text: str
    whole: bool
    outlet: str | None


@dataclass(frozen=True, kw_only=True)
class Feed:
    """The entries of a feed in its order; `problem` says what is wrong with it, if anything is."""

    entries: tuple[Entry, ...]
    problem: str | None = None


def feed(data: bytes, address: str | None = None) -> Feed:
    """The feed that `data` is, by feedparser; links are made whole by `address`.

    Raises SourceError where it is none, where it has more than 10 MB or 5,000 entries, and where feedparser is
    not installed.
    """
    parser = library("feedparser")
    plain = data.replace(b"\0", b"")  # as it would be in any encoding that is wider
    if len(data) > _BYTES or plain.count(b"<item") + plain.count(b"<entry") > _ENTRIES:
        raise SourceError(f"is a feed of more than {_BYTES / 1e6:.0f} MB or {_ENTRIES:,} entries")
    headers = {"content-location": address} if address else {}
    try:
        # A stream: bytes might be taken for the name of a file.
        parsed = parser.parse(io.BytesIO(data), response_headers=headers)
    except Exception as error:  # parsers of what people write raise whatever it brings on
        raise SourceError(f"is no feed that can be read ({type(error).__name__})") from None
    fault = _fault(parsed, parser)
    entries = tuple(_entry(one, parsed.feed, number) for number, one in enumerate(parsed.entries, start=1))
    if not parsed.version and not entries:
        raise SourceError(f"is no feed{f' ({fault})' if fault else ''}")
    problem = f"is malformed ({fault}); {len(entries):,} entries could be read" if fault else None
    return Feed(entries=entries, problem=problem)


def report_of(entry: Entry, *, path: str) -> Report:
    """The report that an entry is by itself, without the page that it leads to. Raises SourceError for none."""
    return report(
        entry.text,
        id=entry.name,
        path=path,
        title=entry.title,
        outlet=entry.outlet,
        published=entry.published,
        url=entry.link,
    )


def _fault(parsed: Any, parser: Any) -> str | None:
    """What is wrong with the markup; an encoding or media type that was told wrongly does no harm."""
    harmless = (parser.CharacterEncodingOverride, parser.NonXMLContentType)
    fault = parsed.get("bozo_exception")
    if not parsed.bozo or fault is None or isinstance(fault, harmless):
        return None
    message = fault.getMessage() if hasattr(fault, "getMessage") else str(fault)
    return " ".join(message.split())[:120] or type(fault).__name__


def _entry(one: Any, about: Any, number: int) -> Entry:
    link = one.get("link") or None
    contents = [part.get("value") or "" for part in one.get("content", ())]
    longest = max([*contents, one.get("summary") or ""], key=len)
    published = one.get("published") or dict.get(one, "updated") or one.get("created")
    # By dict's own means: feedparser's would take one for the other, with a warning.
    at = dict.get(one, "updated_parsed") or dict.get(one, "published_parsed")
    return Entry(
        name=link or one.get("id") or f"entry {number}",
        link=link if link and link.lower().startswith(("http://", "https://")) else None,
        title=pages.words(one.get("title") or "") or None,
        published=_day(published, one),
        changed=_moment(at),
        text=pages.words(longest),
        whole=any(contents),
        outlet=about.get("title") or None,
    )


def _day(written: str | None, one: Any) -> str | None:
    """The day as the feed writes it; in UTC where it writes it in a way that only feedparser knows."""
    try:
        return publication_day(written)
    except ValueError:
        return (_moment(one.get("published_parsed") or dict.get(one, "updated_parsed")) or "")[:10] or None


def _moment(parsed: Any) -> str | None:
    try:
        at = datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, TypeError):
        return None
    return moment(at) if at else None
