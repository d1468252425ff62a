"""Waits are as long as asked for, never without end, and the same for the same chance."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.sources.web.politeness import back_off, retry_after

NOON = datetime(2021, 6, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Mon, 21 Jun 2021 12:01:00 GMT", 60),
        ("Mon, 21 Jun 2021 11:00:00 GMT", 0),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        (None, None),
        ("9" * 400, 10**8),
    ],
)
def test_a_wait_is_read_in_seconds_or_as_a_date(written: str | None, seconds: float | None) -> None:
    assert retry_after(written, NOON) == seconds


@given(st.text(max_size=40))
def test_any_header_is_a_wait_or_none(written: str) -> None:
    found = retry_after(written, NOON)
    assert found is None or found >= 0


@given(st.integers(1, 10_000), st.integers(0, 2**32))
def test_waits_grow_twofold_up_to_the_most_and_scatter_by_half(failures: int, seed: int) -> None:
    wait = back_off(failures, first=10, most=3600, chance=random.Random(seed))
    whole = min(3600, 10 * 2 ** min(failures - 1, 30))
    assert whole / 2 <= wait <= whole
    assert wait == back_off(failures, first=10, most=3600, chance=random.Random(seed))
