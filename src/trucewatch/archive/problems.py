"""What a check of the archive finds.

Invariant: a problem names the row that it is about.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """Something in the archive that is not as it was written: what, and which row."""

    what: str
    subject: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.what}"
