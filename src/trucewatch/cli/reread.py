"""The command that reads an archive's reports anew.

Invariant: nothing that an archive needs is imported before a command runs, so that help comes at once.
"""

from __future__ import annotations

import sys
from contextlib import closing

import click

from trucewatch.cli.archive import progress_bar
from trucewatch.cli.options import archive_option, complain, opened


@click.command()
@archive_option
@click.option("--workers", type=click.IntRange(min=1), help="Processes that read; one a core if not given.")
def reread(address: str, workers: int | None) -> None:
    """Read anew what an archive holds, where another version of the reader has read it.

    The older records stay as history (`find --history`). A run that was stopped goes on where it was.
    """
    from trucewatch.archive.intake import take_in
    from trucewatch.sources import SourceError

    failed = False
    with opened(address) as archive, progress_bar(archive.count_outdated()) as move:
        progress = None
        with closing(take_in(archive, archive.outdated(), workers=workers)) as results:
            for result in results:
                if isinstance(result, SourceError):
                    failed = True
                    complain(str(result))
                else:
                    progress = result
                    move(result)
    if progress is not None:
        click.echo(f"{progress.added:,} reports read anew; {progress.records:,} records")
    if failed:
        sys.exit(1)


COMMANDS = (reread,)
