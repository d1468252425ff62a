"""A grid over the Earth, for places that are shown only roughly.

Invariant: every point of a square is shown as its middle, so what is shown tells no more of a point than its square.
"""

from __future__ import annotations

import math
from typing import NamedTuple

_KILOMETRES = math.pi * 6371.0 / 180  # of a degree of latitude


class Rough(NamedTuple):
    """A point that stands for every point of its square, which is `kilometres` wide and high."""

    latitude: float
    longitude: float
    kilometres: float

    def __str__(self) -> str:
        return f"somewhere in {self.kilometres:g} km by {self.kilometres:g} km around {self.latitude}, {self.longitude}"


def snap(latitude: float, longitude: float, kilometres: float) -> Rough:
    """The middle of the square, in a grid over the Earth of `kilometres`, that a point lies in.

    Squares stand in bands of equal latitude, a whole number of them around the Earth in each, so none is narrower than
    `kilometres`, but for those at the poles.
    """
    band = kilometres / _KILOMETRES
    bands = max(1, math.floor(180 / band))
    height = 180 / bands
    row = min(bands - 1, math.floor((latitude + 90) / height))
    middle = -90 + (row + 0.5) * height
    around = max(1, math.floor(360 * math.cos(math.radians(middle)) / band))
    width = 360 / around
    column = min(around - 1, math.floor((longitude + 180) / width))
    return Rough(round(middle, 5), round(-180 + (column + 0.5) * width, 5), kilometres)
