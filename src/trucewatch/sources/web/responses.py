"""A response as it came, whoever fetched it: we ourselves, or whoever made a web archive.

Invariant: nothing in it was changed but that its body is also there unpacked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """A response as it came, and how it was got.

    `url` was asked for and `address` answered; `retrieved` is the time in UTC, to the second; `raw` is the body
    as sent and `body` the same unpacked; `request` is the header that was sent, without what is private; `peer`
    is the number that answered. `unchanged` means that the server has nothing new (304).
    """

    url: str
    address: str
    retrieved: str
    method: str
    status: int
    headers: Headers
    request: Headers
    sent: bytes = b""
    raw: bytes = field(repr=False)
    body: bytes = field(repr=False)
    peer: str | None = None

    @property
    def unchanged(self) -> bool:
        return self.status == HTTPStatus.NOT_MODIFIED

    def header(self, name: str) -> str | None:
        """The first header of this name."""
        return next((value for known, value in self.headers if known.lower() == name.lower()), None)

    @property
    def media_type(self) -> str:
        """The media type that the response says it has, in lower case; empty where it says none."""
        return (self.header("Content-Type") or "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """The encoding that the response says it has."""
        for part in (self.header("Content-Type") or "").split(";")[1:]:
            name, _, value = part.partition("=")
            if name.strip().lower() == "charset":
                return value.strip(" \"'") or None
        return None
