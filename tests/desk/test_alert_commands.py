"""`trucewatch alerts`: the same as an open desk does by itself, for a timer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.archive.readings import read, report
from tests.cases.telling import CASE
from tests.desk.alerting.happenings import called_off
from tests.server import Server, answer, serving
from trucewatch.archive import Archive, alerts
from trucewatch.cli import commands
from trucewatch.desk.alerting.rules import Rule
from trucewatch.desk.alerting.running import Alerting
from trucewatch.desk.case_store import Cases


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as made:
        made.pages["/hook"] = answer(200)
        yield made


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "case.toml"
    path.write_text(CASE, encoding="utf-8")
    return path


@pytest.fixture
def address(tmp_path: Path, case: Path, server: Server) -> str:
    """An archive with a rule, and news since."""
    path = tmp_path / "archive.db"
    with Archive(path, who="mira") as archive:
        alerting = Alerting(archive=archive, cases=Cases(archive, [case]))
        rule = Rule(condition="talks-off")
        alerting.make(
            case="river-line", person="mira", rule=rule, channel="webhook", target=server.url("/hook")
        )
        archive.add([called_off()])
    return str(path)


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(commands, ["alerts", *arguments])
    return done.exit_code, done.output


def test_a_pass_sends_what_is_new_once_with_a_link_to_the_desk(
    address: str, case: Path, server: Server
) -> None:
    more = (str(case), "--archive", address, "--allow-private", "--address", "https://desk.example")
    assert run("run", *more) == (0, "1 new, 1 sent, 0 to be tried again, 0 given up\n")
    assert run("run", *more) == (0, "0 new, 0 sent, 0 to be tried again, 0 given up\n")
    (asked,) = server.asked
    assert json.loads(asked.body)["link"].startswith("https://desk.example/cases/river-line/things/")


def test_a_closed_network_is_refused_unless_it_is_allowed(address: str, case: Path, server: Server) -> None:
    assert run("run", str(case), "--archive", address) == (
        0,
        "1 new, 0 sent, 0 to be tried again, 1 given up\n",
    )
    assert server.asked == []


def test_the_rules_at_work_are_listed_without_what_is_secret(address: str) -> None:
    code, text = run("list", "--archive", address)
    assert code == 0
    assert text == "1\tmira\triver-line\twebhook 127.0.0.1\tTalks are cancelled or postponed\n"
    with Archive(address) as archive:
        alerts.stop(archive, 1)
    assert run("list", "--archive", address) == (0, "")


def test_what_cannot_be_used_is_said_in_one_line(
    address: str, case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, text = run("run", str(tmp_path / "none.toml"), "--archive", address)
    assert code != 0 and "none.toml" in text and "Traceback" not in text
    monkeypatch.setenv("TRUCEWATCH_SMTP_HOST", "mail.example")
    code, text = run("run", str(case), "--archive", address)
    assert code != 0 and "TRUCEWATCH_SMTP_FROM" in text


def test_a_rule_on_a_case_that_is_not_given_waits(address: str, tmp_path: Path, server: Server) -> None:
    other = tmp_path / "other.toml"
    other.write_text(CASE.replace("River line", "Lake line"), encoding="utf-8")
    with Archive(address) as archive:
        archive.add([read(report("In Alder on 2020-02-08, the Northern Army shelled the mill.", id="x"))])
    assert run("run", str(other), "--archive", address) == (
        0,
        "0 new, 0 sent, 0 to be tried again, 0 given up\n",
    )
    assert server.asked == []
