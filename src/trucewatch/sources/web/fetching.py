"""An address to what is there: asked politely, followed where it leads, bounded in size and time.

Invariant: each address on the way, the first and those that redirects name, is judged alike before a
connection is made; a response is never held beyond its limit, packed or unpacked.
"""

from __future__ import annotations

import random
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http import HTTPStatus
from importlib.metadata import version
from urllib.parse import urlencode, urljoin

import certifi
import httpcore

from trucewatch.sources.dates import moment
from trucewatch.sources.problems import SourceError
from trucewatch.sources.web.addresses import normal, site
from trucewatch.sources.web.network import Guard, Lookup, late, look_up
from trucewatch.sources.web.politeness import Manners, back_off, retry_after
from trucewatch.sources.web.problems import FetchError
from trucewatch.sources.web.responses import Fetched, Headers
from trucewatch.sources.web.unpacking import unpack

_REDIRECTS = {301, 302, 303, 307, 308}
_LATER = {408, 425, 429, 500, 502, 503, 504}
_ROBOTS_BYTES = 500_000  # what RFC 9309 asks to read at least
_TROUBLE = 300.0
"""Seconds for which a site that did not answer at all is not asked again."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How to fetch.

    `contact` is an address of e-mail or the web by which the owner of a site reaches us, told in every request.
    `allow_private` lets connections go to closed networks, `robots` heeds robots.txt, `pause` is the seconds
    between two requests to a site. A response has at most `most` bytes, packed or unpacked, comes within
    `seconds` and never keeps us waiting for more than `stall`; it is looked for over at most `redirects`
    redirects. A server in trouble is asked up to `attempts` times, where it does not ask for a wait of more
    than `patience` seconds.
    """

    contact: str | None = None
    allow_private: bool = False
    robots: bool = True
    pause: float = 1.0
    most: int = 50_000_000
    seconds: float = 60.0
    stall: float = 20.0
    redirects: int = 5
    attempts: int = 3
    patience: float = 30.0

    @property
    def agent(self) -> str:
        """The User-Agent: our name and version, and the contact."""
        name = f"Trucewatch/{version('trucewatch')}"
        return f"{name} (+{self.contact})" if self.contact else name


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """What is asked for; `private` is added to the query when it is sent, `robots` says whether they are heeded."""

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b""
    private: Mapping[str, str] = field(default_factory=dict)
    robots: bool = False


class Fetcher:
    """Fetches addresses for one thread, over connections that are kept while it is open.

    `lookup`, `clock`, `sleep` and `chance` are for tests: the names of hosts, time, and the chance amounts of
    waits. Use it as a context manager, or call `close`. No proxy is used, whatever the environment says:
    behind one, where a connection goes could not be judged.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        lookup: Lookup = look_up,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        chance: random.Random | None = None,
    ) -> None:
        self.settings = settings or Settings()
        self._guard = Guard(allow_private=self.settings.allow_private, lookup=lookup)
        self._manners = Manners(self._robots_text, pause=self.settings.pause, clock=clock, sleep=sleep)
        self._sleep = sleep
        self._chance = chance or random.Random()
        self._pool = httpcore.ConnectionPool(
            ssl_context=_trust(), network_backend=self._guard, max_connections=4, keepalive_expiry=10.0
        )

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of all connections."""
        self._pool.close()

    def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        private: Mapping[str, str] | None = None,
        robots: bool = True,
    ) -> Fetched:
        """What is at `url`: a response of status 200, or 304 where `headers` ask for what has changed.

        `private` is added to the query when it is sent, and is neither shown nor kept. `robots` is for
        addresses that are made for programs. Raises FetchError, with the address, for everything else.
        """
        with _at(url):
            asked = _Asked(url=normal(url), headers=headers or {}, private=private or {}, robots=robots)
            return self._tried(asked)

    def post(self, url: str, content: bytes, media_type: str) -> Fetched:
        """The response of status 200 to `content` sent to a service at `url`. Raises FetchError as `get` does."""
        with _at(url):
            headers = {"Content-Type": media_type}
            return self._tried(_Asked(method="POST", url=normal(url), headers=headers, content=content))

    def _tried(self, asked: _Asked) -> Fetched:
        """The response after as many attempts as it takes and may take."""
        for attempt in range(1, self.settings.attempts + 1):
            last = attempt == self.settings.attempts
            try:
                return self._followed(asked, last=last)
            except FetchError as problem:
                wait = problem.wait
                if wait is None:
                    wait = back_off(attempt, first=2.0, most=self.settings.patience, chance=self._chance)
                if last or not problem.temporary or wait > self.settings.patience:
                    raise
                self._sleep(wait)
        raise AssertionError("the loop returns or raises")

    def _followed(self, asked: _Asked, *, last: bool = False) -> Fetched:
        """The response at the end of the redirects. After the `last` attempt a site that is lost is left alone."""
        address = asked.url
        passed = {address}
        while True:
            try:
                fetched = self._once(asked, address)
            except FetchError as problem:
                if last and problem.everywhere and problem.wait is None:
                    self._manners.leave_alone(address, _TROUBLE, problem.cause)
                raise
            if fetched.status not in _REDIRECTS:
                return self._judged(fetched)
            address = _target(fetched)
            if address in passed:
                raise FetchError("redirects in a circle")
            if len(passed) > self.settings.redirects:
                raise FetchError(f"redirects more than {self.settings.redirects} times")
            if site(address) != site(asked.url):
                asked = replace(asked, private={})
            passed.add(address)

    def _once(self, asked: _Asked, address: str) -> Fetched:
        """The response of `address`, asked in its turn, where its site allows that."""
        if asked.robots and self.settings.robots:
            self._manners.permit(address)
        self._manners.wait(address, self.settings.patience)
        return self._sent(asked, address)

    def _judged(self, fetched: Fetched) -> Fetched:
        if fetched.status in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
            return fetched
        wait = retry_after(fetched.header("Retry-After")) if fetched.status in _LATER else None
        if wait:
            self._manners.leave_alone(fetched.address, wait, "its site asked to be left alone")
        asks = f", and asks for a wait of {wait:.0f} seconds" if wait else ""
        where = "" if fetched.address == fetched.url else f" (at {site(fetched.address)})"
        raise FetchError(
            f"the server answered {fetched.status}{_phrase(fetched.status)}{where}{asks}",
            temporary=fetched.status in _LATER,
            wait=wait,
        )

    def _sent(self, asked: _Asked, address: str) -> Fetched:
        """One request, to where `asked` has led, and its response, whatever its status."""
        sent = {
            "Host": address.split("/")[2],
            "User-Agent": self.settings.agent,
            "Accept": "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8",
            "Accept-Encoding": "gzip",
            **asked.headers,
        }
        if asked.content:
            sent["Content-Length"] = str(len(asked.content))
        wire = address
        if asked.private:
            wire += ("&" if "?" in address else "?") + urlencode(asked.private)
        self._guard.start(self.settings.seconds)
        retrieved = moment(datetime.now(UTC))
        timeouts = dict.fromkeys(("connect", "read", "write", "pool"), self.settings.stall)
        wired: list[tuple[bytes | str, bytes | str]] = [*sent.items()]
        with (
            _said(self._guard, self.settings.stall),
            self._pool.stream(
                asked.method,
                wire,
                headers=wired,
                content=asked.content or None,
                extensions={"timeout": timeouts},
            ) as response,
        ):
            peer = response.extensions["network_stream"].get_extra_info("server_addr")
            known = tuple((n.decode("latin-1"), v.decode("latin-1")) for n, v in response.headers)
            raw = b"" if response.status in _REDIRECTS else _bounded(response, known, self.settings.most)
        got = Fetched(
            url=asked.url, address=address, retrieved=retrieved, method=asked.method, status=response.status,
            headers=known, request=tuple(sent.items()), sent=asked.content, raw=raw, body=raw,
            peer=str(peer[0]) if peer else None,
        )  # fmt: skip
        if not raw or response.status != HTTPStatus.OK:
            return got
        return replace(got, body=unpack(raw, got.header("Content-Encoding") or "", self.settings.most))

    def _robots_text(self, address: str) -> str | None:
        """The robots.txt at `address`; None where there is none (RFC 9309: 4xx, or redirects without end)."""
        try:
            fetched = self._followed(_Asked(url=address))
        except FetchError as problem:
            status = problem.cause.partition("answered ")[2][:3]
            lost = problem.cause.startswith("redirects") or (status.startswith("4") and status != "429")
            if lost:
                return None
            if problem.everywhere or problem.wait is not None or not problem.temporary:
                raise
            cause = f"its robots.txt cannot be had, so nothing is fetched from its site ({problem.cause})"
            raise FetchError(cause, temporary=True, everywhere=True) from None
        return fetched.body[:_ROBOTS_BYTES].decode("utf-8", "replace")


def _bounded(response: httpcore.Response, headers: Headers, most: int) -> bytes:
    """The body as it was sent, given up where it is longer than `most`."""
    too_long = FetchError(f"is larger than {most / 1e6:.0f} MB, and was given up")
    for name, value in headers:
        if name.lower() == "content-length" and value.isdecimal() and int(value[:20]) > most:
            raise too_long
    parts: list[bytes] = []
    length = 0
    for part in response.iter_stream():
        length += len(part)
        if length > most:
            raise too_long
        parts.append(part)
    return b"".join(parts)


def _target(fetched: Fetched) -> str:
    location = fetched.header("Location")
    if not location:
        raise FetchError(f"the server answered {fetched.status}, a redirect to nowhere")
    try:
        return normal(urljoin(fetched.address, location))
    except (SourceError, ValueError) as problem:
        cause = problem.cause if isinstance(problem, SourceError) else "is no address that can be fetched"
        raise FetchError(f"redirects to what {cause}") from None


@contextmanager
def _at(url: str) -> Iterator[None]:
    """Whatever is wrong gets the address where it was met."""
    try:
        yield
    except FetchError as problem:
        raise problem.at(url) from None
    except SourceError as problem:
        raise FetchError(problem.cause).at(url) from None


@contextmanager
def _said(guard: Guard, stall: float) -> Iterator[None]:
    """What goes wrong on the network, in words for people."""
    try:
        yield
    except SourceError:
        raise
    except httpcore.ConnectTimeout:
        cause = f"the server did not answer within {stall:g} seconds"
        raise FetchError(cause, temporary=True, everywhere=True) from None
    except httpcore.TimeoutException:
        if guard.late:
            raise late() from None
        raise FetchError(f"the server stalled: nothing came for {stall:g} seconds", temporary=True) from None
    except httpcore.ConnectError as error:
        cause = f"no connection to the server ({_cause(error)})"
        raise FetchError(cause, temporary=True, everywhere=True) from None
    except (httpcore.NetworkError, httpcore.RemoteProtocolError) as error:
        raise FetchError(f"the connection broke ({_cause(error)})", temporary=True) from None
    except (httpcore.LocalProtocolError, httpcore.UnsupportedProtocol, ValueError) as error:
        raise FetchError(f"cannot be asked for ({_cause(error)})") from None


def _cause(error: Exception) -> str:
    cause = error.__cause__ or error.__context__ or error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"its certificate does not hold: {cause.verify_message}"
    if isinstance(cause, ssl.SSLError):
        return f"it speaks no TLS that we do: {(cause.reason or '').replace('_', ' ').lower()}"
    if isinstance(cause, OSError) and cause.strerror:
        return cause.strerror.lower()
    return " ".join(str(error).split())[:120] or type(error).__name__


def _phrase(status: int) -> str:
    try:
        return f" ({HTTPStatus(status).phrase})"
    except ValueError:
        return ""


def _trust() -> ssl.SSLContext:
    """The authorities that certifi knows, and those that this machine knows besides."""
    context = ssl.create_default_context(cafile=certifi.where())
    context.load_default_certs()
    return context
