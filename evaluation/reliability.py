"""Whether a reader is as sure as it ought to be: of records said to be 0.8 sure, eight in ten should hold.

The expected calibration error is the mean distance, over bins of confidence weighed by their size, between the
confidence stated and the share that held (Naeini, Cooper and Hauskrecht, "Obtaining Well Calibrated
Probabilities Using Bayesian Binning", AAAI 2015).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from evaluation.score import held
from evaluation.sets import GoldReport

_BINS = 10


class Bin(NamedTuple):
    """Records of like confidence: how many, the mean confidence stated, and the share that held."""

    size: int
    stated: float
    held: float


def judged(reports: Iterable[tuple[GoldReport, list[dict[str, object]]]]) -> list[tuple[float, bool]]:
    """Confidence and whether it held, for each record that states one and can be judged."""
    pairs = []
    for report, records in reports:
        for record, verdict in zip(records, held(report, records), strict=True):
            confidence = record.get("confidence")
            if verdict is not None and isinstance(confidence, float):
                pairs.append((confidence, verdict))
    return pairs


def bins(pairs: Sequence[tuple[float, bool]]) -> list[Bin]:
    """`pairs` by tenth of confidence, empty tenths left out."""
    found = []
    for number in range(_BINS):
        inside = [p for p in pairs if min(int(p[0] * _BINS), _BINS - 1) == number]
        if inside:
            size = len(inside)
            found.append(Bin(size, sum(c for c, _ in inside) / size, sum(h for _, h in inside) / size))
    return found


def calibration_error(pairs: Sequence[tuple[float, bool]]) -> float:
    """The expected calibration error; 0 where there is nothing to judge."""
    return sum(b.size * abs(b.stated - b.held) for b in bins(pairs)) / max(len(pairs), 1)


def figure(pairs: Sequence[tuple[float, bool]]) -> str:
    """The reliability diagram as text: a row a bin, a bar for the share that held, a mark at what was stated."""
    rows = ["stated   held  records"]
    for one in bins(pairs):
        bar = ["#" if n < round(one.held * 40) else "." for n in range(41)]
        bar[round(one.stated * 40)] = "|"
        rows.append(f"{one.stated:6.2f} {one.held:6.2f} {one.size:8d}  {''.join(bar)}")
    return "\n".join(rows)
