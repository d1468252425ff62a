"""What makes a record important to review."""

from __future__ import annotations

import functools
import tomllib
from importlib.resources import files
from typing import Any


def importance(body: dict[str, Any]) -> tuple[int, tuple[str, ...]]:
    """How important a record is, given as its body, and what makes it so."""
    weights = _weights()
    total = int(weights["kind"].get(body["kind"], 0))
    reasons = []
    if body.get("main"):
        total += weights["main"]
        reasons.append("what its report is chiefly about")
    harmed = max((_most(one["count"]) for one in body.get("casualties", ())), default=0)
    if more := sum(step["adds"] for step in weights["harmed"] if harmed >= step["least"]):
        total += more
        reasons.append(f"{harmed:,.0f} harmed")
    if lessened := weights.get(body["assertion"]):
        total += lessened
        reasons.append(body["assertion"])
    return total, tuple(reasons)


@functools.cache
def _weights() -> dict[str, Any]:
    return tomllib.loads((files("trucewatch.archive") / "importance.toml").read_text("utf-8"))


def _most(count: dict[str, Any]) -> float:
    return max(float(count.get(bound) or 0) for bound in ("value", "low", "high"))
