"""How a guest behaves: robots.txt is heeded, hosts get pauses, and who is in trouble is left alone for longer.

Invariant: between two requests to one site lies at least its pause, and none is sent before the time that the
site asked for. Methods: RFC 9309 (robots.txt), RFC 9110 section 10.2.3 (Retry-After); waiting twice as long
after each failure, by a chance amount so that many clients do not come back at once (Brooker, "Exponential
Backoff and Jitter", 2015).
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from protego import Protego

from trucewatch.sources.web.addresses import site
from trucewatch.sources.web.problems import FetchError

TOKEN = "Trucewatch"
"""The name by which robots.txt may speak of us."""

LONGEST_PAUSE = 30.0
"""Seconds between two requests that a site can ask for by robots.txt; a site that asks for more gets these."""

_AGAIN = 86_400.0
"""Seconds for which a robots.txt is taken to hold, as RFC 9309 advises."""


class Manners:
    """The pauses and rules of every site that is fetched from.

    `robots` gives the text of a site's robots.txt, None where it has none, and raises FetchError where that
    cannot be known. `pause` is the seconds between two requests to one site. `clock` and `sleep` are time's.
    """

    def __init__(
        self,
        robots: Callable[[str], str | None],
        *,
        pause: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._robots = robots
        self._pause = pause
        self._clock = clock
        self._sleep = sleep
        self._next: dict[str, float] = {}
        self._asked: dict[str, tuple[float, str]] = {}
        self._rules: dict[str, tuple[float, Protego | None]] = {}

    def permit(self, address: str) -> None:
        """Raise FetchError where robots.txt forbids `address`, or cannot be known (then all is forbidden)."""
        rules = self._rules_of(site(address))
        if rules is not None and not rules.can_fetch(address, TOKEN):
            raise FetchError("robots.txt of the site forbids it")

    def wait(self, address: str, patience: float) -> None:
        """Wait for the site's turn. Raises FetchError where the site asked for a longer wait than `patience`."""
        where = site(address)
        until, because = self._asked.get(where, (0.0, ""))
        asked = until - self._clock()
        if asked > patience:
            raise FetchError(
                f"{because}: not asked again for another {asked:.0f} seconds", temporary=True, wait=asked
            )
        turn = max(asked, self._next.get(where, 0.0) - self._clock())
        if turn > 0:
            self._sleep(turn)
        self._next[where] = self._clock() + self._pause_of(where)

    def leave_alone(self, address: str, seconds: float, because: str) -> None:
        """Send nothing to the site of `address` for so long, and say why."""
        where = site(address)
        until = self._clock() + seconds
        if until > self._asked.get(where, (0.0, ""))[0]:
            self._asked[where] = (until, because)

    def _pause_of(self, where: str) -> float:
        rules = self._rules.get(where, (0.0, None))[1]
        wanted = rules.crawl_delay(TOKEN) if rules is not None else None
        return max(self._pause, min(float(wanted or 0.0), LONGEST_PAUSE))

    def _rules_of(self, where: str) -> Protego | None:
        known = self._rules.get(where)
        if known is None or known[0] < self._clock():
            text = self._robots(f"{where}/robots.txt")
            rules = None if text is None else Protego.parse(text)
            known = self._rules[where] = (self._clock() + _AGAIN, rules)
        return known[1]


def retry_after(value: str | None, now: datetime | None = None) -> float | None:
    """The seconds that a Retry-After header asks for, given in seconds or as a date; None where it is neither."""
    if value is None:
        return None
    if value.strip().isdecimal():
        return float(min(int(value.strip()[:9]), 10**8))
    try:
        until = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - (now or datetime.now(UTC))).total_seconds())


def back_off(failures: int, *, first: float, most: float, chance: random.Random) -> float:
    """Seconds to wait after so many failures in a row: between half and all of `first`, doubled each time."""
    whole = min(most, first * 2.0 ** min(failures - 1, 30))
    return whole * (0.5 + chance.random() / 2)
