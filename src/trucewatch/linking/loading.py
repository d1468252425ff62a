"""Lines of JSON, as `read --json` prints them, to readings.

Invariant: a line or record that cannot be used is named with its cause and costs no other; a record keeps its place
in its report's list, by which it is named.

What is missing may be missing (mentions, confidence, coordinates), and what an analyst writes by hand is taken as it
is meant: an actor, place or person that is only a name; a type that is not in the list, which becomes the name.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError

from trucewatch.records import KINDS, Reading, Record, Report

_ACTORS = ("parties", "mediators", "operator", "participants", "actors", "targets", "by", "host")
_PLACES = ("place", "area", "to")
_RECORD: TypeAdapter[Record] = TypeAdapter(Record)


class RefusedError(ValueError):
    """A line or a record that could not be used; `str()` says where and why in one line."""


def load(lines: Iterable[str], name: str) -> Iterator[Reading | RefusedError]:
    """The readings in lines of JSON; `name` is what the complaints call their file."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield from _load(line, f"{name}:{number}")


def _load(line: str, where: str) -> Iterator[Reading | RefusedError]:
    try:
        content = json.loads(line)
        if not isinstance(content, dict) or not isinstance(content.get("report"), dict):
            raise ValueError("is not a line of `trucewatch read --json`: it has no report")
        report = _report(content["report"])
        rows = content.get("records")
        if not isinstance(rows, list):
            raise ValueError("has no list of records")
    except ValidationError as error:
        yield RefusedError(f"{where}: {_cause(error)}")
        return
    except ValueError as error:
        yield RefusedError(f"{where}: {error}")
        return
    records = []
    for number, row in enumerate(rows):
        try:
            record, dropped = _record(row, len(report.text))
        except (ValidationError, ValueError) as error:
            yield RefusedError(
                f"{where}: record {number}: {_cause(error)}; the rest of the report is left out"
            )
            break
        for cause in dropped:
            yield RefusedError(f"{where}: record {number}: {cause}; read without it")
        records.append(record)
    yield Reading(report=report, records=tuple(records))


def _report(content: dict[str, Any]) -> Report:
    known = {key: value for key, value in content.items() if key in Report.model_fields}
    return Report(**{"text": "", **known})


def _record(row: object, length: int) -> tuple[Record, list[str]]:
    """The record in a row, and what of it could not be used."""
    if not isinstance(row, dict):
        raise ValueError("is no record")
    row = {key: value for key, value in row.items() if value is not None}
    for role in _ACTORS:
        if role in row:
            row[role] = [_named(value) for value in _listed(row[role])]
    if "from" in row:
        control = row.get("kind") == "control"
        row["from"] = [_named(v) for v in _listed(row["from"])] if control else _named(row["from"])
    for role in _PLACES:
        if role in row:
            row[role] = _named(row[role])
    for name in ("effective", "date"):
        if isinstance(row.get(name), dict):
            row[name] = "/".join(str(row[name].get(end) or "..") for end in ("from", "to"))
    if "delegations" in row:
        row["delegations"] = [_delegation(one) for one in _listed(row["delegations"])]
    row["evidence"] = [span for span in _listed(row.get("evidence")) if _valid(span)]
    if not row["evidence"] and length:
        row["evidence"] = [{"start": 0, "end": length}]
    fitted = _fitted(row)
    try:
        return _RECORD.validate_python(fitted), []
    except ValidationError as error:
        wrong = {str(found["loc"][1]) for found in error.errors() if len(found["loc"]) > 1}
        if not wrong or wrong & {"kind", "evidence", "speaker"}:
            raise
        rest = {key: value for key, value in fitted.items() if key not in wrong}
        return _RECORD.validate_python(rest), [_cause(error)]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _named(value: Any) -> Any:
    return {"name": value} if isinstance(value, str) else value


def _valid(span: Any) -> bool:
    return isinstance(span, dict) and isinstance(span.get("start"), int) and span["start"] >= 0


def _delegation(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    made = {**value, "party": _named(value.get("party"))}
    if made.get("head") is not None:
        made["head"] = _named(made["head"])
    made["members"] = [_named(member) for member in _listed(made.get("members"))]
    return made


def _fitted(row: dict[str, Any]) -> dict[str, Any]:
    """A record whose type is one of the list, or its name where it is none of it."""
    model = next((kind for kind in KINDS if kind.model_fields["kind"].default == row.get("kind")), None)
    if model is None:
        raise ValueError(f"{row.get('kind')!r} is no kind of record")
    field = model.model_fields.get("type")
    known = {word for part in get_args(field.annotation) for word in get_args(part)} if field else set()
    if known and isinstance(row.get("type"), str) and row["type"] not in known:
        given = row.pop("type")
        if "name" in model.model_fields:
            row.setdefault("name", str(given))
    return row


def _cause(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
    return str(error)
