"""The rules at work while the desk is open.

Invariant: there is one pass at a time; a pass that fails is told in the log and costs no later one.
"""

from __future__ import annotations

import logging
import threading

from trucewatch.archive import alerts
from trucewatch.archive.gathering import state
from trucewatch.desk.alerting.running import Alerting

_EVERY = 15.0
_log = logging.getLogger("trucewatch.desk")


class Background:
    """Runs passes in a thread of its own whenever the archive has moved or a delivery is due.

    Args:
        alerting: the rules.
        every: seconds between two looks.
    """

    def __init__(self, alerting: Alerting, *, every: float = _EVERY) -> None:
        self._alerting = alerting
        self._every = every
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._work, name="alerts", daemon=True)
        self._seen: object = None

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """End, after the pass that is being made."""
        self._ended.set()
        self._thread.join(timeout=30)

    def look(self) -> bool:
        """Make a pass where there is need of one; returns whether there was."""
        archive = self._alerting.archive
        at_work = alerts.listed(archive, active=True)
        now = (state(archive), [alert.number for alert in at_work])
        if not at_work or (now == self._seen and not alerts.are_due(archive)):
            return False
        self._alerting.run()
        self._seen = now
        return True

    def _work(self) -> None:
        while not self._ended.wait(self._every):
            try:
                self.look()
            except Exception as error:
                _log.error("alerts: %s: %s", type(error).__name__, error)
