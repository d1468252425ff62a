"""The command that writes what an archive holds as a file for others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from trucewatch.cli.linking import knowledge_of
from trucewatch.cli.options import archive_option, cause_of, complain, conditions, opened

_FORMATS = ("acled", "ged", "idmc", "hxl", "geojson", "geopackage", "followthemoney", "jsonl")
_ALL = 2**31 - 1


@click.command()
@click.argument("path", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--as", "form", type=click.Choice(_FORMATS), required=True, help="The format to write.")
@archive_option
@click.option(
    "--linked",
    is_flag=True,
    help="One row for all records of a thing, in acled, ged, geopackage, followthemoney.",
)
@click.option("--case", metavar="CASE", help="The same, with the names, sides and sources of this case file.")
@conditions
def export(path: Path, form: str, address: str, linked: bool, case: str | None, **filters: Any) -> None:
    """Write records of an archive to FILE, in a format that others work with.

    acled and ged are events in the columns of ACLED and of UCDP GED; idmc and hxl displacement figures in
    IDMC's fields and tagged by HXL; geojson and jsonl all records; geopackage events and records as layers of points;
    followthemoney events, actors and articles.
    Beside it, FILE-metadata.json says what it is: version, time, filters, who exported, and how many records
    have no place in the format. Records that persons rejected are left out, and what they corrected is in place.
    The archive's audit trail notes the export.
    """
    from trucewatch.archive.reviews import as_reviewed
    from trucewatch.exports.events import claimed
    from trucewatch.exports.events import linked as link
    from trucewatch.exports.files import description_of
    from trucewatch.exports.geography import MissingExtraError
    from trucewatch.exports.tables import export

    with opened(address) as archive:
        known = knowledge_of(case) if case else None
        claims = [claimed(found) for found in as_reviewed(archive, archive.find(**filters, limit=_ALL))]
        try:
            events = link(archive, claims, known) if linked or case else None
            told = {**filters, "linked": linked, "case": case}
            done = export(claims, path, form=form, who=archive.who, filters=told, events=events)
        except (MissingExtraError, OSError) as error:
            raise click.ClickException(f"{path}: {cause_of(error)}") from None
        archive.note("export", str(path), form=form, rows=done.rows)
    click.echo(f"{done.rows:,} rows written to {path}; what they are is in {description_of(path).name}")
    if done.left_out:
        complain(f"{done.left_out:,} of what was found has no place in this format and was left out")


COMMANDS = (export,)
