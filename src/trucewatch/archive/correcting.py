"""A record with one of its values put right.

Invariant: a corrected record is a record: it validates as a whole. Its kind, the words that prove it and the
reader's own confidence stay as they were read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from trucewatch.archive.problems import ArchiveError
from trucewatch.records import KINDS, Claim

KEPT = {
    "kind": "the kind of a record is not corrected: reject it",
    "evidence": "the words that prove a record are not corrected: reject it",
    "confidence": "the confidence is the reader's own",
}
"""Fields that are never corrected, and why."""


def model_of(body: Mapping[str, Any]) -> type[Claim]:
    """The model of a record, given as its body."""
    return next(model for model in KINDS if model.model_fields["kind"].default == body["kind"])


def fields(body: dict[str, Any]) -> list[str]:
    """The names of the fields that a record of this kind can have corrected, as its body has them."""
    model = model_of(body)
    return [
        name for name in (one.alias or key for key, one in model.model_fields.items()) if name not in KEPT
    ]


def named_field(body: dict[str, Any], name: str) -> None:
    """Nothing where a record of this kind has a field `name`; else raises ArchiveError."""
    known = [*fields(body), *KEPT]
    if name not in known:
        raise ArchiveError(
            f"{name or 'nothing'}: is no field of {body['kind']}; it has {', '.join(sorted(known))}"
        )


def corrected_value(body: dict[str, Any], name: str, value: Any) -> Any:
    """`value` as the field `name` of this record will have it: "Ankara" becomes a place of that name, 8 a count.

    Raises ArchiveError where there is no such field, it is one of KEPT, no record would have this value, or the
    record has it already.
    """
    named_field(body, name)
    if name in KEPT:
        raise ArchiveError(f"{name}: {KEPT[name]}")
    cause = ""
    for candidate in _meant(value):
        try:
            made = _made(body, name, candidate)
        except ValidationError as error:
            cause = cause or _cause(error)
            continue
        if made == body:
            raise ArchiveError(f"{name}: is so already")
        return made.get(name)
    raise ArchiveError(f"{name}: cannot be that: {cause}")


def corrected(body: dict[str, Any], name: str, value: Any) -> dict[str, Any] | None:
    """The record with `value` as its `name`; None where that would be no record."""
    try:
        return _made(body, name, value)
    except ValidationError:
        return None


def _made(body: dict[str, Any], name: str, value: Any) -> dict[str, Any]:
    rest = {key: one for key, one in body.items() if key != name}
    given = rest if value is None else {**rest, name: value}
    made = model_of(body).model_validate(given)
    return made.model_dump(mode="json", by_alias=True, exclude_none=True)


def _meant(value: Any) -> Iterator[Any]:
    """What somebody may mean by a value, as it stands first: a name alone, a number or year alone, one of a list."""
    yield value
    if isinstance(value, str):
        yield from ({"name": value}, [value], [{"name": value}])
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield from ({"value": value}, str(value))
    elif isinstance(value, dict):
        yield [value]
    elif isinstance(value, list):
        yield [{"name": one} if isinstance(one, str) else one for one in value]


def _cause(error: ValidationError) -> str:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"][1:])
    cause = "takes a list" if first["type"] == "tuple_type" else str(first["msg"])
    return f"{where}: {cause}" if where else cause
