"""The commands of linking: `link`, `judge` and `judgements`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.archive.readings import read, report
from tests.linking.made import ALDER, claim, shelling, told
from trucewatch.archive import Archive
from trucewatch.cli import commands
from trucewatch.records import Place, Reading


def run(*arguments: str, text: str | None = None) -> Result:
    return CliRunner().invoke(commands, list(arguments), input=text)


def written(*readings: Reading) -> str:
    """Readings as lines with the text of the report, as an analyst's lines have it."""
    rows = []
    for reading in readings:
        content = reading.model_dump(mode="json", by_alias=True)
        rows.append(json.dumps({**content, "report": {**content["report"], "text": reading.report.text}}))
    return "\n".join(rows) + "\n"


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "records.jsonl"
    five, eight = shelling(killed=5, words="Five died."), shelling(killed=8, words="Eight died.")
    held = claim("control", change="holds", place=ALDER)
    path.write_text(written(told("a", five, held), told("b", eight)), "utf-8")
    return path


def test_things_are_listed_with_what_is_disputed(lines: Path) -> None:
    result = run("link", str(lines))
    assert result.exit_code == 0
    assert (
        "Shelling at Alder (Northern Army) 2031-05-05: 2 records of 2 reports; Outlet of a, Outlet of b"
        in result.stdout
    )
    assert "DISPUTED  casualties: 5 killed for Outlet of a (“Five died.”), but 8 killed" in result.stdout
    assert "Control of Alder" not in result.stdout
    assert "Control of Alder" in run("link", "--all", str(lines)).stdout


def test_json_names_records_by_report_and_place(lines: Path) -> None:
    found: dict[str, Any] = json.loads(run("link", "--json", str(lines)).stdout)
    by_kind = {thing["kind"]: thing for thing in found["things"]}
    assert by_kind["incident"]["records"] == [["a", 0], ["b", 0]]
    assert by_kind["control"]["records"] == [["a", 1]]
    (contradiction,) = found["contradictions"]
    assert contradiction["thing"] == by_kind["incident"]["id"]
    assert [(value["value"], value["records"]) for value in contradiction["values"]] == [
        ("5 killed", [["a", 0]]),
        ("8 killed", [["b", 0]]),
    ]


def test_what_cannot_be_used_is_named_and_the_rest_is_linked(lines: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text(
        written(told("c", shelling())) + "{}\n" + written(told("a", shelling(killed=1))), "utf-8"
    )
    result = run("link", "--json", str(lines), str(broken), str(tmp_path / "nowhere.jsonl"))
    assert result.exit_code == 1
    assert (
        len(json.loads(result.stdout)["things"][-1]["records"]) + len(json.loads(result.stdout)["things"])
        >= 3
    )
    for complaint in ("broken.jsonl:2: ", "a: two reports have this id", "nowhere.jsonl"):
        assert complaint in result.stderr


def test_lines_come_from_standard_input_too(lines: Path) -> None:
    assert (
        run("link", "--json", "-", text=lines.read_text("utf-8")).stdout
        == run("link", "--json", str(lines)).stdout
    )


def test_nothing_from_a_report_reaches_the_terminal_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    nasty = [shelling(killed=n, words=f"\x1b[31m{n} died\u202e.") for n in (5, 8)]
    path.write_text(written(told("a", nasty[0]), told("b", nasty[1])), "utf-8")
    for shown in (run("link", str(path)).stdout, run("link", "--json", str(path)).stdout):
        assert "\x1b" not in shown and "\u202e" not in shown


def test_an_archive_is_linked_as_persons_have_judged(tmp_path: Path) -> None:
    address = str(tmp_path / "archive.db")
    mill = "In Alder on 2020-02-08, the Northern Army shelled the {}."
    with Archive(address, who="tester") as archive:
        archive.add(read(report(mill.format(what), id=what)) for what in ("mill", "weir"))
        ids = [found.id[:12] for found in archive.find()]
    assert "2 records of 2 reports" in run("link", "--archive", address).stdout
    said = run("judge", *ids, "not-the-same", "--note", "two sites", "--archive", address)
    assert said.exit_code == 0 and "not the same, says" in said.stdout
    assert "2 things" in run("link", "--archive", address).stdout
    assert "two sites" in run("judgements", "--archive", address).stdout
    assert run("judge", *ids, "withdraw", "--archive", address).exit_code == 0
    assert run("judgements", "--archive", address).stdout == ""
    assert len(run("judgements", "--history", "--json", "--archive", address).stdout.splitlines()) == 2
    assert "1 things" in run("link", "--archive", address).stdout


def test_without_an_archive_the_complaint_is_one_line(tmp_path: Path) -> None:
    result = run("link", "--archive", str(tmp_path / "none.db"))
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1 and "there is no archive" in result.stderr


def test_a_case_file_lends_its_names(lines: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.jsonl"
    other.write_text(written(told("c", shelling(place=Place(name="Old Fort")))), "utf-8")
    case = tmp_path / "case.toml"
    case.write_text('name = "A case"\n\n[[place]]\nname = "Alder"\naliases = ["Old Fort"]\n', "utf-8")
    assert "2 records of 2 reports" in run("link", str(lines), str(other)).stdout
    assert "3 records of 3 reports" in run("link", "--case", str(case), str(lines), str(other)).stdout
    result = run("link", "--case", str(tmp_path / "none.toml"), str(lines))
    assert result.exit_code == 1 and "none.toml" in result.stderr
