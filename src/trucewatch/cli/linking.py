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
    from trucewatch.linking import Finding, Linked, Linker, Thing
    from trucewatch.records import Reading

_LINES = (".jsonl", ".ndjson", ".json")


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE...]")
@archive_option
@as_json_option
@click.option("--all", "everything", is_flag=True, help="Also list things that only one record is about.")
def link(files: tuple[str, ...], address: str, as_json: bool, everything: bool) -> None:
    """Link records into things: what several reports are about, who says what of it, and what they dispute.

    FILE is lines as `read --json` prints them (.jsonl), or a report as `read` takes it; without one, the records
    of the archive are linked, under the judgements that it keeps. What cannot be used is named on standard error,
    the rest is linked, and the exit status is 1.
    """
    from trucewatch.linking import Linker, LinkingError

    failed = False
    if files:
        linker = Linker()
        for reading in _readings(files):
            try:
                if isinstance(reading, str):
                    raise LinkingError(reading)
                linker.add(reading)
            except LinkingError as error:
                failed = True
                complain(str(error))
    else:
        linker = _from_archive(address)
    linked = linker.linked()
    if as_json:
        click.echo(escape_json(json.dumps(as_rows(linked), ensure_ascii=False)))
    else:
        _show(linked, everything)
    if failed:
        sys.exit(1)


def _from_archive(address: str) -> Linker:
    with opened(address) as archive:
        from trucewatch.linking import Linker
        from trucewatch.linking.kept import Kept

        kept = Kept(archive)
        linker = Linker(judgements=kept.judgements())
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


def as_rows(linked: Linked) -> dict[str, object]:
    """What `link --json` prints: things, contradictions, updates, differences and copies."""
    return {
        "things": [
            {
                "id": thing.id,
                "kind": thing.kind,
                "title": thing.title,
                "first": thing.first,
                "last": thing.last,
                "records": [list(reference) for reference in thing.references],
                "sources": [voice.model_dump() for voice in thing.voices],
                "links": [
                    {
                        "records": [list(one.left), list(one.right)],
                        "score": one.score,
                        "why": list(one.reasons),
                    }
                    for one in thing.links
                ],
            }
            for thing in linked.things
        ],
        "contradictions": [_finding(finding) for finding in linked.contradictions],
        "updates": [_finding(finding) for finding in linked.updates],
        "differences": [_finding(finding) for finding in linked.differences],
        "copies": [copy.model_dump() for copy in linked.copies],
    }


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "thing": finding.thing,
        "slot": finding.slot,
        "sentence": finding.sentence,
        "values": [
            {
                "value": standing.value,
                "records": [list(reference) for reference in standing.references],
                "sources": [voice.model_dump() for voice in standing.voices],
            }
            for standing in finding.values
        ],
    }


def _show(linked: Linked, everything: bool) -> None:
    """Things with what is disputed, changed or otherwise counted about each, then copies."""
    told: dict[str, list[str]] = {}
    for word, findings in (
        ("DISPUTED", linked.contradictions), ("changed", linked.updates), ("differs", linked.differences),
    ):  # fmt: skip
        for finding in findings:
            told.setdefault(finding.thing, []).append(f"  {word}  {_after_title(finding, linked)}")
    shown = [t for t in linked.things if everything or len(t.references) > 1 or t.id in told]
    for thing in shown:
        click.echo(printable(_heading(thing)))
        for line in told.get(thing.id, ()):
            click.echo(printable(line))
    for copy in linked.copies:
        click.echo(printable(_copy(copy.report, copy.of, copy.credited, copy.share)))
    left = len(linked.things) - len(shown)
    more = f"; {left} of one record left out (--all)" if left else ""
    click.echo(f"{len(linked.things)} things, {len(linked.contradictions)} contradictions{more}")


def _after_title(finding: Finding, linked: Linked) -> str:
    title = next((thing.title for thing in linked.things if thing.id == finding.thing), "")
    return finding.sentence.removeprefix(f"{title}: ")


def _heading(thing: Thing) -> str:
    many = len(thing.references)
    records = f"{many} record{'s' if many > 1 else ''}"
    reports = len({reference.report for reference in thing.references})
    sources = ", ".join(
        voice.of if voice.kind in ("unknown", "media") else f"{voice.of} ({voice.kind})"
        for voice in thing.voices
    )
    return f"{thing.id}  {thing.title}: {records} of {reports} report{'s' if reports > 1 else ''}; {sources}"


def _copy(report: str, of: str | None, credited: str | None, share: float) -> str:
    parts = [f"copy  {report}"]
    if of is not None:
        parts.append(f"has {share:.0%} of its text from {of}")
    if credited is not None:
        parts.append(f"credits {credited}")
    return ": ".join([parts[0], ", ".join(parts[1:])])


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
