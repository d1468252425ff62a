"""The commands of the archive. Each calls one function that a Python user can call too.

Invariant: nothing that an archive needs is imported before a command runs, so that help comes at once.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trucewatch.cli.fetching import Fetching, fetching_options
from trucewatch.cli.options import (
    archive_option,
    as_json_option,
    complain,
    conditions,
    opened,
    sorted_out,
    workers_option,
)
from trucewatch.terminal import escape_json, printable

if TYPE_CHECKING:
    from trucewatch.archive import Found
    from trucewatch.archive.intake import Progress
    from trucewatch.sources import SourceError


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@archive_option
@workers_option
@click.option(
    "--engine",
    type=click.Choice(["processes", "ray"]),
    default="processes",
    help="What reads: processes of this machine, or a Ray cluster (RAY_ADDRESS, else one of this machine).",
)
@click.option(
    "--readings", metavar="FOLDER", help="With Ray: where readings are written as Parquet, and stay."
)
@fetching_options
def add(
    sources: tuple[str, ...],
    address: str,
    workers: int | None,
    engine: str,
    readings: str | None,
    fetching: Fetching,
) -> None:
    """Read reports and keep them, with their records, in an archive.

    SOURCE is a file as `read` takes it, a folder with such files, the address of a page, PDF or feed (http://…,
    https://…), or `reliefweb:` and a query. What is fetched is kept as a snapshot beside what was read from it.
    What is kept already is passed over, so a run that was stopped goes on where it was. What cannot be had or
    read is named on standard error, the rest is added, and the exit status is 1.
    """
    from trucewatch.archive import parquet
    from trucewatch.archive.intake import take_in
    from trucewatch.sources import folders, gathering

    if readings and engine != "ray":
        raise click.UsageError("--readings goes with --engine ray")
    if engine == "ray":
        _add_on_cluster(sources, address, workers, readings)
        return
    paths = list(folders.files(sources))
    ready = [path for path in paths if parquet.holds_readings(path)]
    paths = [path for path in paths if path not in ready]
    remote = any(gathering.is_remote(path) for path in paths)
    with (
        opened(address, create=True) as archive,
        fetching.fetcher(remote) as fetcher,
        progress_bar(None if remote else folders.count(paths)) as move,
    ):
        reports = gathering.gather(paths, fetcher=fetcher, service=fetching.service)
        results = take_in(archive, reports, workers=workers, stamp=fetching.stamp(fetcher))
        failed = _told(results, move) if paths or not ready else False
        if ready:
            found = parquet.take_in(archive, parquet.opened(ready))
            failed |= _told(found, move, "readings", "taken in")
    if failed:
        sys.exit(1)


def _add_on_cluster(
    sources: tuple[str, ...], address: str, workers: int | None, readings: str | None
) -> None:
    from trucewatch.archive import cluster
    from trucewatch.sources import SourceError

    try:
        with opened(address, create=True) as archive:
            results = cluster.take_in(archive, sources, folder=readings, workers=workers)
            failed = _told(results, lambda progress: None)
    except SourceError as problem:
        raise click.ClickException(str(problem)) from None
    if failed:
        sys.exit(1)


def _told(
    results: Generator[Progress | SourceError, None, None],
    move: Callable[[Progress], None],
    what: str = "reports",
    how: str = "read",
) -> bool:
    """Say what an intake could not read and, at its end, what it added; whether there was any of the former."""
    done, failed = taken_in(results, move)
    if done is not None:
        click.echo(added(done, what, how))
    return failed


def taken_in(
    results: Generator[Progress | SourceError, None, None], move: Callable[[Progress], None]
) -> tuple[Progress | None, bool]:
    """How far an intake came, and whether there was something that it could not read, each of which is named."""
    progress = None

    def note(result: Progress) -> None:
        nonlocal progress
        progress = result
        move(result)

    with closing(results):
        failed = sorted_out(results, note)
    return progress, failed


def added(done: Progress, what: str = "reports", how: str = "read") -> str:
    """What an intake brought, in words."""
    return f"{done.added:,} {what} {how} and {done.records:,} records added; {done.known:,} {what} were there already"


@contextmanager
def progress_bar(total: int | None) -> Iterator[Callable[[Progress], None]]:
    """A bar with the time left, where standard error is a terminal; with `total` None it counts only."""
    if not sys.stderr.isatty():
        yield lambda progress: None
        return
    from rich import progress as bars
    from rich.console import Console

    columns = (
        bars.TextColumn("Reading"),
        bars.BarColumn(),
        bars.MofNCompleteColumn(),
        bars.TextColumn("left:"),
        bars.TimeRemainingColumn(),
    )
    with bars.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda done: bar.update(task, completed=done.known + done.added + done.refused)


@click.command()
@archive_option
@conditions
@click.option("--limit", type=click.IntRange(min=1), default=50, help="At most so many; 50 if not given.")
@as_json_option
def find(address: str, as_json: bool, **filters: Any) -> None:
    """Find records in an archive, the latest first; all conditions that are given must hold."""
    with opened(address) as archive:
        found = archive.find(**filters)
    if not found and not as_json:
        complain("nothing found")
    for one in found:
        click.echo(_json(one) if as_json else _line(one))


@click.command()
@click.argument("identifier", metavar="ID")
@archive_option
@as_json_option
def show(identifier: str, address: str, as_json: bool) -> None:
    """Show a record, or the records of a report, with the words that prove it.

    ID is the id that `find` prints, or the first characters of it.
    """
    with opened(address) as archive:
        for one in archive.show(identifier):
            click.echo(_json(one) if as_json else _whole(one))


@click.command()
@click.argument("identifier", metavar="ID")
@archive_option
@click.option("--output", metavar="FILE", help="Write it there instead of saying what it is.")
def snapshot(identifier: str, address: str, output: str | None) -> None:
    """Show what was fetched for a report, or write it out as a WARC (.warc.gz).

    ID is that of the report, or of a record in it, as `find` and `show` print it, or the first characters of
    it. Programs for web archives, such as those that replay them, read what is written.
    """
    with opened(address) as archive:
        kept = archive.snapshots(identifier)
    if not kept:
        raise click.ClickException(f"{identifier}: the report was read from a file, so there is no snapshot")
    for one in kept if output is None else ():
        found = one.snapshot
        click.echo(found.id)
        lines = [f"asked for {found.url}", f"answered by {found.address}", f"retrieved {found.retrieved}"]
        lines += [f"{found.media_type or 'no media type'}, SHA-256 of the body {found.sha256}"]
        lines += [f"stamped {one.stamp.at} by {one.stamp.authority}"] if one.stamp else []
        for line in lines:
            click.echo(f"  {printable(line)}")
    if output is not None:
        try:
            Path(output).write_bytes(b"".join(one.snapshot.warc for one in kept))
        except OSError as error:
            raise click.ClickException(f"{output}: cannot be written: {error.strerror}") from None


@click.command()
@archive_option
@as_json_option
def stats(address: str, as_json: bool) -> None:
    """Show how much an archive holds."""
    with opened(address) as archive:
        counts = archive.stats()
    if as_json:
        click.echo(json.dumps(counts))
        return
    kinds = counts.pop("records")
    click.echo(f"{'records':<16}{sum(kinds.values()):>12,}")
    for kind, number in kinds.items():
        click.echo(f"  {kind:<14}{number:>12,}")
    for what, value in counts.items():
        shown = f"{value:,}" if isinstance(value, int) else value or "none"
        click.echo(f"{what.replace('_', ' '):<16}{shown:>12}")


@click.command()
@archive_option
@click.option("--roots", metavar="FILE", help="Certificates (PEM) of the authorities whose timestamps count.")
def verify(address: str, roots: str | None) -> None:
    """Check that an archive is as it was written: its trail, its hashes, its evidence, its snapshots.

    Trusted timestamps are held against --roots; without it, only that each is for its snapshot. Prints the last
    hash of the trail; noted elsewhere, it shows later that nothing was cut off. What is wrong is named on
    standard error, and the exit status is 1.
    """
    from trucewatch.sources import SourceError, stamps

    try:
        trusted = stamps.certificates(roots) if roots else []
    except SourceError as error:
        raise click.ClickException(str(error)) from None
    with opened(address) as archive:
        problems = archive.verify(trusted)
        head = archive.head()
        stamped = archive.stats()["timestamps"]
    for problem in problems:
        complain(str(problem))
    if problems:
        sys.exit(1)
    click.echo(f"all holds; the trail ends with {head}")
    if stamped and not trusted:
        click.echo(f"{stamped:,} timestamps are for their snapshots; who gave them shows only with --roots")


def _json(found: Found) -> str:
    from dataclasses import asdict

    return escape_json(json.dumps(asdict(found), ensure_ascii=False))


def _line(found: Found) -> str:
    body = found.body
    place = (body.get("place") or {}).get("name", "")
    words = " … ".join(found.evidence)
    parts = [found.id[:12], body.get("date", "no date"), found.kind, place, words]
    return printable("  ".join(part for part in parts if part))


def _whole(found: Found) -> str:
    report = found.report
    where = ", ".join(str(report[f]) for f in ("title", "outlet", "published", "url") if report[f])
    lines = [
        found.id,
        f"  {found.kind}{'' if found.current else ' (history: a later reading took its place)'}",
        *(f'  "{printable(words)}"' for words in found.evidence),
        *(
            f"  {field}: {printable(json.dumps(value, ensure_ascii=False))}"
            for field, value in found.body.items()
            if field not in ("kind", "evidence")
        ),
        f"  from: {printable(where or report['name'])}",
        f"  report {report['id'][:12]}, version {report['version']}, kept {report['retrieved']},"
        f" read by {found.reader}",
    ]
    return "\n".join(lines) + "\n"


COMMANDS = (add, find, show, snapshot, stats, verify)
