"""What a model is asked to answer with, as a JSON Schema, and what it answered, as records in that form.

Invariant: the schema follows from the models of the records, so a new kind or field is asked for at once; every
string and list in it is bounded, for a small model runs on without end. A place or an actor is its name here, evidence
the quoted words: coordinates, ids and offsets come from the report and the gazetteer, never from a model.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter

from trucewatch.records import Record

MOST_RECORDS = 60
_MOST = {"evidence": 4, "delegations": 4, "members": 8, "casualties": 6}
_MOST_OTHERS = 8
_LONGEST = {"evidence": 400, "text": 400, "outcome": 300}
_LONGEST_OTHERS = 120
_THOUGHTS = re.compile(r"^\s*<think>.*?(?:</think>|\Z)", re.DOTALL)
_NAMES = ("Actor", "Place")
NOT_ASKED = frozenset({"confidence", "acled", "main"})
"""Fields of a record that no model is asked for: they are worked out from the others."""
# Keywords of JSON Schema that servers which constrain a model's output need not understand.
_LEFT_OUT = frozenset({"pattern", "title", "description", "default"})
_NUMBERS = {"anyOf": [{"type": "number"}, {"type": "null"}]}


@lru_cache(maxsize=1)
def schema() -> dict[str, Any]:
    """The JSON Schema of an answer: an object with `records`, each of one of the nine kinds."""
    whole = TypeAdapter(Record).json_schema(by_alias=True, mode="serialization")
    definitions = whole["$defs"]
    kinds = [_simplify(option, definitions, "record") for option in whole["oneOf"]]
    records = {"type": "array", "maxItems": MOST_RECORDS, "items": {"anyOf": kinds}}
    return _object({"records": records})


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _simplify(node: dict[str, Any], definitions: dict[str, Any], field: str) -> dict[str, Any]:
    """A node of the records' schema as the answer's, `field` the name of the field that it describes."""
    if "$ref" in node:
        name = node["$ref"].rpartition("/")[2]
        if name in _NAMES:
            return {"type": "string", "maxLength": _LONGEST_OTHERS}
        if name == "Span":
            return {"type": "string", "maxLength": _LONGEST["evidence"]}
        return _simplify(definitions[name], definitions, field)
    if "const" in node:
        return {"type": "string", "enum": [node["const"]]}
    if "enum" in node:
        return {"type": "string", "enum": node["enum"]}
    if "anyOf" in node:
        options = [_simplify(option, definitions, field) for option in node["anyOf"]]
        return _NUMBERS if {"type": "integer"} in options else {"anyOf": options}
    if node.get("type") == "array":
        least = {"minItems": 1} if node.get("minItems") else {}
        items = _simplify(node["items"], definitions, field)
        return {"type": "array", **least, "maxItems": _MOST.get(field, _MOST_OTHERS), "items": items}
    if node.get("type") == "object":
        properties = node["properties"].items()
        kept = {key: _simplify(value, definitions, key) for key, value in properties if key not in NOT_ASKED}
        first = {key: kept.pop(key) for key in ("kind", "evidence") if key in kept}
        return _object(first | kept)
    if node.get("type") == "string":
        return {"type": "string", "maxLength": _LONGEST.get(field, _LONGEST_OTHERS)}
    return {key: value for key, value in node.items() if key not in _LEFT_OUT and not key.endswith("imum")}


def parse(answer: str) -> tuple[list[dict[str, Any]], bool]:
    """The records of an answer, and whether it is whole.

    An answer that was cut short gives the records that came through in full; one that is no JSON, or of
    another form, gives none. What is no object is passed over, and so are a model's thoughts and the marks of
    a block of code around the JSON.
    """
    text = _THOUGHTS.sub("", answer).strip()
    if text.startswith("```"):
        text = text.partition("\n")[2].rpartition("```")[0] or text
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return _complete(text), False
    records = content.get("records") if isinstance(content, dict) else content
    if not isinstance(records, list):
        return [], False
    return [record for record in records[:MOST_RECORDS] if isinstance(record, dict)], True


def _complete(text: str) -> list[dict[str, Any]]:
    """The records that a broken answer holds in full, from the beginning of its list on."""
    start = text.find("[", text.find('"records"'))
    if start < 0:
        return []
    found: list[dict[str, Any]] = []
    decoder, at = json.JSONDecoder(), start + 1
    while len(found) < MOST_RECORDS:
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1
        if at >= len(text) or text[at] != "{":
            return found
        try:
            record, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return found
        found.append(record)
    return found
