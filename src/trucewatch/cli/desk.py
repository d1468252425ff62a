"""The command that opens the desk."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from trucewatch.cli.cases import loaded
from trucewatch.cli.options import archive_option, complain, opened

if TYPE_CHECKING:
    from trucewatch.desk import Settings


@click.command()
@click.argument("cases", nargs=-1, metavar="[CASE...]", type=click.Path(path_type=Path))
@archive_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", type=click.IntRange(0, 65535), default=8787, show_default=True)
@click.option("--name", "hosts", multiple=True, help="A further name that the desk is asked by.")
@click.option("--https", is_flag=True, help="It is reached over TLS, by a proxy before it.")
@click.option("--tiles", metavar="URL", help="Map tiles of your own, https://…/{z}/{x}/{y}.png.")
@click.option(
    "--address", "reached", metavar="URL", help="Where others reach it; for links in feeds and alerts."
)
@click.option("--alerts/--no-alerts", default=True, help="Send alerts while it is open, or do not.")
@click.option("--allow-private", is_flag=True, help="Let webhooks go to closed networks.")
@click.option("--open/--no-open", "shown", default=True, help="Open it in the browser, or do not.")
def desk(
    cases: tuple[Path, ...],
    address: str,
    host: str,
    port: int,
    hosts: tuple[str, ...],
    https: bool,
    tiles: str | None,
    reached: str | None,
    alerts: bool,
    allow_private: bool,
    shown: bool,
) -> None:
    """Open the desk: the cases of these case files in the browser, with the reports of the archive.

    Reports that the case files name are read into the archive first, where they are not in it. The desk listens on
    this machine alone until there are people who log in (`trucewatch people add`).
    """
    try:
        import uvicorn  # noqa: F401

        from trucewatch.archive import ArchiveError
        from trucewatch.desk import Settings
        from trucewatch.desk.alerting.mail import MailError
        from trucewatch.desk.serving import serve
    except ImportError as error:
        raise click.ClickException(f"the desk needs {error.name}: pip install 'trucewatch[desk]'") from None

    settings = Settings(
        archive=address,
        cases=cases,
        host=host,
        port=port,
        hosts=hosts,
        https=https,
        tiles=tiles,
        address=reached,
        alerts=alerts,
        allow_private=allow_private,
    )
    _take_in(settings)
    try:
        serve(
            settings,
            shown=shown,
            ready=lambda url: click.echo(f"The desk is open at {url} (Ctrl-C closes it)"),
        )
    except (ArchiveError, MailError) as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"{host}:{port}: {error.strerror or error}") from None


def _take_in(settings: Settings) -> None:
    """Read the reports that the case files name into the archive, where it lacks them."""
    from trucewatch.archive.intake import take_in
    from trucewatch.cases import gathering
    from trucewatch.cli.archive import progress_bar
    from trucewatch.sources import SourceError, folders
    from trucewatch.sources import gathering as sources

    paths: list[str] = []
    for path in settings.cases:
        file = loaded(path)
        paths += gathering.expanded(file.case.reports.files, file.path.parent)
    with opened(settings.archive, create=True) as archive:
        if not paths:
            return
        with progress_bar(folders.count(paths)) as move:
            for result in take_in(archive, sources.gather(paths), workers=_workers(paths)):
                if isinstance(result, SourceError):
                    complain(str(result))
                else:
                    move(result)


def _workers(paths: Sequence[str]) -> int | None:
    """One process for a few reports, for which loading the reader again would take longer than reading."""
    return 1 if len(paths) < 20 else None


COMMANDS = (desk,)
