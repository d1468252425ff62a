"""Floors for the figures: they may rise, and a fall is an error.

Invariant: baseline.toml names each figure once, with the least that it may be. A figure without a floor
passes; a floor whose figure was not measured (its set is missing) is not judged. A figure that may only be
small, such as a count of faults, has a ceiling instead.

The habit is that of adbar/trafilatura, whose evaluation gate keeps its baseline in a file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

BASELINE = Path(__file__).with_name("baseline.toml")
_HEADER = """\
# The least that each figure of `make eval` may be. `make baseline` raises the floors to what is measured and
# never lowers one; whoever has a reason to lower a floor does it here by hand and says why in the commit.
# `tolerance` is how far a figure may fall below its floor before that is a failure.
"""


@dataclass(frozen=True, slots=True)
class Baseline:
    """The floors by the figure's name, the ceilings likewise, and how far a figure may fall."""

    tolerance: float
    floors: Mapping[str, float]
    ceilings: Mapping[str, float]

    def falls(self, figures: Mapping[str, float]) -> list[str]:
        """A line for each figure that fell below its floor or rose above its ceiling."""
        low = [
            f"{name} fell to {figures[name]:.4f}, its floor is {floor:.4f}"
            for name, floor in self.floors.items()
            if name in figures and figures[name] < floor - self.tolerance
        ]
        high = [
            f"{name} is {figures[name]:g}, it may be {ceiling:g} at most"
            for name, ceiling in self.ceilings.items()
            if name in figures and figures[name] > ceiling
        ]
        return low + high

    def raised(self, figures: Mapping[str, float]) -> Baseline:
        """The same with each floor raised to its figure where that is higher, and new figures added."""
        floors = dict(self.floors)
        for name, figure in figures.items():
            if name not in self.ceilings:
                floors[name] = max(floors.get(name, 0.0), int(figure * 1000) / 1000)
        return Baseline(self.tolerance, floors, self.ceilings)


def load(path: Path = BASELINE) -> Baseline:
    """The baseline in that file."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return Baseline(float(data["tolerance"]), data["floors"], data["ceilings"])


def save(baseline: Baseline, path: Path = BASELINE) -> None:
    """Write the baseline to that file, in the order of the names."""
    lines = [f"tolerance = {baseline.tolerance}", "", "[ceilings]"]
    lines += [f'"{name}" = {value:g}' for name, value in sorted(baseline.ceilings.items())]
    lines += ["", "[floors]"]
    lines += [f'"{name}" = {value:.3f}' for name, value in sorted(baseline.floors.items())]
    path.write_text(_HEADER + "\n".join(lines) + "\n", encoding="utf-8")
