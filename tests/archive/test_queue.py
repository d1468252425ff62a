"""What is still to be reviewed comes in order of importance and doubt, and what has a verdict comes no more."""

from __future__ import annotations

from typing import Any

import pytest

from tests.archive.readings import PLACES, read, report
from trucewatch.archive import Archive, ArchiveError
from trucewatch.archive import queue as queues
from trucewatch.archive.blurs import blur
from trucewatch.archive.levels import level
from trucewatch.archive.queue import importance, queue
from trucewatch.archive.reviews import review
from trucewatch.records import Casualties, Count, Incident, Reading, Record, Source, Span, Statement

SPAN = (Span(start=0, end=4),)


def incident(killed: int | None = None, confidence: float | None = 0.9, **more: Any) -> Incident:
    harm = () if killed is None else (Casualties(outcome="killed", count=Count(value=killed)),)
    return Incident(place=PLACES["Alder"], casualties=harm, confidence=confidence, evidence=SPAN, **more)


def statement(confidence: float = 0.1) -> Statement:
    return Statement(speaker=Source(name="Ana Orl"), confidence=confidence, evidence=SPAN)


def filled(archive: Archive, *records: Record) -> list[str]:
    """Records, each in a report of its own; their ids."""
    archive.add(
        Reading(report=report(f"Words {n}.", id=f"r{n}"), records=(record,))
        for n, record in enumerate(records)
    )
    by_name = {found.report["name"]: found.id for found in archive.find(limit=1000)}
    return [by_name[f"r{n}"] for n in range(len(records))]


def names(archive: Archive, **which: Any) -> list[str]:
    return [one.found.report["name"] for one in queue(archive, **which)]


def test_the_important_come_first_and_of_these_the_doubtful(archive: Archive) -> None:
    filled(
        archive,
        statement(),
        incident(confidence=0.9),
        incident(killed=12, confidence=0.8),
        incident(killed=12, confidence=0.3),
        incident(killed=12, confidence=None),
        incident(killed=2, confidence=0.2, main=True),
        incident(killed=2, confidence=0.1, assertion="planned"),
    )
    assert names(archive) == ["r5", "r4", "r3", "r2", "r6", "r1", "r0"]
    first, second, *_ = queue(archive)
    assert first.reasons == ("what its report is chiefly about", "2 harmed")
    assert second.reasons == ("12 harmed",)
    assert first.importance > second.importance


def test_what_harms_more_matters_more() -> None:
    bodies = [incident(killed).model_dump(mode="json", exclude_none=True) for killed in (None, 0, 1, 10, 50)]
    totals = [importance(body)[0] for body in bodies]
    assert totals[0] == totals[1] < totals[2] < totals[3] < totals[4]


def test_what_has_a_verdict_comes_no_more_until_it_is_taken_back(archive: Archive) -> None:
    accepted, rejected, corrected, commented = filled(archive, *(incident(n) for n in (1, 2, 3, 4)))
    review(archive, accepted, "accept")
    made = review(archive, rejected, "reject")
    review(archive, corrected, "correct", field="date", value="2020-02-08")
    review(archive, commented, "comment", note="who counted?")
    assert names(archive) == ["r3"]
    review(archive, rejected, "withdraw", value=made.number)
    assert names(archive) == ["r3", "r1"]


def test_a_verdict_on_an_older_reading_counts_for_the_newer_one(archive: Archive) -> None:
    (one,) = filled(archive, incident(1))
    review(archive, one, "accept")
    archive.add(
        [Reading(report=report("Words 0.", id="r0"), records=(incident(2),))], reader="a newer reader"
    )
    assert names(archive) == []


def test_only_what_is_asked_for_comes(archive: Archive) -> None:
    ids = filled(
        archive, incident(1), statement(0.6), incident(2, confidence=None), incident(3, confidence=0.4)
    )
    theirs = [archive.show(one)[0].report["id"] for one in ids]
    assert names(archive, kind="statement") == ["r1"]
    assert names(archive, below=0.6) == ["r2", "r3"]
    assert names(archive, below=0.65, kind="statement") == ["r1"]
    assert names(archive, reports=[theirs[1], theirs[0], "f" * 64]) == ["r0", "r1"]
    assert names(archive, reports=theirs, kind="incident", below=0.6) == ["r2", "r3"]
    assert names(archive, reports=[]) == []
    assert names(archive, limit=2) == ["r2", "r3"]
    with pytest.raises(ArchiveError, match="no number of records"):
        queue(archive, limit=0)


def test_what_one_may_not_see_does_not_come(archive: Archive) -> None:
    ids = filled(archive, incident(1), incident(2))
    theirs = [archive.show(one)[0].report["id"] for one in ids]
    level(archive, "report", theirs[1], 2)
    assert names(archive, clearance=1) == names(archive, clearance=1, reports=theirs) == ["r0"]
    assert names(archive, clearance=2) == ["r1", "r0"]


def test_older_records_come_up_when_the_latest_are_done(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queues, "_LOOKED_AT", (2, 4, 100))
    monkeypatch.setattr(queues, "_CHECKED", 3)
    sentences = (f"In Alder on 2020-02-{day:02d}, the Army shelled {day}." for day in range(1, 21))
    archive.add(read(report(sentence, id=sentence[12:22])) for sentence in sentences)
    for done in range(20):
        left = queue(archive, limit=1)
        assert [one.found.report["name"] for one in left] == [f"2020-02-{20 - done:02d}"], done
        review(archive, left[0].found.id, "accept")
    assert queue(archive) == []


def test_who_has_no_clearance_gets_blurred_places_roughly_here_too(archive: Archive) -> None:
    filled(archive, incident(8))
    blur(archive, "Alder", 50)
    exact = PLACES["Alder"].latitude
    assert [one.found.body["place"]["latitude"] == exact for one in queue(archive, clearance=0)] == [False]
    assert [one.found.body["place"]["latitude"] == exact for one in queue(archive, clearance=1)] == [True]
