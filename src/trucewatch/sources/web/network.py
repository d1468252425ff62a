"""Connections that go where they were allowed to go, and end when their time is up.

Invariant: a name is looked up once for a connection, every number that it has is judged, and the connection
goes to one of these numbers; so a name that answers otherwise a moment later gains nothing. No read or write
waits beyond the deadline, however slowly the other side drips.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable
from typing import Any

import httpcore

from trucewatch.sources.web.addresses import Number, closed
from trucewatch.sources.web.problems import FetchError

Lookup = Callable[[str, int], list[Number]]


def look_up(host: str, port: int) -> list[Number]:
    """The numbers of `host`, by the system's resolver, which also reads decimal, octal and hexadecimal forms."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    numbers = [ipaddress.ip_address(str(entry[4][0])) for entry in found]
    return list(dict.fromkeys(numbers))


def late() -> FetchError:
    """What is said of a request whose time is up."""
    return FetchError("took too long, and was given up", temporary=True)


class Guard(httpcore.NetworkBackend):
    """httpcore's way to the network, with the numbers judged and the time bounded.

    `allow_private` lets connections go to any number; `lookup` finds the numbers of a name. One `Guard` serves
    one thread: `start` sets the deadline of the request that comes next.
    """

    def __init__(self, *, allow_private: bool = False, lookup: Lookup = look_up) -> None:
        self._allow_private = allow_private
        self._lookup = lookup
        self._inner = httpcore.SyncBackend()
        self._deadline = float("inf")

    def start(self, seconds: float) -> None:
        """Let what follows take so many seconds in all."""
        self._deadline = time.monotonic() + seconds

    @property
    def late(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() >= self._deadline

    def left(self, timeout: float | None) -> float:
        """Seconds that the next step may take. Raises FetchError when there are none left."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise late()
        return left if timeout is None else min(timeout, left)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to one of the numbers of `host`. Raises FetchError where it has none that may be used."""
        problem: Exception | None = None
        for number in self.numbers(host, port):
            try:
                stream = self._inner.connect_tcp(
                    str(number), port, self.left(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
            else:
                return _Bounded(stream, self)
        raise problem or FetchError("has no host that answers", temporary=True)

    def numbers(self, host: str, port: int) -> list[Number]:
        """The numbers of `host`, none of them in a closed network unless that is allowed."""
        try:
            numbers = self._lookup(host, port)
        except (OSError, UnicodeError):
            raise FetchError(f"its host {host} is not known", temporary=True, everywhere=True) from None
        if not self._allow_private:
            for number in numbers:
                if kind := closed(number):
                    raise FetchError(
                        f"its host is in a closed network ({number} is {kind}), which is fetched from only"
                        " with --allow-private"
                    )
        return numbers

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        """Refused: no address of the web leads to a socket of this machine."""
        raise FetchError("is a socket of this machine")


class _Bounded(httpcore.NetworkStream):
    """A stream whose every step ends by the deadline."""

    def __init__(self, inner: httpcore.NetworkStream, guard: Guard) -> None:
        self._inner = inner
        self._guard = guard

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._guard.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._guard.left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, self._guard.left(timeout))
        return _Bounded(inner, self._guard)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
