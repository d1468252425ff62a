"""How much of a case comes through is measured where the shared sets are, and held to a floor."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluation import dossiers, gate
from evaluation.sets import SHARED


def test_without_the_shared_sets_it_is_skipped_with_a_word(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert dossiers.measure(tmp_path) == {}
    assert "skipped cases" in capsys.readouterr().out


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared evaluation sets are not there")
def test_what_the_dossier_shows_holds_its_floor() -> None:
    figures = dossiers.measure(SHARED)
    assert gate.load().falls(figures) == []
    assert set(figures) <= set(gate.load().floors)
