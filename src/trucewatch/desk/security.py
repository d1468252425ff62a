"""What keeps other sites out: headers on every answer, the names that the desk is asked by, requests from elsewhere.

Invariant: no answer leaves without these headers, not even that to a failure; no request is looked at that was sent to
a name that is not the desk's (so that a name rebound to this machine reaches nothing), or that another site's page
makes without its visitor going there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trucewatch.desk.settings import LOOPBACK, Settings

_ANYWHERE = ("0.0.0.0", "::", "")
_NOTHING_OF = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "geolocation",
    "gyroscope", "hid", "magnetometer", "microphone", "midi", "payment", "serial", "usb",
)  # fmt: skip


def policy(tiles: str | None = None) -> str:
    """The content security policy: everything is the desk's own, but map tiles where they are wanted."""
    origin = _origin(tiles)
    elsewhere = f" {origin}" if origin else ""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src 'self'{elsewhere}",
            f"connect-src 'self'{elsewhere}",
            "font-src 'self'",
            "worker-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def headers(settings: Settings) -> dict[str, str]:
    """What every answer carries, whatever it says."""
    made = {
        "content-security-policy": policy(settings.tiles),
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": ", ".join(f"{one}=()" for one in _NOTHING_OF),
    }
    if settings.https:
        made["strict-transport-security"] = "max-age=31536000"
    return made


def names(settings: Settings) -> frozenset[str]:
    """The names that the desk may be asked by: this machine's own, where it listens, and those configured."""
    listens = () if settings.host in _ANYWHERE else (settings.host,)
    return frozenset(host.lower().strip("[]") for host in (*LOOPBACK, *listens, *settings.hosts))


class Shield:
    """Puts the headers on every answer, and refuses requests to other names and from other sites' pages.

    Args:
        app: what answers the rest.
        settings: how the desk is set up.
        failed: makes the answer to a fault.
    """

    def __init__(
        self, app: ASGIApp, *, settings: Settings, failed: Callable[[Request, Exception], Response]
    ) -> None:
        self._app = app
        self._failed = failed
        self._names = names(settings)
        self._headers = headers(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # there are no web sockets here
            return
        begun = False

        async def shielded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                self._put(MutableHeaders(scope=message))
            await send(message)

        asked = Headers(scope=scope)
        if not host_is_among(asked.getlist("host"), self._names):
            await PlainTextResponse("This desk has another name.\n", 400)(scope, receive, shielded)
        elif comes_from_elsewhere(asked, scope["method"]):
            await PlainTextResponse("Another site asked for this.\n", 403)(scope, receive, shielded)
        else:
            try:
                await self._app(scope, receive, shielded)
            except Exception as error:
                answer = self._failed(Request(scope), error)
                if begun:
                    raise
                await answer(scope, receive, shielded)

    def _put(self, answer: MutableHeaders) -> None:
        for name, value in self._headers.items():
            answer[name] = value
        answer.setdefault("cache-control", "no-store")


def host_is_among(given: Iterable[str], allowed: Iterable[str]) -> bool:
    """Whether a request's Host header is one, and names one of these hosts, on any port."""
    hosts = list(given)
    if len(hosts) != 1:
        return False
    try:
        parts = urlsplit(f"//{hosts[0]}")
        name = (parts.hostname or "").removesuffix(".")
        _ = parts.port
    except ValueError:
        return False
    plain = parts.netloc == hosts[0] and "@" not in hosts[0]
    return plain and name in allowed


def comes_from_elsewhere(asked: Headers, method: str) -> bool:
    """Whether a browser says that another site's page makes this request, other than by going here.

    Programs and old browsers say nothing of it; see https://www.w3.org/TR/fetch-metadata/.
    """
    if asked.get("sec-fetch-site") not in ("cross-site", "same-site"):
        return False
    goes_here = asked.get("sec-fetch-mode") == "navigate" and asked.get("sec-fetch-dest") == "document"
    return not (goes_here and method in ("GET", "HEAD"))


def safe_next(address: str | None) -> str:
    """`address` where it is a path on this desk to go on to; "/" for anything else.

    Browsers take a backslash for a slash and leave out control characters, so an address with either is none.
    """
    if not address or not address.startswith("/") or len(address) > 2000:
        return "/"
    if address.startswith("//") or "\\" in address or not address.isascii() or not address.isprintable():
        return "/"
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    return "/" if parts.scheme or parts.netloc or parts.path.startswith("//") else address


def _origin(address: str | None) -> str | None:
    """The origin of the tiles' address, where it has one that can stand in a policy."""
    try:
        parts = urlsplit(address or "")
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return None
    host = parts.hostname or ""
    fit = parts.scheme in ("http", "https") and host and all(c.isalnum() or c in ".-" for c in host)
    return f"{parts.scheme}://{host}{port}" if fit and host.isascii() else None
