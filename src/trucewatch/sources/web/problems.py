"""Why something was not fetched, in one line, and whether asking again later may help.

Invariant: no message holds a name or password of an address.
"""

from __future__ import annotations

from trucewatch.sources.problems import SourceError
from trucewatch.sources.web.addresses import shown


class FetchError(SourceError):
    """An address that was not fetched.

    `temporary` says that it may be had later (a server in trouble, a network that is down); `wait` is how many
    seconds the server asks to be left alone; `everywhere`, that other addresses of the site would fare alike.
    """

    def __init__(
        self,
        cause: str,
        *,
        path: str | None = None,
        temporary: bool = False,
        wait: float | None = None,
        everywhere: bool = False,
    ) -> None:
        super().__init__(cause, path=path)
        self.temporary = temporary
        self.wait = wait
        self.everywhere = everywhere

    def at(self, path: str, line: int | None = None) -> FetchError:
        """The same problem with the address where it was met."""
        return _problem(self.cause, shown(path), self.temporary, self.wait, self.everywhere)

    def __reduce__(self) -> tuple[object, ...]:
        return _problem, (self.cause, self.path, self.temporary, self.wait, self.everywhere)


def _problem(
    cause: str, path: str | None, temporary: bool, wait: float | None, everywhere: bool
) -> FetchError:
    """A FetchError, also one that has come from another process."""
    return FetchError(cause, path=path, temporary=temporary, wait=wait, everywhere=everywhere)
