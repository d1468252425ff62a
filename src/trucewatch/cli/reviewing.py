"""The commands by which persons review records and say who may see what. Each calls one function of the archive.

Invariant: nothing that an archive needs is imported before a command runs, so that help comes at once.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trucewatch.cli.options import archive_option, as_json_option, complain, opened
from trucewatch.terminal import escape_json, printable

if TYPE_CHECKING:
    from trucewatch.archive.reviews import Review

_ACTIONS = ("accept", "reject", "correct", "comment", "withdraw")


@click.command()
@click.argument("record", metavar="RECORD")
@click.argument("action", type=click.Choice(_ACTIONS))
@click.argument("words", nargs=-1, metavar="[FIELD VALUE | TEXT | NUMBER]")
@click.option("--field", default="", help="With comment: the field that it is about.")
@click.option("--note", default="", help="Why.")
@archive_option
def review(record: str, action: Any, words: tuple[str, ...], field: str, note: str, address: str) -> None:
    """Say whether a record is right: `accept`, `reject`, `correct FIELD VALUE`, `comment TEXT`, `withdraw NUMBER`.

    RECORD is a record's id as `find` prints it, or the first characters of it. VALUE is text, a number or JSON, and
    `null` where the report says nothing of it; the corrected record must be a record as a whole, and the words that
    prove it are never changed. `withdraw` takes back the review with a number that `reviews` prints. The last word
    counts; all that was ever said stays on record, and the record itself as it was read.
    """
    given: dict[str, Any] = {"note": note}
    if action == "correct":
        if len(words) != 2:
            raise click.UsageError("correct takes a FIELD and a VALUE")
        given |= {"field": words[0], "value": _value(words[1])}
    elif action == "comment":
        given = {"field": field, "note": " ".join(words) or note}
    elif action == "withdraw":
        if len(words) != 1:
            raise click.UsageError("withdraw takes the NUMBER of a review")
        given["value"] = words[0]
    elif words:
        raise click.UsageError(f"{action} takes nothing more; give reasons with --note")
    with opened(address) as archive:
        from trucewatch.archive.reviews import review as keep

        made = keep(archive, record, action, **given)
    click.echo(printable(_line(made)))


@click.command()
@click.argument("records", nargs=-1, metavar="[RECORD...]")
@archive_option
@as_json_option
@click.option("--history", is_flag=True, help="Also what was changed or taken back since.")
def reviews(records: tuple[str, ...], address: str, as_json: bool, history: bool) -> None:
    """List what was said of records, by whom and when. RECORD is a record's whole id; all if not given."""
    with opened(address) as archive:
        from dataclasses import asdict

        from trucewatch.archive.reviews import reviews as said

        for row in said(archive, records or None, history=history):
            as_line = escape_json(json.dumps(asdict(row), ensure_ascii=False)) if as_json else None
            click.echo(as_line or printable(_line(row)))


@click.command()
@click.argument("subject", metavar="REPORT|SOURCE", required=False)
@click.argument("number", metavar="LEVEL", type=click.IntRange(0, 2), required=False)
@archive_option
def level(subject: str | None, number: int | None, address: str) -> None:
    """Say who may see a report, or a source: 0 everybody, 1 and 2 those with that clearance. Without both, list them.

    REPORT is a report's id, or that of a record in it, or the first characters of it; SOURCE the name of an outlet
    or of somebody quoted. A report is hidden as a whole from those who may not see it, and so is every report
    that comes from a source of that level or quotes it.
    """
    with opened(address) as archive:
        from trucewatch.archive import levels

        if subject is None:
            for one in levels.levels(archive):
                click.echo(printable(f"{one.at}  {one.level}  {one.what}  {one.subject}  {one.who}"))
            return
        if number is None:
            raise click.UsageError("give a LEVEL: 0, 1 or 2")
        what: levels.What = "report" if re.fullmatch("[0-9a-f]{8,64}", subject) else "source"
        made = levels.level(archive, what, subject, number)
        reports = levels.told_by(archive, subject) if what == "source" else 1
    click.echo(printable(f"{made.what} {made.subject}: level {made.level}, says {made.who}"))
    if not reports:
        complain(f"no report is from {subject} or quotes it so far")


@click.command()
@click.argument("place", required=False)
@click.argument("kilometres", type=click.FloatRange(min=0), required=False)
@archive_option
def blur(place: str | None, kilometres: float | None, address: str) -> None:
    """Have a place shown only roughly, as the middle of a square of so many KILOMETRES; without both, list such places.

    PLACE is its name as reports have it, or its GeoNames id; 0 kilometres takes it back. It holds on the desk for
    everybody without clearance, and in whatever is released to the public.
    """
    from trucewatch.archive import blurs

    with opened(address) as archive:
        if place is None:
            for one in blurs.blurs(archive).values():
                click.echo(printable(f"{one.at}  {one.kilometres:g} km  {one.place}  {one.who}"))
            return
        if kilometres is None:
            raise click.UsageError("give KILOMETRES, 0 to take it back")
        made = blurs.blur(archive, place, kilometres)
    how = f"to {made.kilometres:g} km" if made.kilometres else "no longer"
    click.echo(printable(f"{made.place}: blurred {how}, says {made.who}"))


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@archive_option
def gold(folder: Path, address: str) -> None:
    """Write the reports that persons have reviewed to the new folder DIR, in the form that readers are measured by.

    Each report is NAME.md, and NAME.json beside it has its records as they were accepted or corrected, without those
    that were rejected. A report comes only when every record of it has a verdict.
    """
    with opened(address) as archive:
        from trucewatch.exports.gold import write_gold

        try:
            made = write_gold(archive, folder)
        except OSError as error:
            raise click.ClickException(f"{folder}: {error.strerror}") from None
        archive.note("export", str(folder), form="gold", rows=made.records)
    click.echo(
        f"{made.reports:,} reports with {made.records:,} records written to {printable(str(folder))};"
        f" {made.rejected:,} rejected records left out"
    )
    if made.unfinished:
        complain(f"{made.unfinished:,} reports with records that have no verdict yet were left out")


def _line(made: Review) -> str:
    said = {"correct": f"correct {made.field} to {made.value}", "withdraw": f"withdraw {made.value}"}
    what = said.get(made.action, made.action)
    if made.action == "comment" and made.field:
        what += f" on {made.field}"
    note = f": {made.note}" if made.note else ""
    return f"{made.number}  {made.at}  {made.record[:12]}  {what}  {made.who}{note}"


def _value(words: str) -> Any:
    """What a value on the command line is: JSON, or else text as it stands (a date is no subtraction)."""
    try:
        return json.loads(words)
    except ValueError:
        return words


COMMANDS = (review, reviews, level, blur, gold)
