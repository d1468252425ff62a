"""The options of commands that fetch from the web, and a fetcher that goes by them.

Invariant: nothing that fetching needs is imported before something is to be fetched.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from trucewatch.sources.gathering import Service
    from trucewatch.sources.stamps import Stamp
    from trucewatch.sources.web.fetching import Fetcher

_OPTIONS = (
    click.option(
        "--contact",
        metavar="TEXT",
        envvar="TRUCEWATCH_CONTACT",
        help="Your e-mail or web address, told to every site; TRUCEWATCH_CONTACT if not given.",
    ),
    click.option(
        "--allow-private",
        is_flag=True,
        help="Fetch from closed networks too, such as 10.0.0.0/8 or this machine.",
    ),
    click.option(
        "--ignore-robots", is_flag=True, help="Fetch what robots.txt forbids, where the site gave you leave."
    ),
    click.option(
        "--pause",
        type=click.FloatRange(min=0),
        default=1.0,
        help="Seconds between two requests to a site, at least; 1 if not given.",
    ),
    click.option(
        "--timestamp",
        metavar="URL",
        envvar="TRUCEWATCH_TIMESTAMP",
        help="Have each snapshot stamped by this authority (RFC 3161); TRUCEWATCH_TIMESTAMP if not given.",
    ),
    click.option(
        "--reliefweb-name",
        metavar="NAME",
        envvar="TRUCEWATCH_RELIEFWEB_NAME",
        help="The application name that ReliefWeb approved; TRUCEWATCH_RELIEFWEB_NAME if not given.",
    ),
    click.option(
        "--reliefweb-url",
        metavar="URL",
        envvar="TRUCEWATCH_RELIEFWEB_URL",
        help="Where ReliefWeb's API is, if elsewhere; TRUCEWATCH_RELIEFWEB_URL if not given.",
    ),
    click.option(
        "--most",
        type=click.IntRange(min=1),
        default=100,
        help="Reports to take from a query to ReliefWeb, at most; 100 if not given.",
    ),
)


@dataclass(frozen=True, kw_only=True)
class Fetching:
    """What the options say."""

    contact: str | None
    allow_private: bool
    ignore_robots: bool
    pause: float
    timestamp: str | None
    reliefweb_name: str | None
    reliefweb_url: str | None
    most: int

    @property
    def service(self) -> Service:
        """What is told to ReliefWeb."""
        from trucewatch.sources import gathering, reliefweb

        address = self.reliefweb_url or reliefweb.SERVICE
        return gathering.Service(name=self.reliefweb_name, address=address, most=self.most)

    @contextmanager
    def fetcher(self, needed: bool) -> Iterator[Fetcher | None]:
        """A fetcher where one is needed; a library that is missing ends the command with one line."""
        if not needed and self.timestamp is None:
            yield None
            return
        from trucewatch.sources import SourceError, gathering
        from trucewatch.sources.extras import library

        try:
            if self.timestamp is not None:
                library("rfc3161_client", "timestamps")
            made = gathering.open_fetcher(
                contact=self.contact,
                allow_private=self.allow_private,
                robots=not self.ignore_robots,
                pause=self.pause,
            )
        except SourceError as error:
            raise click.ClickException(str(error)) from None
        with made:
            yield made

    def stamp(self, fetcher: Fetcher | None) -> Callable[[bytes], Stamp] | None:
        """What has a snapshot stamped; None where that is not asked for."""
        if fetcher is None or self.timestamp is None:
            return None
        from trucewatch.sources import stamps

        return functools.partial(stamps.stamp, fetcher, self.timestamp)


def fetching_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options, as one argument `fetching`."""

    @functools.wraps(command)
    def called(**given: Any) -> None:
        names = list(Fetching.__dataclass_fields__)
        command(fetching=Fetching(**{name: given.pop(name) for name in names}), **given)

    for option in reversed(_OPTIONS):
        called = option(called)
    return called
