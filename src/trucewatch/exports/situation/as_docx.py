"""A situation report as DOCX, for those who go on writing in it.

Invariant: the same report gives the same bytes; headings, tables and quotations are Word's own styles, so that a house
style can be laid over them; words that run from right to left are marked so.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

from trucewatch.exports.geography import MissingExtraError
from trucewatch.exports.situation.as_markdown import facts, made_words, numbers, sentence
from trucewatch.exports.situation.as_pdf import to_png
from trucewatch.exports.situation.content import (
    Block,
    Cell,
    Cited,
    Entry,
    Figure,
    Note,
    Said,
    Situation,
    Table,
)

_EPOCH = (1980, 1, 1, 0, 0, 0)
_QUIET = "555555"
_HUES = {
    "disputed": "9A3412", "denied": "9A3412", "unconfirmed": "7A5C00", "derived": "5B3A8E",
    "announced": "1D4E89", "new": "14653A",
}  # fmt: skip
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
_WIDE = 16.5


def to_docx(report: Situation) -> bytes:
    """The report as a Word document. Raises MissingExtraError without python-docx or Typst (which draws pictures)."""
    try:
        import docx
    except ImportError:
        raise MissingExtraError("this needs python-docx: pip install 'trucewatch[reports]'") from None
    sheet = _Sheet(docx.Document())
    sheet.begin(report)
    for section in report.sections:
        sheet.heading(section.heading)
        for block in section.blocks:
            sheet.block(block)
    sheet.heading("Sources")
    for cited in report.sources:
        sheet.cited(cited)
    sheet.heading("Method")
    for words in report.method:
        sheet.document.add_paragraph(words)
    return _settled(sheet.document)


class _Sheet:
    """A document being written."""

    def __init__(self, document: Any) -> None:
        self.document = document

    def begin(self, report: Situation) -> None:
        """Page, styles, properties, title, and what the report says of itself."""
        from docx.shared import Cm, Pt, RGBColor

        page = self.document.sections[0]
        page.page_width, page.page_height = Cm(21), Cm(29.7)
        page.left_margin = page.right_margin = Cm(2.2)
        page.top_margin = page.bottom_margin = Cm(2.2)
        normal = self.document.styles["Normal"]
        normal.font.name, normal.font.size = "Calibri", Pt(10.5)
        normal.paragraph_format.space_after = Pt(4)
        for name in ("Title", "Heading 1"):
            self.document.styles[name].font.color.rgb = RGBColor.from_string("1D4E89")
        self._properties(report)
        self.document.add_paragraph(report.title, style="Title")
        if report.summary:
            self.document.add_paragraph(report.summary)
        for label, words in facts(report):
            paragraph = self.document.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(0)
            paragraph.add_run(f"{label}: ").bold = True
            paragraph.add_run(words)
        self._footer(report)

    def _properties(self, report: Situation) -> None:
        known = self.document.core_properties
        made = datetime.fromisoformat(report.made_at)
        made = made.astimezone(UTC).replace(tzinfo=None) if made.tzinfo else made
        known.title, known.author, known.last_modified_by = report.title, report.made_by, report.made_by
        known.subject, known.comments = report.period, f"Trucewatch {report.version}"
        known.created = known.modified = made
        known.language = "en"

    def _footer(self, report: Situation) -> None:
        paragraph = self.document.sections[0].footer.paragraphs[0]
        made = f"{report.made_by}, {made_words(report.made_at)}"
        words = f"{report.title}, {report.period} · {made} · Trucewatch {report.version}"
        self._quiet(paragraph, f"{words}{f' · {report.warning}' if report.warning else ''} · page ")
        _field(self._quiet(paragraph, ""), "PAGE")

    def heading(self, words: str) -> None:
        """The heading of a section."""
        self.document.add_heading(words, level=1)

    def block(self, block: Block) -> None:
        """A block of a section."""
        match block:
            case Note():
                self._quiet(self.document.add_paragraph(), block.text)
            case Entry():
                self._entry(block)
            case Table():
                self._table(block)
            case Figure():
                self._figure(block)

    def _entry(self, entry: Entry) -> None:
        from docx.shared import Pt, RGBColor

        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(8)
        for mark in entry.marks:
            label = paragraph.add_run(f"{mark.upper()}  ")
            label.bold, label.font.size = True, Pt(8)
            label.font.color.rgb = RGBColor.from_string(_HUES[mark])
        paragraph.add_run(entry.text).bold = bool(entry.quotes or entry.certainty)
        paragraph.add_run(numbers(entry.sources))
        paragraph.paragraph_format.keep_with_next = bool(entry.quotes or entry.lines)
        if entry.certainty:
            paragraph.add_run().add_break()
            self._quiet(paragraph, sentence(entry.certainty))
        for line in entry.lines:
            item = self.document.add_paragraph(f"{line.text}{numbers(line.sources)}", style="List Bullet")
            item.paragraph_format.space_after = Pt(1)
        for said in entry.quotes:
            self._said(said)
        if entry.more:
            self._quiet(self._indented(), f"and {entry.more} more")

    def _said(self, said: Said) -> None:
        paragraph = self._indented()
        words = paragraph.add_run(f"“{said.words}”")
        words.italic = not said.rtl
        if said.rtl:
            words.font.rtl = True
        who = ", ".join(filter(None, (said.who, said.published)))
        self._quiet(paragraph, f"  {who}{numbers(said.sources)}")

    def _indented(self) -> Any:
        from docx.shared import Cm

        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.left_indent = Cm(0.9)
        return paragraph

    def _table(self, table: Table) -> None:
        from docx.shared import Cm, Pt

        caption = self.document.add_paragraph()
        caption.add_run(table.caption).bold = True
        caption.paragraph_format.keep_with_next = True
        caption.paragraph_format.space_before = Pt(8)
        lines = [tuple(Cell(text=name) for name in table.columns), *table.rows]
        drawn = self.document.add_table(rows=len(lines), cols=len(table.columns), style="Light List Accent 1")
        drawn.autofit = False
        for row, line in zip(drawn.rows, lines, strict=True):
            for cell, held, width in zip(row.cells, line, table.widths, strict=True):
                cell.width = Cm(_WIDE * width / sum(table.widths))
                cell.text = f"{held.text}{numbers(held.sources)}"
                cell.paragraphs[0].paragraph_format.space_after = Pt(1)
        _repeated(drawn.rows[0])
        for cell in drawn.rows[0].cells:
            cell.paragraphs[0].runs[0].bold = True
        self.document.add_paragraph().paragraph_format.space_after = Pt(0)

    def _figure(self, figure: Figure) -> None:
        from docx.shared import Cm

        picture = self.document.add_picture(io.BytesIO(to_png(figure.svg)), width=Cm(_WIDE))
        picture._inline.docPr.set("descr", figure.alternative)
        picture._inline.docPr.set("name", figure.name)
        self.document.paragraphs[-1].paragraph_format.keep_with_next = True
        self._quiet(self.document.add_paragraph(), figure.caption)

    def cited(self, cited: Cited) -> None:
        """A line of the list of sources."""
        from docx.shared import Cm

        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = Cm(1), Cm(-1)
        paragraph.add_run(f"[{cited.number}]\t{cited.outlet}: ")
        title = paragraph.add_run(f"“{cited.title}”")
        if cited.rtl:
            title.font.rtl = True
        paragraph.add_run(f", {cited.published}. ")
        if cited.url:
            _hyperlink(paragraph, cited.url)
        if cited.note:
            paragraph.add_run(f" ({cited.note})")

    def _quiet(self, paragraph: Any, words: str) -> Any:
        from docx.shared import Pt, RGBColor

        run = paragraph.add_run(words)
        run.font.size = Pt(9)
        run.font.color.rgb = RGBColor.from_string(_QUIET)
        return run


def _element(name: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def _repeated(row: Any) -> None:
    """Makes a row the heading of its table on every page."""
    row._tr.get_or_add_trPr().append(_element("w:tblHeader", val="true"))


def _field(run: Any, code: str) -> None:
    """A field that Word fills in, such as the number of the page."""
    for kind in ("begin", None, "end"):
        part = _element("w:fldChar", fldCharType=kind) if kind else _element("w:instrText")
        if kind is None:
            part.text = code
        run._r.append(part)


def _hyperlink(paragraph: Any, url: str) -> None:
    from docx.oxml.ns import qn

    link = _element("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(url, _LINK, is_external=True))
    run = paragraph.add_run(url)
    link.append(run._r)
    paragraph._p.append(link)


def _settled(document: Any) -> bytes:
    """A document as bytes that do not depend on the hour: its parts carry no time of their own."""
    written, settled = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as parts, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as out:
        for name in parts.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(entry, parts.read(name))
    return settled.getvalue()
