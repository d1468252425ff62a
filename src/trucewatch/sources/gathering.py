"""Whatever a person names as a source to reports: files, addresses, feeds, queries.

Invariant: each source gives its reports or lines that say why not, and stops no other; the network is asked
only for sources that are addresses or queries.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trucewatch.records import Report
from trucewatch.sources import contents, feeds, files, reliefweb
from trucewatch.sources.extras import library
from trucewatch.sources.feeds import Entry
from trucewatch.sources.problems import SourceError
from trucewatch.sources.snapshots import Retrieved, snapshot
from trucewatch.sources.web.addresses import is_address
from trucewatch.sources.web.responses import Fetched

if TYPE_CHECKING:
    from trucewatch.sources.web.fetching import Fetcher


@dataclass(frozen=True, kw_only=True)
class Service:
    """What is told to ReliefWeb: the approved application name, its address, and how many reports to take."""

    name: str | None = None
    address: str = reliefweb.SERVICE
    most: int = 100


def is_remote(source: str) -> bool:
    """Whether `source` is an address of the web or a query, and so asks the network."""
    return is_address(source) or reliefweb.is_query(source)


def gather(
    sources: Iterable[str], *, fetcher: Fetcher | None = None, service: Service | None = None
) -> Iterator[Report | Retrieved | SourceError]:
    """The reports of `sources`, in order: files, addresses of pages and feeds, `reliefweb:` and a query.

    A report that was fetched, or is in a web archive, comes with its snapshot. Without `fetcher` nothing is
    fetched and addresses come out as SourceError; nothing is raised.
    """
    service = service or Service()
    for source in sources:
        if not is_remote(source):
            yield from files.retrieved([source])
        elif fetcher is None:
            yield SourceError("is fetched only with a fetcher", path=source)
        elif reliefweb.is_query(source):
            yield from reliefweb.reports(
                fetcher, source, name=service.name, service=service.address, most=service.most
            )
        else:
            yield from visit(fetcher, source)


def visit(fetcher: Fetcher, address: str) -> Iterator[Retrieved | SourceError]:
    """The report at an address, or those that the feed there leads to."""
    try:
        fetched = fetcher.get(address)
        if not contents.is_feed(fetched):
            yield page(fetched)
            return
        found = feeds.feed(fetched.body, fetched.address)
    except SourceError as problem:
        yield problem.at(problem.path or address)
        return
    if found.problem:
        yield SourceError(found.problem, path=address)
    for entry in found.entries:
        try:
            yield follow(fetcher, entry, fetched)
        except SourceError as problem:
            yield problem.at(problem.path or entry.name)


def page(fetched: Fetched) -> Retrieved:
    """The report of a response with its snapshot. Raises SourceError, with the address, where it holds none."""
    try:
        return Retrieved(report=contents.report_of(fetched), snapshot=snapshot(fetched))
    except SourceError as problem:
        raise problem.at(fetched.address) from None


def follow(fetcher: Fetcher, entry: Entry, feed: Fetched) -> Retrieved:
    """The report that an entry of a feed leads to: its page, or the entry itself.

    The entry is taken where it leads nowhere, or to a page without an article while the feed has the whole
    text. Raises SourceError where there is no report.
    """
    if entry.link is None:
        return Retrieved(report=feeds.report_of(entry, path=feed.address), snapshot=snapshot(feed))
    fetched = fetcher.get(entry.link)
    try:
        report = contents.report_of(fetched, title=entry.title, published=entry.published)
    except SourceError as problem:
        if not (entry.whole and "no article" in problem.cause):
            raise problem.at(fetched.address) from None
        return Retrieved(report=feeds.report_of(entry, path=feed.address), snapshot=snapshot(feed))
    return Retrieved(report=report, snapshot=snapshot(fetched))


def open_fetcher(**settings: Any) -> Fetcher:
    """A fetcher with these settings (see `web.fetching.Settings`).

    Raises SourceError where a library that it needs is not installed, naming the extra, and for a contact that
    no header can carry.
    """
    for name in ("httpcore", "certifi", "protego", "feedparser", "warcio"):
        library(name)
    from trucewatch.sources.web.fetching import Fetcher, Settings

    contact = settings.get("contact")
    if contact and not (contact.isascii() and contact.isprintable()):
        raise SourceError("a contact is an address of e-mail or the web, in plain letters")
    return Fetcher(Settings(**settings))
