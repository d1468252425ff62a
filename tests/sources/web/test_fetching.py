"""What a server does to whoever fetches from it costs one line and a bounded time, and leads nowhere closed."""

from __future__ import annotations

import gzip
import ipaddress
import re
import socket
import threading
import time
import zlib
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from tests.server import Server, answer, article
from trucewatch.sources.web.fetching import Fetcher
from trucewatch.sources.web.problems import FetchError

Make = Callable[..., Fetcher]


def line(fetcher: Fetcher, url: str) -> str:
    with fetcher, pytest.raises(FetchError) as raised:
        fetcher.get(url)
    assert "\n" not in str(raised.value)
    return str(raised.value)


def test_a_page_comes_as_it_is_with_who_we_are_told(server: Server, fetcher: Make) -> None:
    server.pages["/one"] = article()
    with fetcher(contact="desk@example.org") as fetching:
        got = fetching.get(server.url("/one"))
    assert got.body.decode() == article()
    assert (got.status, got.media_type, got.charset, got.peer) == (200, "text/html", "utf-8", "127.0.0.1")
    assert got.retrieved.endswith("Z")
    agent = server.asked[-1].headers["User-Agent"]
    assert agent.startswith("Trucewatch/") and agent.endswith("(+desk@example.org)")


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(b"peace")),
        ("deflate", zlib.compress(b"peace")),
        ("deflate", zlib.compress(b"peace")[2:-4]),
    ],
)
def test_a_packed_page_is_unpacked_and_kept_packed(
    server: Server, fetcher: Make, encoding: str, packed: bytes
) -> None:
    server.pages["/"] = answer(200, packed, Content_Encoding=encoding)
    with fetcher() as fetching:
        got = fetching.get(server.url("/"))
    assert (got.body, got.raw) == (b"peace", packed)


def test_a_gzip_bomb_is_stopped(server: Server, fetcher: Make) -> None:
    bomb = gzip.compress(bytes(30_000_000), mtime=0)
    server.pages["/"] = answer(200, bomb, Content_Encoding="gzip")
    assert len(bomb) < 100_000
    assert "unpacks to more than 1 MB" in line(fetcher(most=1_000_000), server.url("/"))


@pytest.mark.parametrize(
    ("encoding", "body", "cause"),
    [
        ("br", b"x", "not asked for"),
        ("gzip", b"no gzip", "broken"),
        ("gzip", gzip.compress(b"peace" * 99)[:-9], "cut short"),
    ],
)
def test_a_body_that_does_not_unpack_is_named(
    server: Server, fetcher: Make, encoding: str, body: bytes, cause: str
) -> None:
    server.pages["/"] = answer(200, body, Content_Encoding=encoding)
    assert cause in line(fetcher(), server.url("/"))


def test_two_gigabytes_are_not_waited_for(server: Server, fetcher: Make) -> None:
    sent = 0

    def endless(handler: BaseHTTPRequestHandler) -> None:
        nonlocal sent
        handler.send_response(200)
        handler.send_header("Connection", "close")
        handler.end_headers()
        while sent < 2_000_000_000:
            handler.wfile.write(bytes(100_000))
            sent += 100_000

    def announced(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "2000000000")
        handler.end_headers()

    server.pages |= {"/endless": endless, "/announced": announced}
    assert "larger than 1 MB" in line(fetcher(most=1_000_000), server.url("/endless"))
    assert "larger than 1 MB" in line(fetcher(most=1_000_000), server.url("/announced"))
    assert sent < 50_000_000


def dripping(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    for _ in range(200):
        handler.wfile.write(b".")
        handler.wfile.flush()
        time.sleep(0.05)


def stalling(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.flush()
    time.sleep(5)


def mute(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(5)


@pytest.mark.parametrize(
    ("how", "cause"), [(dripping, "took too long"), (stalling, "stalled"), (mute, "stalled")]
)
def test_a_server_that_stalls_or_drips_is_given_up(
    server: Server, fetcher: Make, how: Any, cause: str
) -> None:
    server.pages["/"] = how
    begun = time.monotonic()
    assert cause in line(fetcher(stall=0.3, seconds=0.8, robots=False), server.url("/"))
    assert time.monotonic() - begun < 3


def test_a_server_that_drips_its_header_is_given_up(fetcher: Make) -> None:
    listening = socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        connection, _ = listening.accept()
        with connection:
            for _ in range(200):
                try:
                    connection.sendall(b"H")
                except OSError:
                    return
                time.sleep(0.05)

    threading.Thread(target=drip, daemon=True).start()
    url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
    with listening:
        assert "took too long" in line(fetcher(stall=0.3, seconds=0.8, robots=False), url)


def test_what_does_not_answer_or_answers_nonsense_is_named(server: Server, fetcher: Make) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert "no connection to the server (connection refused)" in line(
        fetcher(robots=False), f"http://127.0.0.1:{port}/"
    )
    server.pages["/"] = lambda handler: handler.wfile.write(b"nonsense\r\n\r\n")
    assert "the connection broke" in line(fetcher(robots=False), server.url("/"))
    assert "not known" in line(fetcher(lookup=unknown), "http://nowhere.example/")


def unknown(host: str, port: int) -> list[Any]:
    raise socket.gaierror("no such host")


@pytest.mark.parametrize(
    ("status", "cause"), [(404, "404 (Not Found)"), (500, "500"), (204, "204"), (999, "999")]
)
def test_an_answer_without_a_page_is_named(server: Server, fetcher: Make, status: int, cause: str) -> None:
    server.pages["/"] = answer(status)
    assert f"{server.url('/')}: the server answered {cause}" in line(fetcher(), server.url("/"))


def test_redirects_are_followed_and_both_addresses_known(server: Server, fetcher: Make) -> None:
    server.pages |= {"/old": answer(301, Location="/new?a=1"), "/new": article()}
    with fetcher() as fetching:
        got = fetching.get(server.url("/old"))
    assert (got.url, got.address) == (server.url("/old"), server.url("/new?a=1"))


@pytest.mark.parametrize(
    ("pages", "cause"),
    [
        ({"/a": "/b", "/b": "/a"}, "in a circle"),
        ({"/a": "/a"}, "in a circle"),
        ({f"/{'a' * n}": f"/{'a' * (n + 1)}" for n in range(1, 20)}, "more than 5 times"),
        ({"/a": "file:///etc/passwd"}, "only http and https"),
        ({"/a": "ftp://example.org/"}, "only http and https"),
        ({"/a": "http://u:secret@example.org/"}, "name or password"),
        ({"/a": "http://[::1"}, "no address"),
        ({"/a": ""}, "redirect to nowhere"),
    ],
)
def test_redirects_end(server: Server, fetcher: Make, pages: dict[str, str], cause: str) -> None:
    for path, target in pages.items():
        server.pages[path] = answer(302, Location=target)
    said = line(fetcher(), server.url("/a"))
    assert cause in said
    assert "secret" not in said


PUBLIC = ipaddress.ip_address("93.184.216.34")


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f000001",
        "017700000001",
        "127.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
    ],
)
def test_this_machine_is_not_fetched_from_however_it_is_spelt(
    server: Server, fetcher: Make, host: str
) -> None:
    server.pages["/"] = article()
    url = f"http://{host}:{server.address.rpartition(':')[2]}/"
    said = line(fetcher(allow_private=False), url)
    assert "robots" not in said
    assert "closed network" in said or "not known" in said
    assert server.asked == []


def test_a_name_is_judged_by_all_its_numbers(fetcher: Make) -> None:
    def both(host: str, port: int) -> list[Any]:
        return [PUBLIC, ipaddress.ip_address("10.0.0.7")]

    assert "10.0.0.7 is private" in line(fetcher(allow_private=False, lookup=both), "http://mixed.example/")


def test_a_redirect_into_a_closed_network_is_refused(
    server: Server, fetcher: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first host has an open number, here answered for by the tests' server; the second has not."""
    port = int(server.address.rpartition(":")[2])
    numbers = {"open.example": PUBLIC, "inner.example": ipaddress.ip_address("169.254.169.254")}
    reached: list[tuple[str, int]] = []
    real = socket.create_connection

    def connect(address: tuple[str, int], *rest: Any, **known: Any) -> socket.socket:
        reached.append(address)
        return real(("127.0.0.1", port), *rest, **known)

    monkeypatch.setattr(socket, "create_connection", connect)
    server.pages["/"] = answer(302, Location="http://inner.example/latest/meta-data")
    fetching = fetcher(allow_private=False, lookup=lambda host, _: [numbers[host]])
    said = line(fetching, "http://open.example/")
    assert "169.254.169.254 is link-local" in said
    assert {number for number, _ in reached} == {str(PUBLIC)}


def test_a_name_that_answers_otherwise_a_moment_later_gains_nothing(
    server: Server, fetcher: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: each connection goes to the very number that was judged for it."""
    port = int(server.address.rpartition(":")[2])
    answers = iter([PUBLIC, *[ipaddress.ip_address("127.0.0.1")] * 9])
    reached: list[str] = []
    real = socket.create_connection

    def connect(address: tuple[str, int], *rest: Any, **known: Any) -> socket.socket:
        reached.append(address[0])
        return real(("127.0.0.1", port), *rest, **known)

    def close(handler: BaseHTTPRequestHandler) -> None:
        answer(200, "first", Connection="close")(handler)
        handler.close_connection = True

    monkeypatch.setattr(socket, "create_connection", connect)
    server.pages["/"] = close
    fetching = fetcher(allow_private=False, robots=False, lookup=lambda *_: [next(answers)])
    with fetching:
        assert fetching.get("http://rebind.example/").body == b"first"
        with pytest.raises(FetchError, match=r"127\.0\.0\.1 is loopback"):
            fetching.get("http://rebind.example/")
    assert reached == [str(PUBLIC)]


def test_robots_txt_is_heeded_and_asked_for_once(server: Server, fetcher: Make) -> None:
    server.pages |= {
        "/robots.txt": answer(200, "User-agent: Trucewatch\nDisallow: /closed\n"),
        "/closed/one": article(),
        "/open": article(),
    }
    with fetcher() as fetching:
        fetching.get(server.url("/open"))
        with pytest.raises(FetchError, match=r"robots\.txt of the site forbids it"):
            fetching.get(server.url("/closed/one"))
    assert [asked.path for asked in server.asked] == ["/robots.txt", "/open"]
    with fetcher(robots=False) as fetching:
        assert fetching.get(server.url("/closed/one")).status == 200


@pytest.mark.parametrize(("status", "allowed"), [(404, True), (403, True), (500, False), (429, False)])
def test_without_robots_txt_all_is_allowed_and_with_one_that_cannot_be_had_nothing(
    server: Server, fetcher: Make, status: int, allowed: bool
) -> None:
    server.pages |= {"/robots.txt": answer(status), "/": article()}
    if allowed:
        with fetcher() as fetching:
            assert fetching.get(server.url("/")).status == 200
    else:
        assert "its robots.txt cannot be had" in line(fetcher(), server.url("/"))


def test_a_redirect_does_not_lead_past_robots_txt(server: Server, fetcher: Make) -> None:
    server.pages |= {
        "/robots.txt": answer(200, "User-agent: *\nDisallow: /closed\n"),
        "/": answer(302, Location="/closed"),
        "/closed": article(),
    }
    assert "robots.txt of the site forbids it" in line(fetcher(), server.url("/"))
    assert "/closed" not in server.paths()


def test_a_site_gets_its_pauses(server: Server, fetcher: Make) -> None:
    server.pages |= {"/robots.txt": answer(200, "User-agent: *\nCrawl-delay: 7\n"), "/": article()}
    with fetcher(pause=2.0) as fetching:
        for _ in range(3):
            fetching.get(server.url("/"))
    slept = fetching.slept  # type: ignore[attr-defined]
    assert slept[0] == pytest.approx(2, abs=1)  # before robots.txt was known
    assert slept[-1] == pytest.approx(7, abs=1)


def test_what_has_not_changed_is_not_sent_again(server: Server, fetcher: Make) -> None:
    def asked(handler: BaseHTTPRequestHandler) -> None:
        known = handler.headers.get("If-None-Match") == '"7"'
        packed = {"Content_Encoding": "br"} if known else {}  # of the page, which is not sent
        answer(304 if known else 200, b"" if known else article(), ETag='"7"', **packed)(handler)

    server.pages["/"] = asked
    with fetcher() as fetching:
        first = fetching.get(server.url("/"))
        again = fetching.get(server.url("/"), headers={"If-None-Match": first.header("etag") or ""})
    assert (first.unchanged, again.unchanged) == (False, True)


def test_a_busy_server_is_asked_again_when_it_wants_to_be(server: Server, fetcher: Make) -> None:
    answers = iter([answer(429, Retry_After="4"), answer(503), answer(200, article())])
    server.pages["/"] = lambda handler: next(answers)(handler)
    with fetcher(attempts=3) as fetching:
        assert fetching.get(server.url("/")).status == 200
    first, *_, last = (seconds for seconds in fetching.slept if seconds > 0)  # type: ignore[attr-defined]
    assert first == 4
    assert 2 <= last <= 4


def test_a_server_that_asks_for_a_long_wait_is_left_alone(server: Server, fetcher: Make) -> None:
    server.pages |= {"/busy": answer(429, Retry_After="3600"), "/other": article()}
    with fetcher(attempts=3) as fetching:
        with pytest.raises(FetchError, match="asks for a wait of 3600 seconds") as raised:
            fetching.get(server.url("/busy"))
        with pytest.raises(FetchError, match=r"asked to be left alone: not asked again for another 3[56]"):
            fetching.get(server.url("/other"))
    assert raised.value.temporary and raised.value.wait == 3600
    assert server.paths() == ["/busy"]


def test_a_site_that_does_not_answer_is_not_tried_for_each_page(fetcher: Make) -> None:
    looked: list[str] = []

    def lookup(host: str, port: int) -> list[Any]:
        looked.append(host)
        raise socket.gaierror("no such host")

    with fetcher(lookup=lookup, attempts=3) as fetching:
        said = []
        for page in range(5):
            with pytest.raises(FetchError, match="not known") as raised:
                fetching.get(f"http://down.example/{page}")
            said.append(raised.value.cause)
    assert len(looked) <= 3
    assert said[0] == "its host down.example is not known"
    assert re.fullmatch(
        r"its host down.example is not known: not asked again for another \d+ seconds", said[-1]
    )


def test_what_is_private_is_sent_and_kept_nowhere(server: Server, fetcher: Make) -> None:
    server.pages["/api"] = b"{}"
    with fetcher() as fetching:
        got = fetching.get(server.url("/api?limit=1"), private={"appname": "secret-name"})
        server.pages["/api"] = answer(403)
        with pytest.raises(FetchError) as raised:
            fetching.get(server.url("/api?limit=1"), private={"appname": "secret-name"})
    assert server.asked[-1].path == "/api?limit=1&appname=secret-name"
    assert "secret" not in repr(got) + str(raised.value)


def test_what_is_private_goes_to_no_other_site(server: Server, fetcher: Make) -> None:
    elsewhere = server.address.replace("127.0.0.1", "localhost")
    server.pages |= {"/api": answer(302, Location=f"{elsewhere}/other"), "/other": b"{}"}
    with fetcher(robots=False) as fetching:
        fetching.get(server.url("/api"), private={"appname": "secret-name"})
    assert server.paths() == ["/api?appname=secret-name", "/other"]


def test_a_site_is_not_left_alone_for_where_it_leads(server: Server, fetcher: Make) -> None:
    server.pages |= {"/away": answer(302, Location="http://down.example/"), "/here": article()}

    def lookup(host: str, port: int) -> list[Any]:
        return [ipaddress.ip_address("127.0.0.1")] if host != "down.example" else unknown(host, port)

    with fetcher(lookup=lookup) as fetching:
        with pytest.raises(FetchError, match=r"down\.example is not known"):
            fetching.get(server.url("/away"))
        assert fetching.get(server.url("/here")).status == 200
        with pytest.raises(FetchError, match="not asked again"):
            fetching.get(server.url("/away"))


def test_an_error_that_is_packed_is_an_error(server: Server, fetcher: Make) -> None:
    server.pages["/"] = answer(404, b"no gzip", Content_Encoding="gzip")
    assert "404" in line(fetcher(), server.url("/"))
