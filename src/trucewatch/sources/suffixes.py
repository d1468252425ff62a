"""What a file holds, by its name.

Invariant: what is read from a folder is just what can be read as a file.
"""

from __future__ import annotations

from pathlib import Path

_KINDS = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".markdown": "text",
    ".html": "page",
    ".htm": "page",
    ".xhtml": "page",
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".eml": "message",
    ".mbox": "mailbox",
    ".pdf": "pdf",
    ".docx": "docx",
    ".rss": "feed",
    ".atom": "feed",
    ".warc": "archive",
    ".arc": "archive",
    ".wacz": "package",
    ".parquet": "table",
}
_PACKED = (".warc.gz", ".arc.gz")


def kind(path: str) -> str | None:
    """The form of the file at `path`; None where its suffix does not say."""
    if path.lower().endswith(_PACKED):
        return "archive"
    return _KINDS.get(Path(path).suffix.lower())
