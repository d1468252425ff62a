"""A case file read: TOML to a `Case`, or what is wrong with it, a line each.

Invariant: every problem names the file, the line and the key where that can be told, and the cause; all problems of a
file come out together.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from pydantic import ValidationError

from trucewatch.cases.file import Case
from trucewatch.cases.zones import Polygon, polygons

_HEADER = re.compile(r"\s*(\[\[?)\s*([\w-]+)\s*\]\]?\s*(?:#.*)?")
_KEY = re.compile(r"\s*([\w-]+)\s*=")
_AT_LINE = re.compile(r"(.*?) \(at (?:line (\d+), column \d+|end of document)\)", re.DOTALL)
_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is no key of a case file",
    "string_type": "must be text",
    "list_type": "must be a list",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "model_type": "must be a table",
    "string_too_short": "is empty",
    "string_pattern_mismatch": "is empty",
}
_TABLES = ("party", "place", "post", "agreement", "commitment", "total", "source")

Path_ = tuple[str | int, ...]


class Problem(NamedTuple):
    """What is wrong with a case file, where; `str()` is the whole line for the person who wrote it."""

    path: str
    line: int | None
    key: str
    cause: str

    def __str__(self) -> str:
        where = f"{self.path}, line {self.line}" if self.line else self.path
        return f"{where}: {self.key}: {self.cause}" if self.key else f"{where}: {self.cause}"


class CaseError(ValueError):
    """A case file that cannot be used; `problems` says why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class CaseFile(NamedTuple):
    """A case with where it was read from: its path, the lines of its keys and the ground of its zone.

    `blurred` are places that are shown only roughly, with the kilometres of their squares.
    """

    case: Case
    path: Path
    lines: dict[Path_, int]
    zone: tuple[Polygon, ...]
    blurred: Mapping[str, float] = MappingProxyType({})

    def line(self, *where: str | int) -> int | None:
        """The line of a key, or of the nearest table around it."""
        return _line(self.lines, where)


def load(path: str | Path) -> CaseFile:
    """The case in a file.

    Raises CaseError, with every problem that was found, where the file cannot be read or is no valid case.
    """
    path = Path(path)
    text = _text(path)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        match = _AT_LINE.fullmatch(str(error))
        line = int(match[2]) if match and match[2] else text.count("\n") + 1
        raise CaseError(
            [Problem(str(path), line, "", f"is no TOML: {match[1] if match else error}")]
        ) from None
    lines = locate(text)
    try:
        case = Case.model_validate(data)
    except ValidationError as error:
        raise CaseError([_problem(path, lines, one, data) for one in error.errors()]) from None
    return CaseFile(case, path, lines, _zone(case, path, lines))


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        cause = "is not UTF-8 text"
    except OSError as error:
        cause = "there is no such file" if isinstance(error, FileNotFoundError) else str(error.strerror)
    raise CaseError([Problem(str(path), None, "", cause)])


def _zone(case: Case, path: Path, lines: dict[Path_, int]) -> tuple[Polygon, ...]:
    if case.zone is None:
        return ()
    if case.zone.geojson is not None:
        return polygons(case.zone.geojson)
    beside = path.parent / str(case.zone.file)
    try:
        return polygons(beside.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        reason = (error.strerror or "cannot be read") if isinstance(error, OSError) else "is not UTF-8 text"
        cause = f"{beside}: {reason}"
    except ValueError as error:
        cause = f"{beside} {error}"
    raise CaseError([Problem(str(path), _line(lines, ("zone", "file")), "zone.file", cause)])


def locate(text: str) -> dict[Path_, int]:
    """The line of each table and key of a TOML text, by its path; tables in a list are counted from 0."""
    found: dict[Path_, int] = {}
    table: Path_ = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.fullmatch(line):
            name = header[2]
            several = header[1] == "[["
            table = (
                (name, sum(len(k) == 2 and k[0] == name and isinstance(k[1], int) for k in found))
                if several
                else (name,)
            )
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            found.setdefault((*table, key[1]), number)
    return found


def _line(lines: dict[Path_, int], where: Path_) -> int | None:
    for length in range(len(where), 0, -1):
        if where[:length] in lines:
            return lines[where[:length]]
    return None


def _problem(path: Path, lines: dict[Path_, int], error: Any, data: dict[str, Any]) -> Problem:
    where: Path_ = tuple(error["loc"])
    cause = _WORDS.get(error["type"]) or error["msg"].removeprefix("Value error, ")
    if error["type"] == "literal_error":
        cause = f"{error['input']!r} is none of: {error['ctx']['expected'].replace(' or ', ', ')}"
    elif error["type"] in ("greater_than_equal", "less_than_equal"):
        cause = f"{error['input']} is no place on Earth"
    elif error["type"].endswith("_type"):
        cause += f", not {error['input']!r}"
    return Problem(str(path), _line(lines, where), _key(where, data), cause[0].lower() + cause[1:])


def _key(where: Path_, data: dict[str, Any]) -> str:
    """A path as its writer would say it: `post “Morek” latitude`."""
    if len(where) >= 2 and where[0] in _TABLES and isinstance(where[1], int):
        row = data[where[0]][where[1]] if isinstance(data[where[0]], list) else {}
        name = (row.get("name") or row.get("id")) if isinstance(row, dict) else None
        label = f"{where[0]} “{name}”" if isinstance(name, str) else f"{where[0]} no. {where[1] + 1}"
        return " ".join([label, *(str(part) for part in where[2:3])])
    return ".".join(str(part) for part in where if not isinstance(part, int))
