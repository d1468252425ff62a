"""What was fetched is kept beside what was read from it: once, unchanged, and shown to be so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.archive.readings import read
from tests.archive.test_archive import MET, SHELLED, _without_triggers
from tests.authority import Authority
from tests.server import answer, serving
from trucewatch.archive import Archive
from trucewatch.archive.intake import Progress, take_in
from trucewatch.sources import SourceError, stamps
from trucewatch.sources.gathering import open_fetcher
from trucewatch.sources.snapshots import Retrieved, problem, snapshot
from trucewatch.sources.text import report
from trucewatch.sources.web.responses import Fetched

pytest.importorskip("warcio", reason="needs trucewatch[web]")

URL = "https://news.example/one"


def fetched(words: str, *, url: str = URL, at: str = "2021-06-20T10:00:00Z") -> Retrieved:
    """A page with these words, as if it had been fetched."""
    body = words.encode()
    got = Fetched(
        url=url, address=url, retrieved=at, method="GET", status=200, headers=(("Content-Type", "text/html"),),
        request=(("Host", "news.example"),), raw=body, body=body, peer="93.184.216.34",
    )  # fmt: skip
    return Retrieved(report=report(words, id=url, url=url), snapshot=snapshot(got))


def taken(archive: Archive, *given: Retrieved, **how: object) -> tuple[Progress, list[str]]:
    results = list(take_in(archive, given, read=read, reader="1", workers=1, **how))  # type: ignore[arg-type]
    progress = [one for one in results if isinstance(one, Progress)][-1]
    return progress, [str(one) for one in results if isinstance(one, SourceError)]


def ids(archive: Archive) -> list[str]:
    return [found.report["id"] for found in archive.find(history=True)]


def test_a_snapshot_is_kept_beside_what_was_read_from_it(archive: Archive) -> None:
    one = fetched(SHELLED)
    taken(archive, one)
    (identifier,) = ids(archive)
    (kept,) = archive.snapshots(identifier)
    assert kept.snapshot == one.snapshot
    assert problem(kept.snapshot, kept.snapshot.id) is None
    assert archive.find()[0].report["retrieved"] == "2021-06-20T10:00:00Z"
    assert archive.stats()["snapshots"] == 1
    assert archive.verify() == []


def test_the_same_page_again_adds_nothing_and_a_changed_one_is_a_new_version(archive: Archive) -> None:
    taken(archive, fetched(SHELLED))
    again, _ = taken(archive, fetched(SHELLED, at="2021-06-21T10:00:00Z"))
    assert (again.added, again.known, archive.stats()["snapshots"]) == (0, 1, 1)
    taken(archive, fetched(SHELLED + " " + MET, at="2021-06-22T10:00:00Z"))
    assert archive.stats()["snapshots"] == 2
    assert {found.report["version"] for found in archive.find()} == {1, 2}
    assert archive.verify() == []


def test_a_list_that_several_reports_are_in_is_kept_once(archive: Archive) -> None:
    first, second = fetched(SHELLED), fetched(MET, url=f"{URL}/2")
    taken(archive, first, replace(second, snapshot=first.snapshot))
    assert archive.stats()["snapshots"] == 1
    assert [len(archive.snapshots(one)) for one in ids(archive)] == [1, 1]
    assert archive.verify() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE snapshots SET retrieved = '2020-01-01T00:00:00Z'",
        "DELETE FROM snapshots",
        "DELETE FROM report_snapshots",
        "UPDATE report_snapshots SET snapshot = 1",
    ],
)
def test_the_database_itself_refuses_change(archive: Archive, statement: str) -> None:
    taken(archive, fetched(SHELLED))
    with pytest.raises(DBAPIError, match="never changed"), archive.engine.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize(
    ("statement", "seen"),
    [
        (
            "UPDATE snapshots SET retrieved = '2020-01-01T00:00:00Z' WHERE number = 1",
            "something else than its row",
        ),
        (
            "UPDATE snapshots SET address = 'https://other.example/' WHERE number = 1",
            "something else than its row",
        ),
        ("UPDATE snapshots SET sha256 = 'no' WHERE number = 1", "something else than its row"),
        (
            "UPDATE snapshots SET warc = (SELECT warc FROM snapshots WHERE number = 2) WHERE number = 1",
            "was changed",
        ),
        ("DELETE FROM report_snapshots WHERE snapshot = 1", "that the trail tells of is gone"),
        ("INSERT INTO report_snapshots VALUES (1, 2)", "trail does not tell of"),
    ],
)
def test_verify_sees_what_was_changed_behind_the_archive(archive: Archive, statement: str, seen: str) -> None:
    taken(archive, fetched(SHELLED), fetched(MET, url=f"{URL}/2"))
    assert archive.verify() == []
    _without_triggers(archive, statement)
    assert any(seen in str(found) for found in archive.verify())


def test_a_stamp_is_kept_with_its_snapshot_and_verified(archive: Archive, tmp_path: Path) -> None:
    authority = Authority(tmp_path / "authority")
    other = Authority(tmp_path / "other")
    with serving() as server, open_fetcher(allow_private=True, pause=0.0, attempts=1) as fetcher:
        server.pages["/stamp"] = authority.answer

        def stamp(data: bytes) -> stamps.Stamp:
            return stamps.stamp(fetcher, server.url("/stamp"), data)

        taken(archive, fetched(SHELLED), stamp=stamp)
        taken(archive, fetched(SHELLED), stamp=stamp)  # known: no second stamp is asked for
        assert len(server.asked) == 1
        (kept,) = archive.snapshots(ids(archive)[0])
        assert kept.stamp and kept.stamp.authority == server.url("/stamp")
        assert archive.verify() == []
        assert archive.verify(stamps.certificates(str(authority.root))) == []
        (problem,) = archive.verify(stamps.certificates(str(other.root)))
        assert "does not hold" in str(problem)
        server.pages["/stamp"] = answer(500)
        progress, (said,) = taken(archive, fetched(MET, url=f"{URL}/2"), stamp=stamp)
        assert progress.added == 1, "what cannot be stamped is kept without"
        assert "500" in said
    _without_triggers(archive, "DELETE FROM timestamps")
    assert [str(found).partition(": ")[2] for found in archive.verify()] == ["its timestamp is gone"]


def test_an_older_archive_gets_the_new_tables(address: str) -> None:
    from alembic import command
    from alembic.config import Config

    from trucewatch.archive import engines, migrate

    engine = engines.engine(address)
    with engines.writing(engine) as connection:
        config = Config()
        config.set_main_option("script_location", "trucewatch.archive:migrations")
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    with Archive(address) as archive:
        taken(archive, fetched(SHELLED))
        assert archive.stats()["snapshots"] == 1
        with engines.reading(archive.engine) as connection:
            assert migrate.revision(connection) == migrate.NEWEST
