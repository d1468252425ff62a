"""The description of the API as a page for people.

Invariant: it shows what the OpenAPI document says and nothing else; it needs no script and nothing from elsewhere.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any, NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from trucewatch.desk.access import Asking
from trucewatch.desk.api.description import operations
from trucewatch.desk.state import Desk

router = APIRouter(include_in_schema=False)


class Parameter(NamedTuple):
    """A parameter: where it stands, what it takes, what it means."""

    name: str
    where: str
    takes: str
    required: bool
    words: str


class Operation(NamedTuple):
    """An operation as it is shown: `anchor` is its place on the page, `answers` the name of a model."""

    anchor: str
    method: str
    path: str
    summary: str
    words: str
    scope: str | None
    parameters: tuple[Parameter, ...]
    answers: tuple[tuple[str, str, str], ...]


class Model(NamedTuple):
    """A model: its fields with what each is."""

    name: str
    words: str
    fields: tuple[tuple[str, str, bool, str], ...]


@router.get("/api", response_class=HTMLResponse, name="api_page")
def page(request: Request, _: Asking) -> Response:
    """The API in words."""
    desk: Desk = request.app.state.desk
    document = request.app.openapi()
    found: dict[str, list[Operation]] = defaultdict(list)
    for path, method, operation in operations(document):
        found[operation.get("tags", ["cases"])[0]].append(_operation(path, method, operation))
    groups = [(one["name"], one["description"], found[one["name"]]) for one in document["tags"]]
    schemas = document["components"]["schemas"]
    context = {
        "document": document,
        "groups": [group for group in groups if group[2]],
        "models": [_model(name, schemas[name]) for name in sorted(schemas)],
    }
    return desk.templates.TemplateResponse(request, "api.html", context)


def _operation(path: str, method: str, operation: dict[str, Any]) -> Operation:
    given = operation.get("parameters", ())
    answers = []
    for status, answer in sorted(operation["responses"].items()):
        for kind, content in answer.get("content", {}).items():
            answers.append((status, kind, _takes(content.get("schema", {}))))
    return Operation(
        anchor=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation.get("summary", ""),
        words=operation.get("description", ""),
        scope=operation.get("x-scope"),
        parameters=tuple(
            Parameter(
                name=one["name"],
                where=one["in"],
                takes=_takes(one["schema"]),
                required=one.get("required", False),
                words=one["description"],
            )
            for one in given
        ),
        answers=tuple(answers),
    )


def _model(name: str, schema: dict[str, Any]) -> Model:
    required = schema.get("required", ())
    return Model(
        name=name,
        words=schema.get("description", ""),
        fields=tuple(
            (field, _takes(one), field in required, one.get("description", ""))
            for field, one in schema.get("properties", {}).items()
        ),
    )


def _takes(schema: dict[str, Any]) -> str:
    """What a schema takes, in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "const" in schema:
        return json.dumps(schema["const"])
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            return " or ".join(dict.fromkeys(map(_takes, schema[key])))
    if schema.get("type") == "array":
        inner: dict[str, Any] = schema.get("items") or next(iter(schema.get("prefixItems", ())), {})
        return f"list of {_takes(inner)}"
    if schema.get("type") == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"{_takes(schema['additionalProperties'])} by name"
    limits = [f"{words} {schema[key]}" for key, words in _LIMITS.items() if key in schema]
    return ", ".join([str(schema.get("type", "anything")), *limits])


_LIMITS = {"minimum": "from", "maximum": "to", "maxLength": "at most", "default": "else"}
