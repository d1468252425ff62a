"""Answers that are held until they are whole.

Invariant: an answer that is not wanted, or grows longer than is held, goes on as it comes; no part of one is lost.
"""

from __future__ import annotations

from starlette.types import Message, Send


class Holding:
    """Stands in the place of `send`, and has `whole` send an answer that `wants` holds.

    Args:
        send: sends the answer on.
    """

    most = float("inf")
    """Bytes that are held of one answer."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._parts: list[bytes] = []
        self._length = 0

    def wants(self, start: Message) -> bool:
        """Whether the answer that begins so is to be held."""
        raise NotImplementedError

    async def whole(self, start: Message, body: bytes) -> None:
        """Send an answer of which everything is there."""
        raise NotImplementedError

    async def __call__(self, message: Message) -> None:
        """Take one part of an answer."""
        if message["type"] == "http.response.start" and self.wants(message):
            self._start = message
        elif self._start is None or message["type"] != "http.response.body":
            await self._send(message)
        else:
            await self._body(self._start, message)

    async def _body(self, start: Message, message: Message) -> None:
        self._parts.append(message.get("body", b""))
        self._length += len(self._parts[-1])
        more = message.get("more_body", False)
        if more and self._length <= self.most:
            return
        body = b"".join(self._parts)
        self._start, self._parts = None, []
        if more:
            await self._send(start)
            await self._send({"type": "http.response.body", "body": body, "more_body": True})
        else:
            await self.whole(start, body)
