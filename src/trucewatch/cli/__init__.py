"""The commands. Each calls one function that a Python user can call too; see docs/commands.md.

Invariant: standard output holds the product and nothing else; what is wrong goes to standard error, a line
each; whatever is written is safe on a terminal.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trucewatch.cli import (
    alerting,
    archive,
    cases,
    desk,
    desk_people,
    export,
    linking,
    report,
    reread,
    reviewing,
    watch,
)
from trucewatch.cli.model import model_options, opened_model, remarks
from trucewatch.cli.options import color_option, complain, width_option

if TYPE_CHECKING:
    from trucewatch.records import Reading, Report

_INTERRUPTED = 130
_READER_GONE = 141
# A group without a command: help in many lines, which click (since 8.2) raises as if it were an error's one line.
_NO_COMMAND: Any = getattr(click.exceptions, "NoArgsIsHelpError", ())


@click.group(invoke_without_command=True)
@click.version_option(package_name="trucewatch", message="%(prog)s %(version)s")
@click.pass_context
def commands(context: click.Context) -> None:
    """Read reports about ceasefires and truces, and set out what each one says and which words prove it."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def _day(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    from trucewatch.sources.dates import publication_day

    try:
        return publication_day(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


@commands.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON a report, for programs.")
@click.option("--evidence", is_flag=True, help="Show each record's words within their sentence.")
@click.option("--published", metavar="DATE", callback=_day, help="Day of publication, where a file has none.")
@click.option("--title", help="Title, where a file has none.")
@click.option("--triage", is_flag=True, help="Pass quickly over reports that are not about conflict.")
@model_options
@color_option
@width_option
def read(
    files: tuple[str, ...],
    as_json: bool,
    evidence: bool,
    published: str | None,
    title: str | None,
    triage: bool,
    reader: str,
    confidential: bool,
    settings: str | None,
    address: str | None,
    model: str | None,
    most_requests: int | None,
    most_tokens: int | None,
    no_color: bool,
    width: int | None,
) -> None:
    """Read reports and print what each one says: a dossier for a person, or JSON for a program.

    FILE is text or Markdown (.txt, .md), a saved web page (.html), lines of JSON (.jsonl), a message or a mailbox
    (.eml, .mbox), or with the extra `archive` a PDF or Word document; "-" is standard input. What cannot be read
    is named on standard error, the rest is read, and the exit status is 1.
    """
    from trucewatch import SourceError, read_files

    failed = False
    first = True
    given = {"address": address, "model": model, "requests": most_requests, "tokens": most_tokens}
    with opened_model(reader, settings, **given) as asked:
        readings = read_files(
            files,
            published=published,
            title=title,
            triage=triage,
            confidential=confidential,
            model=asked,
            reader="llm" if reader == "llm" else "both",
        )
        for reading in readings:
            if isinstance(reading, SourceError):
                failed = True
                complain(str(reading))
                continue
            if reading.report.published is None:
                complain(f"{_where(reading.report)}: no date of publication: relative dates stay unresolved")
            if reading.model is not None:
                for remark in remarks(reading.model):
                    complain(f"{_where(reading.report)}: {remark}")
            if as_json:
                _write_json(reading)
            else:
                from trucewatch.exports import show

                show(reading, evidence=evidence, color=not no_color, width=width, first=first)
                first = False
            sys.stdout.flush()
    if failed:
        sys.exit(1)


@commands.command()
def schema() -> None:
    """Print the JSON Schema of what `read --json` prints."""
    import json

    from trucewatch.schema import reading_schema

    click.echo(json.dumps(reading_schema(), indent=2, ensure_ascii=False))


_MODULES = (
    archive,
    reread,
    cases,
    report,
    desk,
    desk_people,
    export,
    linking,
    reviewing,
    alerting,
    watch,
)
for _module in _MODULES:
    for _command in _module.COMMANDS:
        commands.add_command(_command)


def _write_json(reading: Reading) -> None:
    from trucewatch.schema import to_json

    sys.stdout.buffer.write(to_json(reading).encode() + b"\n")


def _where(report: Report) -> str:
    path = report.path or report.id
    return path if path == "-" or Path(path).stem == report.id else f"{path}, {report.id}"


def main() -> None:
    """What the `trucewatch` program runs: the commands, ending quietly when interrupted or no longer read."""
    status = 0
    try:
        with commands.make_context("trucewatch", sys.argv[1:]) as context:
            commands.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as end:
        status = end.exit_code
    except _NO_COMMAND as error:
        click.echo(error.ctx.get_help())
    except click.ClickException as error:
        complain(error.format_message())
        status = error.exit_code
    except (KeyboardInterrupt, click.Abort):
        status = _INTERRUPTED
    except BrokenPipeError:
        # Python would complain again when it flushes standard output at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = _READER_GONE
    sys.exit(status)
