"""Sessions: who is logged in at the desk.

Invariant: a session's secret is 256 random bits, given out once; what is kept is its SHA-256, so that who reads the
archive cannot be somebody else. It ends when idle, at a fixed time in any case, when logged out, and with every change
of the person's password, role, clearance or activity. Rights are looked up at each use, never kept with a session.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, insert, or_, select, update

from trucewatch.archive import trail
from trucewatch.archive.people import Person, end_sessions, must_be_active, person_of
from trucewatch.archive.schema import people, sessions
from trucewatch.archive.store import Archive

IDLE = timedelta(hours=12)
"""How long a session lasts without being used."""
LONGEST = timedelta(days=7)
"""How long a session lasts at most."""
_SEEN_EACH = timedelta(minutes=5)
"""How exactly it is kept when a session was used last: to write at each request would be in everybody's way."""


@dataclass(frozen=True, kw_only=True)
class Session:
    """A session that holds: whose, and whether it is time to note that it is in use (see `touch`)."""

    person: Person
    untouched: bool


def begin(archive: Archive, name: str) -> str:
    """Begin a session of an active person, and return its secret; sessions that are over are cleared away."""
    secret = secrets.token_urlsafe(32)
    now = trail.now()
    with archive.writing() as connection:
        must_be_active(connection, name)
        over = or_(sessions.c.expires <= now, sessions.c.seen <= trail.later(now, -IDLE))
        connection.execute(delete(sessions).where(over))
        row = {"person": name, "since": now, "seen": now, "expires": trail.later(now, LONGEST)}
        connection.execute(insert(sessions).values(digest=digest(secret), **row))
    return secret


def of(archive: Archive, secret: str) -> Session | None:
    """The session with this secret; None where there is none, it is over, or its person is no longer active."""
    now = trail.now()
    wanted = (
        select(people, sessions.c.seen)
        .join(sessions, sessions.c.person == people.c.name)
        .where(
            sessions.c.digest == digest(secret),
            sessions.c.expires > now,
            sessions.c.seen > trail.later(now, -IDLE),
            people.c.active == 1,
        )
    )
    with archive.reading() as connection:
        row = connection.execute(wanted).first()
    if row is None:
        return None
    return Session(person=person_of(row), untouched=row.seen <= trail.later(now, -_SEEN_EACH))


def touch(archive: Archive, secret: str) -> None:
    """Note that a session is in use now."""
    with archive.writing() as connection:
        mine = sessions.c.digest == digest(secret)
        connection.execute(update(sessions).where(mine).values(seen=trail.now()))


def end(archive: Archive, secret: str) -> None:
    """End a session; nothing happens where there is none."""
    with archive.writing() as connection:
        connection.execute(delete(sessions).where(sessions.c.digest == digest(secret)))


def end_all(archive: Archive, name: str) -> None:
    """End all sessions of a person."""
    with archive.writing() as connection:
        end_sessions(connection, name)


def digest(secret: str) -> str:
    """What is kept of a secret: its SHA-256. A fast hash will do, as nobody can try 256 bits."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
