"""Webhooks: an event as signed JSON, posted to an address of its owner's.

Invariant: the numbers that a name has are judged at the connection itself, which goes to one of those judged; no
redirect is followed; an answer is read to a bound and kept nowhere. The body is signed with its time, so that who
gets it can tell that it is from this desk, unchanged and not an old one sent again.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import ssl
import time
from collections.abc import Callable
from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit

import certifi
import httpcore

from trucewatch.desk.alerting.sending import Message, SendingError
from trucewatch.sources import SourceError
from trucewatch.sources.web.addresses import LONGEST, normal
from trucewatch.sources.web.network import Guard, Lookup, look_up
from trucewatch.sources.web.problems import FetchError

SIGNATURE = "Trucewatch-Signature"
DELIVERY = "Trucewatch-Event"

_SECONDS = 15.0
_MOST = 64_000
_LATER = (408, 409, 425, 429, 500, 502, 503, 504)


def target(address: str) -> str:
    """An address that a webhook may have, in its one spelling. Raises ValueError where it may not."""
    try:
        made = normal(address)
    except SourceError as problem:
        raise ValueError(problem.cause) from None
    if len(made) > min(LONGEST, 2000):
        raise ValueError("is an address of more than 2,000 characters")
    return made


def body(message: Message) -> bytes:
    """What is posted for an event."""
    event, alert = message.event, message.alert
    told: dict[str, Any] = {
        "alert": alert.number,
        "name": message.rule.name or message.rule.of.name,
        "rule": message.rule.words,
        "case": message.case,
        "case_name": message.case_name,
        "event": event.key,
        "came": event.came,
        "kind": event.kind,
        "thing": event.thing,
        "title": event.title,
        "sentence": event.sentence,
        "sources": event.sources,
        "quotes": [
            {
                "words": quote.words,
                "voice": quote.voice.name,
                "outlet": quote.outlet,
                "published": quote.published,
                "report": quote.reference.report,
            }
            for quote in event.quotes[:20]
        ],
        "link": message.link,
        "note": "What reports say, not what is established.",
    }
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")


def signature(secret: str, at: int, content: bytes) -> str:
    """The signature of a body at a time (seconds since 1970): `t=1700000000,v1=` and HMAC-SHA256 over `t.body`."""
    made = hmac.new(secret.encode(), str(at).encode() + b"." + content, hashlib.sha256).hexdigest()
    return f"t={at},v1={made}"


class Webhooks:
    """Posts events. It serves one thread at a time.

    Args:
        allow_private: let connections go to closed networks, such as this machine's own.
        lookup, clock: for tests: the numbers of a name, and the time.
    """

    def __init__(
        self,
        *,
        allow_private: bool = False,
        lookup: Lookup = look_up,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._guard = Guard(allow_private=allow_private, lookup=lookup)
        self._clock = clock

    def send(self, message: Message) -> str:
        """Post an event; see `Channel.send`."""
        content = body(message)
        status = self._post(message, content)
        if 200 <= status < 300:
            return f"sent: the server answered {status}"
        if 300 <= status < 400:
            raise SendingError(f"the server answered {status}: redirects are not followed", temporary=False)
        raise SendingError(f"the server answered {status}", temporary=status in _LATER)

    def _post(self, message: Message, content: bytes) -> int:
        at = int(self._clock())
        headers = {
            "Host": urlsplit(message.alert.target).netloc,
            "User-Agent": f"Trucewatch/{version('trucewatch')}",
            "Content-Type": "application/json",
            "Content-Length": str(len(content)),
            "Connection": "close",
            DELIVERY: message.event.key,
            SIGNATURE: signature(message.alert.secret, at, content),
        }
        self._guard.start(_SECONDS)
        timeouts = dict.fromkeys(("connect", "read", "write", "pool"), _SECONDS)
        sent: list[tuple[bytes | str, bytes | str]] = [*headers.items()]
        try:
            with (
                httpcore.ConnectionPool(ssl_context=_trust(), network_backend=self._guard) as pool,
                pool.stream(
                    "POST", message.alert.target, headers=sent, content=content,
                    extensions={"timeout": timeouts},
                ) as response,
            ):  # fmt: skip
                length = 0
                for part in response.iter_stream():
                    length += len(part)
                    if length > _MOST:
                        break
                return int(response.status)
        except FetchError as problem:
            raise SendingError(problem.cause, temporary=problem.temporary) from None
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.RemoteProtocolError) as error:
            raise SendingError(f"no answer from the server ({_cause(error)})", temporary=True) from None
        except (httpcore.LocalProtocolError, httpcore.UnsupportedProtocol, ValueError) as error:
            raise SendingError(f"cannot be sent ({_cause(error)})", temporary=False) from None


def _cause(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__


def _trust() -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=certifi.where())
    context.load_default_certs()
    return context
