"""Alerts: by which rule somebody is told of what, and what was sent to them.

Invariant: a rule tells of an event once, of none that was there when it was made; making and stopping a rule is in the
audit trail, without the secret and without the address, which may hold one. A delivery is book-keeping that changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from sqlalchemy import Connection, insert, select, update

from trucewatch.archive import engines, trail
from trucewatch.archive.problems import ArchiveError
from trucewatch.archive.schema import alerts, deliveries
from trucewatch.archive.store import Archive

Channel = Literal["webhook", "email"]
CHANNELS: tuple[Channel, ...] = get_args(Channel)

WAS_THERE = "was there when the rule was made"
"""The outcome of an event that nobody is told of, because it is older than the rule."""
MOST = 100
"""Rules that one person has at work at one time."""
_LEASE = timedelta(minutes=10)
"""How long one process has a delivery to itself; another takes it up where that one was ended meanwhile."""


@dataclass(frozen=True, kw_only=True)
class Alert:
    """A rule of a person's on a case: `rule` is JSON, `target` an address of the web or of e-mail by `channel`."""

    number: int
    since: str
    person: str
    case: str
    rule: str
    channel: Channel
    target: str
    secret: str = field(repr=False)
    active: bool

    @property
    def host(self) -> str:
        """Where the target is, without what may be secret in it."""
        return urlsplit(self.target).hostname or self.target.rpartition("@")[2]


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """An event of which somebody is to be told: `due` is when to try, None for what is done with."""

    number: int
    alert: int
    event: str
    at: str
    body: str
    attempts: int
    due: str | None
    outcome: str


def make(
    archive: Archive,
    *,
    person: str,
    case: str,
    rule: str,
    channel: Channel,
    target: str,
    secret: str = "",
    before: Iterable[str] = (),
    who: str | None = None,
) -> Alert:
    """Keep a rule; `before` are the events that are there already, of which it does not tell.

    Raises ArchiveError for a channel that is none and where the person has as many rules as one may have.
    """
    if channel not in CHANNELS:
        raise ArchiveError(f"{channel}: is no way to tell somebody; say {', '.join(CHANNELS)}")
    with archive.writing() as connection:
        here = alerts.c.person == person, alerts.c.active == 1
        if len(connection.execute(select(alerts.c.number).where(*here)).all()) >= MOST:
            raise ArchiveError(f"{person}: has {MOST} rules at work; stop some first")
        number = engines.next_number(connection, alerts)
        now = trail.now()
        row = {
            "number": number, "since": now, "person": person, "case_name": case, "rule": rule,
            "channel": channel, "target": target, "secret": secret, "active": 1,
        }  # fmt: skip
        connection.execute(insert(alerts), [row])
        _add(connection, number, dict.fromkeys(before, ""), due=None, outcome=WAS_THERE)
        made = _alert(row)
        told = {"person": person, "case": case, "rule": rule, "channel": channel, "to": made.host}
        trail.append(connection, who or archive.who, [("add alert", str(number), told)])
        return made


def stop(archive: Archive, number: int, *, person: str | None = None, who: str | None = None) -> Alert:
    """Have a rule tell nobody any more, also of what is still to be sent; with `person` only one of theirs.

    Raises ArchiveError where there is no such rule. One that is stopped stays as it is.
    """
    with archive.writing() as connection:
        row = connection.execute(select(alerts).where(alerts.c.number == number)).first()
        if row is None or (person is not None and row.person != person):
            raise ArchiveError(f"{number}: there is no such alert")
        if row.active:
            connection.execute(update(alerts).where(alerts.c.number == number).values(active=0))
            waiting = deliveries.c.alert == number, deliveries.c.due.is_not(None)
            stopped = {"due": None, "outcome": "the rule was stopped"}
            connection.execute(update(deliveries).where(*waiting).values(**stopped))
            trail.append(
                connection, who or archive.who, [("stop alert", str(number), {"person": row.person})]
            )
        return _alert({**row._mapping, "active": 0})


def listed(
    archive: Archive, *, person: str | None = None, case: str | None = None, active: bool | None = None
) -> list[Alert]:
    """The rules, the latest first: of one person, on one case, at work or stopped, where that is said."""
    wanted = select(alerts).order_by(alerts.c.number.desc())
    if person is not None:
        wanted = wanted.where(alerts.c.person == person)
    if case is not None:
        wanted = wanted.where(alerts.c.case_name == case)
    if active is not None:
        wanted = wanted.where(alerts.c.active == int(active))
    with archive.reading() as connection:
        return [_alert(row._mapping) for row in connection.execute(wanted)]


def known(archive: Archive, alert: int) -> set[str]:
    """The events that a rule has told of, is about to tell of, or found there when it was made."""
    with archive.reading() as connection:
        wanted = select(deliveries.c.event).where(deliveries.c.alert == alert)
        return set(connection.execute(wanted).scalars())


def queue(archive: Archive, alert: int, bodies: Mapping[str, str]) -> int:
    """Have a rule tell of these events, each with its body, where it has not yet; returns of how many it will.

    A rule that was stopped meanwhile tells of none.
    """
    with archive.writing() as connection:
        works = select(alerts.c.number).where(alerts.c.number == alert, alerts.c.active == 1)
        if connection.execute(works).first() is None:
            return 0
        return _add(connection, alert, bodies, due=trail.now(), outcome="to be sent")


def claim(archive: Archive, alert: int, at_most: int = 50) -> list[Delivery]:
    """The deliveries of a rule that are due now, which no other process gets for ten minutes."""
    now = trail.now()
    with archive.writing() as connection:
        due = deliveries.c.alert == alert, deliveries.c.due.is_not(None), deliveries.c.due <= now
        rows = connection.execute(select(deliveries).where(*due).order_by(deliveries.c.number).limit(at_most))
        found = [Delivery(**row._mapping) for row in rows]
        ours = deliveries.c.number.in_([one.number for one in found])
        connection.execute(update(deliveries).where(ours).values(due=trail.later(now, _LEASE)))
        return found


def settle(
    archive: Archive, number: int, *, outcome: str, attempts: int, again: timedelta | None = None
) -> None:
    """Note how a delivery went, and after how long to try `again`; None where it is done with."""
    due = trail.later(trail.now(), again) if again is not None else None
    values = {"outcome": outcome[:500], "attempts": attempts, "due": due}
    with archive.writing() as connection:
        connection.execute(update(deliveries).where(deliveries.c.number == number).values(**values))


def are_due(archive: Archive) -> bool:
    """Whether any delivery is due now."""
    due = deliveries.c.due.is_not(None), deliveries.c.due <= trail.now()
    with archive.reading() as connection:
        return connection.execute(select(deliveries.c.number).where(*due).limit(1)).first() is not None


def log(archive: Archive, alert: int, at_most: int = 100) -> list[Delivery]:
    """What a rule told of, the latest first; events that were there before it are left out."""
    told = deliveries.c.alert == alert, deliveries.c.outcome != WAS_THERE
    wanted = select(deliveries).where(*told).order_by(deliveries.c.number.desc()).limit(at_most)
    with archive.reading() as connection:
        return [Delivery(**row._mapping) for row in connection.execute(wanted)]


def _add(
    connection: Connection, alert: int, bodies: Mapping[str, str], *, due: str | None, outcome: str
) -> int:
    there = select(deliveries.c.event).where(deliveries.c.alert == alert)
    told = set(connection.execute(there).scalars())
    number, now = engines.next_number(connection, deliveries), trail.now()
    rows = [
        {
            "number": number + n, "alert": alert, "event": event, "at": now, "body": body,
            "attempts": 0, "due": due, "outcome": outcome,
        }
        for n, (event, body) in enumerate(sorted((e, b) for e, b in bodies.items() if e not in told))
    ]  # fmt: skip
    if rows:
        connection.execute(insert(deliveries), rows)
    return len(rows)


def _alert(row: Mapping[Any, Any]) -> Alert:
    fields = ("number", "since", "person", "rule", "channel", "target", "secret")
    return Alert(case=row["case_name"], active=bool(row["active"]), **{name: row[name] for name in fields})
