"""The command that reads an archive's reports anew.

Invariant: nothing that an archive needs is imported before a command runs, so that help comes at once.
"""

from __future__ import annotations

import sys

import click

from trucewatch.cli.archive import progress_bar, taken_in
from trucewatch.cli.options import archive_option, opened, workers_option


@click.command()
@archive_option
@workers_option
def reread(address: str, workers: int | None) -> None:
    """Read anew what an archive holds, where another version of the reader has read it.

    The older records stay as history (`find --history`). A run that was stopped goes on where it was.
    """
    from trucewatch.archive.intake import take_in

    with opened(address) as archive, progress_bar(archive.count_outdated()) as move:
        done, failed = taken_in(take_in(archive, archive.outdated(), workers=workers), move)
    if done is not None:
        click.echo(f"{done.added:,} reports read anew; {done.records:,} records")
    if failed:
        sys.exit(1)


COMMANDS = (reread,)
