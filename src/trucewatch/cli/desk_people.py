"""The commands that keep the people of a desk and their tokens.

Invariant: no password is an argument or a variable of the environment, which others on the machine can see; it is
asked for, or read from a file or standard input. A token's secret is printed once and alone on standard output.
"""

from __future__ import annotations

import json
import sys
from typing import IO, TYPE_CHECKING, Any

import click

from trucewatch.cli.options import archive_option, as_json_option, complain, opened
from trucewatch.terminal import escape_json, printable

if TYPE_CHECKING:
    from trucewatch.archive.people import Person
    from trucewatch.archive.tokens import Token

_ROLES = ("reader", "analyst", "editor", "administrator")
_SCOPES = ("read", "review", "export", "alerts")
_role_option = click.option("--role", type=click.Choice(_ROLES), help="What they may do.")
_clearance_option = click.option("--clearance", type=click.IntRange(0, 2), help="What they may see.")
_password_option = click.option(
    "--password-file",
    "file",
    metavar="FILE",
    type=click.File("r", encoding="utf-8"),
    help='Read the password from the first line of a file; "-" is standard input. Asked for if not given.',
)


@click.group()
def people() -> None:
    """Keep the people of a desk: their names, roles, clearances and passwords.

    As soon as there is somebody, everybody has to log in. Roles, each with the rights of those before it: reader,
    analyst, editor, administrator. Clearances: 0 sees what is for everybody, 1 and 2 also what is of that level.
    """


@people.command()
@click.argument("name")
@archive_option
@click.option(
    "--role", type=click.Choice(_ROLES), default="reader", show_default=True, help="What they may do."
)
@click.option(
    "--clearance", type=click.IntRange(0, 2), default=0, show_default=True, help="What they may see."
)
@_password_option
def add(name: str, address: str, role: str, clearance: int, file: IO[str] | None) -> None:
    """Add a person, and give them a password that they can change. The first one is an administrator."""
    from trucewatch.archive import people

    with opened(address, create=True) as archive:
        password = _password(file)
        made = people.add(archive, name, role=role, clearance=clearance, password=password)  # type: ignore[arg-type]
    click.echo(printable(f"{made.name} is added"))


@people.command(name="list")
@archive_option
@as_json_option
def list_people(address: str, as_json: bool) -> None:
    """Show everybody, with role and clearance."""
    from trucewatch.archive import people

    with opened(address) as archive:
        found = people.listed(archive)
    if not found and not as_json:
        complain("there are no people: the desk is a single user's, and listens on this machine only")
    for one in found:
        click.echo(_json(vars(one)) if as_json else _person_line(one))


@people.command()
@click.argument("name")
@archive_option
@_role_option
@_clearance_option
def change(name: str, address: str, role: str | None, clearance: int | None) -> None:
    """Give a person another role or clearance. It ends their sessions."""
    from trucewatch.archive import people

    if role is None and clearance is None:
        raise click.ClickException("say what to change: --role, --clearance or both")
    with opened(address) as archive:
        made = people.change(archive, name, role=role, clearance=clearance)  # type: ignore[arg-type]
    click.echo(_person_line(made))


@people.command()
@click.argument("name")
@archive_option
@_password_option
def password(name: str, address: str, file: IO[str] | None) -> None:
    """Give a person another password. It ends their sessions."""
    from trucewatch.archive import people

    with opened(address) as archive:
        if people.known(archive, name) is None:
            raise click.ClickException(printable(f"{name}: there is nobody of this name"))
        people.set_password(archive, name, _password(file))
    click.echo(printable(f"the password of {name} is set"))


@people.command()
@click.argument("name")
@archive_option
def deactivate(name: str, address: str) -> None:
    """Let a person in no more: it ends their sessions and revokes their tokens. What they did stays theirs."""
    from trucewatch.archive import people

    with opened(address) as archive:
        made = people.deactivate(archive, name)
    click.echo(_person_line(made))


@people.command()
@click.argument("name")
@archive_option
def reactivate(name: str, address: str) -> None:
    """Let a person in again, with the password, role and clearance that they had."""
    from trucewatch.archive import people

    with opened(address) as archive:
        made = people.reactivate(archive, name)
    click.echo(_person_line(made))


@click.group()
def token() -> None:
    """Keep the tokens by which programs use a desk's API in a person's name."""


@token.command(name="add")
@click.argument("name")
@archive_option
@click.option("--for", "label", required=True, metavar="TEXT", help="What it is for.")
@click.option(
    "--scope",
    "scopes",
    type=click.Choice(_SCOPES),
    multiple=True,
    help="What it may be used for; read if not given. Can be given several times.",
)
@click.option("--days", type=click.IntRange(1, 366), default=90, show_default=True, help="How long it holds.")
def add_token(name: str, address: str, label: str, scopes: tuple[str, ...], days: int) -> None:
    """Make a token in the name of a person, and print its secret, which cannot be had again.

    A program sends it in the header `Authorization: Bearer SECRET`. It gives no more than the person may do and see
    when it is used.
    """
    from trucewatch.archive import tokens

    with opened(address) as archive:
        made, secret = tokens.make(archive, name, label=label, scopes=scopes or ("read",), days=days)
    click.echo(printable(f"token {made.number} of {made.person} holds until {made.expires}"), err=True)
    click.echo(secret)


@token.command(name="list")
@archive_option
@as_json_option
@click.option("--person", metavar="NAME", help="Those of one person.")
def list_tokens(address: str, as_json: bool, person: str | None) -> None:
    """Show all tokens that were ever made, the latest first."""
    from trucewatch.archive import tokens

    with opened(address) as archive:
        found = tokens.listed(archive, person=person)
    if not found and not as_json:
        complain("there are no tokens")
    for one in found:
        click.echo(_json(_token_fields(one)) if as_json else _token_line(one))


@token.command()
@click.argument("number", type=click.IntRange(1))
@archive_option
def revoke(number: int, address: str) -> None:
    """Have a token hold no more, by the number that `token list` shows."""
    from trucewatch.archive import tokens

    with opened(address) as archive:
        made = tokens.revoke(archive, number)
    click.echo(_token_line(made))


def _password(file: IO[str] | None) -> str:
    """The password from a file's first line, or asked for twice."""
    if file is None:
        if not sys.stdin.isatty():
            raise click.ClickException(
                "a password is asked for at a terminal; or give it with --password-file"
            )
        asked: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
        return asked
    try:
        return file.readline(5000).rstrip("\r\n")
    except (OSError, UnicodeError) as error:
        raise click.ClickException(f"{file.name}: the password cannot be read: {error}") from None


def _json(fields: dict[str, Any]) -> str:
    return escape_json(json.dumps(fields, ensure_ascii=False))


def _person_line(one: Person) -> str:
    state = "" if one.active else ", deactivated"
    without = "" if one.has_password else ", has no password yet"
    return printable(f"{one.name}  {one.role}, clearance {one.clearance}{state}{without}")


def _token_fields(one: Token) -> dict[str, Any]:
    return vars(one) | {"holds": one.holds}


def _token_line(one: Token) -> str:
    state = "holds" if one.holds else "revoked" if one.revoked else "expired"
    return printable(
        f"{one.number}  {one.person}  {', '.join(one.scopes)}  until {one.expires}, {state}  {one.label}"
    )


COMMANDS = (people, token)
"""The commands of this module."""
