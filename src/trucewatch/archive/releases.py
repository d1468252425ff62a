"""What is meant for the public, as it was made, and its way there: proposed, released by somebody else, withdrawn.

Invariant: nothing is released by who proposed it, unless they say that they are alone. Bytes and steps are rows that
are only added, and in the audit trail; `verify` works out the hash of the bytes anew.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sqlalchemy import Connection, select

from trucewatch.archive.problems import ArchiveError
from trucewatch.archive.schema import release_steps
from trucewatch.archive.schema import releases as table
from trucewatch.archive.signed import RELEASES, STEPS
from trucewatch.archive.store import Archive

State = Literal["proposed", "released", "withdrawn"]
STATES: tuple[State, ...] = get_args(State)
LARGEST = 100_000_000
"""Bytes of the largest release."""
_COLUMNS = [column for column in table.c if column.name != "body"]


@dataclass(frozen=True)
class Step:
    """A step on the way of a release: what it was brought to, by whom and when, and why."""

    number: int
    release: int
    at: str
    who: str
    step: State
    note: str = ""


@dataclass(frozen=True)
class Release:
    """A file for the public without its bytes: what it is, who proposed it and when, and its steps, the last one last."""

    number: int
    at: str
    who: str
    case_name: str
    title: str
    file_name: str
    media_type: str
    sha256: str
    steps: tuple[Step, ...]

    @property
    def state(self) -> State:
        """Where it stands."""
        return self.steps[-1].step


def propose(
    archive: Archive,
    body: bytes,
    *,
    file_name: str,
    media_type: str,
    case: str,
    title: str,
    note: str = "",
    who: str | None = None,
) -> Release:
    """Keep a file that is meant for the public until somebody else releases it.

    Raises ArchiveError for a file without a name, with a name that is a path, of no media type, without a title, empty,
    or larger than LARGEST.
    """
    if not re.fullmatch(r"[^/\\\x00-\x1f\x7f]{1,200}", file_name) or file_name.strip(". ") == "":
        raise ArchiveError(f"{file_name!r}: is no name of a file")
    if not re.fullmatch(r"[\w.+-]+/[\w.+-]+(; ?[\w-]+=[\w-]+)?", media_type):
        raise ArchiveError(f"{media_type!r}: is no media type, such as text/csv")
    if not title.strip():
        raise ArchiveError(f"{file_name}: give it a title")
    if not 0 < len(body) <= LARGEST:
        raise ArchiveError(f"{file_name}: is {'too large' if body else 'empty'}")
    who = who or archive.who
    known = {"case_name": case, "title": title, "file_name": file_name, "media_type": media_type}
    with archive.writing() as connection:
        sha256 = hashlib.sha256(body).hexdigest()
        told = {"file_name": file_name, "sha256": sha256}
        row = RELEASES.add(connection, who, told, **known, sha256=sha256, body=body)
        _step(connection, who, row["number"], "proposed", note)
        return _one(connection, row["number"])


def release(
    archive: Archive, number: int, *, note: str = "", who: str | None = None, alone: bool = False
) -> Release:
    """Make public what somebody else proposed; `alone` where there is nobody else, who then may release their own.

    Raises ArchiveError where there is no such release, it was released or withdrawn already, or its proposer is `who`.
    """
    who = who or archive.who
    with archive.writing() as connection:
        found = _one(connection, number)
        if found.state != "proposed":
            raise ArchiveError(f"release {number}: was {found.state} already")
        if found.who == who and not alone:
            raise ArchiveError(f"release {number}: was proposed by {who}; somebody else has to release it")
        _step(connection, who, number, "released", note)
        return _one(connection, number)


def withdraw(archive: Archive, number: int, *, note: str = "", who: str | None = None) -> Release:
    """Take back a release, or a proposal of one; for good, since it can be proposed anew."""
    with archive.writing() as connection:
        if _one(connection, number).state == "withdrawn":
            raise ArchiveError(f"release {number}: was withdrawn already")
        _step(connection, who or archive.who, number, "withdrawn", note)
        return _one(connection, number)


def releases(archive: Archive, *, state: State | None = None, case: str | None = None) -> list[Release]:
    """All that was ever proposed, the latest first; only what stands in a `state`, or of a case, where given."""
    with archive.reading() as connection:
        everything = _all(connection)
    return [
        one for one in reversed(everything) if state in (None, one.state) and case in (None, one.case_name)
    ]


def content(archive: Archive, number: int, *, state: State | None = None) -> tuple[Release, bytes]:
    """A release with its bytes. Raises ArchiveError where there is none, or none that stands in `state`."""
    with archive.reading() as connection:
        found = _one(connection, number, state)
        body = connection.execute(select(table.c.body).where(table.c.number == number)).scalar_one()
    return found, bytes(body)


def _all(connection: Connection, *which: Any) -> list[Release]:
    steps: dict[int, list[Step]] = defaultdict(list)
    for row in connection.execute(select(release_steps).order_by(release_steps.c.number)):
        steps[row.release].append(Step(**row._mapping))
    rows = connection.execute(select(*_COLUMNS).where(*which).order_by(table.c.number))
    return [Release(**row._mapping, steps=tuple(steps[row.number])) for row in rows]


def _one(connection: Connection, number: int, state: State | None = None) -> Release:
    found = _all(connection, table.c.number == number) if 0 < number < 2**31 else []
    if not found or state not in (None, found[0].state):
        raise ArchiveError(f"{number}: there is no such release")
    return found[0]


def _step(connection: Connection, who: str, number: int, step: State, note: str) -> None:
    told = {"of": number, "step": step}
    STEPS.add(connection, who, told, release=number, step=step, note=note)
