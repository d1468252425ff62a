"""How somebody is told: what came of it, and when to try again.

Invariant: a delivery is tried a bounded number of times, ever further apart, and never again after that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from trucewatch.archive.alerts import Alert
from trucewatch.desk.alerting.events import Event
from trucewatch.desk.alerting.rules import Rule

WAITS = tuple(timedelta(minutes=n) for n in (1, 5, 15, 60, 240, 720))
"""How long after each attempt that failed the next one comes; there is none after the last."""


class SendingError(Exception):
    """A delivery that failed; `temporary` says that another attempt may do."""

    def __init__(self, cause: str, *, temporary: bool) -> None:
        super().__init__(cause)
        self.temporary = temporary


@dataclass(frozen=True, kw_only=True)
class Message:
    """What somebody is told: of which event, by which rule, in which case, and where it is shown.

    `case` is the case's name in addresses, `case_name` its own; `link` is a path where the desk's address is unknown.
    """

    alert: Alert
    rule: Rule
    case: str
    case_name: str
    event: Event
    link: str


class Channel(Protocol):
    """A way to tell somebody."""

    def send(self, message: Message) -> str:
        """Tell them; returns what came of it in words. Raises SendingError where it failed."""
        ...


def again(attempts: int) -> timedelta | None:
    """How long after so many attempts to try again; None where it is given up."""
    return WAITS[attempts - 1] if attempts <= len(WAITS) else None
