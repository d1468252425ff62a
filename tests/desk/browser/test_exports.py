"""Files are taken from the desk as people take them: by a click in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("typst", reason="needs the extra reports")


@pytest.mark.parametrize(
    ("link", "beginning"),
    [("report-pdf.pdf", b"%PDF-"), ("report-docx.docx", b"PK"), ("acled.csv", b"event_id")],
)
def test_a_file_is_taken_by_a_click(heard: Any, tmp_path: Path, link: str, beginning: bytes) -> None:
    heard.open("/cases/idlib/exports")
    with heard.page.expect_download() as waited:
        heard.page.get_by_role("link", name=link, exact=True).click()
    taken = tmp_path / "taken"
    waited.value.save_as(taken)
    assert taken.read_bytes().lstrip(b"\xef\xbb\xbf").startswith(beginning)
    assert waited.value.suggested_filename.startswith("idlib-")
    assert heard.elsewhere == []
