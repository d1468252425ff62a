"""Comparing the EDTF dates that readers put into records."""

from __future__ import annotations


def overlap(first: str, second: str) -> bool:
    """Whether two EDTF dates can mean one day: 2020-02 and 2020-02-06 do, 2020-02-05 and 2020-02-06 do not.

    An open end reaches as far as it must; clock times are left out of account.
    """
    (a, b), (c, d) = _ends(first), _ends(second)
    return a <= d and c <= b


def begins_after(edtf: str, day: str) -> bool:
    """Whether a date begins after an ISO day; a month or year that holds the day does not."""
    first = edtf.split("/")[0].split("T")[0]
    return first[:1].isdigit() and first > day[: len(first)]


def _ends(edtf: str) -> tuple[str, str]:
    """First and last day as strings that compare in calendar order: "2020-02" gives 2020-02-00 and 2020-02-99."""
    first, slash, second = edtf.partition("/")
    return _day(first, "0"), _day(second if slash else first, "9")


def _day(part: str, fill: str) -> str:
    day = part.split("T")[0]
    if day in ("..", ""):
        return fill * 4
    return (day + f"-{fill * 2}-{fill * 2}")[:10]
