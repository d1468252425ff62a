"""Lines of JSON in, readings out; what cannot be used is named and costs nothing else."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from trucewatch.linking.loading import RefusedError, load
from trucewatch.records import Agreement, Reading, Talks

TEXT = "They met in Birch."


def line(*records: dict[str, Any], **report: Any) -> str:
    return json.dumps({"report": {"id": "a", "text": TEXT, **report}, "records": list(records)})


def one(*lines: str) -> Reading:
    (found,) = load(lines, "file.jsonl")
    assert isinstance(found, Reading), found
    return found


def test_names_stand_for_actors_places_and_persons() -> None:
    record = {
        "kind": "talks", "parties": ["North", {"name": "South"}], "place": "Birch", "attribution": None,
        "delegations": [{"party": "North", "head": "Ana Orl", "members": ["the staff"]}],
        "evidence": [{"start": 0, "end": 18}],
    }  # fmt: skip
    (talks,) = one(line(record)).records
    assert isinstance(talks, Talks)
    assert [party.name for party in talks.parties] == ["North", "South"]
    assert talks.place is not None and talks.place.name == "Birch"
    head = talks.delegations[0].head
    assert head is not None and head.name == "Ana Orl"


def test_a_type_that_is_not_in_the_list_becomes_the_name() -> None:
    (agreement,) = one(
        line({"kind": "agreement", "type": "protocol", "evidence": [{"start": 0, "end": 4}]})
    ).records
    assert isinstance(agreement, Agreement)
    assert (agreement.type, agreement.name) == (None, "protocol")


def test_words_that_were_not_found_in_the_text_are_the_whole_of_it() -> None:
    (record,) = one(line({"kind": "talks", "evidence": [{"start": -1, "end": 5}]})).records
    assert (record.evidence[0].start, record.evidence[0].end) == (0, len(TEXT))


def test_what_read_prints_is_taken_without_its_text() -> None:
    report = {"id": "a", "sha256": "0" * 64, "published": "2031-05-05"}
    record = {"kind": "talks", "status": "held", "evidence": [{"start": 3, "end": 9}], "confidence": 0.9}
    found = one(json.dumps({"report": report, "mentions": {}, "records": [record]}))
    assert found.report.text == "" and len(found.records) == 1


def test_a_line_that_cannot_be_used_is_named_and_the_others_are_read() -> None:
    found = list(load(["{", line(), "[]", line({"kind": "talks"}, id="b")], "file.jsonl"))
    assert [isinstance(each, RefusedError) for each in found] == [True, False, True, False]
    assert str(found[0]).startswith("file.jsonl:1: ") and str(found[2]).startswith("file.jsonl:3: ")


def test_a_record_that_cannot_be_used_keeps_those_before_it_in_their_places() -> None:
    good = {"kind": "talks", "evidence": [{"start": 0, "end": 4}]}
    refused, reading = load([line(good, {"kind": "rumour"}, good)], "file.jsonl")
    assert "record 1: 'rumour' is no kind of record" in str(refused)
    assert isinstance(reading, Reading) and len(reading.records) == 1


def test_a_value_that_cannot_be_used_is_named_and_left_open() -> None:
    odd = {"kind": "talks", "date": "last Monday", "status": "held", "evidence": [{"start": 0, "end": 4}]}
    refused, reading = load([line(odd)], "file.jsonl")
    assert str(refused).startswith("file.jsonl:1: record 0: talks.date: ") and "read without it" in str(
        refused
    )
    assert isinstance(reading, Reading)
    (talks,) = reading.records
    assert isinstance(talks, Talks) and (talks.status, talks.date) == ("held", None)


KEYS = st.sampled_from(["kind", "parties", "place", "evidence", "type"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner),
    max_leaves=12,
)


@given(JSON, st.sampled_from(["talks", "incident", "control"]))
def test_nothing_in_a_line_raises(value: Any, kind: str) -> None:
    record = {**value, "kind": kind} if isinstance(value, dict) else value
    for written in (json.dumps(value), json.dumps({"report": value, "records": value}), line(record)):
        assert all(isinstance(found, Reading | RefusedError) for found in load([written], "f"))
