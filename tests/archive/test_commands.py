"""The archive's commands: what goes in is found, shown, counted and verified."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.archive.readings import read
from trucewatch import reading as reading_room
from trucewatch.cli import commands
from trucewatch.records import Reading, Report

SHELLED = "In Alder on 2020-02-08, the Northern Army shelled the mill."
MET = "In Birch on 2020-03, the Southern Front met the envoy."


@pytest.fixture(autouse=True)
def _reader(monkeypatch: pytest.MonkeyPatch) -> None:
    def fake(report: Report, **options: bool) -> Reading:
        return read(report)

    monkeypatch.setattr(reading_room, "read_report", fake)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "one.md").write_text(f"---\ntitle: The mill\n---\n{SHELLED}\n")
    (tmp_path / "reports" / "two.jsonl").write_text(json.dumps({"text": MET}) + "\n{bad\n")
    return tmp_path


def run(folder: Path, *arguments: str) -> Result:
    command, *rest = arguments
    return CliRunner().invoke(commands, [command, "--archive", str(folder / "archive.db"), *rest])


def filled(folder: Path) -> Result:
    return run(folder, "add", "--workers", "1", str(folder / "reports"))


def test_a_folder_is_added_and_a_bad_line_is_named(folder: Path) -> None:
    result = filled(folder)
    assert result.exit_code == 1
    assert "2 reports read and 2 records added; 0 reports were there already" in result.stdout
    assert "two.jsonl, line 2: is no JSON" in result.stderr
    assert "0 reports read and 0 records added; 2 reports were there already" in filled(folder).stdout


def test_what_was_added_is_found_and_shown(folder: Path) -> None:
    filled(folder)
    (line,) = run(folder, "find", "--kind", "incident", "--since", "2020-02").stdout.splitlines()
    assert "2020-02-08" in line
    assert SHELLED in line
    shown = run(folder, "show", line.split()[0]).stdout
    assert f'"{SHELLED}"' in shown
    assert "The mill" in shown
    (found,) = run(folder, "find", "--json", "--near", "10.5,20,5").stdout.splitlines()
    assert json.loads(found)["evidence"] == [MET]


def test_counts_and_verification(folder: Path) -> None:
    filled(folder)
    assert json.loads(run(folder, "stats", "--json").stdout)["records"] == {"incident": 1, "talks": 1}
    assert "incident" in run(folder, "stats").stdout
    verified = run(folder, "verify")
    assert verified.exit_code == 0
    assert verified.stdout.startswith("all holds")


def test_another_reader_reads_anew_and_the_older_records_stay(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(folder)
    assert "0 reports read anew; 0 records" in run(folder, "reread", "--workers", "1").stdout
    monkeypatch.setattr("trucewatch.archive.store.reader_version", lambda: "another")
    assert "2 reports read anew; 2 records" in run(folder, "reread", "--workers", "1").stdout
    found = [json.loads(line) for line in run(folder, "find", "--json", "--history").stdout.splitlines()]
    assert sorted(one["current"] for one in found) == [False, False, True, True]
    assert {one["reader"] for one in found if one["current"]} == {"another"}
    assert "0 reports read anew; 0 records" in run(folder, "reread", "--workers", "1").stdout
    assert run(folder, "verify").exit_code == 0


def test_where_there_is_no_archive_none_is_made_by_looking(folder: Path) -> None:
    result = run(folder, "find")
    assert result.exit_code == 1
    assert "there is no archive" in result.stderr
    assert not (folder / "archive.db").exists()


@pytest.mark.parametrize("wrong", [("--near", "1,2"), ("--since", "yesterday"), ("--kind", "rumour")])
def test_a_condition_that_is_none_is_refused(folder: Path, wrong: tuple[str, str]) -> None:
    filled(folder)
    assert run(folder, "find", *wrong).exit_code == 2


def test_help_loads_no_database() -> None:
    code = (
        "import sys; from trucewatch.cli import commands; commands(['--help'], standalone_mode=False);"
        "assert not {'sqlalchemy', 'alembic', 'spacy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)


def test_an_export_is_written_described_and_noted_in_the_trail(folder: Path) -> None:
    pytest.importorskip("pycountry", reason="needs the extra exports")
    run(folder, "add", str(folder / "reports"))
    out = folder / "out.jsonl"
    result = run(folder, "export", str(out), "--as", "jsonl", "--kind", "incident")
    assert "1 rows written" in result.output
    assert json.loads(out.read_text("utf-8"))["quotes"] == [SHELLED.removesuffix(".")]
    assert json.loads((folder / "out.jsonl-metadata.json").read_text("utf-8"))["filters"] == {
        "kind": "incident"
    }
    assert run(folder, "verify").exit_code == 0
    assert json.loads(run(folder, "stats", "--json").output)["trail"] == 3


def test_an_export_that_cannot_be_written_is_one_line(folder: Path) -> None:
    run(folder, "add", str(folder / "reports"))
    result = run(folder, "export", str(folder / "missing" / "out"), "--as", "jsonl")
    assert result.exit_code != 0
    assert "missing/out: No such file or directory" in result.output


def test_linked_the_records_of_one_thing_are_one_row(folder: Path) -> None:
    pytest.importorskip("pycountry", reason="needs the extra exports")
    (folder / "reports" / "again.md").write_text(
        f"---\ntitle: At the mill\noutlet: Post\n---\n{SHELLED} Again.\n"
    )
    run(folder, "add", str(folder / "reports"))
    apart, linked = folder / "apart.json", folder / "linked.json"
    run(folder, "export", str(apart), "--as", "followthemoney", "--kind", "incident")
    result = run(folder, "export", str(linked), "--as", "followthemoney", "--kind", "incident", "--linked")
    assert result.exit_code == 0, result.output

    def events(path: Path) -> int:
        return sum('"Event"' in line for line in path.read_text("utf-8").splitlines())

    assert (events(apart), events(linked)) == (2, 1)
