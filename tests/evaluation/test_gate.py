"""The floors: figures may rise, and a fall is named."""

from __future__ import annotations

from pathlib import Path

from evaluation import gate
from evaluation.gate import Baseline

BASELINE = Baseline(tolerance=0.005, floors={"gold.record_f1": 0.8}, ceilings={"gold.without_evidence": 0})


def test_a_figure_at_its_floor_or_within_the_tolerance_holds() -> None:
    assert BASELINE.falls({"gold.record_f1": 0.8, "gold.without_evidence": 0}) == []
    assert BASELINE.falls({"gold.record_f1": 0.7951}) == []


def test_a_fall_names_the_figure() -> None:
    assert BASELINE.falls({"gold.record_f1": 0.79}) == ["gold.record_f1 fell to 0.7900, its floor is 0.8000"]


def test_a_ceiling_has_no_tolerance() -> None:
    assert BASELINE.falls({"gold.without_evidence": 1}) == ["gold.without_evidence is 1, it may be 0 at most"]


def test_figures_that_were_not_measured_are_not_judged() -> None:
    assert BASELINE.falls({"dates.relaxed.f1": 0.1}) == []


def test_floors_rise_and_never_sink() -> None:
    raised = BASELINE.raised({"gold.record_f1": 0.7, "gold.slot_f1": 0.6127, "gold.without_evidence": 0})
    assert raised.floors == {"gold.record_f1": 0.8, "gold.slot_f1": 0.612}
    assert raised.ceilings == BASELINE.ceilings


def test_what_is_saved_is_what_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "baseline.toml"
    gate.save(BASELINE, path)
    assert gate.load(path) == BASELINE


def test_the_baseline_of_the_project_loads() -> None:
    baseline = gate.load()
    assert baseline.ceilings["gold.without_evidence"] == 0
    shares = {
        name: floor for name, floor in baseline.floors.items() if not name.endswith(("_shown", ".orders"))
    }
    assert all(0 <= floor <= 1 for floor in shares.values())
    assert all(floor >= 1 for name, floor in baseline.floors.items() if name not in shares)
