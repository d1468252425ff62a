"""Figures as ranges, and casualties as the totals that they may add up to.

Invariant: a range holds every number that the words allow; two figures contradict each other only where no number
is in both.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from trucewatch.records import Casualties, Count

INFINITE = float("inf")
_LEAST, _MOST = 0.03, 0.1
_PRONOUNS = frozenset({"its", "his", "her", "their", "them", "they", "others", "more"})


class Figure(NamedTuple):
    """A number as a range, both ends within, and the words for it."""

    low: float
    high: float
    said: str

    def meets(self, other: Figure) -> bool:
        """Whether one number may be both."""
        return self.low <= other.high and other.low <= self.high


def figure(count: Count | None) -> Figure | None:
    """The range of a count; None where it gives no number."""
    if count is None or (count.value is None and count.low is None and count.high is None):
        return None
    said = _said(count)
    if count.value is None:
        low = float(count.low or 0)
        return Figure(low, float(count.high) if count.high is not None else INFINITE, said)
    value = float(count.value)
    match count.relation:
        case "about":
            return Figure(value - _slack(value), value + _slack(value), said)
        case "nearly":
            return Figure(value - _slack(value), value, said)
        case "more than":
            return Figure(value + min(1.0, value * 1e-6), INFINITE, said)
        case "at least":
            return Figure(value, INFINITE, said)
        case "up to":
            return Figure(0.0, value, said)
        case "between":
            return Figure(float(count.low or value), float(count.high or value), said)
        case _:
            return Figure(value, value, said)


def _slack(value: float) -> float:
    """How far "about" and "nearly" may be off: by what the number is rounded to, within bounds.

    "About 960,000" is rounded to ten thousand, "about 600,000" to a hundred thousand.
    """
    digits = f"{value:.0f}"
    unit = 10.0 ** (len(digits) - len(digits.rstrip("0")))
    return max(_LEAST * value, min(_MOST * value, unit))


def _said(count: Count) -> str:
    if count.value is None:
        ends = [f"{n:,}" for n in (count.low, count.high) if n is not None]
        return count.text or (" to ".join(ends) if len(ends) == 2 else f"at least {ends[0]}")
    words = "" if count.relation in ("exactly", "between") else f"{count.relation} "
    return f"{words}{count.value:,}"


class Toll(NamedTuple):
    """The casualties of one record in one outcome: the totals that it may mean, and what it says of whom."""

    outcome: str
    totals: tuple[Figure, ...]
    said: str
    whom: str = ""

    def meets(self, other: Toll) -> bool:
        """Whether the two may be one number of people."""
        return any(ours.meets(theirs) for ours in self.totals for theirs in other.totals)


def tolls(casualties: Iterable[Casualties]) -> dict[str, Toll]:
    """What a record says of each outcome.

    Where it gives several numbers they may be a total with its parts, or parts to be added up: both are kept, so
    that "eight, of them five soldiers" and "five soldiers and three civilians" may be the same.
    """
    by_outcome: dict[str, list[tuple[Figure, str]]] = {}
    for harm in casualties:
        found = figure(harm.count)
        if found is not None:
            by_outcome.setdefault(harm.outcome, []).append((found, harm.who or ""))
    return {outcome: _toll(outcome, parts) for outcome, parts in sorted(by_outcome.items())}


def _toll(outcome: str, parts: list[tuple[Figure, str]]) -> Toll:
    figures = [figure for figure, _ in parts]
    most = max(figures, key=lambda f: (f.low, f.high))
    added = Figure(sum(f.low for f in figures), sum(f.high for f in figures), "")
    totals = (most,) if len(figures) == 1 else (most, added)
    rest = [f for f in figures if f is not most]
    if rest and sum(f.low for f in rest) == most.low:
        totals = (most,)  # a total and its parts
        parts = [part for part in parts if part[0] is most]
    said = ", ".join(f"{found.said} {'' if who in _PRONOUNS else who}".strip() for found, who in parts)
    whom = parts[0][1] if len(parts) == 1 else ""
    return Toll(outcome, totals, f"{said} {outcome}", whom)
