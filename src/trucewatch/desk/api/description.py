"""The description of the API: OpenAPI 3.1, with what FastAPI does not know said besides.

Invariant: it says of every parameter what it means, of every answer what it looks like, also of those that say no, and
of every operation who may ask; all of it is true of the routes that are there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import iter_route_contexts

from trucewatch.desk.access import cookie_name, needs
from trucewatch.desk.settings import Settings

WORDS = """\
What the pages of the desk show, as JSON under the same filters, and what came in as feeds.

Every value is what a report says, not what is established; every one leads to the words that say it. What the person
whose token is used may not see is not there: it is answered as what does not exist.
"""
PARAMETERS = {
    "actor": "Words of the name of somebody who takes part.",
    "assertion": "How it is told of: actual, planned, possible or denied.",
    "below": "Only what the reader was less sure of, from 0 to 1.",
    "confidence": "How sure the reader must have been at the least, from 0 to 1.",
    "copies": "Copies of another report alone, or all but these.",
    "disputed": "Only what reports contradict each other about.",
    "kind": "The kind of thing or record, such as talks, patrol or incident.",
    "limit": "How many at most.",
    "measure": "What a figure counts: displaced, newly displaced, returned …",
    "near": "Latitude, longitude and kilometres, parted by commas.",
    "order": "What comes first.",
    "outlet": "Words of the name of who published it.",
    "page": "Which page, from 1.",
    "part": "The id, or the beginning of one that no other has.",
    "place": "Words of the name of a place or country.",
    "record": "The id of a record: 64 hexadecimal digits.",
    "report": "The id of a report: 64 hexadecimal digits.",
    "sheet": "Which part of a long text, from 1.",
    "since": "From this day on, in the form of `until`.",
    "slug": "The case, as it stands in addresses.",
    "source": "Words of the name of who says it.",
    "speaker": "Words of the name of a speaker or of whom they speak for.",
    "stance": "What a statement does: denies, warns, pledges …",
    "state": "How it stands: a commitment (kept, not kept, both, no word), or the review of a record.",
    "text": "Words that it must have.",
    "thing": "The id of a thing.",
    "until": "As things stood on this day: 2020-02-08, 2020-02 or 2020.",
    "what": "The sort of change: thing, update, contradiction, derived.",
}
"""What a parameter of this name means wherever it stands; one that says it itself is left as it is."""
EXAMPLES = {"slug": "idlib", "until": "2020-02-09", "since": "2020-02-01", "near": "35.93,36.63,20"}
_SCOPES = "A token of a person's, made on their account page, with the scope that the operation names."
_TAGS = {
    "cases": "The cases, and what the pages of a case show.",
    "records": "Records and texts, for programs that want them all.",
    "feeds": "What came in, for programs that follow it.",
    "alerts": "Rules by which somebody is told of what happens.",
    "archive": "Across all cases.",
    "review": "What waits to be checked by people.",
}
_REFUSALS = {
    "401": ("LogIn", "Nobody asks: log in, or send a token that holds."),
    "403": ("NoScope", "The token has not the scope that this needs."),
    "404": ("NotFound", "There is nothing here, or nothing that the asker may see."),
    "422": ("NoMeaning", "A value in the address or the body means nothing; `causes` says which."),
    "503": ("Unreadable", "The archive cannot be read at the moment."),
}
_METHODS = ("get", "post", "put", "delete", "patch")


def describe(app: FastAPI, settings: Settings) -> None:
    """Have an application describe itself so; routes may still be added."""

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _made(app, settings)
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The operations of a description: path, method, and what is said of it."""
    for path, item in document["paths"].items():
        for method in _METHODS:
            if method in item:
                yield path, method, item[method]


def _made(app: FastAPI, settings: Settings) -> dict[str, Any]:
    document = get_openapi(
        title=app.title,
        version=app.version,
        description=WORDS,
        routes=app.routes,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        tags=[{"name": name, "description": words} for name, words in _TAGS.items()],
    )
    document["servers"] = [{"url": settings.address.rstrip("/") if settings.address else "/"}]
    components = document.setdefault("components", {})
    components["securitySchemes"] = {
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": cookie_name(settings),
            "description": "The session of somebody who logged in; a desk without people asks for none.",
        },
        "token": {"type": "http", "scheme": "bearer", "description": _SCOPES},
    }
    schemas = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["Refused"] = {
        "title": "Refused",
        "type": "object",
        "description": "Why the desk says no.",
        "properties": {
            "detail": {"type": "string", "description": "In words."},
            "causes": {
                "type": "array",
                "items": {"type": "string"},
                "description": "Which values, and why.",
            },
        },
        "required": ["detail"],
        "examples": [{"detail": "There is nothing here."}],
    }
    components["responses"] = {name: _refusal(words) for name, words in _REFUSALS.values()}
    scopes = _scopes(app)
    for path, method, operation in operations(document):
        scope = scopes.get((path, method.upper()))
        operation["security"] = [{"session": []}, {"token": [scope] if scope else []}]
        operation["x-scope"] = scope
        for parameter in operation.get("parameters", ()):
            _parameter(parameter)
        _answers(operation, method)
    return document


def _refusal(words: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Refused"}
    return {"description": words, "content": {"application/json": {"schema": schema}}}


def _scopes(app: FastAPI) -> dict[tuple[str, str], str]:
    """The scope that a token needs, by path and method."""
    return {
        (str(route.path), method): need.scope
        for route in iter_route_contexts(app.routes)
        for method in getattr(route, "methods", None) or ()
        for need in needs(route)
        if need.scope is not None
    }


def _parameter(parameter: dict[str, Any]) -> None:
    """Say what a parameter means; one that an address leaves out is no null."""
    schema = parameter.get("schema", {})
    kinds = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    if len(kinds) == 1:
        del schema["anyOf"]
        schema.update({key: value for key, value in kinds[0].items() if key not in schema})
    name = parameter["name"]
    own = parameter.get("description") or schema.get("description")
    parameter["description"] = own or PARAMETERS.get(name, "")
    schema.pop("description", None)
    if name in EXAMPLES and "example" not in parameter and "examples" not in schema:
        schema["examples"] = [EXAMPLES[name]]


def _answers(operation: dict[str, Any], method: str) -> None:
    """Say what every operation may answer."""
    answers = operation["responses"]
    for status, (name, _) in _REFUSALS.items():
        answers[status] = {"$ref": f"#/components/responses/{name}"}
    if method == "get":
        answers["304"] = {"description": "Nothing has changed since the answer whose ETag was sent along."}
        found = answers.get("200", {})
        found.setdefault("headers", {})["ETag"] = {
            "description": "Stands for this answer; send it back in `If-None-Match`. Not every answer has one.",
            "schema": {"type": "string"},
        }
