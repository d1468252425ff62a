"""What the archive holds to: nothing lost, doubled or altered, and everything found again."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.archive.readings import numbered, read, report
from trucewatch.archive import Archive, ArchiveError
from trucewatch.archive.rows import days

SHELLED = "In Alder on 2020-02-08, the Northern Army shelled the mill."
SECOND = "report = 2"
MET = "In Birch on 2020-03, the Southern Front met the envoy."


def test_a_report_added_again_adds_nothing(archive: Archive) -> None:
    first = archive.add([read(report(SHELLED))])
    again = archive.add([read(report(SHELLED, id="another name"))])
    assert (first.reports, first.readings, first.records) == (1, 1, 1)
    assert (again.reports, again.readings, again.records) == (0, 0, 0)
    assert archive.stats()["trail"] == 1


def test_a_report_is_given_back_as_it_was_added(archive: Archive) -> None:
    added = report(SHELLED, title="A title", outlet="The Post", published="2020-02-09", url="https://a.org/1")
    archive.add([read(added)])
    assert archive.report(archive.find()[0].report["id"]) == added


def test_a_changed_page_is_its_next_version(archive: Archive) -> None:
    for sentence in (SHELLED, MET):
        archive.add([read(report(sentence, url="https://example.org/page"))])
    assert sorted(found.report["version"] for found in archive.find()) == [1, 2]


def test_a_newer_reader_takes_the_place_of_the_older_whose_records_stay_as_history(archive: Archive) -> None:
    known = report(SHELLED + " " + MET)
    full = read(known)
    archive.add([full.model_copy(update={"records": full.records[:1]})], reader="1")
    archive.add([full], reader="2")
    assert [found.reader for found in archive.find()] == ["2", "2"]
    everything = archive.find(history=True)
    assert sorted((found.reader, found.current) for found in everything) == [
        ("1", False),
        ("2", True),
        ("2", True),
    ]
    assert len({found.id for found in everything}) == 2, "the same claim keeps its id"
    assert archive.verify() == []


@pytest.mark.parametrize(
    ("conditions", "kinds"),
    [
        ({}, ["talks", "incident"]),
        ({"kind": "incident"}, ["incident"]),
        ({"actor": "northern army"}, ["incident"]),
        ({"actor": "north"}, []),
        ({"place": "BIRCH"}, ["talks"]),
        ({"place": "borealia"}, ["talks", "incident"]),
        ({"near": (10.0, 20.0, 30.0)}, ["incident"]),
        ({"near": (10.0, 20.0, 60.0)}, ["talks", "incident"]),
        ({"source": "Orl"}, ["talks"]),
        ({"source": "the post"}, ["talks", "incident"]),
        ({"text": "mill"}, ["talks", "incident"]),
        ({"text": 'no" such OR words'}, []),
        ({"confidence": 0.8}, ["talks"]),
        ({"since": "2020-03-15"}, ["talks"]),
        ({"until": "2020-02"}, ["incident"]),
        ({"since": "2020-02-08", "until": "2020-02-08"}, ["incident"]),
        ({"since": "2021"}, []),
        ({"actor": "Southern Front", "kind": "talks", "text": "envoy", "since": "2020"}, ["talks"]),
        ({"limit": 1}, ["talks"]),
    ],
)
def test_records_are_found_the_latest_first(
    archive: Archive, conditions: dict[str, object], kinds: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.add([read(report(SHELLED + " " + MET, outlet="The Post"))])
    assert [found.kind for found in archive.find(**conditions)] == kinds
    for database in ("on_sqlite", "on_postgresql"):
        monkeypatch.setattr(f"trucewatch.archive.{database}.FEW", -1)  # as if all were common
    assert [found.kind for found in archive.find(**conditions)] == kinds


def test_what_is_found_has_its_words(archive: Archive) -> None:
    archive.add([read(report(SHELLED))])
    (found,) = archive.find()
    assert found.evidence == (SHELLED,)
    assert archive.show(found.id[:10]) == [found]
    assert archive.show(found.report["id"]) == [found]
    with pytest.raises(ArchiveError, match="no record"):
        archive.show("abcdef")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reports SET text = 'else'",
        "DELETE FROM reports",
        "UPDATE records SET body = '{}'",
        "UPDATE records SET confidence = 1",
        "DELETE FROM records",
        "UPDATE audit SET who = 'nobody'",
        "DELETE FROM audit",
        "DELETE FROM readings",
    ],
)
def test_the_database_itself_refuses_change(archive: Archive, statement: str) -> None:
    archive.add([read(report(SHELLED))])
    with pytest.raises(DBAPIError, match="never changed"), archive.engine.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize(
    ("statement", "seen"),
    [
        ("UPDATE reports SET text = replace(text, 'hill', 'mill') WHERE number = 2", "report was changed"),
        (f"UPDATE records SET body = replace(body, 'Alder', 'Elder') WHERE {SECOND}", "record was changed"),
        (f"DELETE FROM records WHERE {SECOND} AND kind = 'talks'", "not those that were added"),
        (f"UPDATE readings SET mentions = '[]' WHERE {SECOND}", "not those that were added"),
        (f"UPDATE records SET marks = 'all n1' WHERE {SECOND}", "found by other names"),
        (f"UPDATE records SET last_day = '2031-01-01' WHERE {SECOND}", "found by other names or days"),
        ("UPDATE audit SET who = 'nobody' WHERE number = 2", "was changed"),
        ("DELETE FROM audit WHERE number = 2", "does not follow"),
        ("DELETE FROM audit WHERE number = 3", "trail does not tell of"),
    ],
)
def test_verify_sees_what_was_changed_behind_the_archive(archive: Archive, statement: str, seen: str) -> None:
    archive.add([read(known) for known in numbered(3)])
    assert archive.verify() == []
    _without_triggers(archive, statement)
    assert any(seen in str(problem) for problem in archive.verify())


def test_verify_sees_that_a_record_is_not_found_any_more(tmp_path: Path) -> None:
    with Archive(tmp_path / "archive.db") as archive:
        archive.add([read(known) for known in numbered(3)])
        with archive.engine.begin() as connection:
            connection.execute(
                text("INSERT INTO record_search (record_search, rowid, marks) SELECT 'delete', rowid, 'all'"
                     " FROM record_search WHERE record_search MATCH 'all' LIMIT 1")
            )  # fmt: skip
        assert [str(problem) for problem in archive.verify()] == [
            "the search index: does not find just the records that there are"
        ]


def _without_triggers(archive: Archive, statement: str) -> None:
    with archive.engine.begin() as connection:
        if archive.engine.dialect.name == "sqlite":
            triggers = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
            for name in list(triggers.scalars()):
                connection.execute(text(f"DROP TRIGGER {name}"))
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.exec_driver_sql("BEGIN")
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text(statement))


def test_a_null_character_is_refused_on_every_database(archive: Archive) -> None:
    with pytest.raises(ArchiveError, match="null character"):
        archive.add([read(report("A\0B"))])
    assert archive.stats()["reports"] == 0


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ("", "")),
        ("2020", ("2020-01-01", "2020-12-31")),
        ("2020-02", ("2020-02-01", "2020-02-29")),
        ("2020-02-08T14:30", ("2020-02-08", "2020-02-08")),
        ("2019-12/2020", ("2019-12-01", "2020-12-31")),
        ("2019-12/..", ("2019-12-01", "9999-12-31")),
        ("../2019", ("0001-01-01", "2019-12-31")),
    ],
)
def test_dates_cover_days(value: str | None, expected: tuple[str, str]) -> None:
    assert days(value) == expected


def test_the_tables_are_those_of_the_newest_migration(archive: Archive) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from trucewatch.archive.schema import metadata

    with archive.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        differences = [d for d in compare_metadata(context, metadata) if "search" not in str(d)]
    assert differences == []


def test_an_archive_of_a_newer_trucewatch_is_refused(archive: Archive) -> None:
    with archive.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ArchiveError, match="newer"):
        Archive(archive.engine.url.render_as_string(hide_password=False))
