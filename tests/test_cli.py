"""The commands: what goes to standard output, what to standard error, and how they end."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import trucewatch
from trucewatch import reading as reading_room
from trucewatch.cli import commands
from trucewatch.records import Post, Reading, Report, Span

STORY = "The joint patrol on the coastal road was put off because of a sandstorm, the ministry said.\n"
POSIX = pytest.mark.skipif(os.name != "posix", reason="pipes and signals as POSIX has them")
HEAD = "---\ntitle: Patrol put off\npublished: 2021-06-20\n---\n"


def fake(report: Report, **options: bool) -> Reading:
    """A reader that finds one post in any report, and fails on one."""
    if "fault" in report.text:
        raise RuntimeError("two\nlines \x1b[31m")
    return Reading(report=report, records=(Post(evidence=(Span(start=0, end=9),)),))


@pytest.fixture(autouse=True)
def _reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_room, "read_report", fake)


def write(folder: Path, name: str, content: str) -> str:
    (folder / name).write_text(content, encoding="utf-8")
    return str(folder / name)


def run(*arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(commands, arguments, input=given)


def test_a_dossier_is_printed_for_a_person(tmp_path: Path) -> None:
    result = run("read", write(tmp_path, "story.md", HEAD + STORY))
    assert result.exit_code == 0
    assert result.stdout.startswith("Patrol put off\nSunday 20 June 2021")
    assert "POSTS" in result.stdout
    assert result.stderr == ""


def test_one_line_of_json_a_report_for_a_program(tmp_path: Path) -> None:
    feed = "".join(json.dumps({"id": i, "text": STORY, "published": "2021-06-20"}) + "\n" for i in range(3))
    result = run(
        "read", "--json", write(tmp_path, "story.md", HEAD + STORY), write(tmp_path, "feed.jsonl", feed)
    )
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["report"]["id"] for line in lines] == ["story", "0", "1", "2"]
    assert lines[0]["report"]["path"].endswith("story.md")
    assert result.stderr == ""


def test_the_words_of_a_record_are_in_the_text_that_was_given(tmp_path: Path) -> None:
    result = run("read", "--json", write(tmp_path, "story.md", HEAD + STORY))
    (span,) = json.loads(result.stdout)["records"][0]["evidence"]
    assert STORY[span["start"] : span["end"]] == "The joint"


def test_standard_input_with_its_day_and_title(tmp_path: Path) -> None:
    result = run("read", "--json", "--published", "20 June 2021", "--title", "T", "-", given=STORY)
    report = json.loads(result.stdout)["report"]
    assert (report["id"], report["path"], report["published"], report["title"]) == (
        "stdin",
        "-",
        "2021-06-20",
        "T",
    )


def test_what_cannot_be_read_is_a_line_each_and_the_rest_is_read(tmp_path: Path) -> None:
    good = write(tmp_path, "good.md", HEAD + STORY)
    bad = [str(tmp_path), str(tmp_path / "absent.md"), write(tmp_path, "empty.md", "")]
    result = run("read", "--json", bad[0], good, *bad[1:], good)
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 2
    complaints = result.stderr.splitlines()
    assert len(complaints) == 3
    assert all(line.startswith(f"trucewatch: {path}: ") for line, path in zip(complaints, bad, strict=True))


def test_a_fault_in_the_reader_costs_one_report(tmp_path: Path) -> None:
    result = run(
        "read", "--json", write(tmp_path, "a.md", HEAD + "fault"), write(tmp_path, "b.md", HEAD + STORY)
    )
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 1
    assert "RuntimeError" in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert "\x1b" not in result.stderr


def test_no_day_of_publication_is_said_and_is_no_failure(tmp_path: Path) -> None:
    result = run("read", write(tmp_path, "story.txt", STORY))
    assert result.exit_code == 0
    assert "no date of publication" in result.stderr
    assert "stay unresolved" in result.stdout


def test_no_escape_reaches_the_terminal_by_text_title_or_name(tmp_path: Path) -> None:
    story = write(tmp_path, "evil\x1b[2J.md", '---\ntitle: "T\\e[31m"\n---\nA post\x1b]0;x\x07 fell.\u202e')
    for arguments in (["read", story], ["read", "--evidence", story], ["read", "--json", story]):
        result = run(*arguments)
        assert not {"\x1b", "\x07", "\u202e"} & set(result.stdout + result.stderr)


def test_a_wrong_day_on_the_command_line_is_an_error_of_use(tmp_path: Path) -> None:
    result = run("read", "--published", "soon", write(tmp_path, "story.md", STORY))
    assert result.exit_code == 2
    assert "no date of publication" in result.stderr


def test_the_width_is_kept(tmp_path: Path) -> None:
    result = run("read", "--width", "50", write(tmp_path, "story.md", HEAD + STORY * 5))
    assert max(map(len, result.stdout.splitlines())) == 50


def test_the_schema_is_printed() -> None:
    assert json.loads(run("schema").stdout) == trucewatch.reading_schema()


def test_without_a_command_there_is_help() -> None:
    result = run()
    assert result.exit_code == 0
    assert "read" in result.stdout


READER = (
    "from trucewatch import reading\n"
    "from trucewatch.records import Reading\n"
    "reading.read_report = lambda report, **options: Reading(report=report)\n"
)


def program(*arguments: str, before: str = "") -> subprocess.Popen[bytes]:
    """The program as a process of its own, started by `main` after the code of `before`."""
    script = f"import sys\nsys.argv[0] = 'trucewatch'\n{before}\nfrom trucewatch.cli import main\nmain()"
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@pytest.mark.parametrize("group", ["watch", "case"])
def test_without_a_command_of_a_group_there_is_help_in_lines(group: str) -> None:
    output, errors = program(group).communicate(timeout=30)
    assert len(output.splitlines()) > 5
    assert errors == b""


def test_help_and_version_do_not_load_the_language_models() -> None:
    code = (
        "import atexit\n"
        "atexit.register(lambda: print(*{'spacy', 'trafilatura', 'pydantic', 'rich'} & set(sys.modules)))"
    )
    for arguments in (["--version"], ["--help"], ["read", "--help"]):
        output, errors = program(*arguments, before=code).communicate(timeout=30)
        assert output.splitlines()[-1] == b""
        assert errors == b""


def test_usage_errors_are_one_line_without_escapes() -> None:
    process = program("read", "--wrong\x1b[31m")
    output, errors = process.communicate(timeout=30)
    assert (process.returncode, output) == (2, b"")
    assert len(errors.splitlines()) == 1
    assert b"\x1b" not in errors


@POSIX
def test_each_report_of_a_stream_is_printed_as_it_comes_until_interrupted() -> None:
    process = program("read", "--json", "-", before=READER)
    assert process.stdin and process.stdout
    for name in ("first", "second"):
        process.stdin.write(
            json.dumps({"id": name, "text": STORY, "published": "2021-06-20"}).encode() + b"\n"
        )
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["report"]["id"] == name
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=30)
    assert (process.returncode, output, errors) == (130, b"", b"")


@POSIX
def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    line = json.dumps({"text": STORY, "published": "2021-06-20"}) + "\n"
    process = program("read", "--json", write(tmp_path, "feed.jsonl", line * 2000), before=READER)
    assert process.stdout and process.stderr
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(timeout=30) == 141


@POSIX
def test_a_story_on_standard_input_is_read() -> None:
    output, errors = program("read", "-", before=READER).communicate(STORY.encode(), timeout=30)
    assert b"No record" in output
    assert b"no date of publication" in errors
