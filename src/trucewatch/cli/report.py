"""The command that writes the situation report of a case."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from trucewatch.cli.cases import end, picture_of
from trucewatch.cli.options import cause_of, day_value, opened
from trucewatch.terminal import printable

_FORMS = ("markdown", "docx", "pdf")


@click.command()
@click.argument("case", metavar="CASE")
@click.argument("files", nargs=-1, metavar="[FILE...]")
@click.option(
    "--since", metavar="DATE", callback=day_value, required=True, help="The first day of the period."
)
@click.option(
    "--until", metavar="DATE", callback=day_value, help="Its last day; that of the last report if not given."
)
@click.option("--as", "form", type=click.Choice(_FORMS), required=True, help="The form to write.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The file to write.",
)
@click.option("--archive", "address", metavar="URL", help="Take the reports from this archive.")
@click.option("--by", "who", metavar="NAME", help="Who makes it; the user of this machine if not given.")
def report(
    case: str,
    files: tuple[str, ...],
    since: str,
    until: str | None,
    form: str,
    output: Path,
    address: str | None,
    who: str | None,
) -> None:
    """Write the situation report of a case for a period: what stands, what changed, who says so.

    FILE is as in `case show`. docx and pdf come with the extra `reports`; markdown has its drawings as files beside
    it. FILE-metadata.json says what the report was made from, by whom and when. An archive's audit trail notes it.
    """
    from trucewatch.exports.geography import MissingExtraError
    from trucewatch.exports.situation import PeriodError, situation
    from trucewatch.exports.situation.writing import write

    picture, failed = picture_of(case, files, address, until)
    maker = who or _user()
    try:
        made = situation(
            picture, since=since, who=maker, made_at=datetime.now(UTC).isoformat(timespec="seconds")
        )
        told = {
            "case": case,
            "files": list(files),
            "from_archive": address is not None,
            "since": since,
            "until": until,
        }
        written = write(made, output, form=form, filters=told)
    except PeriodError as error:
        raise click.ClickException(f"{case}: {error}") from None
    except (MissingExtraError, OSError) as error:
        raise click.ClickException(f"{output}: {cause_of(error)}") from None
    if address:
        with opened(address) as archive:
            archive.note(
                "report", str(output), case=picture.case.name, form=form, since=since, until=picture.today
            )
    click.echo(
        f"{printable(made.title)}, {made.period}, from {len(made.sources)} sources, written to"
        f" {', '.join(printable(path.name) for path in written)}"
    )
    end(failed)


def _user() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "somebody unnamed"


COMMANDS = (report,)
