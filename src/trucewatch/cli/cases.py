"""The commands of cases. Each calls one function that a Python user can call too.

Invariant: nothing that reading or linking needs is imported before a command runs, so that help comes at once.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trucewatch.cli.options import (
    as_json_option,
    color_option,
    complain,
    day_value,
    opened,
    sorted_out,
    width_option,
)
from trucewatch.terminal import escape_json, printable

if TYPE_CHECKING:
    from trucewatch.cases import CaseFile, Picture
    from trucewatch.linking import Judgement
    from trucewatch.records import Reading

_FROM = (
    click.argument("case", metavar="CASE"),
    click.argument("files", nargs=-1, metavar="[FILE...]"),
    click.option("--archive", "address", metavar="URL", help="Take the reports from this archive."),
    click.option("--until", metavar="DATE", callback=day_value, help="As of this day, month or year."),
    color_option,
    width_option,
)


def _pictured(command: Callable[..., Any]) -> Callable[..., Any]:
    """Gives `command` the arguments and options by which a case is read."""
    for option in reversed(_FROM):
        command = option(command)
    return command


@click.group()
def case() -> None:
    """Make, check and show case files: one arrangement with its parties, places, posts, commitments and reports."""


@case.command("new")
@click.argument("files", nargs=-1, required=True, metavar="REPORT...")
@click.option("--output", type=click.Path(dir_okay=False), help="The file to write; the screen if not given.")
@click.option("--name", help="The name of the case; the place most told of if not given.")
def new(files: tuple[str, ...], output: str | None, name: str | None) -> None:
    """Write a first case file from a few reports: parties, places, posts, agreements and sources to correct.

    Each entry stands below the words that it was guessed from. A file that is there already is not written over.
    """
    from trucewatch.cases.drafting import draft
    from trucewatch.cases.gathering import read_all

    if output and Path(output).exists():
        raise click.ClickException(f"{output}: is there already; name another file or remove it")
    readings: list[Reading] = []
    failed = sorted_out(read_all(files), readings.append)
    if not readings:
        raise click.ClickException("no report could be read: there is nothing to make a case from")
    folder = Path(output).parent if output else Path()
    text = draft(readings, [_from(folder, path) for path in files], name=name)
    if output:
        try:
            Path(output).write_text(text, encoding="utf-8")
        except OSError as error:
            raise click.ClickException(f"{output}: {error.strerror}") from None
        click.echo(
            f"{printable(output)} written from {len(readings)} reports; correct it, then `trucewatch case check`"
        )
    else:
        click.echo("\n".join(map(printable, text.split("\n"))), nl=False)
    if failed:
        sys.exit(1)


def _from(folder: Path, path: str) -> str:
    """A path as a case file in `folder` names it."""
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # another drive
        return Path(path).resolve().as_posix()


@case.command("check")
@click.argument("path", metavar="CASE")
def check_(path: str) -> None:
    """Check a case file: what is wrong, by line and key, and what is doubtful.

    What is wrong goes to standard error, a line each, and the exit status is 1; what is doubtful is printed.
    """
    from trucewatch.cases import check

    file = loaded(path)
    doubts = check(file)
    for doubt in doubts:
        click.echo(printable(f"doubtful: {doubt}"))
    found = file.case
    click.echo(
        f"{printable(path)} is valid: {len(found.party)} parties, {len(found.place)} places, {len(found.post)} posts,"
        f" {len(found.agreement)} agreements, {len(found.commitment)} commitments, {len(found.source)} sources;"
        f" {len(doubts)} doubtful"
    )


@case.command("show")
@_pictured
@click.option("--since", metavar="DATE", callback=day_value, help="Also what reports since then brought.")
@as_json_option
def show(since: str | None, as_json: bool, no_color: bool, width: int | None, **which: Any) -> None:
    """Show the dossier of a case: where it stands, talks, posts, violations, displacement, contradictions.

    The reports are those that the case file names; FILE takes their place, a report or lines of JSON as `read --json`
    prints them. What cannot be read is named on standard error, the rest is shown, and the exit status is 1.
    """
    picture, failed = picture_of(**which)
    if as_json:
        from trucewatch.exports.case_views import picture_data

        _json(picture_data(picture, since=since))
    else:
        from trucewatch.exports.case_dossier import show_case

        show_case(picture, since=since, color=not no_color, width=width)
    end(failed)


@click.command()
@_pictured
@as_json_option
def timeline(as_json: bool, no_color: bool, width: int | None, **which: Any) -> None:
    """Show what happened in a case, day by day, each thing once. FILE is as in `case show`."""
    from trucewatch.exports import case_views

    picture, failed = picture_of(**which)
    if as_json:
        _json(case_views.timeline(picture))
    else:
        case_views.show_timeline(picture, color=not no_color, width=width)
    end(failed)


@click.command()
@_pictured
@as_json_option
def contradictions(as_json: bool, no_color: bool, width: int | None, **which: Any) -> None:
    """Show where the reports of a case contradict each other, in their words. FILE is as in `case show`."""
    from trucewatch.exports import case_views

    picture, failed = picture_of(**which)
    if as_json:
        _json([one.model_dump(mode="json") for one in picture.linked.contradictions])
    else:
        case_views.show_contradictions(picture, color=not no_color, width=width)
    end(failed)


@click.command()
@click.argument("identifier", metavar="ID")
@_pictured
@as_json_option
def thing(identifier: str, as_json: bool, no_color: bool, width: int | None, **which: Any) -> None:
    """Show one thing of a case with all that is claimed of it, side by side.

    ID is what `case show` and `timeline` print in brackets, or its first characters. FILE is as in `case show`.
    """
    from trucewatch.exports import case_views

    picture, failed = picture_of(**which)
    found = picture.thing(identifier)
    if len(found) != 1:
        cause = (
            "several things' ids begin so; give more of it" if found else "no thing of the case has this id"
        )
        raise click.ClickException(f"{identifier}: {cause}")
    if as_json:
        _json(case_views.thing_data(picture, found[0]))
    else:
        case_views.show_thing(picture, found[0], color=not no_color, width=width)
    end(failed)


def loaded(path: str | Path) -> CaseFile:
    """The case in a file; what is wrong with it ends the command, with a line each."""
    from trucewatch.cases import CaseError, load

    try:
        return load(path)
    except CaseError as error:
        for problem in error.problems:
            complain(str(problem))
        sys.exit(1)


def picture_of(
    case: str, files: tuple[str, ...], address: str | None, until: str | None
) -> tuple[Picture, bool]:
    """The picture of a case, and whether some of its reports could not be read."""
    from trucewatch.cases import gathering, picture

    file = loaded(case)
    readings: list[Reading] = []
    judgements: list[Judgement] = []
    failed = False
    if files:
        failed = sorted_out(gathering.read_all(files), readings.append)
    elif address:
        with opened(address) as archive:
            readings, judgements = gathering.from_archive(file.case, archive)
    elif file.case.reports.files:
        failed = sorted_out(gathering.from_files(file.case, file.path.parent), readings.append)
    else:
        raise click.ClickException(f"{case}: names no reports; give them, or --archive")
    if not readings:
        raise click.ClickException(f"{case}: there is no report to show the case from")
    made = picture(file, readings, until=until, judgements=judgements)
    if not made.readings:
        raise click.ClickException(
            f"{case}: none of the {len(readings)} reports is of its period, or by that day"
        )
    return made, failed


def _json(data: Any) -> None:
    sys.stdout.buffer.write(escape_json(json.dumps(data, ensure_ascii=False)).encode() + b"\n")


def end(failed: bool) -> None:
    """End a command: with status 1 where something could not be read."""
    sys.stdout.flush()
    if failed:
        sys.exit(1)


COMMANDS = (case, timeline, contradictions, thing)
