"""How a desk is set up."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a desk is opened with.

    - `archive`: the address of the archive, a file or `postgresql://…`
    - `cases`: the case files that it shows
    - `host`, `port`: where it listens
    - `hosts`: further names that it may be asked by (in the Host header), such as that of a proxy before it
    - `https`: whether it is reached over TLS, so that cookies are sent over nothing else
    - `address`: the address under which others reach it (`https://desk.example`), for links in feeds and alerts
    - `alerts`: whether it tells people of what is new by their rules while it is open
    - `allow_private`: whether webhooks may go to addresses in closed networks
    - `tiles`: the address of map tiles (`https://…/{z}/{x}/{y}.png`); without it maps need no network
    """

    archive: str
    cases: tuple[Path, ...] = ()
    host: str = "127.0.0.1"
    port: int = 8787
    hosts: tuple[str, ...] = ()
    https: bool = False
    address: str | None = None
    alerts: bool = True
    allow_private: bool = False
    tiles: str | None = None
