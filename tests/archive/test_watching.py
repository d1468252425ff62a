"""What is watched comes in when it is new, at the pace that was asked for, and goes on after a kill."""

from __future__ import annotations

import multiprocessing
import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from tests.archive.readings import read
from tests.server import Server, answer, article, serving
from trucewatch.archive import Archive
from trucewatch.archive.intake import Progress
from trucewatch.archive.watching import Visited, watch
from trucewatch.sources import SourceError
from trucewatch.sources.gathering import Service, open_fetcher

for _library in ("httpcore", "protego", "feedparser", "warcio"):
    pytest.importorskip(_library, reason="needs trucewatch[web]")

HOUR = 3600
MONDAY = datetime(2021, 6, 21, 12, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as made:
        yield made


def body(number: int, word: str = "mill") -> str:
    return (
        f"<p>Report {number}. In Alder on 2020-02-08, the Northern Army shelled the {word} near the old bridge."
        "</p><p>The joint committee of officers met in the town on Sunday and said so in the evening.</p>"
    )


def feed(server: Server, *numbers: int, updated: str = "2021-06-20T09:00:00Z") -> str:
    entries = "".join(
        f"<entry><id>{n}</id><title>Report {n}</title><updated>{updated}</updated>"
        f'<link href="{server.url(f"/{n}")}"/></entry>'
        for n in numbers
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Post</title>{entries}</feed>'


def stands(server: Server, *numbers: int) -> None:
    """A feed with a validator, and the pages that it leads to."""

    def conditional(handler: BaseHTTPRequestHandler) -> None:
        known = handler.headers.get("If-None-Match") == f'"{numbers}"'
        text = "" if known else feed(server, *numbers)
        answer(304 if known else 200, text, ETag=f'"{numbers}"', Content_Type="application/atom+xml")(handler)

    server.pages["/feed"] = conditional
    for number in numbers:
        server.pages.setdefault(f"/{number}", article(f"Report {number}", body(number)))


def round_of(
    archive: Archive, *, at: datetime = MONDAY, once: bool = True, **how: Any
) -> tuple[list[Progress], list[str]]:
    """One round: what came in, and what is said to be wrong."""
    with open_fetcher(allow_private=True, pause=0.0, attempts=1) as fetcher:
        results = list(
            watch(archive, fetcher, once=once, read=read, reader="1", workers=1, now=lambda: at,
                  chance=random.Random(7), **how)
        )  # fmt: skip
    rounds = [one.progress for one in results if isinstance(one, Visited)]
    return rounds, [str(one) for one in results if isinstance(one, SourceError)]


def test_a_feed_is_read_once_and_then_only_what_is_new(archive: Archive, server: Server) -> None:
    stands(server, 1, 2)
    assert archive.watch([server.url("/feed")], HOUR) == 1
    ((first,), problems) = round_of(archive)
    assert (first.added, problems) == (2, [])
    asked = len(server.paths())
    round_of(archive, at=MONDAY + timedelta(hours=1))
    assert server.paths()[asked:] == ["/feed"], "nothing new: only the feed is asked for, which answers 304"
    stands(server, 1, 2, 3)
    ((third,), _) = round_of(archive, at=MONDAY + timedelta(hours=2))
    assert third.added == 1
    assert server.paths()[asked + 1 :] == ["/feed", "/3"]
    assert archive.stats()["snapshots"] == 3
    assert archive.verify() == []


def test_a_page_that_its_feed_says_has_changed_is_a_new_version(archive: Archive, server: Server) -> None:
    begun = datetime.now(UTC)  # the time that snapshots are of
    later = f"{begun + timedelta(minutes=30):%Y-%m-%dT%H:%M:%SZ}"
    stands(server, 1)
    archive.watch([server.url("/feed")], HOUR)
    round_of(archive, at=begun)
    server.pages |= {
        "/1": article("Report 1", body(1, "bridge")),
        "/feed": answer(200, feed(server, 1, updated=later)),
    }
    ((again,), _) = round_of(archive, at=begun + timedelta(hours=1))
    assert again.added == 1
    assert {found.report["version"] for found in archive.find()} == {1, 2}
    ((third,), _) = round_of(archive, at=begun + timedelta(hours=2))
    assert third.seen == 0


def test_a_watched_page_comes_in_again_when_it_changes(archive: Archive, server: Server) -> None:
    server.pages["/page"] = article("Daily", body(1))
    archive.watch([server.url("/page")], HOUR)
    round_of(archive)
    ((same,), _) = round_of(archive, at=MONDAY + timedelta(hours=1))
    server.pages["/page"] = article("Daily", body(2))
    ((changed,), _) = round_of(archive, at=MONDAY + timedelta(hours=2))
    assert (same.added, same.known, changed.added) == (0, 1, 1)


def test_what_failed_for_good_is_told_once_and_what_may_recover_is_tried_again(
    archive: Archive, server: Server
) -> None:
    stands(server, 1, 2, 3)
    server.pages |= {"/1": answer(404), "/2": answer(503), "/3": "<html><p>Home</p></html>"}
    archive.watch([server.url("/feed")], HOUR)
    (_, problems) = round_of(archive)
    assert [said.rpartition(": ")[2] for said in problems] == [
        "the server answered 404 (Not Found)",
        "the server answered 503 (Service Unavailable)",
        "no article was found in the page",
    ]
    server.pages["/2"] = article("Report 2", body(2))
    asked = len(server.paths())
    ((second,), problems) = round_of(archive, at=MONDAY + timedelta(hours=1))
    assert problems == []
    assert second.added == 1
    assert server.paths()[asked:] == ["/feed", "/2"]


def test_who_is_in_trouble_is_left_alone_for_longer_each_time(archive: Archive, server: Server) -> None:
    server.pages["/feed"] = answer(500)
    archive.watch([server.url("/feed")], HOUR)
    waits = []
    at = MONDAY
    for _ in range(5):
        round_of(archive, at=at)
        (one,) = archive.watches()
        assert one.visit and one.visit.due
        due = datetime.fromisoformat(one.visit.due)
        waits.append((due - at).total_seconds())
        asked = len(server.paths())
        rounds, _ = round_of(archive, at=due - timedelta(seconds=1))
        assert rounds == [] and len(server.paths()) == asked, "left alone until its time, even with --once"
        at = due
    assert one.visit.failures == 5
    for number, wait in enumerate(waits):
        whole = min(HOUR * 2**number, 86_400)
        assert whole / 2 - 1 <= wait <= whole
    server.pages["/feed"] = answer(200, feed(server))
    round_of(archive, at=at)
    assert archive.watches()[0].visit.failures == 0  # type: ignore[union-attr]


def test_what_a_person_must_mend_is_looked_at_as_often_as_ever(archive: Archive, server: Server) -> None:
    archive.watch([server.url("/moved")], HOUR)
    for hours in range(3):
        (_, (said,)) = round_of(archive, at=MONDAY + timedelta(hours=hours))
        assert "404" in said
    visit = archive.watches()[0].visit
    assert visit and (visit.failures, visit.due) == (0, "2021-06-21T15:00:00Z")
    assert "404" in visit.outcome
    server.pages["/moved"] = article("Daily", body(1))
    ((found,), _) = round_of(archive, at=MONDAY + timedelta(hours=2, minutes=1))
    assert found.added == 1, "asked for again at once, with --once"


def test_a_wait_that_a_site_asks_for_is_kept(archive: Archive, server: Server) -> None:
    server.pages["/feed"] = answer(429, Retry_After="7200")
    archive.watch([server.url("/feed")], 60)
    (_, (said,)) = round_of(archive)
    assert "asks for a wait of 7200 seconds" in said
    assert archive.watches()[0].visit.due == "2021-06-21T14:00:00Z"  # type: ignore[union-attr]


def test_robots_txt_holds_for_what_is_watched(archive: Archive, server: Server) -> None:
    stands(server, 1)
    server.pages["/robots.txt"] = answer(200, "User-agent: *\nDisallow: /1\n")
    archive.watch([server.url("/feed")], HOUR)
    ((one,), (said,)) = round_of(archive)
    assert one.added == 0
    assert "robots.txt of the site forbids it" in said
    assert "/1" not in server.paths()


def test_one_source_in_trouble_stops_no_other(archive: Archive, server: Server) -> None:
    stands(server, 1)
    archive.watch(
        [server.url("/feed"), server.url("/gone"), "http://127.0.0.1:9/down", "reliefweb:truce"], HOUR
    )
    ((one,), problems) = round_of(archive)
    assert one.added == 1
    assert len(problems) == 3


def test_stopped_in_a_round_the_next_goes_on_where_it_was(
    archive: Archive, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trucewatch.archive.intake._SECONDS", 0.0)  # each report is a transaction of its own
    stands(server, *range(1, 9))
    archive.watch([server.url("/feed")], HOUR)
    with open_fetcher(allow_private=True, pause=0.0, attempts=1) as fetcher:
        rounds = watch(archive, fetcher, once=True, read=read, reader="1", workers=1, now=lambda: MONDAY)
        next(rounds)
        rounds.close()
    kept = archive.stats()["reports"]
    assert 0 < kept < 8
    had = [found.report["url"] for found in archive.find()]
    asked = len(server.paths())
    ((rest,), problems) = round_of(archive, at=MONDAY + timedelta(minutes=1))
    assert problems == []
    assert archive.stats()["reports"] == 8
    assert rest.added == 8 - kept
    assert not {server.url(path) for path in server.paths()[asked:]} & set(had), "nothing is asked for twice"
    assert archive.verify() == []


def test_killed_at_any_moment_every_page_is_there_once_with_its_snapshot(
    address: str, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trucewatch.archive.intake._SECONDS", 0.0)
    stands(server, *range(1, 31))
    fork = multiprocessing.get_context("fork")
    with Archive(address) as archive:
        archive.watch([server.url("/feed")], HOUR)
    kept = []
    for asked in (2, 6, 6, 8):
        until = len(server.asked) + asked
        process = fork.Process(target=alone, args=(address,))
        process.start()
        while len(server.asked) < until and process.is_alive():
            time.sleep(0.001)
        process.kill()
        process.join()
        with Archive(address) as archive:
            kept.append(archive.stats()["reports"])
            assert archive.verify() == []
    assert kept == sorted(kept)
    assert 0 < kept[-1] < 30, "kills came in the middle"
    alone(address)
    with Archive(address) as archive:
        stats = archive.stats()
        assert stats["reports"] == stats["snapshots"] == 30
        assert archive.verify() == []
    paths = server.paths()
    assert max(paths.count(f"/{number}") for number in range(1, 31)) <= 3, "a kill costs a page or two"


def alone(address: str) -> None:
    with Archive(address) as archive:
        round_of(archive, at=datetime.now(UTC))


def test_it_goes_on_for_ever_at_the_pace_that_was_asked_for(archive: Archive, server: Server) -> None:
    stands(server, 1)
    server.pages["/page"] = article("Daily", body(2))
    archive.watch([server.url("/feed")], 600)
    archive.watch([server.url("/page")], 1800)
    clock = [MONDAY]

    def sleep(seconds: float) -> None:
        assert 1 <= seconds <= 60
        clock[0] += timedelta(seconds=seconds)
        if clock[0] >= MONDAY + timedelta(hours=1):
            raise KeyboardInterrupt

    with open_fetcher(allow_private=True, pause=0.0, attempts=1) as fetcher, pytest.raises(KeyboardInterrupt):
        for _ in watch(archive, fetcher, read=read, reader="1", workers=1, now=lambda: clock[0], sleep=sleep):
            pass
    assert server.paths().count("/feed") == 6
    assert server.paths().count("/page") == 2


def test_reliefweb_is_asked_for_what_came_since(archive: Archive, server: Server) -> None:
    server.pages["/reports"] = answer(200, '{"data": []}', Content_Type="application/json")
    archive.watch(["reliefweb:truce"], HOUR)
    service = Service(name="desk", address=server.address)
    round_of(archive, service=service)
    round_of(archive, at=MONDAY + timedelta(hours=1), service=service)
    first, second = server.paths()
    assert "date.created" not in first.partition("filter[conditions]")[2].partition("fields[")[0]
    assert "[value][from]=2021-06-21T11:00:00" in second


def test_the_list_is_kept_with_who_changed_it(archive: Archive) -> None:
    assert archive.watch(["https://a.example/", "https://b.example/"], HOUR) == 2
    assert archive.watch(["https://a.example/"], 60) == 0
    assert archive.unwatch(["https://b.example/", "https://c.example/"]) == ["https://b.example/"]
    (one,) = archive.watches()
    assert (one.source, one.every, one.who, one.visit) == ("https://a.example/", 60, "tester", None)
    assert archive.stats()["trail"] == 4
    assert archive.verify() == []
