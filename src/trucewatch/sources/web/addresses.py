"""Which addresses may be fetched: those of the web, spelt in one way, and on the open internet.

Invariant: what is judged is the number that a connection would go to, never a name or a spelling; an address
that holds another (IPv4 in IPv6) is judged by both.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import quote, urlsplit, urlunsplit

from trucewatch.sources.problems import SourceError

LONGEST = 8_000
"""Characters of the longest address that is fetched."""

_SCHEMES = {"http": 80, "https": 443}
_UNSAFE = re.compile(r"[\x00-\x20\x7f]")
_SECRET = re.compile(r"(?<=//)[^/?#]*@")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_KEPT = "%/:@!$&'()*+,;=~-._"

Number = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_address(source: str) -> bool:
    """Whether `source`, as a person names it, is an address of the web and no file."""
    return source.lower().startswith(("http://", "https://"))


def normal(address: str) -> str:
    """`address` in one spelling: scheme and host in lower case, the host as DNS has it, no fragment.

    Raises SourceError for another scheme than http and https, for one without a host, for one that carries a
    name and password (they would be kept in the archive), and for one that is none.
    """
    if len(address) > LONGEST:
        raise SourceError(f"is an address of more than {LONGEST:,} characters")
    try:
        parts = urlsplit(address.strip())
        port = parts.port
        host = _host(parts.hostname or "")
    except (ValueError, UnicodeError):
        raise SourceError("is no address that can be fetched") from None
    if parts.scheme.lower() not in _SCHEMES:
        scheme = parts.scheme[:20]
        raise SourceError(f"is no address of the web: only http and https are fetched, not {scheme!r}")
    if parts.username is not None or parts.password is not None:
        raise SourceError("holds a name or password, which would be kept with what is fetched: leave it out")
    if not host or _UNSAFE.search(host):
        raise SourceError("is an address without a host")
    shown = f"[{host}]" if ":" in host else host
    if port is not None and port != _SCHEMES[parts.scheme.lower()]:
        shown = f"{shown}:{port}"
    path = quote(parts.path, safe=_KEPT) or "/"
    return urlunsplit((parts.scheme.lower(), shown, path, quote(parts.query, safe=_KEPT + "?[]"), ""))


def _host(name: str) -> str:
    """The host as DNS, or an address of IPv6 as its standard, writes it."""
    if ":" in name:
        return str(ipaddress.IPv6Address(name))
    return name.encode("idna").decode("ascii").lower()


def site(address: str) -> str:
    """The scheme, host and port of a normal address: what robots.txt and pauses hold for."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def shown(address: str) -> str:
    """`address` as it may be shown and kept: without a name and password, and not without end."""
    plain = _SECRET.sub("", address)
    return plain if len(plain) <= 300 else plain[:299] + "…"


def closed(number: Number) -> str | None:
    """What kind of network other than the open internet `number` is in; None where it is open to all.

    Addresses of IPv4 inside IPv6 count as what they lead to: mapped ones and those of NAT64 (RFC 6052) alone,
    those of 6to4 and Teredo besides.
    """
    for one in _led_to(number):
        for kind in ("unspecified", "loopback", "link_local", "multicast", "private", "reserved"):
            if getattr(one, f"is_{kind}"):
                return kind.replace("_", "-")
        if not one.is_global:
            return "shared"
    return None


def _led_to(number: Number) -> tuple[Number, ...]:
    if isinstance(number, ipaddress.IPv4Address):
        return (number,)
    if number.ipv4_mapped is not None:
        return (number.ipv4_mapped,)
    if number in _NAT64:
        return (ipaddress.IPv4Address(int(number) & 0xFFFFFFFF),)
    return (number, *((number.sixtofour,) if number.sixtofour else ()), *(number.teredo or ()))
