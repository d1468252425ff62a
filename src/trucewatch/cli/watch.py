"""The commands that keep watch over feeds, pages and queries.

Invariant: nothing that watching needs is imported before a command runs, so that help comes at once.
"""

from __future__ import annotations

import json
import re
import signal
import sys
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import click

from trucewatch.cli.archive import added
from trucewatch.cli.fetching import Fetching, fetching_options
from trucewatch.cli.options import (
    archive_option,
    as_json_option,
    complain,
    opened,
    sorted_out,
    workers_option,
)
from trucewatch.terminal import printable

if TYPE_CHECKING:
    from trucewatch.archive.intake import Progress
    from trucewatch.archive.watches import Watch
    from trucewatch.archive.watching import Visited
    from trucewatch.sources import SourceError

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


def _seconds(_: click.Context, __: click.Parameter, value: str) -> int:
    match = re.fullmatch(r"(\d{1,6})\s*([smhd])", value.strip().lower())
    seconds = int(match[1]) * _UNITS[match[2]] if match else 0
    if seconds < 60:
        raise click.BadParameter("takes a minute or more, such as 15m, 1h or 1d")
    return seconds


@click.group()
def watch() -> None:
    """Keep a list of feeds, pages and queries, and take in what is new there.

    The list is in the archive, so a team has one; who changed it is in the audit trail.
    """


@watch.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@archive_option
@click.option(
    "--every",
    metavar="TIME",
    default="1h",
    callback=_seconds,
    help="How often: 15m, 1h, 1d; 1h if not given.",
)
def add(sources: tuple[str, ...], address: str, every: int) -> None:
    """Put sources on the list, or change how often they are visited.

    SOURCE is the address of a feed or page (http://…, https://…), or `reliefweb:` and a query. Nothing is
    fetched yet.
    """
    wanted = [_source(source) for source in sources]
    with opened(address, create=True) as archive:
        new = archive.watch(wanted, every)
        total = len(archive.watches())
    click.echo(f"{_counted(new)} added; {total:,} watched")


@watch.command(name="list")
@archive_option
@as_json_option
def listed(address: str, as_json: bool) -> None:
    """Show what is watched, how the last visit went, and when the next is due."""
    with opened(address) as archive:
        found = archive.watches()
    if not found and not as_json:
        complain("nothing is watched")
    for one in found:
        click.echo(json.dumps(_fields(one)) if as_json else _line(one))


@watch.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@archive_option
def remove(sources: tuple[str, ...], address: str) -> None:
    """Take sources off the list. What was read from them stays."""
    wanted = [_source(source) for source in sources]
    with opened(address) as archive:
        gone = archive.unwatch(wanted)
    for source in wanted:
        if source not in gone:
            complain(f"{source}: is not watched")
    click.echo(f"{_counted(len(gone))} taken off")
    if len(gone) < len(set(wanted)):
        sys.exit(1)


@watch.command()
@archive_option
@click.option("--once", is_flag=True, help="Visit all of it now, and end.")
@workers_option
@fetching_options
def run(address: str, once: bool, workers: int | None, fetching: Fetching) -> None:
    """Visit what is watched whenever it is due, until stopped (Ctrl-C), and add what is new.

    A feed's new and changed pages are fetched, a page that changed is a new version. Sites get pauses, their
    robots.txt is heeded, and who is in trouble is left alone for longer each time. Stopped or killed, it goes on
    the next time. What could not be had is named on standard error; with --once the exit status is then 1.
    """
    from trucewatch.archive.watching import watch as rounds

    with _stoppable(), opened(address) as archive:
        if not archive.watches():
            raise click.ClickException("nothing is watched; `trucewatch watch add` puts sources on the list")
        with fetching.fetcher(True) as fetcher:
            assert fetcher is not None
            failed = _told(
                rounds(
                    archive,
                    fetcher,
                    once=once,
                    service=fetching.service,
                    workers=workers,
                    stamp=fetching.stamp(fetcher),
                )
            )
    if failed:
        sys.exit(1)


def _told(results: Generator[Progress | SourceError | Visited, None, None]) -> bool:
    """Say what could not be had, and what each round brought; whether there was any of the former."""
    from trucewatch.archive.watching import Visited

    def tell(result: object) -> None:
        if isinstance(result, Visited):
            click.echo(f"{result.at} {_counted(result.sources)} visited: {added(result.progress)}")
            sys.stdout.flush()

    with closing(results):
        return sorted_out(results, tell)


def _counted(sources: int) -> str:
    return f"{sources:,} source{'' if sources == 1 else 's'}"


@contextmanager
def _stoppable() -> Iterator[None]:
    """Being told to end (SIGTERM), as services are, is as Ctrl-C is: what was read is kept first."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _source(given: str) -> str:
    """The source in its one spelling; one that cannot be watched ends the command with a line."""
    from trucewatch.archive.watches import LONGEST
    from trucewatch.sources import SourceError, reliefweb
    from trucewatch.sources.web.addresses import normal, shown

    if reliefweb.is_query(given):
        return given
    try:
        source = normal(given)
    except SourceError as problem:
        raise click.ClickException(str(problem.at(shown(given)))) from None
    if len(source) > LONGEST:
        raise click.ClickException(f"{shown(given)}: is an address of more than {LONGEST:,} characters")
    return source


def _fields(one: Watch) -> dict[str, Any]:
    visit = one.visit
    return {
        "source": one.source,
        "every": one.every,
        "who": one.who,
        "since": one.since,
        "visited": visit.at if visit else None,
        "due": visit.due if visit else None,
        "failures": visit.failures if visit else 0,
        "outcome": visit.outcome if visit else None,
    }


def _line(one: Watch) -> str:
    unit = next(unit for unit in ("d", "h", "m", "s") if one.every % _UNITS[unit] == 0)
    went = "not visited yet"
    if one.visit is not None:
        failed = f"failed, {one.visit.failures} in a row: " if one.visit.failures else ""
        went = f"{one.visit.at} {failed}{one.visit.outcome}, next {one.visit.due}"
    return printable(f"{one.source}  every {one.every // _UNITS[unit]}{unit}  {went}")


COMMANDS = (watch,)
