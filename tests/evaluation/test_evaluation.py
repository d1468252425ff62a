"""The evaluation command, on a set that the test composes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evaluation import __main__ as evaluation
from evaluation import errors, gate, reader
from trucewatch.records import Reading, Report, Span, Talks

TEXT = "The two sides met in Geneva."
GOLD = {"kind": "talks", "assertion": "actual", "attribution": None, "evidence": ["met in Geneva"]}


def read_talks(report: Report) -> Reading:
    """A reader that knows one sentence."""
    at = report.text.index("met")
    return Reading(report=report, records=(Talks(evidence=(Span(start=at, end=at + 13),)),))


def read_nothing(report: Report) -> Reading:
    return Reading(report=report)


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for folder in ("gold", "gold-more/africa"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "story.md").write_text(f"---\ntitle: Talks: held\n---\n{TEXT}", "utf-8")
        (tmp_path / folder / "story.json").write_text(json.dumps({"records": [GOLD]}), "utf-8")
    monkeypatch.setattr(reader, "OUT", tmp_path / "out")
    baseline = gate.Baseline(0.005, {"gold.record_f1": 0.9}, {"gold.without_evidence": 0})
    monkeypatch.setattr(gate, "load", lambda: baseline)
    monkeypatch.setattr(reader, "load", lambda name: globals()[name])
    return tmp_path


def run(shared: Path, name: str) -> int:
    return evaluation.main(["--shared", str(shared), "--reader", name])


def test_figures_that_hold_pass(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(shared, "read_talks") == 0
    printed = capsys.readouterr().out
    assert "== gold: 1 reports" in printed
    assert "africa         records 1.000, slots 1.000" in printed
    assert "evaluation: 2 of 2 figures hold" in printed


def test_a_fall_fails_and_names_the_figure(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(shared, "read_nothing") == 1
    assert "gold.record_f1 fell to 0.0000" in capsys.readouterr().err


def test_sets_that_are_not_there_are_named_and_skipped(
    shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(shared, "read_talks")
    assert "evaluation: skipped dates, there is no" in capsys.readouterr().out
    assert evaluation.main(["--shared", str(shared / "nowhere")]) == 0
    assert "evaluation: skipped, the evaluation sets are not there" in capsys.readouterr().out


def test_what_was_read_is_kept(shared: Path) -> None:
    run(shared, "read_talks")
    kept = json.loads((shared / "out" / "gold.jsonl").read_text("utf-8"))
    assert kept["report"]["title"] == "Talks: held"
    assert kept["records"][0]["evidence"] == [{"start": 14, "end": 27}]


def test_errors_are_listed_by_report_and_record(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    errors.main(["--shared", str(shared), "--set", "gold", "--reader", "read_nothing"])
    assert capsys.readouterr().out == "story | talks | met in Geneva | record not found\n"


def test_a_reader_that_does_not_exist_is_a_clear_line() -> None:
    with pytest.raises(SystemExit, match="no reader nowhere:read"):
        reader.load("nowhere:read")
