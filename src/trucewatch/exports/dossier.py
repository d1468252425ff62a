"""The dossier: one reading set out for a person.

Invariant: every record shows the words that prove it; what is denied, planned or only possible says so in a
word, not by colour alone; nothing from the report reaches the terminal but printable text.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from rich.text import Text

from trucewatch.exports import quotation
from trucewatch.exports.describe import describe
from trucewatch.exports.model_notes import Notes, model_words, notes
from trucewatch.exports.page import Page, as_text, mark, on_terminal
from trucewatch.exports.wording import source_words, weekday_words
from trucewatch.records import Claim, Place, Reading, Record, Report, Statement

_SECTIONS = (
    ("talks", "TALKS"),
    ("agreement", "AGREEMENT"),
    ("post", "POSTS"),
    ("patrol", "PATROLS"),
    ("incident", "INCIDENTS"),
    ("control", "CONTROL"),
    ("displacement", "DISPLACEMENT"),
    ("deployment", "DEPLOYMENTS"),
    ("statement", "STATEMENTS"),
)
# below this a record is more likely wrong than right
_SURE = 0.5


def to_text(reading: Reading, *, width: int = 80, evidence: bool = False) -> str:
    """`reading` as plain text for a person, `width` columns wide, without colour.

    The report's line comes first, then its records by kind, each with its values, the words that prove it and
    who says it. With `evidence` the words are marked, »so«, within their whole sentence.
    """
    return as_text(lambda page: _print(page, reading, evidence), width=width)


def show(
    reading: Reading,
    *,
    evidence: bool = False,
    color: bool = True,
    width: int | None = None,
    first: bool = True,
) -> None:
    """Print the dossier of `reading` on standard output, in colour where that is a terminal that has it.

    `width` is that of the terminal, at most 120, if not given; a blank line and a rule part all but the
    `first` dossier from the one before. A terminal that lacks letters gets the nearest plain ones.
    """
    page = on_terminal(color=color, width=width)
    if not first:
        page.blank()
        page.blank()
    _print(page, reading, evidence)


def _print(on: Page, reading: Reading, evidence: bool) -> None:
    page = _Page(on, report=reading.report, evidence=evidence, home=_home(reading))
    page.header()
    for kind, heading in _SECTIONS:
        records = [record for record in reading.records if record.kind == kind]
        if records:
            page.section(heading, records)
    for note in notes(reading):
        page.notes(note)
    page.footer(reading)


def _home(reading: Reading) -> str | None:
    """The country that most places in the records are in, which need not be said each time."""
    countries = Counter(
        place.country for record in reading.records for place in _places(record) if place.country
    )
    return min(countries, key=lambda country: (-countries[country], country)) if countries else None


def _origin(report: Report) -> str:
    """Where the report was found: its path, with its name where the file holds several."""
    if report.path is None:
        return report.id
    return (
        report.path
        if report.path == "-" or Path(report.path).stem == report.id
        else f"{report.path}, {report.id}"
    )


def _places(record: Claim) -> Iterator[Place]:
    for name in type(record).model_fields:
        value = getattr(record, name)
        if isinstance(value, Place):
            yield value


def _in_quotation_marks(words: str) -> str:
    """`words` in double marks, with single ones for what is a quotation within them."""
    if words.startswith("“") and words.endswith("”") and words.count("“") == words.count("”") == 1:
        return words
    return f"“{quotation.inner(words)}”"


def _bare(words: str) -> str:
    return "".join(filter(str.isalnum, words.casefold()))


class _Page(Page):
    """A dossier being printed."""

    def __init__(self, page: Page, *, report: Report, evidence: bool, home: str | None) -> None:
        super().__init__(page.console)
        self.report = report
        self.evidence = evidence
        self.home = home

    def header(self) -> None:
        report = self.report
        self.line(report.title or report.id, "bold")
        published = weekday_words(report.published) if report.published else "date of publication not known"
        facts = " · ".join(fact for fact in (report.outlet, published) if fact)
        origin = _origin(report)
        if len(facts) + len(origin) + 3 <= self.width:
            self.line(f"{facts} · {origin}", "dim")
        else:
            self.line(facts, "dim")
            self.line(origin, "dim")
        if not report.published:
            self.line('Relative dates ("on Thursday") stay unresolved.', "dim")
        self.rule()

    def section(self, heading: str, records: list[Record]) -> None:
        # a record that only codes the main event says no more than "chiefly about" below
        told = [
            r for r in records if (entry := describe(r, self.home)).headline or entry.rest or entry.details
        ]
        if not told:
            return
        self.heading(heading)
        for number, record in enumerate(told):
            if number and self.evidence:
                self.blank()
            self._record(record)

    def notes(self, note: Notes) -> None:
        """What a language model's part in the reading leaves to say."""
        self.heading(note.heading)
        for line in note.lines:
            self.line(line, indent=2, hang=2)

    def main_event(self, reading: Reading) -> None:
        """What the report is chiefly about, in ACLED's words."""
        code = next((r.acled for r in reading.records if r.main and r.acled), None)
        if code is not None:
            kind = f" ({code.event_type})" if code.event_type else ""
            self.line(f"Chiefly about: {code.sub_event_type}{kind}", "dim")

    def footer(self, reading: Reading) -> None:
        number = len(reading.records)
        self.blank()
        if not number:
            self.line("No record: nothing in this report is of the kinds that Trucewatch reads.", "dim")
            return
        self.main_event(reading)
        if reading.model is not None:
            self.line(model_words(reading.model), "dim")
        words = f"{number} record{'' if number == 1 else 's'}."
        if self.home:
            words += f" Places are in {self.home} where no country is named."
        self.line(words, "dim")

    def _record(self, record: Record) -> None:
        entry = describe(record, self.home)
        unsure = record.confidence is not None and record.confidence < _SURE
        self.pieces(
            ("UNSURE " if unsure else "", "bold magenta"),
            mark(record.assertion),
            (entry.headline, "bold"),
            (entry.rest, ""),
            indent=2,
        )
        for detail in (*entry.details, *self._further_words(record)):
            self.line(detail, indent=4, hang=2)
        self.block(self._proof(record), indent=4)

    def _further_words(self, record: Record) -> list[str]:
        """A statement's text, where it says more than the quoted words do."""
        if not isinstance(record, Statement) or not record.text:
            return []
        shown = _bare(quotation.quote(self.report.text, record.evidence, sys.maxsize))
        text = _bare(record.text)
        return [] if text in shown or shown in text else [record.text]

    def _proof(self, record: Record) -> Text:
        words = self._sentence(record) if self.evidence else self._quotation(record)
        if record.attribution is not None:
            words.append(self.safe(f"  says: {source_words(record.attribution)}"), "dim")
        return words

    def _quotation(self, record: Record) -> Text:
        lines = 3 if isinstance(record, Statement) else 2
        longest = lines * (self.width - 6)
        quoted = quotation.quote(self.report.text, record.evidence, longest)
        return Text().append(self.safe(_in_quotation_marks(quoted)), "italic")

    def _sentence(self, record: Record) -> Text:
        words = Text()
        for piece, marked in quotation.in_sentence(self.report.text, record.evidence):
            words.append(
                self.safe(f"»{piece}«" if marked else piece), "bold italic underline" if marked else "italic"
            )
        words.rstrip()
        return words
