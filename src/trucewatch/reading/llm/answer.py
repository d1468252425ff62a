"""What came back for one question."""

from __future__ import annotations

from typing import NamedTuple


class Answer(NamedTuple):
    """The words of a model, whether it ended them by itself (not cut off by a bound or a lost line), and the tokens."""

    text: str
    whole: bool
    tokens: int
