"""What several commands share: options, an opened archive, a complaint.

Invariant: nothing that an archive needs is imported before a command runs, so that help comes at once.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from trucewatch.terminal import printable

if TYPE_CHECKING:
    from trucewatch.archive import Archive

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
as_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")


@contextmanager
def opened(address: str, *, create: bool = False) -> Iterator[Archive]:
    """The archive at `address`; whatever goes wrong with it ends the command with one line."""
    from trucewatch.archive import Archive, ArchiveError

    try:
        with Archive(address, create=create) as archive:
            yield archive
    except ArchiveError as error:
        raise click.ClickException(str(error)) from None


def complain(message: str) -> None:
    """Say what is wrong on standard error, in one line that is safe on a terminal."""
    sys.stdout.flush()
    click.echo(f"trucewatch: {printable(message)}", err=True)
