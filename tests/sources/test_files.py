"""Files of every kind give their reports, or one line each that says why not."""

import io
import json
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trucewatch.records import Report
from trucewatch.sources import LIMIT, SourceError, report, reports

STORY = "The joint patrol on the coastal road was put off because of a sandstorm, the ministry said.\n"


def write(folder: Path, name: str, content: str | bytes) -> str:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def one(path: str) -> Report:
    (found,) = reports([path])
    assert isinstance(found, Report), found
    return found


def problem(path: str) -> str:
    (found,) = reports([path])
    assert isinstance(found, SourceError), found
    assert found.path == path
    return found.cause


def standard_input(monkeypatch: pytest.MonkeyPatch, content: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content.encode())))


def test_a_text_file_is_its_text(tmp_path: Path) -> None:
    path = write(tmp_path, "story.txt", STORY)
    found = one(path)
    assert (found.id, found.path, found.text, found.published) == ("story", path, STORY, None)


def test_front_matter_is_no_part_of_the_text(tmp_path: Path) -> None:
    head = "---\ntitle: Patrol put off\noutlet: Harbour Post\npublished: 2021-06-20\nurl: https://a.example/1\n---\n"
    found = one(write(tmp_path, "story.md", head + STORY))
    assert found.text == STORY
    assert (found.title, found.outlet, found.published) == ("Patrol put off", "Harbour Post", "2021-06-20")
    assert found.url == "https://a.example/1"


def test_line_ends_and_byte_order_mark_are_those_of_text(tmp_path: Path) -> None:
    found = one(
        write(tmp_path, "story.md", b"\xef\xbb\xbf---\r\ntitle: T\r\n---\r\nOne line.\r\nAnother.\rThird.")
    )
    assert found.text == "One line.\nAnother.\nThird."


def test_what_is_said_outside_stands_in_only_where_the_file_is_silent(tmp_path: Path) -> None:
    silent = write(tmp_path, "silent.md", STORY)
    dated = write(tmp_path, "dated.md", "---\npublished: 2021-06-20\n---\n" + STORY)
    first, second = reports([silent, dated], published="1 May 2021", title="Given")
    assert isinstance(first, Report)
    assert isinstance(second, Report)
    assert (first.published, second.published, first.title) == ("2021-05-01", "2021-06-20", "Given")


def test_a_saved_page_in_its_declared_encoding(tmp_path: Path) -> None:
    page = (
        '<html><head><meta charset="windows-1251">'
        '<meta property="article:published_time" content="2021-06-20"></head><body><article>'
        "<p>The monitors of the mission met Ирина at the bridge on Sunday morning.</p>"
        "<p>They counted twelve explosions before noon and none after it, she said.</p>"
        "</article></body></html>"
    )
    found = one(write(tmp_path, "page.html", page.encode("cp1251")))
    assert "Ирина" in found.text
    assert found.published == "2021-06-20"


def test_a_bad_byte_in_a_page_spoils_itself_only(tmp_path: Path) -> None:
    article = f"<article><p>{STORY}</p></article><!-- é -->"
    page = f'<html><head><meta charset="utf-8"></head><body>{article}</body></html>'
    found = one(write(tmp_path, "page.html", page.encode("latin-1")))
    assert found.text == STORY.strip()


def test_lines_of_json_are_a_report_each_and_a_bad_one_costs_itself_only(tmp_path: Path) -> None:
    lines = [
        json.dumps(
            {"id": 7, "text": STORY, "title": "T", "published": "2021-06-20", "outlet": "O", "url": "u"}
        ),
        "",
        '{"text": "cut sho',
        '{"id": "c"}',
        "[1]",
        json.dumps({"text": STORY, "published": "someday"}),
        json.dumps({"text": STORY}),
    ]
    path = write(tmp_path, "feed.jsonl", "\n".join(lines))
    found = list(reports([path]))
    first, *problems, last = found
    assert isinstance(first, Report)
    assert (first.id, first.title, first.published, first.outlet, first.url) == (
        "7",
        "T",
        "2021-06-20",
        "O",
        "u",
    )
    assert [str(each).removeprefix(f"{path}, ").partition(":")[0] for each in problems] == [
        "line 3", "line 4", "line 5", "line 6",
    ]  # fmt: skip
    assert "cut short" in str(problems[0])
    assert "no `text`" in str(problems[1])
    assert isinstance(last, Report)
    assert (last.id, last.path) == ("feed:7", path)


def test_lines_are_read_one_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.BytesIO(b"".join(json.dumps({"text": STORY}).encode() + b"\n" for _ in range(10_000)))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(stream))
    lines = reports(["-"])
    next(lines)
    assert stream.tell() < 100_000


@pytest.mark.parametrize("head", ["", "---\ntitle: T\n---\n"])
def test_standard_input_is_text(monkeypatch: pytest.MonkeyPatch, head: str) -> None:
    standard_input(monkeypatch, head + STORY)
    found = one("-")
    assert (found.id, found.path, found.text) == ("stdin", "-", STORY)


def test_standard_input_may_be_lines_of_json_or_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    standard_input(monkeypatch, json.dumps({"id": "a", "text": STORY}))
    assert one("-").id == "a"
    standard_input(monkeypatch, f"<!doctype html><html><body><article><p>{STORY}</p></article></body></html>")
    assert one("-").text == STORY.strip()


@pytest.mark.parametrize(
    ("name", "content", "cause"),
    [
        ("empty.txt", b"", "is empty"),
        ("blank.md", b" \n\n", "is empty"),
        ("headed.md", b"---\ntitle: T\n---\n", "is empty"),
        ("scan.txt", b"%PDF-1.7\n\x80", "is a PDF"),
        ("letter.txt", b"PK\x03\x04 rest", "office document"),
        ("noise.txt", bytes(range(256)) * 20, "is binary"),
        ("zeros.txt", b"abc" + b"\x00" * 100, "is binary"),
        ("wide.txt", STORY.encode("utf-16"), "is UTF-16"),
        ("broken.md", b"---\ntitle: [a\n---\nText", "front matter is no YAML"),
        ("undated.md", b"---\npublished: soon\n---\nText of it", "no date of publication"),
        ("never.md", b"---\npublished: 2021-02-30\n---\nText of it", "no day of the calendar"),
        ("menu.html", b"<html><body><a href=/>Home</a></body></html>", "no article"),
        ("feed.json", b"[]", "one object a line"),
        ("page.mhtml", b"MIME-Version: 1.0", "save the page as HTML"),
        ("long.txt", b"x " * (LIMIT // 2 + 1), "is too long"),
        ("huge.txt", b"x" * 20_000_000, "is too long"),
        ("russe.txt", "Стороны договорились о прекращении огня, сообщила миссия.".encode(), "Russian"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_why(tmp_path: Path, name: str, content: bytes, cause: str) -> None:
    assert cause in problem(write(tmp_path, name, content))


def test_a_wrong_encoding_is_named(tmp_path: Path) -> None:
    text = "Le cessez-le-feu négocié à Genève a été violé dès l'aube, selon l'état-major. " * 5
    cause = problem(write(tmp_path, "latin.txt", text.encode("cp1252")))
    assert cause.startswith("is not UTF-8")
    assert "it seems to be windows-1252" in cause


def test_a_directory_says_what_to_do_and_a_missing_file_that_it_is_missing(tmp_path: Path) -> None:
    assert "name the files in it" in problem(str(tmp_path))
    assert "no such file" in problem(str(tmp_path / "absent.md"))


def test_a_bad_file_stops_none_after_it(tmp_path: Path) -> None:
    found = list(
        reports([str(tmp_path), write(tmp_path, "a.txt", STORY), "absent", write(tmp_path, "b.txt", STORY)])
    )
    assert [type(each) for each in found] == [SourceError, Report, SourceError, Report]


def test_halves_of_surrogate_pairs_are_replaced_at_the_same_length() -> None:
    found = report("Shots \ud83d were heard", id="a\udc80")
    assert (found.text, found.id) == ("Shots \ufffd were heard", "a\ufffd")


SUFFIXES = st.sampled_from([".txt", ".md", ".html", ".jsonl", ""])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300), suffix=SUFFIXES)
def test_any_bytes_give_reports_or_problems(tmp_path: Path, content: bytes, suffix: str) -> None:
    for found in reports([write(tmp_path, f"any{suffix}", content)]):
        assert isinstance(found, Report | SourceError)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.text(max_size=200),
    suffix=SUFFIXES,
    head=st.sampled_from(["", "---\n", "<html>", '{"text": "']),
)
def test_any_text_gives_reports_or_problems(tmp_path: Path, content: str, suffix: str, head: str) -> None:
    path = write(tmp_path, f"any{suffix}", (head + content).encode("utf-8", "surrogatepass"))
    for found in reports([path]):
        assert isinstance(found, Report | SourceError)
