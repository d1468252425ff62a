"""The published JSON Schema is the one that the output keeps to."""

import json

import jsonschema

from tests.readings import reading
from trucewatch.records import Count, Displacement, Report, Span
from trucewatch.schema import reading_schema, to_json


def test_the_schema_is_valid_and_the_output_keeps_to_it() -> None:
    schema = reading_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(json.loads(to_json(reading())))


def test_every_field_is_written_and_the_text_is_not() -> None:
    written = json.loads(to_json(reading(title=None)))
    assert list(written) == ["report", "mentions", "records", "model"]
    assert written["report"]["title"] is None
    assert "text" not in written["report"]
    assert len(written["report"]["sha256"]) == 64
    assert written["mentions"] == {"dates": [], "places": [], "actors": [], "counts": [], "attributions": []}
    displaced = next(record for record in written["records"] if record["kind"] == "displacement")
    assert displaced["from"]["name"] == "Sirte"
    assert displaced["to"] is None


def test_the_schema_refuses_what_the_output_never_has() -> None:
    validator = jsonschema.Draft202012Validator(reading_schema())
    written = json.loads(to_json(reading()))
    del written["records"][0]["assertion"]
    assert not validator.is_valid(written)
    written = json.loads(to_json(reading()))
    written["records"][0]["kind"] = "rumour"
    assert not validator.is_valid(written)


def test_a_line_is_one_line_of_utf_8_whatever_the_report_holds() -> None:
    record = Displacement(
        count=Count(value=1, text="a\u2028\x1b\x9b\u202eb"), evidence=(Span(start=0, end=1),)
    )
    line = to_json(reading("é", (record,), title="Ö\nÄ"))
    assert len(line.splitlines()) == 1
    assert "Ö\\nÄ" in line
    assert json.loads(line)["records"][0]["count"]["text"] == "a\u2028\x1b\x9b\u202eb"


def test_the_hash_is_that_of_the_text() -> None:
    assert (
        Report(id="a", text="é").sha256 == "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c"
    )
