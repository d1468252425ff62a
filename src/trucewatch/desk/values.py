"""The values of a record as the fields of a form, and what was put into the form as values again.

Invariant: fields follow from the models of the kinds alone; a form that is sent back as it was made changes nothing.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict

from trucewatch.archive.correcting import model_of
from trucewatch.records import EDTF, Actor, Count, Person, Place
from trucewatch.records.values import Duration, Value

InputKind = Literal["text", "long", "number", "choice", "lines", "date", "duration", "truth"]
_MORE = 1
"""Empty places at the end of a list, for one more."""
_NOT_EDITED = {"kind", "evidence", "confidence"}
_MINOR = {"id", "latitude", "longitude", "country", "low", "high", "anonymous", "main"}
_PARTED = " | "
_LABELS = {
    "acled": "ACLED's code",
    "event_type": "event",
    "sub_event_type": "sub-event",
    "relation": "exact?",
    "low": "at least",
    "high": "at most",
    "text": "in words",
    "main": "the report's main event",
    "attribution": "who says so",
}
DATE_HELP = "2020-02-08, 2020-02 or 2020; between two days 2020-02-01/2020-02-08; since a day 2020-02-01/.."
HELP: dict[InputKind, str] = {
    "date": DATE_HELP,
    "duration": "PT3H for three hours, P2D for two days",
    "lines": "one a line",
}


class Input(BaseModel):
    """One control of a form: its `name`, what it is called within its field, and what stands in it.

    `minor` ones are those that are seldom put right by hand, such as coordinates. `entry` is which of a list of values
    it is of, from 1.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    label: str
    kind: InputKind
    value: str = ""
    options: tuple[str, ...] = ()
    minor: bool = False
    entry: int = 0


class Field(BaseModel):
    """A field of a record with its controls, and what is wrong with what stands in them."""

    model_config = ConfigDict(frozen=True)

    name: str
    label: str
    inputs: tuple[Input, ...]
    error: str = ""


def fields(body: Mapping[str, Any]) -> tuple[Field, ...]:
    """The fields of a record, given as its body, with what stands in them."""
    found = []
    for name, annotation in _annotations(model_of(body)).items():
        value = body.get(name)
        found.append(Field(name=name, label=label(name), inputs=tuple(_inputs(name, "", annotation, value))))
    return tuple(found)


def sent(body: Mapping[str, Any], form: Mapping[str, str]) -> dict[str, Any]:
    """The fields that a form changes, with their new values (None for an emptied one); `body` is what it was made of.

    A control that the form lacks counts as left as it was. Values are as they were written; the models judge them.
    """
    found = {}
    annotations = _annotations(model_of(body))
    for field in fields(body):
        there = {one.name: one.value for one in field.inputs}
        given = {name: _lines(form.get(name, value)) for name, value in there.items()}
        if any(given[name] != _lines(value) for name, value in there.items()):
            annotation, known = annotations[field.name], body.get(field.name)
            found[field.name] = _parsed(field.name, annotation, given, known)
    return found


def filled(of: tuple[Field, ...], form: Mapping[str, str], only: Mapping[str, Any]) -> tuple[Field, ...]:
    """Fields with what a form has put into those named in `only`."""
    return tuple(
        field.model_copy(
            update={
                "inputs": tuple(
                    one.model_copy(update={"value": form.get(one.name, one.value)}) for one in field.inputs
                )
            }
        )
        if field.name in only
        else field
        for field in of
    )


def with_errors(of: tuple[Field, ...], errors: Mapping[str, str]) -> tuple[Field, ...]:
    """Fields with what is wrong with them."""
    return tuple(
        field.model_copy(update={"error": errors[field.name]}) if field.name in errors else field
        for field in of
    )


def label(name: str) -> str:
    """What a field is called on a page."""
    return _LABELS.get(name, name.rstrip("_").replace("_", " "))


def words(value: Any) -> str:
    """A value of a record's body in words, for a history."""
    if value is None or value == [] or value == "":
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(words(one) for one in value)
    if isinstance(value, Mapping):
        if value.get("text"):
            return str(value["text"])
        parts = [words(one) for name, one in value.items() if name not in ("id", "latitude", "longitude")]
        return " ".join(part for part in parts if part != "nothing")
    return str(value)


def _annotations(model: type[BaseModel]) -> dict[str, Any]:
    """The fields of a model that can be edited, by the names that they have in a body, with their types."""
    found = {}
    for name, info in model.model_fields.items():
        if name not in _NOT_EDITED:
            annotation = Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation
            found[info.alias or name] = annotation
    if "date" in found:  # what, when and where first; who says so, and codes, last
        last = ("assertion", "attribution", "acled", "main")
        found = {name: found[name] for name in sorted(found, key=lambda name: name in last)}
    return found


def _plain(annotation: Any) -> Any:
    """A type without `| None`."""
    if get_origin(annotation) in (Union, types.UnionType):
        some = [one for one in get_args(annotation) if one is not type(None)]
        if len(some) == 1:
            return some[0]
        if set(some) == {int, float}:
            return float
    return annotation


def _inputs(name: str, called: str, annotation: Any, value: Any) -> list[Input]:
    annotation = _plain(annotation)
    if get_origin(annotation) is tuple:
        return _list_inputs(name, called, get_args(annotation)[0], value or [])
    if isinstance(annotation, type) and issubclass(annotation, Value):
        found = []
        for part, inner in _annotations(annotation).items():
            there = value.get(part) if value else None
            found += _inputs(f"{name}.{part}", f"{called} {label(part)}".strip(), inner, there)
        return found
    kind, options = _leaf(annotation, name)
    minor = name.rpartition(".")[2] in _MINOR or name.startswith("acled")
    return [Input(name=name, label=called, kind=kind, value=_written(value), options=options, minor=minor)]


def _list_inputs(name: str, called: str, of: Any, values: list[Any]) -> list[Input]:
    if of is str or of in (Actor, Person):
        lines = "\n".join(_line(one) for one in values)
        return [Input(name=name, label=called, kind="lines", value=lines)]
    found = []
    for n, value in enumerate([*values, *[None] * _MORE]):
        entry = {"entry": n + 1}
        found += [one.model_copy(update=entry) for one in _inputs(f"{name}.{n}", called, of, value)]
    return found


def _leaf(annotation: Any, name: str) -> tuple[InputKind, tuple[str, ...]]:
    if get_origin(annotation) is Literal:
        return "choice", tuple(get_args(annotation))
    if annotation == EDTF:
        return "date", ()
    if annotation == Duration:
        return "duration", ()
    base = get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation
    base = _plain(base)
    if base is bool:
        return "truth", ("yes", "no")
    if base in (int, float):
        return "number", ()
    return ("long" if name == "text" else "text"), ()


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _line(value: Any) -> str:
    """One of a list of names on a line: a name alone, or a person's name and role."""
    if isinstance(value, str):
        return " ".join(value.split())
    parts = [" ".join((value.get("name") or "").split())]
    if value.get("role"):
        parts.append(" ".join(value["role"].split()))
    return _PARTED.join(parts).strip()


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _parsed(name: str, annotation: Any, form: Mapping[str, str], known: Any) -> Any:
    """What the controls of a field say; None for nothing. `known` is what stood there."""
    annotation = _plain(annotation)
    if get_origin(annotation) is tuple:
        return _parsed_list(name, get_args(annotation)[0], form, known or [])
    if isinstance(annotation, type) and issubclass(annotation, Value):
        found = {}
        for part, inner in _annotations(annotation).items():
            there = known.get(part) if known else None
            given = _parsed(f"{name}.{part}", inner, form, there)
            if given is not None:
                found[part] = given
        return _whole(annotation, found, known)
    written = form.get(name, "").strip()
    if not written:
        return None
    if _leaf(annotation, name)[0] == "truth":
        return written == "yes"
    return _number(written) if _leaf(annotation, name)[0] == "number" else written


def _parsed_list(name: str, of: Any, form: Mapping[str, str], known: list[Any]) -> list[Any] | None:
    if of is str or of in (Actor, Person):
        before = {_line(one): one for one in known}
        lines = [" ".join(line.split()) for line in form.get(name, "").split("\n")]
        return [before.get(line) or _entry(line, of) for line in lines if line] or None
    found = []
    for n in range(len(known) + _MORE):
        one = _parsed(f"{name}.{n}", of, form, known[n] if n < len(known) else None)
        if one is not None:
            found.append(one)
    return found or None


def _entry(line: str, of: Any) -> Any:
    if of is str:
        return line
    name, _, role = line.partition(_PARTED.strip())
    if of is Actor:
        return {"name": line}
    return {key: part for key, part in (("name", name.strip()), ("role", role.strip())) if part}


def _whole(of: type[Value], found: dict[str, Any], known: Any) -> dict[str, Any] | None:
    """A value of several parts: None where only what has a default stands there; a place without another's coordinates."""
    said = {key for key, one in found.items() if one != of.model_fields[key].default}
    if not said:
        return None
    if of is Place and known and found.get("name") != known.get("name"):
        stale = [key for key in ("id", "latitude", "longitude", "country") if key in known]
        if all(found.get(key) == known[key] for key in stale if key != "id"):
            return {key: one for key, one in found.items() if key not in stale}
        found.pop("id", None)
    if of is Count and known and found.get("text") == known.get("text"):
        numbers = ("value", "low", "high")
        if any(found.get(key) != known.get(key) for key in numbers):
            found.pop("text", None)  # the words of another number
    return found


def _number(written: str) -> float | int | str:
    plain = written.replace(",", "").replace("\u202f", "").replace(" ", "")
    try:
        number = float(plain)
    except ValueError:
        return written
    return int(number) if number.is_integer() and abs(number) < 2**53 else number
