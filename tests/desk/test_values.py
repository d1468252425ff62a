"""The values of a record as a form, and back."""

from __future__ import annotations

from typing import Any

import pytest

from tests.readings import RECORDS
from trucewatch.desk.values import fields, sent
from trucewatch.desk.views.search import RECORD

BODIES = [record.model_dump(mode="json", by_alias=True, exclude_none=True) for record in RECORDS]
every_kind = pytest.mark.parametrize("body", BODIES, ids=lambda body: body["kind"])


def form(body: dict[str, Any]) -> dict[str, str]:
    return {one.name: one.value for field in fields(body) for one in field.inputs}


@every_kind
def test_a_form_that_is_sent_back_as_it_was_changes_nothing(body: dict[str, Any]) -> None:
    assert sent(body, form(body)) == {}
    assert sent(body, {name: value.replace("\n", "\r\n") for name, value in form(body).items()}) == {}
    assert sent(body, {}) == {}


@every_kind
def test_what_is_filled_into_an_empty_form_is_what_the_record_says(body: dict[str, Any]) -> None:
    empty = {"kind": body["kind"], "evidence": body["evidence"], "assertion": "actual", "main": False}
    if body["kind"] == "statement":
        empty |= {"speaker": {"anonymous": False}, "text": ""}
    made = {**empty, **sent(empty, form(body))}
    assert RECORD.validate_python(made) == RECORD.validate_python(body)


def incident(**more: Any) -> dict[str, Any]:
    return {
        "kind": "incident",
        "assertion": "actual",
        "main": False,
        "evidence": [{"start": 0, "end": 1}],
        **more,
    }


def test_an_emptied_field_is_left_open() -> None:
    body = incident(date="2020-02-08", actors=[{"name": "East", "id": "e"}])
    assert sent(body, form(body) | {"date": " ", "actors": ""}) == {"date": None, "actors": None}


def test_a_place_with_another_name_keeps_nothing_of_the_old_one() -> None:
    body = incident(
        place={"name": "Sirte", "id": "1", "latitude": 31.2, "longitude": 16.6, "country": "Libya"}
    )
    assert sent(body, form(body) | {"place.name": "Gafsa"}) == {"place": {"name": "Gafsa"}}
    moved = {
        "place.name": "Gafsa",
        "place.latitude": "34.4",
        "place.longitude": "8.8",
        "place.country": "Tunisia",
    }
    assert sent(body, form(body) | moved)["place"] == {
        "name": "Gafsa",
        "latitude": 34.4,
        "longitude": 8.8,
        "country": "Tunisia",
    }


def test_actors_that_stay_keep_their_identifiers() -> None:
    body = incident(actors=[{"name": "East", "id": "e"}, {"name": "West"}])
    assert sent(body, form(body) | {"actors": "East\n North  coast \n\n"}) == {
        "actors": [{"name": "East", "id": "e"}, {"name": "North coast"}]
    }


def test_a_number_is_put_as_people_write_it_and_loses_the_words_of_the_old_one() -> None:
    body = incident(violations={"value": 3, "relation": "exactly", "text": "three"})
    assert sent(body, form(body) | {"violations.value": "1,200"})["violations"] == {
        "value": 1200,
        "relation": "exactly",
    }
