"""What persons say of pairs of records: kept, taken back, never changed, and heeded by linking."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.archive.readings import read, report
from trucewatch.archive import Archive, ArchiveError
from trucewatch.archive.judgements import judge, judged
from trucewatch.linking import Linked, link
from trucewatch.linking.kept import Kept

ONE = "In Alder on 2020-02-08, the Northern Army shelled the mill."
SAME = "In Alder on 2020-02-08, the Northern Army shelled a mill on the river."
OTHER = "In Birch on 2020-02-20, the Southern Front shelled the bridge."
MET = "In Birch on 2020-03, the Southern Front met the envoy."


def filled(archive: Archive, *sentences: str) -> list[str]:
    """The ids of the records of some sentences, each in a report of its own."""
    archive.add(read(report(sentence, id=f"r{n}")) for n, sentence in enumerate(sentences))
    by_name = {found.report["name"]: found.id for found in archive.find()}
    return [by_name[f"r{n}"] for n in range(len(sentences))]


def linked(archive: Archive) -> Linked:
    kept = Kept(archive)
    return link(kept.readings(), judgements=kept.judgements())


def things(archive: Archive) -> int:
    return len(linked(archive).things)


def test_the_machine_decides_where_nobody_has(archive: Archive) -> None:
    filled(archive, ONE, SAME, OTHER)
    assert things(archive) == 2


def test_a_person_parts_what_the_machine_took_for_one(archive: Archive) -> None:
    one, same, _ = filled(archive, ONE, SAME, OTHER)
    judge(archive, one, same, "not the same")
    assert things(archive) == 3


def test_a_person_joins_what_the_machine_held_apart_and_the_link_says_so(archive: Archive) -> None:
    one, _, other = filled(archive, ONE, SAME, OTHER)
    judge(archive, one, other, "same")
    found = linked(archive)
    assert len(found.things) == 1
    assert [why.reasons for why in found.things[0].links if why.judged] == [("tester says so",)]


def test_where_a_person_is_unsure_the_likeness_of_the_pair_does_not_count(archive: Archive) -> None:
    one, same = filled(archive, ONE, SAME)
    judge(archive, one, same, "unsure")
    assert things(archive) == 2


def test_the_last_word_counts_and_taking_it_back_leaves_the_machine_to_decide(archive: Archive) -> None:
    one, same = filled(archive, ONE, SAME)
    judge(archive, one, same, "same")
    judge(archive, same, one, "not the same", note="two mills")
    assert [(row.verdict, row.note, row.who) for row in judged(archive)] == [
        ("not the same", "two mills", "tester")
    ]
    assert things(archive) == 2
    judge(archive, one, same, "withdrawn")
    assert judged(archive) == []
    assert things(archive) == 1
    assert [row.verdict for row in judged(archive, history=True)] == ["same", "not the same", "withdrawn"]


def test_a_judgement_outlives_a_new_reading_of_its_report(archive: Archive) -> None:
    one, same = filled(archive, ONE, SAME)
    judge(archive, one, same, "not the same")
    known = read(report(ONE, id="r0"))
    (record,) = known.records
    again = known.model_copy(update={"records": (record.model_copy(update={"confidence": 0.11}),)})
    archive.add([again], reader="a newer reader")
    assert one not in {found.id for found in archive.find()}
    assert things(archive) == 2


def test_a_judgement_waits_where_no_record_has_its_words_any_more(archive: Archive) -> None:
    one, same = filled(archive, ONE, SAME)
    judge(archive, one, same, "same")
    archive.add([read(report(ONE, id="r0")).model_copy(update={"records": ()})], reader="a newer reader")
    assert Kept(archive).judgements() == []
    assert len(judged(archive)) == 1


def test_the_first_characters_of_an_id_will_do(archive: Archive) -> None:
    one, same = filled(archive, ONE, SAME)
    made = judge(archive, one[:12], same[:12], "same")
    assert {made.one, made.other} == {one, same}


def test_what_cannot_be_judged_is_refused_in_a_line(archive: Archive) -> None:
    one, same, met = filled(archive, ONE, SAME, MET)
    for pair, why in (
        ((one, one), "are one record"),
        ((one, "zz"), "no record"),
        ((one, met), "different kinds"),
    ):
        with pytest.raises(ArchiveError, match=why):
            judge(archive, *pair, "same")
    with pytest.raises(ArchiveError, match="no judgement on them stands"):
        judge(archive, one, same, "withdrawn")
    with pytest.raises(ArchiveError, match="is no verdict"):
        judge(archive, one, same, "perhaps")  # type: ignore[arg-type]
    assert judged(archive, history=True) == []


@pytest.mark.parametrize("change", ["UPDATE judgements SET verdict = 'same'", "DELETE FROM judgements"])
def test_no_judgement_is_changed_or_deleted(archive: Archive, change: str) -> None:
    one, same = filled(archive, ONE, SAME)
    judge(archive, one, same, "unsure")
    with pytest.raises(DBAPIError), archive.engine.begin() as connection:
        connection.execute(text(change))
    assert [row.verdict for row in judged(archive)] == ["unsure"]


def test_a_judgement_put_in_by_hand_shows(archive: Archive) -> None:
    one, same = filled(archive, ONE, SAME)
    judge(archive, one, same, "same")
    assert archive.verify() == []
    with archive.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO judgements VALUES (2, '2031-01-01T00:00:00Z', 'tester', :a, :b, 'not the same', '')"
            ),
            {"a": one, "b": same},
        )
    assert [str(problem) for problem in archive.verify()] == ["judgement 2: is not as the trail has it"]
