"""The commands by which records are reviewed and hidden, and what other commands then show."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.archive.readings import read, report
from trucewatch.archive import Archive
from trucewatch.cli import commands

SHELLED = "In Alder on 2020-02-08, the Northern Army shelled the mill."
MET = "In Birch on 2020-03-01, the Southern Front met the envoy."


@pytest.fixture
def filled(tmp_path: Path) -> Any:
    """A folder with an archive, and the ids of its two records: shelled, met."""
    with Archive(tmp_path / "archive.db", who="tester") as archive:
        archive.add(
            read(report(text, id=f"r{n}", outlet="The Post")) for n, text in enumerate((SHELLED, MET))
        )
        (shelled,), (met,) = ([one.id for one in archive.find(kind=kind)] for kind in ("incident", "talks"))
    return tmp_path, shelled, met


def run(folder: Path, command: str, *arguments: str) -> Result:
    return CliRunner().invoke(commands, [command, "--archive", str(folder / "archive.db"), *arguments])


def test_a_record_is_reviewed_and_what_was_said_is_listed(filled: Any) -> None:
    folder, shelled, met = filled
    assert "accept" in run(folder, "review", shelled[:10], "accept", "--note", "seen").stdout
    assert (
        'correct date to "2020-02-07"'
        in run(folder, "review", shelled, "correct", "date", "2020-02-07").stdout
    )
    run(folder, "review", met, "comment", "ask", "the envoy", "--field", "parties")
    lines = run(folder, "reviews").stdout.splitlines()
    assert [line.split("  ")[0] for line in lines] == ["2", "3"]
    comment = json.loads(run(folder, "reviews", "--json").stdout.splitlines()[1])
    assert (comment["field"], comment["note"]) == ("parties", "ask the envoy")
    assert lines[1].endswith(f"comment on parties  {comment['who']}: ask the envoy")
    run(folder, "review", shelled, "withdraw", "2")
    assert len(run(folder, "reviews", shelled).stdout.splitlines()) == 1
    assert len(run(folder, "reviews", "--history").stdout.splitlines()) == 4


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ("2020", "2020"), ("null", None), ('{"name": "Cedar"}', {"name": "Cedar"}), ("Cedar", {"name": "Cedar"}),
    ],
)  # fmt: skip
def test_a_value_is_text_a_number_or_json(filled: Any, given: str, value: Any) -> None:
    folder, shelled, _ = filled
    field = "date" if given == "2020" else "place"
    result = run(folder, "review", shelled, "correct", field, given)
    assert result.exit_code == 0, result.stderr
    (row,) = map(json.loads, run(folder, "reviews", "--json").stdout.splitlines())
    assert json.loads(row["value"]) == value


@pytest.mark.parametrize(
    "words",
    [
        ("accept", "it"), ("correct", "date"), ("correct", "date", "soon"), ("withdraw",), ("withdraw", "9"), ("comment",),
        ("praise",),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_in_a_line(filled: Any, words: tuple[str, ...]) -> None:
    folder, shelled, _ = filled
    result = run(folder, "review", shelled, *words)
    assert result.exit_code != 0
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert run(folder, "reviews", "--history").stdout == ""


def test_exports_are_of_records_as_persons_left_them(filled: Any) -> None:
    folder, shelled, met = filled
    run(folder, "review", met, "reject")
    run(folder, "review", shelled, "correct", "type", "air strike")
    assert run(folder, "export", "--as", "jsonl", str(folder / "out.jsonl")).exit_code == 0
    (line,) = (folder / "out.jsonl").read_text().splitlines()
    assert json.loads(line)["record"]["type"] == "air strike"


def test_reviewed_reports_are_written_as_gold(filled: Any) -> None:
    folder, shelled, met = filled
    run(folder, "review", shelled, "accept")
    run(folder, "review", met, "reject")
    assert "2 reports with 1 records" in run(folder, "gold", str(folder / "gold")).stdout
    assert (folder / "gold" / "r0.md").is_file()
    again = run(folder, "gold", str(folder / "gold"))
    assert (again.exit_code, again.stdout) == (1, "")
    assert "is not empty" in again.stderr


def test_levels_are_given_and_listed(filled: Any) -> None:
    folder, shelled, _ = filled
    assert "level 1" in run(folder, "level", shelled[:12], "1").stdout
    assert "source The Post: level 2" in run(folder, "level", "The Post", "2").stdout
    assert "no report is from Nobody" in run(folder, "level", "Nobody", "1").stderr
    assert [line.split("  ")[1:3] for line in run(folder, "level").stdout.splitlines()] == [
        ["1", "report"], ["2", "source"], ["1", "source"],
    ]  # fmt: skip
    for wrong in (("The Post",), ("The Post", "3"), ("ffffffff", "1")):
        assert run(folder, "level", *wrong).exit_code != 0
    assert "all holds" in run(folder, "verify").stdout
