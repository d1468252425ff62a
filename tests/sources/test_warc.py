"""Web archives give their reports; cut short, broken or without end they cost a line and no more."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest

from tests.server import article
from trucewatch.records import Report
from trucewatch.sources import SourceError, files, folders, reports
from trucewatch.sources.snapshots import Retrieved, problem

warcwriter = pytest.importorskip("warcio.warcwriter", reason="needs trucewatch[web]")
from warcio.statusandheaders import StatusAndHeaders  # noqa: E402


def warc(*pages: tuple[str, bytes, dict[str, str]], packed: bool = True) -> bytes:
    """A web archive with a response for each address, body and headers, and a request before each."""
    out = io.BytesIO()
    writer = warcwriter.WARCWriter(out, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("test.warc", {"software": "a test"}))
    for address, body, headers in pages:
        told = StatusAndHeaders(
            "200 OK", [("Content-Type", "text/html"), *headers.items()], protocol="HTTP/1.1"
        )
        date = {"WARC-Date": "2021-06-20T10:00:00Z"}
        writer.write_record(
            writer.create_warc_record(
                address, "response", payload=io.BytesIO(body), length=len(body), http_headers=told,
                warc_headers_dict=date,
            )
        )  # fmt: skip
    return out.getvalue()


def page(number: int) -> tuple[str, bytes, dict[str, str]]:
    return f"https://news.example/{number}", article(title=f"Report {number}").encode(), {}


def found_in(path: Path, content: bytes) -> tuple[list[Report], list[str]]:
    path.write_bytes(content)
    found = list(reports([str(path)]))
    read = [one for one in found if isinstance(one, Report)]
    return read, [str(one) for one in found if isinstance(one, SourceError)]


@pytest.mark.parametrize(
    ("name", "packed"), [("a.warc.gz", True), ("a.warc", False), ("a.warc", True), ("a", False)]
)
def test_the_pages_of_a_web_archive_are_reports(tmp_path: Path, name: str, packed: bool) -> None:
    read, problems = found_in(tmp_path / name, warc(page(1), page(2), packed=packed))
    assert problems == []
    assert [(one.title, one.url) for one in read] == [
        ("Report 1", "https://news.example/1"),
        ("Report 2", "https://news.example/2"),
    ]
    assert {one.path for one in read} == {str(tmp_path / name)}


def test_each_comes_with_a_snapshot_of_its_own_time(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(warc(page(1)))
    (one,) = files.retrieved([str(tmp_path / "a.warc.gz")])
    assert isinstance(one, Retrieved)
    assert (one.snapshot.url, one.snapshot.retrieved) == ("https://news.example/1", "2021-06-20T10:00:00Z")
    assert problem(one.snapshot, one.snapshot.id) is None


def test_bodies_are_unpacked_and_put_together(tmp_path: Path) -> None:
    body = article(title="Packed").encode()
    squeezed = gzip.compress(body)
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(squeezed), squeezed)
    headers = {"Content-Encoding": "gzip", "Transfer-Encoding": "chunked"}
    read, problems = found_in(tmp_path / "a.warc.gz", warc(("https://news.example/1", chunked, headers)))
    assert problems == []
    assert [one.title for one in read] == ["Packed"]


def test_a_package_gives_what_is_in_its_web_archives(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "made.wacz", "w") as package:
        package.writestr("archive/one.warc.gz", warc(page(1)))
        package.writestr("archive/two.warc.gz", warc(page(2)))
        package.writestr("pages/pages.jsonl", "{}")
        package.writestr("datapackage.json", "{}")
    read, problems = found_in(tmp_path / "a.wacz", (tmp_path / "made.wacz").read_bytes())
    assert problems == []
    assert [one.title for one in read] == ["Report 1", "Report 2"]


def test_a_package_whose_archive_was_changed_says_so(tmp_path: Path) -> None:
    names = {"archive/good.warc.gz": warc(page(1)), "archive/bad.warc.gz": warc(page(2))}
    said = [
        {"path": name, "hash": "sha256:" + hashlib.sha256(data).hexdigest()} for name, data in names.items()
    ]
    names["archive/bad.warc.gz"] = warc(page(3))
    with zipfile.ZipFile(tmp_path / "a.wacz", "w") as package:
        for name, data in names.items():
            package.writestr(name, data)
        package.writestr("datapackage.json", json.dumps({"resources": said}))
    read, problems = found_in(tmp_path / "b.wacz", (tmp_path / "a.wacz").read_bytes())
    assert [one.title for one in read] == ["Report 1", "Report 3"]
    (line,) = problems
    assert "b.wacz/archive/bad.warc.gz: was changed after the package was made" in line


def test_a_package_that_unpacks_without_end_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trucewatch.sources.warc._FREE", 1_000_000)
    with zipfile.ZipFile(tmp_path / "made", "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("archive/bomb.warc", bytes(30_000_000))
        package.writestr("archive/good.warc.gz", warc(page(1)))
    read, (said,) = found_in(tmp_path / "a.wacz", (tmp_path / "made").read_bytes())
    assert len(read) == 1
    assert "unpacks to more than it should" in said


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("share", [0.05, 0.3, 0.5, 0.7, 0.98])
def test_one_cut_short_gives_what_comes_before_the_cut(tmp_path: Path, packed: bool, share: float) -> None:
    whole = warc(*(page(n) for n in range(5)), packed=packed)
    read, problems = found_in(tmp_path / "a.warc", whole[: int(len(whole) * share)])
    assert [one.title for one in read] == [f"Report {n}" for n in range(len(read))]
    assert len(read) <= 5 * share
    assert len(problems) == 1
    assert "cut short" in problems[0]
    assert problems[0].startswith(f"{tmp_path / 'a.warc'}: ")


def test_pages_without_a_report_are_counted_in_one_line(tmp_path: Path) -> None:
    empty = [(f"https://news.example/i{n}", b"<html><a href=/>Home</a></html>", {}) for n in range(30)]
    read, problems = found_in(tmp_path / "a.warc.gz", warc(*empty, page(1)))
    assert len(read) == 1
    assert problems == [f"{tmp_path / 'a.warc.gz'}: no article was found in 30 of its 31 pages"]


@pytest.mark.parametrize(
    ("name", "content", "cause"),
    [
        ("a.warc", b"no archive\n", "no web archive"),
        ("a.warc.gz", b"\x1f\x8bno gzip", "broken"),
        ("a.warc", warc(), "holds no page"),
        ("a.wacz", b"no zip", "no WACZ"),
        ("a.warc", b"", "holds no page"),
    ],
)
def test_what_is_no_web_archive_is_named(tmp_path: Path, name: str, content: bytes, cause: str) -> None:
    read, (said,) = found_in(tmp_path / name, content)
    assert read == []
    assert cause in said


def test_a_package_without_an_archive_is_named(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.wacz", "w") as package:
        package.writestr("datapackage.json", "{}")
    (said,) = reports([str(tmp_path / "a.wacz")])
    assert "without a web archive" in str(said)


def test_a_bomb_in_a_page_costs_that_page(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(60_000_000))
    headers = {"Content-Encoding": "gzip"}
    read, problems = found_in(tmp_path / "a.warc", warc(("https://news.example/0", bomb, headers), page(1)))
    assert [one.title for one in read] == ["Report 1"]
    assert "https://news.example/0 unpacks to more than 50 MB" in problems[0]


def head(length: int, kind: str = "response") -> bytes:
    return (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://news.example/\r\n"
        f"WARC-Date: 2021-06-20T10:00:00Z\r\nContent-Type: image/png\r\nContent-Length: {length}\r\n\r\n"
    ).encode()


def endless(begin: bytes) -> bytes:
    """`begin` and 40 MB of nothing, in 40 KB."""
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=6) as packed:
        packed.write(begin)
        for _ in range(40):
            packed.write(bytes(1_000_000))
    return out.getvalue()


@pytest.mark.parametrize(
    "begin",
    [head(10**10, "resource"), head(10**10), b"WARC/1.0\r\nWARC-Type: ", b"WARC", head(5, "resource")],
    ids=["content", "http header", "header", "first line", "between records"],
)
def test_one_that_unpacks_without_end_is_stopped(
    tmp_path: Path, begin: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trucewatch.sources.warc._FREE", 10_000_000)
    read, problems = found_in(tmp_path / "a.warc.gz", endless(begin))
    assert read == []
    assert any("was stopped" in said for said in problems)


def test_web_archives_are_found_in_folders(tmp_path: Path) -> None:
    for name in ("a.warc.gz", "b.wacz", "c.warc", "d.gz", "e.rss"):
        (tmp_path / name).touch()
    names = [Path(path).name for path in folders.files([str(tmp_path)])]
    assert names == ["a.warc.gz", "b.wacz", "c.warc", "e.rss"]
