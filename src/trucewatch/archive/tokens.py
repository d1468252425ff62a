"""Tokens: what a program shows to the desk's API in a person's name.

Invariant: a token's secret is shown once, when it is made; what is kept is its SHA-256. It has scopes, an expiry, and
never more than the rights that its person has when it is used. Each that is made or revoked is in the audit trail.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal, get_args

from sqlalchemy import func, insert, select, update

from trucewatch.archive import engines, trail
from trucewatch.archive.people import Person, must_be_active, person_of
from trucewatch.archive.problems import ArchiveError
from trucewatch.archive.schema import people, tokens
from trucewatch.archive.sessions import digest
from trucewatch.archive.store import Archive

Scope = Literal["read", "review", "export", "alerts"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
"""What a token may be used for: to see, to review and judge, to export, to keep alerts."""

LONGEST = 366
"""Days that a token lasts at most."""
PREFIX = "trucewatch_"
"""What every secret begins with, so that scanners and people know one that lies about."""

_LABEL = 200
_AT_MOST = 100
"""Tokens that hold at one time, of one person."""


@dataclass(frozen=True, kw_only=True)
class Token:
    """A token as it is kept: whose, what it is for in the person's words, scopes, and until when it holds."""

    number: int
    person: str
    label: str
    scopes: tuple[Scope, ...]
    since: str
    expires: str | None
    revoked: str | None

    @property
    def holds(self) -> bool:
        """Whether it is neither revoked nor expired, as of now."""
        return self.revoked is None and (self.expires is None or self.expires > trail.now())


def make(
    archive: Archive, name: str, *, label: str, scopes: Iterable[str], days: int = 90, who: str | None = None
) -> tuple[Token, str]:
    """Make a token for an active person; returns it and its secret, which cannot be had again.

    Raises ArchiveError for a scope that is none, for none at all, for a label that is empty or longer than 200
    characters, and for a number of days below 1 or above 366.
    """
    wanted = _scopes(scopes)
    label = " ".join(label.split())
    if not 1 <= len(label) <= _LABEL or not label.isprintable():
        raise ArchiveError(f"a token has a label of 1 to {_LABEL} characters that says what it is for")
    if not 1 <= days <= LONGEST:
        raise ArchiveError(f"a token lasts 1 to {LONGEST} days")
    secret = PREFIX + secrets.token_urlsafe(32)
    with archive.writing() as connection:
        must_be_active(connection, name)
        now = trail.now()
        standing = tokens.c.person == name, tokens.c.revoked.is_(None), tokens.c.expires > now
        if (connection.execute(select(func.count()).where(*standing)).scalar() or 0) >= _AT_MOST:
            raise ArchiveError(f"{name}: has {_AT_MOST} tokens that hold; revoke some first")
        made = Token(
            number=engines.next_number(connection, tokens),
            person=name,
            label=label,
            scopes=wanted,
            since=now,
            expires=trail.later(now, timedelta(days=days)),
            revoked=None,
        )
        row = vars(made) | {"scopes": " ".join(wanted), "digest": digest(secret)}
        connection.execute(insert(tokens).values(**row))
        detail = {"person": name, "label": label, "scopes": list(wanted), "expires": made.expires}
        trail.append(connection, who or archive.who, [("add token", str(made.number), detail)])
    return made, secret


def revoke(archive: Archive, number: int, *, person: str | None = None, who: str | None = None) -> Token:
    """Have a token hold no more; with `person` only one of theirs.

    Raises ArchiveError where there is no such token. One that is revoked stays as it is.
    """
    with archive.writing() as connection:
        wanted = select(tokens).where(tokens.c.number == number)
        row = connection.execute(wanted).first()
        if row is None or (person is not None and row.person != person):
            raise ArchiveError(f"{number}: there is no such token")
        if row.revoked is None:
            now = trail.now()
            connection.execute(update(tokens).where(tokens.c.number == number).values(revoked=now))
            detail = {"person": row.person, "label": row.label}
            trail.append(connection, who or archive.who, [("revoke token", str(number), detail)])
        return _token(connection.execute(wanted).one())


def of(archive: Archive, secret: str) -> tuple[Token, Person] | None:
    """The token with this secret and its person as of now; None where there is none, or it does not hold."""
    if not secret.startswith(PREFIX):
        return None
    with archive.reading() as connection:
        row = connection.execute(select(tokens).where(tokens.c.digest == digest(secret))).first()
        if row is None or not (token := _token(row)).holds:
            return None
        active = select(people).where(people.c.name == token.person, people.c.active == 1)
        whose = connection.execute(active).first()
    return (token, person_of(whose)) if whose is not None else None


def listed(archive: Archive, *, person: str | None = None) -> list[Token]:
    """All tokens that were ever made, the latest first; with `person` theirs."""
    wanted = select(tokens).order_by(tokens.c.number.desc())
    if person is not None:
        wanted = wanted.where(tokens.c.person == person)
    with archive.reading() as connection:
        return [_token(row) for row in connection.execute(wanted)]


def _token(row: Any) -> Token:
    fields = ("number", "person", "label", "since", "expires", "revoked")
    return Token(scopes=tuple(row.scopes.split()), **{field: getattr(row, field) for field in fields})


def _scopes(scopes: Iterable[str]) -> tuple[Scope, ...]:
    given = set(scopes)
    if unknown := sorted(given - set(SCOPES)):
        raise ArchiveError(f"{unknown[0]}: is no scope; say {', '.join(SCOPES)}")
    if not given:
        raise ArchiveError(f"a token has one scope or more of {', '.join(SCOPES)}")
    return tuple(scope for scope in SCOPES if scope in given)
