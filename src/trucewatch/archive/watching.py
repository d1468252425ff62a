"""Rounds over what is watched: what is new there comes into the archive.

Invariant: a visit is noted as done with only after all that it brought is in the archive; stopped at any
moment, the next round goes on, and asks again for nothing whose snapshot is kept.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from trucewatch.archive.intake import Given, Progress, Reader, read_report, take_in
from trucewatch.archive.store import Archive
from trucewatch.archive.watches import Visit, Watch
from trucewatch.sources import SourceError, contents, feeds, reliefweb
from trucewatch.sources.dates import moment
from trucewatch.sources.feeds import Entry
from trucewatch.sources.gathering import Service, follow, page
from trucewatch.sources.stamps import Stamp
from trucewatch.sources.web.problems import FetchError
from trucewatch.sources.web.responses import Fetched

if TYPE_CHECKING:
    from trucewatch.sources.web.fetching import Fetcher

_FIRST_WAIT, _LONGEST_WAIT = 300.0, 86_400.0
_PATIENCE = 8
"""A page of a feed that fails so often in a row is asked for no more."""
_LOOK = 60.0
"""Seconds after which the list is looked at again, which somebody may have changed."""
_MARGIN = timedelta(hours=1)
"""ReliefWeb is asked for what came since the last round and a little before, for clocks differ."""


@dataclass(frozen=True, kw_only=True)
class Visited:
    """A round that was made: when it began, how many sources it visited, and what came of it."""

    at: str
    sources: int
    progress: Progress


def watch(
    archive: Archive,
    fetcher: Fetcher,
    *,
    once: bool = False,
    service: Service | None = None,
    workers: int | None = None,
    stamp: Callable[[bytes], Stamp] | None = None,
    read: Reader = read_report,
    reader: str | None = None,
    chance: random.Random | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    sleep: Callable[[float], None] = time.sleep,
) -> Generator[Progress | SourceError | Visited, None, None]:
    """Visit what is watched whenever it is due, for ever; with `once`, all of it now, and end.

    With `once` too, who was in trouble or asked for it is left alone until its time. Yields what `take_in`
    does, and `Visited` after each round. `chance`, `now` and `sleep` are for tests. Closed, it ends once what
    was read is in the archive.
    """
    chance = chance or random.Random()
    while True:
        begun = moment(now())
        watches = [one for one in archive.watches() if (once and not _in_trouble(one)) or one.is_due(begun)]
        if watches:
            visits = Round(archive, fetcher, watches, service or Service(), chance, now)
            took = take_in(archive, visits.reports(), read=read, reader=reader, workers=workers, stamp=stamp)
            progress = Progress()
            with closing(took):
                for result in took:
                    progress = result if isinstance(result, Progress) else progress
                    yield result
            visits.done()
            yield Visited(at=begun, sources=len(watches), progress=progress)
        if once:
            return
        sleep(_until(archive.watches(), now()))


def _in_trouble(one: Watch) -> bool:
    return one.visit is not None and one.visit.failures > 0


def _until(watches: list[Watch], now: datetime) -> float:
    """Seconds until something is due, or until the list is looked at again."""
    dues = [one.visit.due for one in watches if one.visit and one.visit.due]
    first = min(dues, default="9999")
    if first <= moment(now) or len(dues) < len(watches):
        return 1.0
    try:
        return min(_LOOK, max(1.0, (datetime.fromisoformat(first) - now).total_seconds()))
    except ValueError:
        return _LOOK


class Round:
    """One round over `watches`: `reports` gives what is new, and `done` notes what was."""

    def __init__(
        self,
        archive: Archive,
        fetcher: Fetcher,
        watches: list[Watch],
        service: Service,
        chance: random.Random,
        now: Callable[[], datetime],
    ) -> None:
        self._archive = archive
        self._fetcher = fetcher
        self._watches = watches
        self._service = service
        self._chance = chance
        self._now = now
        self._went: dict[str, Visit] = {}

    def done(self) -> None:
        """Note how the visits went, once what they brought is in the archive."""
        self._archive.note_visits(self._went)
        self._went = {}

    def reports(self) -> Iterator[Given]:
        """What is new at each source; a source that fails costs a line, and is left alone for longer each time."""
        for one in self._watches:
            try:
                yield from self._query(one) if reliefweb.is_query(one.source) else self._address(one)
            except SourceError as problem:
                self._went[one.source] = self._failed(one.visit, problem, one.every)
                yield problem.at(problem.path or one.source)

    def _query(self, one: Watch) -> Iterator[Given]:
        begun = self._now()
        since = one.visit.modified if one.visit else None
        failed: SourceError | None = None
        for found in reliefweb.reports(
            self._fetcher,
            one.source,
            name=self._service.name,
            service=self._service.address,
            most=self._service.most,
            since=since,
        ):
            if isinstance(found, SourceError) and found.path == one.source:
                failed = found
            else:
                yield found
        if failed is not None:
            raise failed
        self._went[one.source] = self._good(one, "asked", modified=moment(begun - _MARGIN))

    def _address(self, one: Watch) -> Iterator[Given]:
        fetched = self._fetcher.get(one.source, headers=_conditions(one.visit))
        known = {"etag": fetched.header("ETag"), "modified": fetched.header("Last-Modified")}
        if fetched.unchanged:
            kept = {name: known[name] or getattr(one.visit, name, None) for name in known}
            self._went[one.source] = self._good(one, "unchanged", **kept)
        elif contents.is_feed(fetched):
            yield from self._feed(one, fetched, known)
        else:
            yield page(fetched)
            self._went[one.source] = self._good(one, "a page", **known)

    def _feed(self, one: Watch, fetched: Fetched, known: dict[str, str | None]) -> Iterator[Given]:
        found = feeds.feed(fetched.body, fetched.address)
        if found.problem:
            yield SourceError(found.problem, path=one.source)
        links = [entry.link for entry in found.entries if entry.link]
        before = self._archive.visits(links)
        kept = self._archive.last_retrieved(links)
        waiting = False
        for entry in found.entries:
            visit = before.get(entry.link or "")
            if entry.link is None or self._is_new(entry, visit, kept.get(entry.link)):
                yield self._entry(entry, fetched, visit)
            visit = self._went.get(entry.link or "", visit)
            waiting = waiting or (visit is not None and visit.due is not None)
        # While a page is still to be had, the feed is asked for whole again: that it has not changed would not do.
        outcome = f"a feed of {len(found.entries):,} entries"
        self._went[one.source] = self._good(one, outcome, **({} if waiting else known))

    def _entry(self, entry: Entry, feed: Fetched, visit: Visit | None) -> Given:
        try:
            given = follow(self._fetcher, entry, feed)
        except SourceError as problem:
            if entry.link is not None:
                self._went[entry.link] = self._failed(visit, problem, None)
            return problem.at(problem.path or entry.name)
        if entry.link is not None:
            self._went[entry.link] = Visit(at=self._time(), due=None, outcome="read")
        return given

    def _is_new(self, entry: Entry, visit: Visit | None, kept: str | None) -> bool:
        """Whether the page of an entry is to be fetched: never had, changed since, or to be tried again."""
        now = self._time()
        if visit is not None and visit.due is not None:
            return visit.due <= now
        last = max(filter(None, (visit.at if visit else None, kept)), default=None)
        changed = entry.changed if entry.changed and entry.changed <= now else None
        return last is None or (changed is not None and changed > last)

    def _good(
        self, one: Watch, outcome: str, *, etag: str | None = None, modified: str | None = None
    ) -> Visit:
        due = moment(self._now() + timedelta(seconds=one.every))
        return Visit(at=self._time(), due=due, outcome=outcome, etag=etag, modified=modified)

    def _failed(self, visit: Visit | None, problem: SourceError, every: int | None) -> Visit:
        """A visit that failed. What is watched (`every`) is visited again in any case, a page of a feed only
        where that may help; for longer each time is left alone only who may recover."""
        from trucewatch.sources.web.politeness import back_off

        temporary = isinstance(problem, FetchError) and problem.temporary
        failures = (visit.failures if visit else 0) + 1 if temporary else 0
        before = visit or Visit(at="", due=None, outcome="")
        failed = replace(before, at=self._time(), failures=failures, outcome=problem.cause, due=None)
        if every is None and (not temporary or failures >= _PATIENCE):
            return failed
        wait = float(every or 0)
        if temporary:
            first = max(_FIRST_WAIT, wait)
            wait = back_off(failures, first=first, most=max(_LONGEST_WAIT, first), chance=self._chance)
        if isinstance(problem, FetchError) and problem.wait:
            wait = max(wait, problem.wait)
        return replace(failed, due=moment(self._now() + timedelta(seconds=wait)))

    def _time(self) -> str:
        return moment(self._now())


def _conditions(visit: Visit | None) -> dict[str, str]:
    """The headers by which a server need not send what has not changed."""
    headers = {}
    if visit is not None and visit.etag:
        headers["If-None-Match"] = visit.etag
    if visit is not None and visit.modified:
        headers["If-Modified-Since"] = visit.modified
    return headers
