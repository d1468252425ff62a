"""Answers kept on disk, so that the same question is not asked twice.

Invariant: an answer is found only under the very question that brought it: the same words of the report, model,
prompt, schema and bounds. A file that is damaged counts as missing.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any

from trucewatch.reading.llm.answer import Answer


class Cache:
    """A folder of answers; with no folder, nothing is kept."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    @staticmethod
    def key(question: dict[str, Any]) -> str:
        """The name of a question: SHA-256 of its JSON."""
        plain = json.dumps(question, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(plain.encode()).hexdigest()

    def get(self, key: str) -> Answer | None:
        """The answer that is kept under `key`."""
        if self._folder is None:
            return None
        try:
            content = json.loads(self._path(self._folder, key).read_text(encoding="utf-8"))
            return Answer(str(content["text"]), bool(content["whole"]), int(content["tokens"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, key: str, answer: Answer) -> None:
        """Keep an answer, readable by its owner alone; a disk that is full or closed costs the keeping only."""
        if self._folder is None:
            return
        path = self._path(self._folder, key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(answer._asdict(), file, ensure_ascii=False)
            Path(name).replace(path)
        except OSError:
            return

    @staticmethod
    def _path(folder: Path, key: str) -> Path:
        return folder / key[:2] / f"{key}.json"
