"""What is meant for the public goes out by two persons' hands, and every step of it stays on record."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from trucewatch.archive import Archive, ArchiveError
from trucewatch.archive.releases import Release, content, propose, release, releases, withdraw

BODY = b"posts,surrounded\n12,4\n"


def proposed(archive: Archive, **changed: Any) -> Release:
    known = {
        "file_name": "posts.csv",
        "media_type": "text/csv",
        "case": "idlib",
        "title": "Posts",
        "who": "Ana",
    }
    return propose(archive, changed.pop("body", BODY), **{**known, **changed})


def test_what_one_proposes_another_releases_and_anybody_takes_back(archive: Archive) -> None:
    made = proposed(archive)
    assert (made.state, made.who, made.case_name) == ("proposed", "Ana", "idlib")
    out = release(archive, made.number, who="Mira", note="checked")
    assert out.state == "released"
    assert content(archive, made.number, state="released") == (out, BODY)
    assert withdraw(archive, made.number, who="Ana").state == "withdrawn"
    (found,) = releases(archive)
    assert [(step.step, step.who, step.note) for step in found.steps] == [
        ("proposed", "Ana", ""), ("released", "Mira", "checked"), ("withdrawn", "Ana", ""),
    ]  # fmt: skip
    assert archive.verify() == []


def test_nobody_releases_what_they_proposed_but_who_is_alone(archive: Archive) -> None:
    made = proposed(archive)
    with pytest.raises(ArchiveError, match="somebody else has to release it"):
        release(archive, made.number, who="Ana")
    assert release(archive, made.number, who="Ana", alone=True).state == "released"


def test_a_release_takes_no_step_twice_and_none_after_its_withdrawal(archive: Archive) -> None:
    made = proposed(archive)
    release(archive, made.number)
    with pytest.raises(ArchiveError, match="was released already"):
        release(archive, made.number)
    withdraw(archive, made.number)
    for step, why in ((release, "was withdrawn already"), (withdraw, "was withdrawn already")):
        with pytest.raises(ArchiveError, match=why):
            step(archive, made.number)
    assert len(releases(archive)[0].steps) == 3


def test_what_is_not_released_is_not_had_as_such(archive: Archive) -> None:
    made = proposed(archive)
    for number in (made.number, 7, 0, -1, 2**70):
        with pytest.raises(ArchiveError, match="there is no such release"):
            content(archive, number, state="released")
    assert content(archive, made.number)[1] == BODY


def test_releases_are_listed_by_state_and_case_the_latest_first(archive: Archive) -> None:
    first, second = proposed(archive), proposed(archive, case="donbas")
    third = proposed(archive)
    release(archive, third.number)
    assert [one.number for one in releases(archive)] == [third.number, second.number, first.number]
    assert [one.number for one in releases(archive, state="proposed", case="idlib")] == [first.number]


@pytest.mark.parametrize(
    "changed",
    [
        {"file_name": ""}, {"file_name": "../posts.csv"}, {"file_name": ".."}, {"file_name": "a\nb"},
        {"file_name": "C:\\posts.csv"}, {"media_type": "text/html\r\nX: y"}, {"media_type": "csv"},
        {"title": " "}, {"body": b""}, {"title": "a\0b"},
    ],
)  # fmt: skip
def test_what_cannot_be_proposed_is_refused_and_leaves_nothing(archive: Archive, changed: Any) -> None:
    with pytest.raises(ArchiveError):
        proposed(archive, **changed)
    assert releases(archive) == []
    assert archive.verify() == []


@pytest.mark.parametrize("table", ["releases", "release_steps"])
def test_nothing_of_a_release_is_changed_or_deleted(archive: Archive, table: str) -> None:
    proposed(archive)
    for change in (f"UPDATE {table} SET who = 'Mira'", f"DELETE FROM {table}"):
        with pytest.raises(DBAPIError), archive.engine.begin() as connection:
            connection.execute(text(change))
    assert releases(archive)[0].who == "Ana"


def test_bytes_that_were_changed_and_steps_put_in_by_hand_show(archive: Archive) -> None:
    proposed(archive)
    with archive.engine.begin() as connection:
        on_table = "" if connection.dialect.name == "sqlite" else " ON releases"
        connection.execute(text(f"DROP TRIGGER releases_update{on_table}"))
        connection.execute(text("UPDATE releases SET body = :body"), {"body": BODY + b"13,5\n"})
        connection.execute(
            text("INSERT INTO release_steps VALUES (2, 1, '2031-01-01T00:00:00Z', 'Mira', 'released', '')")
        )
    assert [str(problem) for problem in archive.verify()] == [
        "release step 2: is not as the trail has it",
        "release 1: its bytes were changed: their hash is another",
    ]
