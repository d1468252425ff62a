"""Readings come out of Parquet as they went in, or a line says why not. Needs the extra `ray`, not Ray itself."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.archive.readings import numbered, read
from trucewatch.archive import Archive, parquet
from trucewatch.archive.parquet import Taken
from trucewatch.cli import commands
from trucewatch.records import Report
from trucewatch.sources import SourceError, reports
from trucewatch.sources.snapshots import Retrieved, Snapshot

pyarrow: Any = pytest.importorskip("pyarrow", reason="needs pyarrow: pip install 'trucewatch[ray]'")
pyarrow_parquet: Any = pytest.importorskip("pyarrow.parquet")

SNAPSHOT = Snapshot(
    url="https://a.org", address="https://a.org", retrieved="2020-02-09T00:00:00Z", media_type="text/html",
    sha256="0" * 64, warc=b"\x1f\x8b\x00",
)  # fmt: skip


def written(path: Path, rows: list[dict[str, Any]]) -> Path:
    pyarrow_parquet.write_table(pyarrow.Table.from_pylist(rows), path)
    return path


def rows_of(some: list[Report], reader: str = "1") -> list[dict[str, Any]]:
    given = [parquet.report_row(report) for report in some]
    return [parquet.reading_row(row, read(parquet.report_of(row)), reader) for row in given]


def test_readings_come_back_as_they_were_with_their_snapshots(tmp_path: Path) -> None:
    (known,) = numbered(1)
    row = parquet.report_row(Retrieved(report=known, snapshot=SNAPSHOT))
    path = written(tmp_path / "r.parquet", [parquet.reading_row(row, read(known), "7")])
    (taken,) = parquet.readings(io.BytesIO(path.read_bytes()), "r")
    assert taken == Taken(read(known), "7", SNAPSHOT)


def test_what_was_altered_or_could_not_be_read_costs_its_own_row(tmp_path: Path) -> None:
    rows = rows_of(numbered(5))
    rows[1]["text"] += "!"
    rows[2]["reading"] = '{"report": {}}'
    told = SourceError("is no JSON", path="far.jsonl", line=3)
    rows[3] = parquet.reading_row(parquet.report_row(told), None, "1")
    path = written(tmp_path / "r.parquet", rows)
    with Archive(tmp_path / "archive.db") as archive:
        results = list(parquet.take_in(archive, parquet.opened([str(path)])))
        assert [str(problem) for problem in results if isinstance(problem, SourceError)] == [
            f"{path}, line 2: its text is not the one that was read",
            f"{path}, line 3: holds no reading that this Trucewatch knows",
            "far.jsonl, line 3: is no JSON",
        ]
        assert archive.stats()["reports"] == 2
        assert archive.verify() == []


def test_readings_of_several_readers_keep_their_versions(tmp_path: Path) -> None:
    path = written(tmp_path / "r.parquet", [*rows_of(numbered(3)), *rows_of(numbered(2), "2")])
    with Archive(tmp_path / "archive.db") as archive:
        list(parquet.take_in(archive, parquet.opened([str(path)])))
        found = archive.find(history=True)
        assert sorted((one.reader, one.current) for one in found) == (
            [("1", False)] * 4 + [("1", True)] * 2 + [("2", True)] * 4
        )


def test_add_takes_readings_in_and_reports_as_reports(tmp_path: Path) -> None:
    written(tmp_path / "readings.parquet", rows_of(numbered(3)))
    first = CliRunner().invoke(commands, ["add", "--archive", str(tmp_path / "a.db"), str(tmp_path)])
    assert "3 readings taken in and 6 records added; 0 readings were there already" in first.stdout
    again = CliRunner().invoke(commands, ["add", "--archive", str(tmp_path / "a.db"), str(tmp_path)])
    assert "0 readings taken in and 0 records added; 3 readings were there already" in again.stdout


def test_a_table_of_reports_is_read_and_a_bad_row_is_named(tmp_path: Path) -> None:
    texts = ["The convoy left the town on Monday.", None, "The talks went on in the capital."]
    path = written(tmp_path / "t.parquet", [{"text": text, "published": "2020-02-09"} for text in texts])
    found = list(reports([str(path)]))
    assert [one.id for one in found if isinstance(one, Report)] == ["t:1", "t:3"]
    assert [str(one) for one in found if isinstance(one, SourceError)] == [
        f"{path}, line 2: its `text` is no text"
    ]


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" + b"\0" * 50 + b"PAR1"])
def test_what_is_no_parquet_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.parquet"
    path.write_bytes(content)
    (problem,) = reports([str(path)])
    assert str(problem).startswith(f"{path}: is no Parquet that can be read")


def test_without_the_library_a_line_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "t.parquet").write_bytes(b"PAR1")
    code = (
        "import sys; sys.modules['pyarrow'] = sys.modules['ray'] = None\n"
        "from trucewatch.cli import main; main()"
    )
    for arguments in (["add", "t.parquet"], ["add", "--engine", "ray", "t.parquet"]):
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments], cwd=tmp_path, capture_output=True, text=True
        )
        assert done.returncode == 1
        assert "pip install 'trucewatch[ray]'" in done.stderr
        assert len(done.stderr.splitlines()) == 1
