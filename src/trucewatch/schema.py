"""The JSON that a reading is written as, and its published JSON Schema.

Invariant: the schema describes exactly what `to_json` writes: every field is there, also when empty.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

from trucewatch.records import Reading
from trucewatch.terminal import escape_json

IDENTIFIER = "urn:trucewatch:schema:reading:1"


def to_json(reading: Reading) -> str:
    """`reading` as one line of JSON, without the text of the report.

    Fields come in the order of the schema. Letters are written as they are; control characters, line
    separators and bidirectional controls as escapes, so that the line is safe on a terminal.
    """
    content = reading.model_dump(mode="json", by_alias=True)
    return escape_json(json.dumps(content, ensure_ascii=False, allow_nan=False))


def reading_schema() -> dict[str, Any]:
    """The JSON Schema (Draft 2020-12) of one line that `trucewatch read --json` prints."""
    schema = Reading.model_json_schema(by_alias=True, mode="serialization", schema_generator=_AllFields)
    return {"$schema": GenerateJsonSchema.schema_dialect, "$id": IDENTIFIER, **schema}


class _AllFields(GenerateJsonSchema):
    """A schema in which a field with a default is required all the same, since it is always written."""

    def field_is_required(
        self,
        field: core_schema.ModelField | core_schema.DataclassField | core_schema.TypedDictField,
        total: bool,
    ) -> bool:
        return True
