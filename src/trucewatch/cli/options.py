"""What several commands share: options, an opened archive, a complaint.

Invariant: nothing that an archive needs is imported before a command runs, so that help comes at once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from trucewatch.terminal import printable

if TYPE_CHECKING:
    from trucewatch.archive import Archive
    from trucewatch.sources import SourceError

T = TypeVar("T")

archive_option = click.option(
    "--archive",
    "address",
    metavar="URL",
    default="trucewatch.db",
    envvar="TRUCEWATCH_ARCHIVE",
    help="A file, or postgresql://…; TRUCEWATCH_ARCHIVE or ./trucewatch.db if not given.",
)
workers_option = click.option(
    "--workers", type=click.IntRange(min=1), help="Processes that read; one a core if not given."
)
color_option = click.option("--no-color", is_flag=True, help="Print without colour.")
width_option = click.option(
    "--width", type=click.IntRange(min=40), help="Columns to fill; those of the terminal if not given."
)
as_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")

_KINDS = (
    "talks", "agreement", "post", "patrol", "incident", "control", "displacement", "deployment", "statement"
)  # fmt: skip


def _near(_: click.Context, __: click.Parameter, value: str | None) -> tuple[float, float, float] | None:
    if value is None:
        return None
    try:
        latitude, longitude, kilometres = (float(part) for part in value.split(","))
    except ValueError:
        raise click.BadParameter("takes LATITUDE,LONGITUDE,KILOMETRES, such as 35.9,36.6,20") from None
    return latitude, longitude, kilometres


def day_value(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """A day, month or year as given to an option; anything else ends the command with one line."""
    import re

    if value is not None and not re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", value):
        raise click.BadParameter("takes a day, month or year, such as 2020-02-08, 2020-02 or 2020")
    return value


_CONDITIONS = (
    click.option("--kind", type=click.Choice(_KINDS), help="Of this kind."),
    click.option(
        "--assertion", type=click.Choice(["actual", "planned", "denied", "possible"]), help="Held so."
    ),
    click.option("--since", metavar="DATE", callback=day_value, help="On this day, month or year or later."),
    click.option(
        "--until", metavar="DATE", callback=day_value, help="On this day, month or year or earlier."
    ),
    click.option("--place", help="At a place whose name has these words, or in this country."),
    click.option(
        "--near", metavar="LAT,LON,KM", callback=_near, help="Within so many kilometres of a point."
    ),
    click.option("--actor", help="With an actor whose name has these words."),
    click.option("--source", help="From an outlet or somebody quoted whose name has these words."),
    click.option("--text", help="From a report that has these words."),
    click.option("--confidence", type=click.FloatRange(0, 1), help="With at least this confidence."),
    click.option("--history", is_flag=True, help="Also what a later reading has replaced."),
)


def conditions(command: Callable[..., Any]) -> Callable[..., Any]:
    """Gives `command` the options by which records are found; it gets them by the names of `archive.Query`."""
    for option in reversed(_CONDITIONS):
        command = option(command)
    return command


@contextmanager
def opened(address: str, *, create: bool = False) -> Iterator[Archive]:
    """The archive at `address`; whatever goes wrong with it ends the command with one line."""
    from trucewatch.archive import Archive, ArchiveError

    try:
        with Archive(address, create=create) as archive:
            yield archive
    except ArchiveError as error:
        raise click.ClickException(str(error)) from None


def cause_of(error: Exception) -> str:
    """Why a file could not be written, in one line."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def complain(message: str) -> None:
    """Say what is wrong on standard error, in one line that is safe on a terminal."""
    sys.stdout.flush()
    click.echo(f"trucewatch: {printable(message)}", err=True)


def sorted_out(results: Iterable[T | SourceError], use: Callable[[T], object]) -> bool:
    """Complain of what could not be had or read, and hand all else to `use`; whether there was any of the former."""
    from trucewatch.sources import SourceError

    failed = False
    for result in results:
        if isinstance(result, SourceError):
            failed = True
            complain(str(result))
        else:
            use(result)
    return failed
