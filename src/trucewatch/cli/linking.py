"""The commands of linking. Each calls one function that a Python user can call too.

Invariant: nothing that linking needs is imported before a command runs, so that help comes at once.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from trucewatch.cli.options import archive_option, as_json_option, complain, opened
from trucewatch.terminal import escape_json, printable

if TYPE_CHECKING:
    from trucewatch.linking import Knowledge, Linker
    from trucewatch.records import Reading

_LINES = (".jsonl", ".ndjson", ".json")


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE...]")
@archive_option
@as_json_option
@click.option("--case", metavar="FILE", help="A case file: its names, sides, places and sources count.")
@click.option("--all", "everything", is_flag=True, help="Also list things that only one record is about.")
def link(files: tuple[str, ...], address: str, as_json: bool, case: str | None, everything: bool) -> None:
    """Link records into things: what several reports are about, who says what of it, and what they dispute.

    FILE is lines as `read --json` prints them (.jsonl), or a report as `read` takes it; without one, the records
    of the archive are linked, under the judgements that it keeps. What cannot be used is named on standard error,
    the rest is linked, and the exit status is 1.
    """
    from trucewatch.linking import Linker, LinkingError
    from trucewatch.linking.listing import as_rows, listing

    failed = False
    known = knowledge_of(case) if case else None
    if files:
        linker = Linker(known)
        for reading in _readings(files):
            try:
                if isinstance(reading, str):
                    raise LinkingError(reading)
                linker.add(reading)
            except LinkingError as error:
                failed = True
                complain(str(error))
    else:
        linker = _from_archive(address, known)
    linked = linker.linked()
    if as_json:
        click.echo(escape_json(json.dumps(as_rows(linked), ensure_ascii=False)))
    else:
        for line in listing(linked, everything=everything):
            click.echo(printable(line))
    if failed:
        sys.exit(1)


def knowledge_of(path: str) -> Knowledge:
    """What a case file knows; whatever is wrong with it ends the command with a line for each problem."""
    from trucewatch.cases import CaseError, load
    from trucewatch.cases.knowledge import knowledge

    try:
        return knowledge(load(path).case)
    except CaseError as error:
        raise click.ClickException(str(error)) from None


def _from_archive(address: str, known: Knowledge | None) -> Linker:
    with opened(address) as archive:
        from trucewatch.linking import Linker
        from trucewatch.linking.kept import Kept

        kept = Kept(archive)
        linker = Linker(known, kept.judgements())
        for reading in kept.readings():
            linker.add(reading)
        return linker


def _readings(files: tuple[str, ...]) -> Iterator[Reading | str]:
    """The readings in files, and a line for each that cannot be used."""
    from trucewatch import SourceError, read_files
    from trucewatch.linking.loading import RefusedError, load

    for path in files:
        if path == "-":
            found = load(sys.stdin, path)
        elif Path(path).suffix in _LINES and _of_readings(path):
            with Path(path).open(encoding="utf-8") as lines:
                yield from (str(one) if isinstance(one, RefusedError) else one for one in load(lines, path))
            continue
        else:
            yield from (str(one) if isinstance(one, SourceError) else one for one in read_files([path]))
            continue
        yield from (str(one) if isinstance(one, RefusedError) else one for one in found)


def _of_readings(path: str) -> bool:
    """Whether the first line of a file is a reading, and not a report still to be read."""
    try:
        with Path(path).open(encoding="utf-8") as lines:
            first = json.loads(next((line for line in lines if line.strip()), "null"))
    except (OSError, UnicodeDecodeError, ValueError):
        return False
    return isinstance(first, dict) and "records" in first


@click.command()
@click.argument("one", metavar="ID")
@click.argument("other", metavar="ID")
@click.argument("verdict", type=click.Choice(["same", "not-the-same", "unsure", "withdraw"]))
@click.option("--note", default="", help="Why.")
@archive_option
def judge(one: str, other: str, verdict: str, note: str, address: str) -> None:
    """Say of two records whether they are about one thing; `link` goes by it from then on.

    ID is a record's id as `find` prints it, or the first characters of it. The last word on a pair counts;
    "withdraw" takes it back, and linking decides by itself again. All that was ever said stays on record.
    """
    with opened(address) as archive:
        from trucewatch.archive.judgements import Verdict
        from trucewatch.archive.judgements import judge as keep

        said: dict[str, Verdict] = {"not-the-same": "not the same", "withdraw": "withdrawn", "same": "same"}
        made = keep(archive, one, other, said.get(verdict, "unsure"), note)
    click.echo(printable(f"{made.one[:12]} and {made.other[:12]}: {made.verdict}, says {made.who}"))


@click.command()
@archive_option
@as_json_option
@click.option("--history", is_flag=True, help="Also what was changed or taken back since.")
def judgements(address: str, as_json: bool, history: bool) -> None:
    """List what was judged of pairs of records, by whom and when."""
    with opened(address) as archive:
        from dataclasses import asdict

        from trucewatch.archive.judgements import judged

        for row in judged(archive, history=history):
            if as_json:
                click.echo(escape_json(json.dumps(asdict(row), ensure_ascii=False)))
                continue
            note = f": {row.note}" if row.note else ""
            click.echo(
                printable(f"{row.at}  {row.one[:12]}  {row.other[:12]}  {row.verdict}  {row.who}{note}")
            )


COMMANDS = (link, judge, judgements)
