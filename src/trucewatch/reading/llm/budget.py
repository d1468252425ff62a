"""What a run may spend on a model, over all of its threads.

Invariant: a request is sent only while the budget lasts, and is counted before it is sent.
"""

from __future__ import annotations

import threading

from trucewatch.reading.llm.settings import ModelError, Settings


class BudgetSpentError(ModelError):
    """The budget does not allow for another request."""


class Budget:
    """Counts requests and tokens against the limits of `settings`; `requests` and `tokens` are what was spent."""

    def __init__(self, settings: Settings) -> None:
        self._most_requests = settings.requests
        self._most_tokens = settings.tokens
        self._lock = threading.Lock()
        self.requests = 0
        self.tokens = 0

    def take(self, tokens: int) -> None:
        """Count a request of about so many tokens; raises BudgetSpentError where that is more than is left."""
        with self._lock:
            if self._most_requests is not None and self.requests >= self._most_requests:
                raise BudgetSpentError(f"the budget of {self._most_requests:,} requests is spent")
            if self._most_tokens is not None and self.tokens + tokens > self._most_tokens:
                raise BudgetSpentError(f"the budget of {self._most_tokens:,} tokens is spent")
            self.requests += 1
            self.tokens += tokens

    def settle(self, taken: int, used: int) -> None:
        """Replace the tokens that `take` counted by those that the server says it used."""
        with self._lock:
            self.tokens += used - taken
