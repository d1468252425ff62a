"""How often somebody may try to log in.

Invariant: after a few tries that failed each next one has to wait twice as long, per name and per address, whether or
not anybody has that name; what is remembered is bounded, and forgotten when the process ends.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

_FREE = {"name": 5, "address": 20}
"""Tries without waiting; a name's are few, while an address may be a whole office's."""
_LONGEST_WAIT = {"name": 60.0, "address": 900.0}
"""Seconds; a name's wait is short, so that nobody can lock somebody else out for long by trying their name."""
_FORGOTTEN = 3600.0
_KEPT = 10_000


@dataclass
class _Tries:
    failed: int
    until: float
    last: float


class Throttle:
    """Counts the tries.

    Args:
        clock: seconds from some beginning.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._guard = threading.Lock()
        self._tries: dict[str, OrderedDict[str, _Tries]] = {"name": OrderedDict(), "address": OrderedDict()}

    def begin(self, name: str, address: str) -> float:
        """Count a try, as failed until `succeeded` says otherwise; returns the seconds to wait first, 0 for none.

        A try that has to wait is not counted. Counting comes before the check, so that tries at once are not free.
        """
        now = self._clock()
        with self._guard:
            keys = {"name": name.casefold()[:64], "address": network(address)}
            wait = max(self._wait(what, key, now) for what, key in keys.items())
            if wait <= 0:
                for what, key in keys.items():
                    self._count(what, key, now)
            return max(wait, 0.0)

    def succeeded(self, name: str, address: str) -> None:
        """The last try was right: the name is free again, and the address has one failure fewer."""
        with self._guard:
            self._tries["name"].pop(name.casefold()[:64], None)
            tries = self._tries["address"].get(network(address))
            if tries is not None:
                tries.failed -= 1
                tries.until = 0.0

    def _wait(self, what: str, key: str, now: float) -> float:
        tries = self._tries[what].get(key)
        return 0.0 if tries is None else tries.until - now

    def _count(self, what: str, key: str, now: float) -> None:
        known = self._tries[what]
        tries = known.pop(key, None)
        if tries is None or now - tries.last > _FORGOTTEN:
            tries = _Tries(0, 0.0, now)
        tries.failed += 1
        tries.last = now
        over = tries.failed - _FREE[what]
        if over >= 0:
            tries.until = now + min(2.0 ** min(over, 30), _LONGEST_WAIT[what])
        known[key] = tries
        while len(known) > _KEPT:
            known.popitem(last=False)


def network(address: str) -> str:
    """What counts as one address: of IPv6 the first 64 bits, which one customer has all of."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
