"""What goes wrong with an archive: what keeps it from being used, and what a check of it finds.

Invariant: each says in one line what is wrong; a problem names the row that it is about.
"""

from __future__ import annotations

from dataclasses import dataclass


class ArchiveError(Exception):
    """An archive that cannot be opened, read or written; `str()` says why in one line."""


@dataclass(frozen=True)
class Problem:
    """Something in the archive that is not as it was written: what, and which row."""

    what: str
    subject: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.what}"
