"""The version that readings are kept under changes with what reads, and with nothing else."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from trucewatch.archive.version import digest, reader_version


@pytest.fixture
def package(tmp_path: Path) -> Path:
    for name in ("reading/talks.toml", "reading/talks.py", "places/names.py", "exports/tables.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"# {name}\n")
    return tmp_path


def _append(name: str) -> Callable[[Path], object]:
    def change(package: Path) -> None:
        with (package / name).open("a") as file:
            file.write("more\n")

    return change


@pytest.mark.parametrize(
    ("change", "another"),
    [
        (_append("reading/talks.toml"), True),
        (_append("reading/talks.py"), True),
        (lambda package: (package / "places/names.py").rename(package / "places/other.py"), True),
        (lambda package: (package / "reading/new.toml").write_text(""), True),
        (_append("exports/tables.py"), False),
        (lambda package: (package / "reading/talks.cpython-311.pyc").write_bytes(b"1"), False),
        (lambda package: None, False),
    ],
)
def test_a_line_more_in_a_lexicon_is_another_reader(
    package: Path, change: Callable[[Path], object], another: bool
) -> None:
    before = digest(package)
    change(package)
    assert (digest(package) != before) == another


def test_the_gazetteer_counts_by_what_is_in_it_and_not_by_the_sqlite_that_wrote_it(package: Path) -> None:
    index = package / "places" / "gazetteer.sqlite"
    with sqlite3.connect(index) as connection:
        connection.execute("CREATE TABLE places (name TEXT)")
    before = digest(package)
    content = bytearray(index.read_bytes())
    content[96:100] = b"\0\0\1\1"  # the version of the library
    index.write_bytes(content)
    assert digest(package) == before
    with sqlite3.connect(index) as connection:
        connection.execute("INSERT INTO places VALUES ('Alder')")
    assert digest(package) != before


def test_the_version_fits_its_column_and_names_trucewatch() -> None:
    release, _, rest = reader_version().partition("+")
    assert release.count(".") == 2
    assert len(rest) == 12
    assert len(reader_version()) <= 64
