"""Messages, mailboxes, PDF and Word documents: each a report, or one clear line."""

from __future__ import annotations

import io
import zipfile
import zlib
from email.message import EmailMessage
from pathlib import Path

import docx
import pypdf
import pytest

from trucewatch.records import Report
from trucewatch.sources import SourceError, reports

BODY = "The two armies met the observers at the old bridge and agreed to hold their fire for a week."


def message(subject: str = "At the bridge", *, attached: bool = True) -> EmailMessage:
    made = EmailMessage()
    made["Subject"], made["From"] = subject, "Press Desk <press@example.org>"
    made["Date"], made["Message-ID"] = "Sun, 09 Feb 2020 10:00:00 +0000", f"<{len(subject)}@example.org>"
    made.set_content(BODY)
    if attached:
        made.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="map.png")
    return made


def only(path: Path) -> Report | SourceError:
    (found,) = reports([str(path)])
    return found


def line(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    found = only(path)
    assert isinstance(found, SourceError)
    return str(found)


def test_a_message_is_a_report_without_what_is_attached(tmp_path: Path) -> None:
    (tmp_path / "one.eml").write_bytes(message().as_bytes())
    found = only(tmp_path / "one.eml")
    assert isinstance(found, Report)
    assert (found.text.strip(), found.title, found.outlet) == (BODY, "At the bridge", "Press Desk")
    assert (found.published, found.id) == ("2020-02-09", "13@example.org")


def test_a_mailbox_gives_each_message_and_a_line_for_one_without_text(tmp_path: Path) -> None:
    empty = EmailMessage()
    empty.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="map.png")
    parts = [
        b"From - Sun Feb  9 10:00:00 2020\n" + m.as_bytes() + b"\n"
        for m in (message("A"), empty, message("B"))
    ]
    (tmp_path / "all.mbox").write_bytes(b"".join(parts))
    first, problem, last = reports([str(tmp_path / "all.mbox")])
    assert isinstance(first, Report) and isinstance(last, Report)
    assert (first.title, last.title) == ("A", "B")
    assert "message 2 has no text" in str(problem)


def test_a_word_document_is_a_report(tmp_path: Path) -> None:
    document = docx.Document()
    document.core_properties.title = "At the bridge"
    document.add_paragraph(BODY)
    document.save(str(tmp_path / "one.docx"))
    found = only(tmp_path / "one.docx")
    assert isinstance(found, Report)
    assert (found.text, found.title) == (BODY, "At the bridge")


def pdf(text: str, *, packed: bytes | None = None) -> bytes:
    """A PDF of a page with this text, or whose content is `packed`, by zlib."""
    content = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode() if packed is None else packed
    filtered = b"" if packed is None else b" /Filter /FlateDecode"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d%s >>\nstream\n%s\nendstream" % (len(content), filtered, content),
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(b"%010d 00000 n \n" % len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"xref\n0 5\n0000000000 65535 f \n" + b"".join(offsets)
    return body + table + b"trailer << /Root 1 0 R /Size 5 >>\nstartxref\n%d\n%%%%EOF\n" % len(body)


def test_a_pdf_is_a_report(tmp_path: Path) -> None:
    (tmp_path / "one.pdf").write_bytes(pdf(BODY))
    found = only(tmp_path / "one.pdf")
    assert isinstance(found, Report)
    assert found.text.strip() == BODY


def test_a_pdf_without_text_or_locked_or_broken_is_named(tmp_path: Path) -> None:
    blank, locked = io.BytesIO(), io.BytesIO()
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.write(blank)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(locked)
    assert "PDF without text" in line(tmp_path / "blank.pdf", blank.getvalue())
    assert "locked by a password" in line(tmp_path / "locked.pdf", locked.getvalue())
    assert "no PDF that can be read" in line(tmp_path / "broken.pdf", b"%PDF-1.4\nnothing")


def test_a_document_that_unpacks_without_end_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trucewatch.sources.documents._UNPACKED", 1_000_000)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", b" " * 2_000_000)
    assert "unpacks to more than 1 MB" in line(tmp_path / "bomb.docx", bomb.getvalue())
    monkeypatch.undo()
    monkeypatch.setattr("trucewatch.sources.documents._MARKUP", 1_000_000)
    assert "has text of more than 1 MB" in line(tmp_path / "text.docx", bomb.getvalue())
    assert "no Word document" in line(tmp_path / "broken.docx", b"PK nothing")


def test_a_pdf_that_unpacks_without_end_is_stopped(tmp_path: Path) -> None:
    packer = zlib.compressobj(9)
    bomb = b"".join(packer.compress(bytes(10_000_000)) for _ in range(9)) + packer.flush()
    assert len(bomb) < 100_000
    assert "no PDF that can be read (Limit" in line(tmp_path / "bomb.pdf", pdf("", packed=bomb))


def test_a_pdf_that_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trucewatch.sources.documents._SECONDS", -1.0)
    assert "takes more than" in line(tmp_path / "slow.pdf", pdf(BODY))
