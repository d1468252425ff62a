"""`trucewatch read --reader llm|both`: what goes out, what is said, and what an off switch leaves behind."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.reading.llm import servers
from tests.reading.llm.reports import RIGHT, TEXT
from tests.reading.llm.servers import serving
from trucewatch.cli import commands

HEAD = "---\ntitle: Shelling near Abu Grein\npublished: 2021-06-20\n---\n"
RUSSIAN = (
    "В четверг в Идлибе в результате обстрела погибли восемь военных, ещё 14 человек были ранены. Турция осудила "
    "нападение и направила в этот район новые подразделения, сообщило министерство.\n"
)


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRUCEWATCH_LLM_ADDRESS", raising=False)
    monkeypatch.setenv("TRUCEWATCH_LLM_CACHE", "off")
    monkeypatch.setenv("TRUCEWATCH_LLM_ATTEMPTS", "1")


def write(folder: Path, name: str, content: str) -> str:
    (folder / name).write_text(content, encoding="utf-8")
    return str(folder / name)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(commands, arguments)


def read(reader: str, address: str, *rest: str) -> Result:
    return run("read", "--json", "--reader", reader, "--llm-address", address, *rest)


def test_a_reading_by_a_model_says_where_it_was_sent_and_what_it_cost(tmp_path: Path) -> None:
    with serving(servers.records(*RIGHT)) as server:
        result = read("llm", server.address, write(tmp_path, "a.md", HEAD + TEXT))
        assert result.exit_code == 0
        assert f"reports are sent to {server.address} (model default)" in result.stderr
        assert "1 requests, about 100 tokens" in result.stderr
    line = json.loads(result.stdout)
    assert len(line["records"]) == len(RIGHT)
    assert line["model"]["readers"] == ["model"] * len(RIGHT)


def test_both_readers_agree_fill_gaps_and_leave_differences_for_review(tmp_path: Path) -> None:
    differing = RIGHT[1] | {"status": "cancelled"}
    with serving(servers.records(RIGHT[0], differing)) as server:
        file = write(tmp_path, "a.md", HEAD + TEXT)
        line = json.loads(read("both", server.address, file).stdout)
        shown = run("read", "--reader", "both", "--llm-address", server.address, file)
    readers = dict(zip([r["kind"] for r in line["records"]], line["model"]["readers"], strict=False))
    assert readers["incident"] == "both" and readers["talks"] == "both"
    assert [(c["slot"], c["rules"], c["model"]) for c in line["model"]["conflicts"]] == [
        ("status", "held", "cancelled")
    ]
    assert "FOR REVIEW" in shown.stdout and "on which rules and model differ" in shown.stderr


def test_without_an_address_the_command_says_which_setting_is_missing(tmp_path: Path) -> None:
    result = run("read", "--reader", "llm", write(tmp_path, "a.md", TEXT))
    assert result.exit_code == 1
    assert "TRUCEWATCH_LLM_ADDRESS" in result.stderr and result.stdout == ""


def test_a_confidential_report_is_named_and_not_sent_and_both_reads_it_by_the_rules(tmp_path: Path) -> None:
    secret = write(tmp_path, "secret.md", HEAD.replace("---\n", "---\nconfidential: true\n", 1) + TEXT)
    with serving(servers.records(*RIGHT)) as server:
        alone = read("llm", server.address, secret)
        both = read("both", server.address, secret)
        marked = read("llm", server.address, "--confidential", write(tmp_path, "a.md", HEAD + TEXT))
        assert server.asked == []
    assert alone.exit_code == marked.exit_code == 1 and alone.stdout == ""
    assert f"{secret}: is confidential, and {server.address} is not among the addresses" in alone.stderr
    assert "read by the rules alone" in both.stderr
    line = json.loads(both.stdout)
    assert line["report"]["confidential"] is True and line["model"] is None and line["records"]


def test_a_confidential_report_goes_where_it_may(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = json.dumps({"text": TEXT, "published": "2021-06-20", "confidential": "restricted"}) + "\n"
    with serving(servers.records(*RIGHT)) as server:
        monkeypatch.setenv("TRUCEWATCH_LLM_CONFIDENTIAL", server.address)
        result = read("llm", server.address, write(tmp_path, "a.jsonl", lines))
        assert result.exit_code == 0 and len(server.asked) == 1


@pytest.mark.parametrize("mark", ["true", "yes", "secret", "[a]", "{level: 3}", "maybe"])
def test_any_mark_but_a_plain_no_is_confidential(tmp_path: Path, mark: str) -> None:
    file = write(tmp_path, "a.md", f"---\nConfidential: {mark}\n---\n{TEXT}")
    with serving(servers.records(*RIGHT)) as server:
        assert read("llm", server.address, file).exit_code == 1
        assert server.asked == []


@pytest.mark.parametrize("mark", ["false", "no", ""])
def test_a_plain_no_is_not(tmp_path: Path, mark: str) -> None:
    file = write(tmp_path, "a.md", f"---\nconfidential: {mark}\n---\n{TEXT}")
    with serving(servers.records(*RIGHT)) as server:
        assert read("llm", server.address, file).exit_code == 0


def test_another_language_is_read_with_a_model_and_refused_without(tmp_path: Path) -> None:
    file = write(tmp_path, "a.md", HEAD + RUSSIAN)
    assert "only English can be read" in run("read", file).stderr
    answer = {"kind": "incident", "evidence": ["погибли восемь военных"], "type": "shelling"}
    with serving(servers.records(answer)) as server:
        line = json.loads(read("both", server.address, file).stdout)
    (span,) = line["records"][0]["evidence"]
    assert RUSSIAN[span["start"] : span["end"]] == "погибли восемь военных"
    assert line["report"]["language"] == line["model"]["language"] == "ru"


def test_a_report_whose_language_is_not_plain_is_said_to_be(tmp_path: Path) -> None:
    with serving(servers.records()) as server:
        assert (
            "the language is not plain"
            in read("llm", server.address, write(tmp_path, "a.md", "0900 Petrivske.")).stderr
        )


def test_a_spent_budget_is_a_line_for_each_report_that_was_not_read(tmp_path: Path) -> None:
    files = [write(tmp_path, f"{n}.md", f"{HEAD}{TEXT} {n}") for n in range(4)]
    with serving(servers.records(*RIGHT)) as server:
        result = read("llm", server.address, "--llm-requests", "2", *files)
        assert len(server.asked) == 2
    assert result.exit_code == 1 and len(result.stdout.splitlines()) == 2
    assert result.stderr.count("the budget of 2 requests is spent") == 2


def test_a_file_that_cannot_be_read_is_named_in_its_place(tmp_path: Path) -> None:
    files = [
        write(tmp_path, "a.md", HEAD + TEXT),
        str(tmp_path / "missing.md"),
        write(tmp_path, "b.md", TEXT),
    ]
    with serving(servers.records(*RIGHT)) as server:
        result = read("llm", server.address, *files)
    assert result.exit_code == 1 and len(result.stdout.splitlines()) == 2
    assert "missing.md: there is no such file" in result.stderr


def test_no_key_reaches_the_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUCEWATCH_LLM_KEY", "s3cret-key")
    with serving(servers.status(401, "bad key")) as server:
        result = read("llm", server.address, write(tmp_path, "a.md", TEXT))
        assert server.headers[0]["authorization"] == "Bearer s3cret-key"
    assert "s3cret-key" not in result.stdout + result.stderr


def without(names: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in a process where these libraries are not installed."""
    program = (
        "import sys, atexit\n"
        f"for name in {names.split()!r}: sys.modules[name] = None\n"
        "loaded = lambda: [m for m in sys.modules if m.startswith('trucewatch.reading.llm')]\n"
        "atexit.register(lambda: print('loaded:', loaded(), file=sys.stderr))\n"
        "from trucewatch.cli import main\n"
        "main()\n"
    )
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_off_leaves_no_trace(tmp_path: Path) -> None:
    """httpx is not among the libraries that are gone, for spaCy itself needs it."""
    result = without("babel anyascii", "read", "--json", write(tmp_path, "a.md", HEAD + TEXT))
    assert result.returncode == 0 and result.stderr.strip() == "loaded: []"
    assert json.loads(result.stdout)["model"] is None


def test_without_the_extra_the_command_says_what_is_missing(tmp_path: Path) -> None:
    file = write(tmp_path, "a.md", HEAD + TEXT)
    result = without("anyascii", "read", "--reader", "llm", "--llm-address", "http://127.0.0.1:9/v1", file)
    assert result.returncode == 1
    assert "needs anyascii, which is not installed: pip install 'trucewatch[llm]'" in result.stderr
    assert "Traceback" not in result.stderr
