"""Who uses the desk: names, roles, clearances and passwords.

Invariant: each change is in the audit trail, without the password, in the transaction that makes it. Where there are
people, one of them is an active administrator. Nobody is deleted, so that a name in the trail stays one person's.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sqlalchemy import Connection, Row, func, insert, select, update

from trucewatch.archive import passwords, trail
from trucewatch.archive.problems import ArchiveError
from trucewatch.archive.schema import people, sessions, tokens
from trucewatch.archive.store import Archive

Role = Literal["reader", "analyst", "editor", "administrator"]
ROLES: tuple[Role, ...] = get_args(Role)
"""What somebody may do, each role including those before it."""

CLEARANCES = (0, 1, 2)
"""What somebody may see: everything of a level up to their clearance."""

_LONGEST_NAME = 64
_OTHER_CHARACTERS = frozenset("._@-+'’ ")


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who uses the desk, as of now; `has_password` is False for who cannot log in yet."""

    name: str
    role: Role
    clearance: int
    active: bool
    since: str
    has_password: bool


def add(
    archive: Archive,
    name: str,
    *,
    role: Role,
    clearance: int = 0,
    password: str | None = None,
    who: str | None = None,
) -> Person:
    """Add a person; `who` is whose doing it is, the archive's `who` where not given.

    The first one has to be an administrator. Raises ArchiveError for a name that somebody has, also in capitals, or
    that is not letters, digits and `. _ - @ ' +` with single spaces between, and for a password that will not do.
    """
    name = _name(name)
    _role(role)
    _clearance(clearance)
    kept = _hash(password, name) if password is not None else ""
    with archive.writing() as connection:
        everybody = _everybody(connection)
        if taken := [one.name for one in everybody if one.name.casefold() == name.casefold()]:
            raise ArchiveError(f"{taken[0]}: there is somebody of this name")
        if not everybody and role != "administrator":
            raise ArchiveError(f"{name}: the first person is an administrator, or nobody could add others")
        row = {"name": name, "role": role, "clearance": clearance, "active": 1, "since": trail.now()}
        connection.execute(insert(people).values(**row, password=kept))
        detail = {"role": role, "clearance": clearance, "password": bool(kept)}
        trail.append(connection, who or archive.who, [("add person", name, detail)])
        return _one(connection, name)


def change(
    archive: Archive,
    name: str,
    *,
    role: Role | None = None,
    clearance: int | None = None,
    who: str | None = None,
) -> Person:
    """Give a person another role or clearance. It ends their sessions: they log in again with the new rights.

    Raises ArchiveError where there is no such person, or no active administrator would be left.
    """
    with archive.writing() as connection:
        before = _one(connection, name)
        new = {
            "role": _role(role if role is not None else before.role),
            "clearance": _clearance(clearance if clearance is not None else before.clearance),
        }
        if (new["role"], new["clearance"]) == (before.role, before.clearance):
            return before
        if new["role"] != "administrator":
            _not_the_last(connection, before)
        _set(connection, name, **new)
        end_sessions(connection, name)
        trail.append(connection, who or archive.who, [("change person", name, new)])
        return _one(connection, name)


def deactivate(archive: Archive, name: str, *, who: str | None = None) -> Person:
    """Let a person in no more: their sessions end and their tokens are revoked.

    Raises ArchiveError where there is no such person, or no active administrator would be left.
    """
    with archive.writing() as connection:
        before = _one(connection, name)
        if not before.active:
            return before
        _not_the_last(connection, before)
        _set(connection, name, active=0)
        end_sessions(connection, name)
        standing = tokens.c.person == name, tokens.c.revoked.is_(None)
        connection.execute(update(tokens).where(*standing).values(revoked=trail.now()))
        trail.append(connection, who or archive.who, [("deactivate", name, {})])
        return _one(connection, name)


def reactivate(archive: Archive, name: str, *, who: str | None = None) -> Person:
    """Let a person in again, with the password, role and clearance that they had; tokens stay revoked."""
    with archive.writing() as connection:
        if not _one(connection, name).active:
            _set(connection, name, active=1)
            trail.append(connection, who or archive.who, [("reactivate", name, {})])
        return _one(connection, name)


def set_password(archive: Archive, name: str, password: str, *, who: str | None = None) -> None:
    """Give a person a password. It ends their sessions.

    Raises ArchiveError where there is no such person, or the password will not do.
    """
    if known(archive, name) is None:  # before the costly part
        raise ArchiveError(f"{name}: there is nobody of this name")
    kept = _hash(password, name)
    with archive.writing() as connection:
        _set(connection, name, password=kept)
        end_sessions(connection, name)
        trail.append(connection, who or archive.who, [("set password", name, {})])


def authenticate(archive: Archive, name: str, password: str) -> Person | None:
    """The active person of this name, if `password` is theirs; None otherwise, after the same work.

    A hash of other parameters than today's is replaced.
    """
    name = unicodedata.normalize("NFC", name)
    with archive.reading() as connection:
        kept = _row(connection, name)
    right = passwords.fits(password, kept.password if kept is not None and kept.active else "")
    if not right or kept is None:
        return None
    if passwords.outdated(kept.password):
        fresh = passwords.hashed(password)
        with archive.writing() as connection:
            same = people.c.name == name, people.c.password == kept.password
            connection.execute(update(people).where(*same).values(password=fresh))
    return person_of(kept)


def known(archive: Archive, name: str) -> Person | None:
    """The person of this name, active or not; None where there is none."""
    with archive.reading() as connection:
        row = _row(connection, name)
    return person_of(row) if row is not None else None


def listed(archive: Archive) -> list[Person]:
    """Everybody, in the order of the alphabet."""
    with archive.reading() as connection:
        return _everybody(connection)


def are_there(archive: Archive) -> bool:
    """Whether the archive has people at all; without any the desk is a single user's."""
    with archive.reading() as connection:
        return connection.execute(select(people.c.name).limit(1)).first() is not None


def must_be_active(connection: Connection, name: str) -> None:
    """Nothing where there is an active person of this name; else raises ArchiveError."""
    row = _row(connection, name)
    if row is None or not row.active:
        raise ArchiveError(f"{name}: there is no active person of this name")


def end_sessions(connection: Connection, name: str) -> None:
    """End all sessions of a person, within a transaction of the writer."""
    connection.execute(sessions.delete().where(sessions.c.person == name))


def storable(text: str) -> bool:
    """Whether a database takes `text` to compare: no NUL, no half of a surrogate pair."""
    return "\0" not in text and not any("\ud800" <= c <= "\udfff" for c in text)


def _everybody(connection: Connection) -> list[Person]:
    return [person_of(row) for row in connection.execute(select(people).order_by(people.c.name))]


def _row(connection: Connection, name: str) -> Row[Any] | None:
    if not storable(name):
        return None
    return connection.execute(select(people).where(people.c.name == name)).first()


def _one(connection: Connection, name: str) -> Person:
    row = _row(connection, name)
    if row is None:
        raise ArchiveError(f"{name}: there is nobody of this name")
    return person_of(row)


def person_of(row: Any) -> Person:
    """A row of the table as a person."""
    return Person(
        name=row.name,
        role=row.role,
        clearance=row.clearance,
        active=bool(row.active),
        since=row.since,
        has_password=bool(row.password),
    )


def _set(connection: Connection, name: str, **values: Any) -> None:
    connection.execute(update(people).where(people.c.name == name).values(**values))


def _not_the_last(connection: Connection, person: Person) -> None:
    others = select(func.count()).where(
        people.c.role == "administrator", people.c.active == 1, people.c.name != person.name
    )
    if person.role == "administrator" and person.active and not connection.execute(others).scalar():
        raise ArchiveError(f"{person.name}: is the only administrator; make somebody else one first")


def _name(name: str) -> str:
    name = unicodedata.normalize("NFC", name)
    fit = name[:1].isalnum() and name == " ".join(name.split()) and len(name) <= _LONGEST_NAME
    if not fit or not all(c in _OTHER_CHARACTERS or unicodedata.category(c)[0] in "LMN" for c in name):
        raise ArchiveError(
            f"a name has 1 to {_LONGEST_NAME} characters: letters, digits, . _ - @ ' + and single spaces"
        )
    return name


def _role(role: str) -> str:
    if role not in ROLES:
        raise ArchiveError(f"{role}: is no role; say {', '.join(ROLES)}")
    return role


def _clearance(clearance: int) -> int:
    if clearance not in CLEARANCES:
        raise ArchiveError(f"{clearance}: is no clearance; say 0, 1 or 2")
    return clearance


def _hash(password: str, name: str) -> str:
    if why := passwords.unfit(password, name=name):
        raise ArchiveError(why)
    return passwords.hashed(password)
