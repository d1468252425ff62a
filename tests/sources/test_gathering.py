"""Pages, feeds and queries of the web become reports with their snapshots, or a line each that says why not."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from tests.server import PROSE, Server, answer, article, serving
from tests.sources.test_mail_and_documents import message, pdf
from tests.sources.test_warc import page as page_of
from tests.sources.test_warc import warc
from trucewatch.records import Report
from trucewatch.sources import SourceError, reports
from trucewatch.sources.gathering import Service, gather, open_fetcher
from trucewatch.sources.snapshots import Retrieved, problem

for _library in ("httpcore", "protego", "feedparser", "warcio"):
    pytest.importorskip(_library, reason="needs trucewatch[web]")

WORDS = "Officers of the two armies met the observers at the old bridge"


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as made:
        yield made


def gathered(*sources: str, service: Service | None = None) -> tuple[list[Retrieved], list[str]]:
    """What was retrieved, and the lines that say what was not."""
    with open_fetcher(allow_private=True, pause=0.0, attempts=1) as fetcher:
        found = list(gather(sources, fetcher=fetcher, service=service))
    assert not any(isinstance(one, Report) for one in found)
    retrieved = [one for one in found if isinstance(one, Retrieved)]
    return retrieved, [str(one) for one in found if isinstance(one, SourceError)]


def test_a_page_is_a_report_with_the_snapshot_that_it_was_read_from(server: Server) -> None:
    server.pages["/one"] = article()
    ((one,), problems) = gathered(server.url("/one"))
    assert problems == []
    assert one.report.text.startswith(WORDS)
    assert (one.report.title, one.report.outlet) == ("At the bridge", "Harbour Post")
    assert (one.report.published, one.report.url) == ("2021-06-20", server.url("/one"))
    assert (one.snapshot.url, one.snapshot.media_type) == (server.url("/one"), "text/html")
    assert problem(one.snapshot, one.snapshot.id) is None
    assert b"At the bridge" not in one.snapshot.warc, "it is packed"


@pytest.mark.parametrize(
    ("canonical", "known"),
    [
        ("/better", "/better"),
        ("https://other.example/theirs", "/one"),
        ("javascript:alert(1)", "/one"),
        ("http://[", "/one"),
    ],
)
def test_a_page_names_its_own_address_on_its_own_host_only(
    server: Server, canonical: str, known: str
) -> None:
    server.pages["/one"] = article(head=f'<link rel="canonical" href="{canonical}">')
    ((one,), _) = gathered(server.url("/one"))
    assert one.report.url == server.url(known)


@pytest.mark.parametrize(
    ("encoding", "header", "declared"),
    [
        ("windows-1251", "text/html; charset=windows-1251", ""),
        ("windows-1251", "text/html", '<meta charset="windows-1251">'),
        ("windows-1251", "text/html; charset=windows-1251", '<meta charset="utf-8">'),
        ("utf-16", "text/html", ""),
        ("utf-8", "text/html; charset=nonsense", ""),
    ],
)
def test_a_page_is_read_in_the_encoding_that_it_came_in(
    server: Server, encoding: str, header: str, declared: str
) -> None:
    page = article(title="Мост", head=declared).encode(encoding)
    server.pages["/"] = answer(200, page, Content_Type=header)
    ((one,), problems) = gathered(server.url("/"))
    assert problems == []
    assert one.report.title == "Мост"


def test_what_holds_no_report_costs_a_line_and_no_other_source(server: Server) -> None:
    server.pages |= {
        "/index": "<html><body><a href=/a>A</a></body></html>",
        "/picture": answer(200, b"\x89PNG", Content_Type="image/png"),
        "/scan.pdf": answer(200, pdf(""), Content_Type="application/pdf"),
        "/foreign": article(text="<p>Les officiers des deux armées se sont réunis au vieux pont dimanche, a "
            "annoncé le comité, et ils ont promis de cesser le feu pendant une semaine entière.</p>" * 3),
        "/good": article(),
    }  # fmt: skip
    sources = [server.url(path) for path in (*server.pages, "/missing")]
    retrieved, problems = gathered(*sources)
    assert [one.report.url for one in retrieved] == [server.url("/good")]
    causes = ["no article", "is image/png", "PDF without text", "is in French", "404"]
    for said, path, cause in zip(
        problems, ("/index", "/picture", "/scan.pdf", "/foreign", "/missing"), causes, strict=True
    ):
        assert said.startswith(f"{server.url(path)}: ")
        assert cause in said


def test_documents_and_text_are_read_too(server: Server) -> None:
    server.pages |= {
        "/a.pdf": answer(200, pdf(WORDS + "."), Content_Type="application/octet-stream"),
        "/b": answer(200, f"{WORDS}.", Content_Type="text/plain; charset=utf-8"),
    }
    retrieved, problems = gathered(server.url("/a.pdf"), server.url("/b"))
    assert problems == []
    assert [one.report.text.strip() for one in retrieved] == [f"{WORDS}."] * 2
    assert [one.report.url for one in retrieved] == [server.url("/a.pdf"), server.url("/b")]


RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Harbour Post</title>
<item><title>At the bridge</title><link>{0}/one</link><pubDate>Sun, 20 Jun 2021 09:00:00 +0200</pubDate>
<description>Short.</description></item>
<item><title>By script</title><link>/script</link><content:encoded><![CDATA[{1}]]></content:encoded>
<pubDate>Mon, 21 Jun 2021 09:00:00 GMT</pubDate></item>
<item><title>Gone</title><link>{0}/gone</link><description>Gone.</description></item>
"""
RSS_END = "</channel></rss>"


def test_a_feed_gives_the_pages_that_it_leads_to(server: Server) -> None:
    feed = RSS.format(server.address, PROSE) + RSS_END
    server.pages |= {
        "/feed": answer(200, feed, Content_Type="application/rss+xml"),
        "/one": article().replace("article:published_time", "nothing"),
        "/script": "<html><body><script>draw()</script></body></html>",
    }
    (page, entry), problems = gathered(server.url("/feed"))
    assert (page.report.url, page.report.published) == (server.url("/one"), "2021-06-20")
    assert (page.snapshot.url, entry.snapshot.url) == (server.url("/one"), server.url("/feed"))
    assert (entry.report.url, entry.report.title) == (server.url("/script"), "By script")
    assert entry.report.text.startswith(WORDS)
    assert problems == [f"{server.url('/gone')}: the server answered 404 (Not Found)"]


def test_a_malformed_feed_gives_what_can_be_read_of_it_and_a_line(server: Server) -> None:
    server.pages |= {
        "/cut": answer(200, RSS.format(server.address, PROSE), Content_Type="text/xml"),
        "/one": article(),
        "/nofeed": answer(200, "<rss", Content_Type="application/rss+xml"),
    }
    retrieved, problems = gathered(server.url("/cut"), server.url("/nofeed"))
    assert retrieved[0].report.url == server.url("/one")
    assert f"{server.url('/cut')}: is malformed (" in problems[0]
    assert "3 entries could be read" in problems[0]
    assert f"{server.url('/nofeed')}: is no feed" in problems[-1]


@pytest.mark.parametrize(
    "feed",
    [
        b'<rss version="2.0"><channel>' + b"<item><title>x</title></item>" * 6_000,
        b'<rss version="2.0"><channel>' + b" " * 11_000_000,
        ('<rss version="2.0"><channel>' + "<item></item>" * 6_000).encode("utf-16"),
    ],
)
def test_a_feed_without_end_is_refused(tmp_path: Path, feed: bytes) -> None:
    (tmp_path / "a.rss").write_bytes(feed)
    (said,) = reports([str(tmp_path / "a.rss")])
    assert "more than 10 MB or 5,000 entries" in str(said)


def test_a_feed_cannot_look_into_files_or_multiply(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("not for you")
    many = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    declared = f'<!DOCTYPE r [<!ENTITY x SYSTEM "{(tmp_path / "secret").as_uri()}"><!ENTITY e0 "ha">{many}]>'
    for entity in ("&x;", "&e9;"):
        (tmp_path / "a.rss").write_text(
            f'<?xml version="1.0"?>{declared}<rss version="2.0"><channel><item><title>At the {entity} bridge</title>'
            f"<description>{WORDS}.</description></item></channel></rss>"
        )
        for found in reports([str(tmp_path / "a.rss")]):
            assert "not for you" not in repr(found)
            assert len(repr(found)) < 1_000


def test_a_saved_feed_says_what_it_says_itself_and_asks_nobody(tmp_path: Path) -> None:
    (tmp_path / "saved.rss").write_text(RSS.format("http://127.0.0.1:9", PROSE) + RSS_END)
    (tmp_path / "unnamed").write_text(RSS.format("http://127.0.0.1:9", PROSE) + RSS_END)
    for name in ("saved.rss", "unnamed"):
        found = [one for one in reports([str(tmp_path / name)]) if isinstance(one, Report)]
        assert [one.title for one in found] == ["At the bridge", "By script", "Gone"]
        assert found[1].text.startswith(WORDS)
        assert found[1].published == "2021-06-21"


def test_an_address_is_not_fetched_by_who_reads_files() -> None:
    (problem,) = reports(["https://example.org/one"])
    assert isinstance(problem, SourceError)
    assert "`trucewatch add`" in str(problem)


def listed(server: Server, *items: dict[str, object]) -> str:
    return json.dumps(
        {"totalCount": len(items), "data": [{"id": str(n), "fields": f} for n, f in enumerate(items)]}
    )


def test_reliefweb_is_asked_for_what_fits_and_gives_reports(server: Server) -> None:
    common = {
        "date": {"original": "2021-06-20T00:00:00+00:00"},
        "source": [{"name": "OCHA"}, {"name": "WFP"}],
    }
    server.pages |= {
        "/v2/reports": answer(
            200,
            listed(
                server,
                {"title": "Update 7", "body-html": PROSE, "url_alias": "https://relief.example/7", **common},
                {"title": "Map", "file": [{"url": server.url("/m.pdf"), "mimetype": "application/pdf"}],
                 "url": "https://relief.example/8", **common},
                {"title": "Nothing", "url": "https://relief.example/9"},
            ),
            Content_Type="application/json",
        ),
        "/m.pdf": answer(200, pdf(WORDS + "."), Content_Type="application/pdf"),
    }  # fmt: skip
    service = Service(name="desk-7x", address=server.url("/v2"), most=50)
    (update, attached), problems = gathered("reliefweb:ceasefire AND country.iso3:SYR", service=service)
    assert (update.report.title, update.report.outlet) == ("Update 7", "OCHA; WFP")
    assert (update.report.published, update.report.url) == ("2021-06-20", "https://relief.example/7")
    assert (attached.report.url, attached.report.text.strip()) == ("https://relief.example/8", f"{WORDS}.")
    assert problems == ["https://relief.example/9: has no text and no PDF"]
    sent = server.asked[0].path
    assert "query[value]=ceasefire+AND+country.iso3:SYR" in sent
    assert "limit=50" in sent
    assert "appname=desk-7x" in sent
    assert "desk-7x" not in update.snapshot.url + update.snapshot.address


@pytest.mark.parametrize(
    ("given", "cause"),
    [
        (answer(403), "approved"),
        (answer(200, "<html>"), "no JSON"),
        (answer(200, '{"error": {}}'), "no list"),
        (answer(200, '{"data": [7]}'), "no report"),
    ],
)
def test_what_reliefweb_answers_otherwise_is_a_line(server: Server, given: object, cause: str) -> None:
    server.pages["/reports"] = given  # type: ignore[assignment]
    retrieved, (said,) = gathered("reliefweb:truce", service=Service(name="secret", address=server.address))
    assert retrieved == []
    assert said.startswith("reliefweb:truce: ")
    assert cause in said
    assert "secret" not in said


def test_reliefweb_without_an_approved_name_is_not_asked(server: Server) -> None:
    _, (said,) = gathered("reliefweb:truce", service=Service(address=server.address))
    assert "TRUCEWATCH_RELIEFWEB_NAME" in said
    assert server.asked == []


def test_whatever_goes_wrong_costs_a_line_and_the_rest_goes_on(server: Server, tmp_path: Path) -> None:
    """All of it in one run, as a desk meets it; each source is named in its line."""

    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Connection", "close")
        handler.end_headers()
        for _ in range(20_000):
            handler.wfile.write(bytes(100_000))  # two gigabytes, if somebody took them

    def stalled(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.flush()
        time.sleep(3)

    server.pages |= {
        "/robots.txt": answer(200, "User-agent: *\nDisallow: /forbidden"),
        "/feed": answer(200, '<rss version="2.0"><channel><item><link>/one</link>', Content_Type="text/xml"),
        "/one": article("From the feed"),
        "/cyrillic": answer(200, article("Мост").encode("cp1251"), Content_Type="text/html; charset=cp1251"),
        "/scan.pdf": answer(200, pdf(""), Content_Type="application/pdf"),
        "/stalled": stalled,
        "/circle": answer(302, Location="/circle/"),
        "/circle/": answer(302, Location="/circle"),
        "/endless": endless,
        "/bomb": answer(200, gzip.compress(bytes(5_000_000)), Content_Encoding="gzip"),
        "/last": article("The last"),
    }
    archived = warc(*(page_of(n) for n in range(3)))
    (tmp_path / "cut.warc.gz").write_bytes(archived[: len(archived) * 2 // 3])
    (tmp_path / "mail.eml").write_bytes(message("By mail").as_bytes())
    wrong = {
        server.url("/feed"): "is malformed",
        server.url("/scan.pdf"): "PDF without text",
        server.url("/stalled"): "stalled: nothing came for 0.3 seconds",
        server.url("/circle"): "in a circle",
        server.url("/endless"): "larger than 1 MB",
        server.url("/bomb"): "unpacks to more than 1 MB",
        server.url("/forbidden"): "robots.txt of the site forbids it",
        server.url("/missing"): "404",
        str(tmp_path / "cut.warc.gz"): "cut short",
        str(tmp_path / "none.txt"): "no such file",
    }
    sources = [*wrong, server.url("/cyrillic"), str(tmp_path / "mail.eml"), server.url("/last")]
    with open_fetcher(allow_private=True, pause=0.0, attempts=1, stall=0.3, most=1_000_000) as fetcher:
        found = list(gather(sources, fetcher=fetcher))
    said = {one.path: one.cause for one in found if isinstance(one, SourceError)}
    assert said.keys() == wrong.keys()
    for source, cause in wrong.items():
        assert cause in said[source]
        assert "\n" not in said[source]
    read = [
        one.report if isinstance(one, Retrieved) else one for one in found if not isinstance(one, SourceError)
    ]
    titles = [one.title for one in read]
    assert titles[-3:] == ["Мост", "By mail", "The last"]
    assert {"From the feed", "Report 0"} <= set(titles)
