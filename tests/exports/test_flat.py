"""A view as a table: rows of its longest list, with what stands above them."""

from __future__ import annotations

from typing import NamedTuple

from pydantic import BaseModel

from trucewatch.exports.flat import flattened
from trucewatch.exports.sheets import to_csv


class Where(NamedTuple):
    report: str
    record: int


class Inner(BaseModel):
    value: float | None
    where: Where
    tags: tuple[str, ...] = ()


class Middle(BaseModel):
    name: str
    inner: tuple[Inner, ...]
    sure: bool = True


class Outer(BaseModel):
    title: str
    middle: tuple[Middle, ...]
    counts: dict[str, int] = {}


VIEW = Outer(
    title="all",
    middle=(
        Middle(name="a", inner=(Inner(value=1, where=Where("r", 0)), Inner(value=2, where=Where("r", 1), tags=("x", "y")))),
        Middle(name="b", inner=(Inner(value=None, where=Where("s", 0)),), sure=False),
    ),
    counts={"a": 2},
)  # fmt: skip


def test_each_entry_of_the_innermost_list_is_a_row_with_the_values_above_it() -> None:
    columns, rows = flattened(VIEW, "middle.inner")
    assert columns == ["middle.name", "middle.sure", "value", "where", "tags"]
    assert [row["middle.name"] for row in rows] == ["a", "a", "b"]
    assert [row["value"] for row in rows] == [1, 2, None]
    assert rows[1]["tags"] == "x; y"
    assert rows[2]["where"] == "s/0"
    assert rows[2]["middle.sure"] == "false"


def test_a_list_of_models_that_is_no_row_is_counted_and_a_mapping_told() -> None:
    _, rows = flattened(VIEW, "middle")
    assert [row["inner"] for row in rows] == [2, 1]
    _, (one,) = flattened(VIEW, "")
    assert (one["title"], one["middle"], one["counts"]) == ("all", 2, "a: 2")


def test_formulas_are_defused_on_the_way_out() -> None:
    evil = Outer(title="x", middle=(Middle(name="=cmd|' /C calc'!A0", inner=()),))
    assert "'=cmd" in to_csv(*flattened(evil, "middle"))
