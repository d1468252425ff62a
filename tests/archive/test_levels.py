"""Who may see what: a report or source above somebody's clearance leaves no trace for them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from tests.archive.readings import read, report
from trucewatch.archive import Archive, ArchiveError
from trucewatch.archive.intake import take_in
from trucewatch.archive.levels import hidden, level, levels, told_by
from trucewatch.records import Reading

SHELLED = "In Alder on 2020-02-08, the Northern Army shelled the mill."
MET = "In Birch on 2020-03-01, the Southern Front met the envoy."
LATER = "In Cedar on 2020-04-01, the Southern Front shelled a bridge."


def filled(archive: Archive, *sentences: str, **known: Any) -> list[str]:
    """The ids of reports, each of a sentence."""
    archive.add(read(report(sentence, id=f"r{n}", **known)) for n, sentence in enumerate(sentences))
    by_name = {found.report["name"]: found.report["id"] for found in archive.find()}
    return [by_name[f"r{n}"] for n in range(len(sentences))]


def seen(archive: Archive, clearance: int | None, **conditions: Any) -> list[str]:
    return sorted(found.report["name"] for found in archive.find(**conditions, clearance=clearance))


def test_everybody_sees_all_where_nothing_has_a_level(archive: Archive) -> None:
    filled(archive, SHELLED, MET)
    assert seen(archive, 0) == seen(archive, None) == ["r0", "r1"]


def test_a_report_is_seen_by_those_whose_clearance_is_as_high(archive: Archive) -> None:
    first, second = filled(archive, SHELLED, MET)
    level(archive, "report", first, 1)
    level(archive, "report", second[:12], 2, who="Mira")
    assert [seen(archive, clearance) for clearance in (0, 1, 2, None)] == [
        [], ["r0"], ["r0", "r1"], ["r0", "r1"],
    ]  # fmt: skip
    assert hidden(archive, 0) == {first, second}
    assert [(one.subject, one.level, one.who) for one in levels(archive)] == [
        (first, 1, "tester"), (second, 2, "Mira"),
    ]  # fmt: skip
    level(archive, "report", first, 0)
    assert seen(archive, 0) == ["r0"]
    assert len(levels(archive, history=True)) == 3


def test_what_is_hidden_is_like_what_is_not_there(archive: Archive) -> None:
    first, second = filled(archive, SHELLED, MET)
    (record,) = [found.id for found in archive.find(kind="incident")]
    level(archive, "report", first, 1)
    for ask in (archive.show, archive.report, archive.snapshots):
        for identifier in (first, record):
            with pytest.raises(ArchiveError) as answer:
                ask(identifier, clearance=0)
            with pytest.raises(ArchiveError) as absent:
                ask("f" * 64, clearance=0)
            assert str(answer.value).replace(identifier, "ID") == str(absent.value).replace("f" * 64, "ID")
    assert archive.report(second, clearance=0).id == "r1"
    assert archive.report(first, clearance=1).id == "r0"
    with pytest.raises(ArchiveError, match="no report has this id"):
        level(archive, "report", first, 0, clearance=0)


def test_counts_and_limits_are_of_what_is_seen(archive: Archive) -> None:
    first, _, last = filled(archive, SHELLED, MET, LATER)
    archive.add([read(report(LATER, id="r2"))], reader="a newer reader")
    for identifier in (first, last):
        level(archive, "report", identifier, 1)
    assert archive.stats(clearance=0) == {
        "reports": 1, "records": {"talks": 1}, "history": 0,
        "first_day": "2020-03-01", "last_day": "2020-03-01",
    }  # fmt: skip
    everything = archive.stats(clearance=1)
    assert everything == {name: archive.stats()[name] for name in everything}
    assert seen(archive, 0, limit=1) == ["r1"]


def test_an_outlet_of_a_level_is_hidden_with_its_reports(archive: Archive) -> None:
    filled(archive, SHELLED, LATER, outlet="The Post")
    archive.add([read(report(MET, id="open", outlet="The Postman"))])
    level(archive, "source", "the post", 1)
    assert seen(archive, 0) == ["open"]
    assert seen(archive, 0, source="Post") == []
    assert told_by(archive, "The Post") == 2
    archive.add([read(report(f"{SHELLED} Again.", id="new", outlet="THE POST"))])
    assert seen(archive, 0) == ["open"]
    level(archive, "source", "The  Póst", 0)
    assert seen(archive, 0) == ["new", "open", "r0", "r1"]
    assert [(one.subject, one.level) for one in levels(archive)] == [("The Póst", 0)]


def test_a_report_that_quotes_a_hidden_source_is_hidden_as_a_whole(archive: Archive) -> None:
    filled(archive, SHELLED, f"{MET} {LATER}")
    level(archive, "source", "Ana Orl", 2)
    assert seen(archive, 1) == ["r0"]
    assert seen(archive, 2) == ["r0", "r1", "r1"]


def test_an_outlets_report_without_records_is_hidden_too(archive: Archive) -> None:
    nothing = report("Nothing happened.", outlet="The Post")
    archive.add([Reading(report=nothing)])
    (identifier,) = archive.known()
    level(archive, "source", "The Post", 1)
    with pytest.raises(ArchiveError, match="no such report"):
        archive.report(identifier, clearance=0)


def test_a_confidential_report_has_a_level_from_the_start_and_is_given_back_as_such(archive: Archive) -> None:
    archive.add([read(report(SHELLED, confidential=True)), read(report(MET, id="open"))])
    assert seen(archive, 0) == ["open"]
    (given,) = levels(archive)
    assert (given.level, archive.report(given.subject).confidential) == (1, True)
    assert [one.confidential for one in archive.outdated(reader="a newer reader")] == [True, False]
    level(archive, "report", given.subject, 0)
    archive.add([read(report(SHELLED, confidential=True))], reader="a newer reader")
    assert seen(archive, 0) == ["one", "open"]
    assert not archive.report(given.subject).confidential
    assert archive.verify() == []


def test_a_report_that_is_there_and_turns_confidential_gets_its_level(archive: Archive) -> None:
    for confidential in (False, True, True):
        given = [report(SHELLED, confidential=confidential)]
        list(take_in(archive, given, read=read, reader="1", workers=1))
    assert [one.level for one in levels(archive, history=True)] == [1]


def test_a_level_that_is_none_is_refused_in_a_line(archive: Archive) -> None:
    (first,) = filled(archive, SHELLED)
    for what, subject, number, why in (
        ("report", first, 3, "is no level"),
        ("report", first, -1, "is no level"),
        ("report", "ffff", 1, "no report has this id"),
        ("report", "not an id", 1, "no report has this id"),
        ("source", "  ", 1, "without a name"),
    ):
        with pytest.raises(ArchiveError, match=why):
            level(archive, what, subject, number)  # type: ignore[arg-type]
    with pytest.raises(ArchiveError, match="above your clearance"):
        level(archive, "report", first, 2, clearance=1)
    assert levels(archive) == []


def test_a_level_put_in_by_hand_shows(archive: Archive) -> None:
    (first,) = filled(archive, SHELLED)
    level(archive, "report", first, 1)
    with archive.engine.begin() as connection:
        connection.execute(
            text("INSERT INTO levels VALUES (2, '2031-01-01T00:00:00Z', 'x', 'report', :id, 0)"),
            {"id": first},
        )
    assert [str(problem) for problem in archive.verify()] == ["level 2: is not as the trail has it"]
