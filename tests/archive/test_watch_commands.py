"""The commands that fetch: what they bring, what they say, and what they refuse."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.archive.readings import read
from tests.archive.test_watching import body, feed
from tests.server import Server, answer, article, serving
from trucewatch import reading as reading_room
from trucewatch.cli import commands
from trucewatch.records import Reading, Report

for _library in ("httpcore", "protego", "feedparser", "warcio"):
    pytest.importorskip(_library, reason="needs trucewatch[web]")


Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def _reader(monkeypatch: pytest.MonkeyPatch) -> None:
    def fake(report: Report, **options: bool) -> Reading:
        return read(report)

    monkeypatch.setattr(reading_room, "read_report", fake)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as made:
        made.pages |= {
            "/1": article("Report 1", body(1)),
            "/feed": answer(200, feed(made, 1), Content_Type="application/atom+xml"),
        }
        yield made


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def called(*arguments: str) -> Result:
        given = [*arguments, "--archive", str(tmp_path / "archive.db")]
        return CliRunner().invoke(commands, given, env={"TRUCEWATCH_CONTACT": "desk@example.org"})

    return called


def test_addresses_and_files_are_added_together(run: Run, server: Server, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("In Birch on 2020-03, the Southern Front met the envoy.")
    given = ["add", "--workers", "1", "--allow-private", "--pause", "0"]
    result = run(*given, server.url("/feed"), str(tmp_path / "one.txt"), server.url("/gone"))
    assert "2 reports read and 2 records added" in result.stdout
    assert result.stderr == f"trucewatch: {server.url('/gone')}: the server answered 404 (Not Found)\n"
    assert result.exit_code == 1
    assert "(+desk@example.org)" in server.asked[-1].headers["User-Agent"]


def test_closed_networks_are_refused_unless_allowed(run: Run, server: Server) -> None:
    result = run("add", "--workers", "1", server.url("/1"))
    assert "127.0.0.1 is loopback" in result.stderr
    assert result.exit_code == 1
    assert server.asked == []


def test_a_snapshot_is_shown_and_written_out_as_a_web_archive(
    run: Run, server: Server, tmp_path: Path
) -> None:
    run("add", "--workers", "1", "--allow-private", "--pause", "0", server.url("/1"))
    found = json.loads(run("find", "--json").stdout)
    identifier = found["report"]["id"]
    shown = run("snapshot", identifier[:10]).stdout
    assert f"asked for {server.url('/1')}" in shown
    written = tmp_path / "page.warc.gz"
    assert run("snapshot", identifier, "--output", str(written)).exit_code == 0
    again = run("add", "--workers", "1", str(written))
    assert "0 reports read and 0 records added; 1 reports were there already" in again.stdout
    assert run("snapshot", found["id"][:12]).stdout == shown, "a record's id will do"
    assert "no report has this id" in run("snapshot", "ffff").stderr


def test_a_list_is_kept_and_visited(run: Run, server: Server) -> None:
    added = run("watch", "add", "--every", "15m", server.url("/feed#part"), "reliefweb:truce")
    assert added.stdout == "2 sources added; 2 watched\n"
    assert "every 15m  not visited yet" in run("watch", "list").stdout
    result = run("watch", "run", "--once", "--workers", "1", "--allow-private", "--pause", "0")
    assert "2 sources visited: 1 reports read and 1 records added" in result.stdout
    assert "TRUCEWATCH_RELIEFWEB_NAME" in result.stderr
    assert result.exit_code == 1
    listed = [json.loads(line) for line in run("watch", "list", "--json").stdout.splitlines()]
    assert "TRUCEWATCH_RELIEFWEB_NAME" in listed[1]["outcome"]
    assert [(one["source"], one["failures"]) for one in listed] == [
        (server.url("/feed"), 0),
        ("reliefweb:truce", 0),
    ]
    assert "a feed of 1 entries, next 20" in run("watch", "list").stdout
    gone = run("watch", "remove", server.url("/feed"), "http://a.example/")
    assert gone.stdout == "1 source taken off\n"
    assert gone.stderr == "trucewatch: http://a.example/: is not watched\n"
    assert "all holds" in run("verify").stdout


@pytest.mark.parametrize(
    ("arguments", "cause"),
    [
        (("watch", "add", "/etc/passwd"), "only http and https"),
        (("watch", "add", "https://u:secret@a.example/"), "name or password"),
        (("watch", "add", "--every", "5s", "https://a.example/"), "a minute or more"),
        (("watch", "list"), "there is no archive"),
        (("add", "--contact", "a\nb", "https://a.invalid/"), "plain letters"),
        (("verify", "--roots", "/nowhere.pem"), "no such file"),
    ],
)
def test_wrong_use_is_one_line(run: Run, arguments: tuple[str, ...], cause: str) -> None:
    result = run(*arguments)
    assert result.exit_code != 0
    assert cause in result.stderr
    assert "secret" not in result.stderr


def test_help_comes_without_what_fetching_needs() -> None:
    program = (
        "import sys; sys.modules['httpcore'] = sys.modules['sqlalchemy'] = None\n"
        "from trucewatch.cli import commands\ncommands(['watch', 'run', '--help'])"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert "--once" in result.stdout, result.stderr


@pytest.mark.parametrize(
    ("missing", "extra", "options"),
    [("httpcore", "web", []), ("rfc3161_client", "timestamps", ["--timestamp", "https://b.invalid/"])],
)
def test_without_the_extra_one_line_names_it(
    tmp_path: Path, missing: str, extra: str, options: list[str]
) -> None:
    arguments = ["trucewatch", "add", "--archive", str(tmp_path / "a.db"), *options, "https://a.invalid/"]
    program = (
        f"import sys; sys.modules[{missing!r}] = None\nfrom trucewatch.cli import main\n"
        f"sys.argv = {arguments!r}\nmain()"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert result.stderr == (
        f"trucewatch: needs a library that is not installed: pip install 'trucewatch[{extra}]'\n"
    )
    assert result.returncode == 1
