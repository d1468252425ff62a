"""The commands that keep people and tokens, and the desk that opens for others only once there are people."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.desk.team import CASE, PASSWORD
from trucewatch.archive import Archive, people, tokens
from trucewatch.cli import commands, desk_people

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def called(*arguments: str, given: str | None = None) -> Result:
        return CliRunner().invoke(
            commands, [*arguments, "--archive", str(tmp_path / "archive.db")], input=given
        )

    return called


@pytest.fixture
def staffed(run: Run) -> Run:
    given = ("--role", "administrator", "--clearance", "2", "--password-file", "-")
    assert run("people", "add", "ada", *given, given=f"{PASSWORD}\n").exit_code == 0
    assert (
        run("people", "add", "Rana Q", "--password-file", "-", given=f"{PASSWORD}\r\nnot this").exit_code == 0
    )
    return run


def test_people_are_added_and_let_in_with_the_password_given(staffed: Run, tmp_path: Path) -> None:
    assert staffed("people", "list").stdout.splitlines() == [
        "Rana Q  reader, clearance 0",
        "ada  administrator, clearance 2",
    ]
    first = json.loads(staffed("people", "list", "--json").stdout.splitlines()[0])
    assert (first["name"], first["role"], first["has_password"]) == ("Rana Q", "reader", True)
    with Archive(tmp_path / "archive.db") as archive:
        assert people.authenticate(archive, "Rana Q", PASSWORD) is not None


def test_a_password_is_asked_for_twice_at_a_terminal_and_not_shown(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal:
        @staticmethod
        def isatty() -> bool:
            return True

    monkeypatch.setattr(desk_people.sys, "stdin", Terminal, raising=False)
    asked = []

    def prompt(words: str, **how: object) -> str:
        asked.append(how)
        return PASSWORD

    monkeypatch.setattr(desk_people.click, "prompt", prompt)
    made = desk_people._password(None)
    assert made == PASSWORD
    assert asked == [{"hide_input": True, "confirmation_prompt": True, "err": True}]


def test_without_a_terminal_a_file_is_asked_for(run: Run) -> None:
    result = run("people", "add", "ada", "--role", "administrator", given=f"{PASSWORD}\n")
    assert result.exit_code == 1
    assert "--password-file" in result.output


@pytest.mark.parametrize(
    ("arguments", "given", "why"),
    [
        (("people", "add", "ada", "--password-file", "-"), PASSWORD, "there is somebody of this name"),
        (("people", "add", "x", "--password-file", "-"), "short", "a password has 12 to 1,024 characters"),
        (("people", "add", "a\x1b[31m", "--password-file", "-"), PASSWORD, "a name has"),
        (("people", "password", "nobody", "--password-file", "-"), PASSWORD, "nobody of this name"),
        (("people", "deactivate", "ada"), "", "is the only administrator"),
        (("people", "change", "ada", "--role", "reader"), "", "is the only administrator"),
        (("people", "change", "ada"), "", "say what to change"),
        (("people", "change", "nobody", "--clearance", "1"), "", "nobody of this name"),
        (("token", "add", "nobody", "--for", "x"), "", "no active person"),
        (("token", "revoke", "7"), "", "7: there is no such token"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(
    staffed: Run, arguments: tuple[str, ...], given: str, why: str
) -> None:
    result = staffed(*arguments, given=given)
    assert result.exit_code == 1
    (line,) = result.output.strip().splitlines()
    assert why in line
    assert "\x1b" not in line and (not given or given not in line)


def test_people_are_changed_and_kept_out_and_let_in(staffed: Run) -> None:
    changed = staffed("people", "change", "Rana Q", "--role", "editor", "--clearance", "1")
    assert changed.stdout == "Rana Q  editor, clearance 1\n"
    assert staffed("people", "deactivate", "Rana Q").stdout == "Rana Q  editor, clearance 1, deactivated\n"
    assert staffed("people", "reactivate", "Rana Q").stdout == "Rana Q  editor, clearance 1\n"
    assert (
        staffed("people", "password", "Rana Q", "--password-file", "-", given="eight quiet bridges").exit_code
        == 0
    )


def test_a_tokens_secret_is_alone_on_standard_output(staffed: Run, tmp_path: Path) -> None:
    made = staffed("token", "add", "Rana Q", "--for", "weekly table", "--scope", "read", "--scope", "export")
    secret = made.stdout.strip()
    assert secret.startswith(tokens.PREFIX) and secret not in made.stderr
    with Archive(tmp_path / "archive.db") as archive:
        found = tokens.of(archive, secret)
    assert found is not None and found[0].scopes == ("read", "export")
    listed = staffed("token", "list").stdout
    assert listed.startswith("1  Rana Q  read, export  until ") and "holds  weekly table" in listed
    assert secret not in staffed("token", "list", "--json").stdout
    assert "revoked" in staffed("token", "revoke", "1").stdout
    assert json.loads(staffed("token", "list", "--person", "Rana Q", "--json").stdout)["holds"] is False
    assert "there are no tokens" in staffed("token", "list", "--person", "ada").stderr


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])
def test_a_desk_without_people_listens_on_this_machine_only(run: Run, tmp_path: Path, host: str) -> None:
    (tmp_path / "case.toml").write_text(CASE)
    result = run("desk", str(tmp_path / "case.toml"), "--host", host, "--port", "0", "--no-open")
    assert result.exit_code == 1
    assert result.output.count("\n") == 1
    assert f"{host}: without people everybody there could do everything" in result.output
