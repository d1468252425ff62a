"""Files that are written whole or not at all, and the descriptions beside them.

Invariant: a file that could not be written to its end leaves nothing behind.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any


def description_of(path: Path) -> Path:
    """Where the description of the export `path` stands."""
    return path.with_name(path.name + "-metadata.json")


def described(description: dict[str, Any]) -> bytes:
    """A description as the file beside an export has it."""
    return json.dumps(description, indent=2, ensure_ascii=False).encode() + b"\n"


def whole(path: Path, data: bytes) -> None:
    """Write `data` to the file `path`, whole or not at all; raises OSError where it cannot be written."""
    handle, part = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(part).chmod(0o644)
        Path(part).replace(path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
