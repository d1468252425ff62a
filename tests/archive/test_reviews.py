"""What persons say of single records: kept, taken back, carried over to a newer reading, never changed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.archive.readings import read, report
from trucewatch.archive import Archive, ArchiveError
from trucewatch.archive.correcting import KEPT, corrected, corrected_value, fields
from trucewatch.archive.levels import level
from trucewatch.archive.reviews import Review, applied, review, reviews, standing, standing_of
from trucewatch.records import KINDS

SHELLED = "In Alder on 2020-02-08, the Northern Army shelled the mill."
MET = "In Birch on 2020-03, the Southern Front met the envoy."


def filled(archive: Archive, *sentences: str) -> list[str]:
    """The ids of the records of some sentences, each in a report of its own."""
    archive.add(read(report(sentence, id=f"r{n}")) for n, sentence in enumerate(sentences))
    by_name = {found.report["name"]: found.id for found in archive.find()}
    return [by_name[f"r{n}"] for n in range(len(sentences))]


def read_anew(archive: Archive, sentence: str, **changed: Any) -> str:
    """The id of the record that a newer reader reads in a sentence whose report is r0."""
    reading = read(report(sentence, id="r0"))
    (record,) = reading.records
    again = reading.model_copy(update={"records": (record.model_copy(update=changed),)})
    archive.add([again], reader="a newer reader")
    (found,) = [found for found in archive.find() if found.report["name"] == "r0"]
    return found.id


def test_nothing_stands_where_nobody_said_anything(archive: Archive) -> None:
    (one,) = filled(archive, SHELLED)
    found = standing(archive, [one])[one]
    assert (found.verdict, found.corrections, found.comments) == (None, {}, ())


def test_the_last_word_counts_and_says_whose_it_is(archive: Archive) -> None:
    (one,) = filled(archive, SHELLED)
    review(archive, one, "accept")
    review(archive, one[:12], "reject", note="a drill", who="Mira")
    found = standing(archive, [one])[one]
    assert found.verdict == "rejected"
    assert found.by is not None
    assert (found.by.who, found.by.note) == ("Mira", "a drill")
    assert [(r.who, r.action) for r in reviews(archive)] == [("Mira", "reject")]
    assert [r.who for r in reviews(archive, history=True)] == ["tester", "Mira"]


def test_a_correction_stands_for_its_field_until_the_next_one(archive: Archive) -> None:
    (one,) = filled(archive, SHELLED)
    review(archive, one, "correct", field="type", value="air strike")
    review(archive, one, "correct", field="date", value="2020-02-07")
    review(archive, one, "correct", field="date", value="2020-02-06")
    found = standing(archive, [one])[one]
    assert found.verdict == "corrected"
    body = applied(archive.show(one)[0].body, found.corrections)
    assert (body["type"], body["date"]) == ("air strike", "2020-02-06")
    assert archive.show(one)[0].body["type"] == "shelling"


def test_what_is_taken_back_stands_no_more_and_what_stood_before_does_again(archive: Archive) -> None:
    (one,) = filled(archive, SHELLED)
    review(archive, one, "accept")
    wrong = review(archive, one, "reject")
    corrected_ = review(archive, one, "correct", field="date", value=None)
    review(archive, one, "withdraw", value=corrected_.number)
    assert standing(archive, [one])[one].verdict == "rejected"
    review(archive, one, "withdraw", value=wrong.number)
    found = standing(archive, [one])[one]
    assert (found.verdict, found.corrections) == ("accepted", {})


def test_a_review_is_taken_back_once_and_by_the_record_that_it_is_of(archive: Archive) -> None:
    one, other = filled(archive, SHELLED, MET)
    made = review(archive, one, "accept")
    with pytest.raises(ArchiveError, match="no review of this record"):
        review(archive, other, "withdraw", value=made.number)
    taken = review(archive, one, "withdraw", value=str(made.number))
    for number, why in ((made.number, "taken back already"), (taken.number, "say anew"), (None, "number")):
        with pytest.raises(ArchiveError, match=why):
            review(archive, one, "withdraw", value=number)
    assert reviews(archive) == []


def test_comments_are_of_a_field_or_of_the_whole_and_give_no_verdict(archive: Archive) -> None:
    (one,) = filled(archive, SHELLED)
    review(archive, one, "comment", note="ask the mission")
    review(archive, one, "comment", field="place", note="which Alder?")
    found = standing(archive, [one])[one]
    assert found.verdict is None
    assert [(c.field, c.note) for c in found.comments] == [("", "ask the mission"), ("place", "which Alder?")]
    with pytest.raises(ArchiveError, match="without words"):
        review(archive, one, "comment", note=" ")
    with pytest.raises(ArchiveError, match="no field of incident"):
        review(archive, one, "comment", field="speaker", note="who?")


def test_a_corrected_record_is_a_record(archive: Archive) -> None:
    (one,) = filled(archive, SHELLED)
    for field, value, why in (
        ("type", "quarrel", "type: cannot be that"),
        ("date", "yesterday", "date: cannot be that"),
        ("casualties", 12, "casualties: cannot be that: takes a list"),
        ("evidence", [{"start": 0, "end": 4}], "words that prove a record"),
        ("kind", "talks", "reject it"),
        ("confidence", 1.0, "reader's own"),
        ("speaker", "Mira", "is no field of incident"),
        ("assertion", None, "assertion: is so already"),
        ("type", "shelling", "is so already"),
    ):
        with pytest.raises(ArchiveError, match=why):
            review(archive, one, "correct", field=field, value=value)
    assert reviews(archive, history=True) == []


def test_a_name_or_number_alone_is_taken_as_it_is_meant(archive: Archive) -> None:
    (one,) = filled(archive, SHELLED)
    review(archive, one, "correct", field="place", value="Cedar")
    review(archive, one, "correct", field="violations", value=3)
    review(archive, one, "correct", field="actors", value=["Southern Front", "Hill Guard"])
    review(archive, one, "correct", field="targets", value="the mill")
    body = applied(archive.show(one)[0].body, standing(archive, [one])[one].corrections)
    assert body["place"] == {"name": "Cedar"}
    assert body["violations"]["value"] == 3
    assert [actor["name"] for actor in body["actors"]] == ["Southern Front", "Hill Guard"]
    assert [actor["name"] for actor in body["targets"]] == ["the mill"]


def test_a_review_outlives_a_new_reading_of_its_report(archive: Archive) -> None:
    (one,) = filled(archive, SHELLED)
    review(archive, one, "correct", field="type", value="air strike")
    again = read_anew(archive, SHELLED, confidence=0.11)
    assert again != one
    for identifier in (one, again):
        assert standing(archive, [identifier])[identifier].corrections["type"].value == '"air strike"'
    review(archive, again, "reject")
    assert standing(archive, [again])[again].verdict == "rejected"
    assert len(reviews(archive, [again])) == len(reviews(archive)) == 2
    first = reviews(archive)[0]
    review(archive, again, "withdraw", value=first.number)
    assert standing(archive, [again])[again].corrections == {}


def test_a_review_waits_where_no_record_has_its_words_any_more(archive: Archive) -> None:
    (one,) = filled(archive, SHELLED)
    review(archive, one, "reject")
    archive.add([read(report(SHELLED, id="r0")).model_copy(update={"records": ()})], reader="a newer reader")
    assert [made.record for made in reviews(archive)] == [one]
    assert standing(archive, [one])[one].verdict == "rejected"


def test_what_cannot_be_reviewed_is_refused_in_a_line(archive: Archive) -> None:
    (one,) = filled(archive, SHELLED)
    for identifier, why in (("zz", "no record has this id"), ("", "empty id"), ("0" * 64, "no record has")):
        with pytest.raises(ArchiveError, match=why):
            review(archive, identifier, "accept")
    with pytest.raises(ArchiveError, match="nothing to say of a record"):
        review(archive, one, "praise")  # type: ignore[arg-type]
    for note in ("a\0b", "a\ud800"):
        with pytest.raises(ArchiveError, match="databases refuse"):
            review(archive, one, "accept", note=note)
    assert reviews(archive, history=True) == []
    assert archive.verify() == []


def test_a_record_above_ones_clearance_is_reviewed_like_one_that_is_not_there(archive: Archive) -> None:
    one, other = filled(archive, SHELLED, MET)
    review(archive, one, "accept", note="seen")
    level(archive, "report", archive.show(one)[0].report["id"], 1)
    with pytest.raises(ArchiveError) as hidden:
        review(archive, one, "accept", clearance=0)
    with pytest.raises(ArchiveError) as absent:
        review(archive, "f" * 64, "accept", clearance=0)
    assert str(hidden.value).replace(one, "ID") == str(absent.value).replace("f" * 64, "ID")
    assert reviews(archive, clearance=0) == reviews(archive, [one], clearance=0) == []
    assert len(reviews(archive, clearance=1)) == 1
    review(archive, other, "accept", clearance=0)


@pytest.mark.parametrize("change", ["UPDATE reviews SET action = 'accept'", "DELETE FROM reviews"])
def test_no_review_is_changed_or_deleted(archive: Archive, change: str) -> None:
    (one,) = filled(archive, SHELLED)
    review(archive, one, "reject")
    with pytest.raises(DBAPIError), archive.engine.begin() as connection:
        connection.execute(text(change))
    assert [made.action for made in reviews(archive)] == ["reject"]


def test_a_review_that_was_put_in_altered_or_taken_out_by_hand_shows(archive: Archive) -> None:
    (one,) = filled(archive, SHELLED)
    for action in ("accept", "reject", "accept"):
        review(archive, one, action)  # type: ignore[arg-type]
    assert archive.verify() == []
    with archive.engine.begin() as connection:
        for verb in ("update", "delete"):
            on_table = "" if connection.dialect.name == "sqlite" else " ON reviews"
            connection.execute(text(f"DROP TRIGGER reviews_{verb}{on_table}"))
        connection.execute(text("UPDATE reviews SET note = 'quite sure' WHERE number = 1"))
        connection.execute(text("DELETE FROM reviews WHERE number = 2"))
        connection.execute(
            text("INSERT INTO reviews VALUES (7, '2031-01-01T00:00:00Z', 'x', :id, 'reject', '', '', '')"),
            {"id": one},
        )
    assert [str(problem) for problem in archive.verify()] == [
        f"review {number}: is not as the trail has it" for number in (1, 2, 7)
    ]


PLAIN = st.none() | st.booleans() | st.integers() | st.text()
ANYTHING = st.recursive(PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))
SAID = st.lists(
    st.tuples(
        st.sampled_from(["accept", "reject", "correct", "comment", "withdraw"]),
        st.sampled_from(["date", "place"]),
        st.integers(1, 8),
    ),
    max_size=8,
)


@given(SAID)
def test_what_stands_is_what_would_if_all_taken_back_had_never_been_said(said: list[Any]) -> None:
    made = [
        Review(n, "", "", "r", action, field if action == "correct" else "", str(aim))
        for n, (action, field, aim) in enumerate(said, 1)
    ]
    gone = {int(one.value) for one in made if one.action == "withdraw"}
    left = [one for one in made if one.number not in gone and one.action != "withdraw"]
    assert standing_of(made) == standing_of(left)
    verdicts = [one for one in left if one.action != "comment"]
    assert standing_of(made).by == (verdicts[-1] if verdicts else None)


@pytest.mark.parametrize("model", KINDS, ids=lambda model: model.__name__)
@given(value=ANYTHING)
def test_whatever_a_field_is_given_it_is_refused_or_makes_a_record(model: Any, value: Any) -> None:
    body = {
        "kind": model.model_fields["kind"].default,
        "evidence": [{"start": 0, "end": 4}],
        "assertion": "actual",
    }
    if body["kind"] == "statement":
        body["speaker"] = {"name": "Ana Orl", "anonymous": False}
    for name in [*fields(body), *KEPT]:
        try:
            kept = corrected_value(
                model.model_validate(body).model_dump(mode="json", by_alias=True), name, value
            )
        except ArchiveError:
            continue
        assert corrected(body, name, kept) is not None
