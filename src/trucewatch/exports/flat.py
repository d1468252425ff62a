"""What a page shows as a table: its longest list, a row for each entry, with what stands above it.

Invariant: a column is named by where its value stands in the view, and no row has a value of another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from trucewatch.exports.sheets import Cell

Row = dict[str, Cell]


def flattened(view: BaseModel, path: str) -> tuple[list[str], list[Row]]:
    """The columns and rows of a view; `path` names the lists in lists that the rows are, parted by full stops.

    `windows.figures` gives a row for each figure of each window: its own values, and before them those of its window as
    `windows.place`. Without a path the view is one row.
    """
    rows = list(_rows(view, tuple(path.split(".")) if path else (), "", {}, top=True))
    columns = dict.fromkeys(column for row in rows for column in row)
    return list(columns), rows


def _rows(value: Any, path: Sequence[str], prefix: str, above: Row, *, top: bool = False) -> Iterator[Row]:
    here = above if top and path else above | dict(_cells(value, prefix, skip=path[0] if path else ""))
    if not path:
        yield here
        return
    inner = getattr(value, path[0])
    label = f"{prefix}{path[0]}." if len(path) > 1 else ""
    if isinstance(inner, BaseModel):
        yield from _rows(inner, path[1:], label, here)
        return
    for one in inner:
        yield from _rows(one, path[1:], label, here)


def _cells(value: Any, prefix: str, skip: str = "") -> Iterator[tuple[str, Cell]]:
    """The values of a model that are no lists of models, each under its name."""
    if not isinstance(value, BaseModel):
        yield prefix.rstrip(".") or "value", _cell(value)
        return
    for name in type(value).model_fields:
        field = getattr(value, name)
        if name == skip:
            continue
        if isinstance(field, BaseModel):
            yield from _cells(field, f"{prefix}{name}.")
        elif isinstance(field, Mapping):
            yield f"{prefix}{name}", "; ".join(f"{k}: {_cell(v)}" for k, v in field.items() if _plain(v))
        elif _is_list(field):
            plain = [str(_cell(one)) for one in field if _plain(one)]
            yield f"{prefix}{name}", "; ".join(plain) if plain or not field else len(field)
        else:
            yield f"{prefix}{name}", _cell(field)


def _is_list(value: Any) -> bool:
    """Whether a value is a list; a named tuple is a value."""
    return isinstance(value, (tuple, list)) and not hasattr(value, "_fields")


def _plain(value: Any) -> bool:
    return value is None or isinstance(value, (str, int, float, bool))


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, (int, float)):
        return value if not isinstance(value, bool) else str(value).lower()
    if hasattr(value, "_fields"):
        return "/".join(map(str, value))
    return str(value)
