"""The stopwatch, on a reader that does nothing but parse."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluation import speed
from trucewatch.records import Report


def test_front_matter_is_not_timed(tmp_path: Path) -> None:
    path = tmp_path / "story.md"
    path.write_text("---\ntitle: Calm: for now\npublished: 2020-02-04\n---\nThe road is open.\n", "utf-8")
    (report,) = speed.texts(tmp_path, tmp_path)
    assert (report.text, report.title, report.published) == (
        "The road is open.\n",
        "Calm: for now",
        "2020-02-04",
    )
    assert speed.words([report]) == 4


def test_the_line_gives_the_median_ratio() -> None:
    line = speed._line("one process", 1000, [(1.0, 2.0), (1.0, 1.25), (1.0, 1.0)])
    assert "bare spaCy     1000 words/s" in line
    assert "read      800 words/s" in line
    assert "ratio 0.80" in line
    assert "250 µs/word" in line


def test_longest_texts_are_shared_out_first() -> None:
    reports = [Report(id=str(n), text="x" * n) for n in (1, 4, 3, 2)]
    assert [[len(r.text) for r in share] for share in speed._shares(reports)] == [[4, 2], [3, 1]]


def test_nothing_to_time_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert speed.main(["--texts", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "evaluation: skipped, there are no reports to time\n"
