"""A situation report as Markdown (CommonMark with GitHub's tables), its drawings as SVG files beside it.

Invariant: nothing of a report can become markup: every character of its that Markdown or HTML knows is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from trucewatch.exports.situation.content import (
    Block,
    Cell,
    Cited,
    Entry,
    Figure,
    Note,
    Numbers,
    Said,
    Situation,
    Table,
    right_to_left,
)
from trucewatch.exports.wording import capital, date_words

_MARKUP = re.compile(r"[\\`*_{}\[\]<>|~&$]")
_AT_START = re.compile(r"^(\s*)([-+#=!]|\d+(?=[.)]))")
_ISOLATE, _END = "\u2068", "\u2069"


def to_markdown(report: Situation, stem: str) -> tuple[str, dict[str, bytes]]:
    """The report as text, and the files it shows by their names, which begin with `stem`."""
    drawings = {f"{stem}-{figure.name}.svg": figure.svg.encode() for figure in _figures(report)}
    return "\n".join(_lines(report, stem)) + "\n", drawings


def _figures(report: Situation) -> Iterator[Figure]:
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, Figure):
                yield block


def _lines(report: Situation, stem: str) -> Iterator[str]:
    yield f"# {plain(report.title)}"
    yield ""
    for label, words in facts(report):
        yield f"- **{label}:** {plain(words)}"
    if report.summary:
        yield from ("", plain(report.summary))
    for section in report.sections:
        yield from ("", f"## {plain(section.heading)}", "")
        for block in section.blocks:
            yield from _block(block, stem)
    yield from ("", "## Sources", "")
    yield from map(_cited, report.sources)
    yield from ("", "## Method", "")
    for words in report.method:
        yield from (plain(words), "")


def facts(report: Situation) -> Iterator[tuple[str, str]]:
    """What the report says of itself, under labels."""
    yield "Period", report.period
    yield "As of", date_words(report.as_of)
    yield "Basis", report.basis
    if report.warning:
        yield "Handling", report.warning
    yield "Made by", f"{report.made_by}, {made_words(report.made_at)}, with Trucewatch {report.version}"


def made_words(made_at: str) -> str:
    """A time in words, in UTC: "24 March 2020, 09:00 UTC"."""
    moment = datetime.fromisoformat(made_at)
    moment = moment.astimezone(UTC) if moment.tzinfo else moment
    return f"{date_words(moment.date().isoformat())}, {moment:%H:%M}{' UTC' if moment.tzinfo else ''}"


def _block(block: Block, stem: str) -> Iterator[str]:
    match block:
        case Note():
            yield from (plain(block.text), "")
        case Entry():
            yield from _entry(block)
        case Table():
            yield from _table(block)
        case Figure():
            yield from (
                f"![{plain(block.alternative)}]({stem}-{block.name}.svg)",
                "",
                f"*{plain(block.caption)}*",
                "",
            )


def _entry(entry: Entry) -> Iterator[str]:
    marks = f"**{marks_words(entry.marks)}** " if entry.marks else ""
    yield f"- {marks}{plain(entry.text)}{numbers(entry.sources)}"
    if entry.certainty:
        yield f"  *{plain(sentence(entry.certainty))}*"
    for line in entry.lines:
        yield f"  - {_cell(line)}"
    for said in entry.quotes:
        yield from ("", f"  > {_said(said)}")
    if entry.more:
        yield from ("", f"  and {entry.more} more")
    yield ""


def marks_words(marks: Iterable[str]) -> str:
    """Marks as a label: "New, disputed:"."""
    return f"{', '.join(marks).capitalize()}:"


def sentence(words: str) -> str:
    """Words as a sentence."""
    return f"{capital(words)}."


def _said(said: Said) -> str:
    who = ", ".join(filter(None, (_apart(plain(said.who)), said.published)))
    return f"{_apart(f'“{plain(said.words)}”')} — {who}{numbers(said.sources)}"


def _table(table: Table) -> Iterator[str]:
    yield f"**{plain(table.caption)}**"
    yield ""
    yield f"| {' | '.join(map(plain, table.columns))} |"
    yield f"|{' --- |' * len(table.columns)}"
    for row in table.rows:
        yield f"| {' | '.join(map(_cell, row))} |"
    yield ""


def _cell(cell: Cell) -> str:
    return f"{plain(cell.text)}{numbers(cell.sources)}"


def numbers(sources: Numbers) -> str:
    """The numbers of reports, as they stand behind a statement: " [1, 4]"."""
    return f" [{ranges(sources)}]" if sources else ""


def ranges(found: Numbers) -> str:
    """Numbers in order, three or more that follow each other as a range: "1, 4–9"."""
    runs: list[list[int]] = []
    for number in found:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = ((f"{run[0]}–{run[-1]}",) if len(run) > 2 else map(str, run) for run in runs)
    return ", ".join(part for run in parts for part in run)


def _cited(cited: Cited) -> str:
    title, outlet = _apart(f"“{plain(cited.title)}”"), _apart(plain(cited.outlet))
    address = f" <{cited.url}>" if cited.url else ""
    note = f" ({plain(cited.note)})" if cited.note else ""
    return f"{cited.number}. {outlet}: {title}, {plain(cited.published)}.{address}{note}"


def _apart(words: str) -> str:
    """Words that run from right to left, kept from turning what stands around them."""
    return f"{_ISOLATE}{words}{_END}" if right_to_left(words) else words


def plain(text: str) -> str:
    """Text with everything escaped that Markdown would take for markup."""
    return _AT_START.sub(
        r"\1\\\2" if not text.lstrip()[:1].isdigit() else r"\1\2\\", _MARKUP.sub(r"\\\g<0>", text)
    )
