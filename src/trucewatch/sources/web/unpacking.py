"""Compressed bytes unpacked no further than wanted.

Invariant: at no moment is more unpacked than was asked for, whatever the packed bytes would come to.
"""

from __future__ import annotations

import zlib
from typing import BinaryIO

from trucewatch.sources.problems import SourceError

_BLOCK = 65_536
_GZIP = 16 + zlib.MAX_WBITS


def unpack(data: bytes, encoding: str, most: int) -> bytes:
    """The body `data` of a response, by its Content-Encoding (gzip, deflate or none), at most `most` bytes.

    Raises SourceError for an encoding that was not asked for, for bytes that are not in it, and for more.
    """
    for name in reversed([part.strip().lower() for part in encoding.split(",")]):
        if name in ("gzip", "x-gzip"):
            data = _members(data, most)
        elif name == "deflate":
            data = _deflate(data, most)
        elif name not in ("", "identity"):
            raise SourceError(f"came packed in a way that was not asked for ({name[:20]!r})")
    return data


def _members(data: bytes, most: int) -> bytes:
    """All members of a gzip stream."""
    parts: list[bytes] = []
    room = most
    while data:
        part, data = _one(zlib.decompressobj(_GZIP), data, room)
        parts.append(part)
        room -= len(part)
        if not data.startswith(b"\x1f\x8b"):  # servers pad with zeros
            break
    return b"".join(parts)


def _deflate(data: bytes, most: int) -> bytes:
    try:
        return _one(zlib.decompressobj(), data, most)[0]
    except SourceError:
        if zlib_header(data):
            raise
        return _one(zlib.decompressobj(-zlib.MAX_WBITS), data, most)[0]


def zlib_header(data: bytes) -> bool:
    """Whether `data` begins as zlib's format does; some servers send deflate without it."""
    return len(data) > 1 and data[0] & 0x0F == 8 and (data[0] << 8 | data[1]) % 31 == 0


def _one(unpacker: zlib._Decompress, data: bytes, most: int) -> tuple[bytes, bytes]:
    """What is unpacked, and the bytes behind its end."""
    try:
        part = unpacker.decompress(data, most + 1)
    except zlib.error:
        raise SourceError("came packed, and broken") from None
    if len(part) > most:
        raise SourceError(f"unpacks to more than {most / 1e6:.0f} MB, and was stopped")
    if not unpacker.eof:
        raise SourceError("came packed, and cut short")
    return part, unpacker.unused_data


class Unpacked:
    """A file of gzip members as the bytes in them, or a plain file as it is, read forward only.

    `allow` says how many bytes may be read from now on; beyond that, reading raises SourceError. `packed` and
    `unpacked` count the bytes so far on either side; `tail` is the last four that were read. `cut` is set where
    the file ends within a member.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._rest = stream.read(2)
        self._unpacker = zlib.decompressobj(_GZIP) if self._rest == b"\x1f\x8b" else None
        self._room = 0
        self.packed = 0
        self.unpacked = 0
        self.tail = b""
        self.cut = False

    def allow(self, room: int) -> None:
        """Let so many bytes be read."""
        self._room = room

    def tell(self) -> int:
        """How many bytes were read."""
        return self.unpacked

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes; none at the end."""
        size = _BLOCK if size is None or size < 0 else size
        data = self._next(size)
        self.unpacked += len(data)
        self.tail = (self.tail + data[-4:])[-4:]
        self._room -= len(data)
        if self._room < 0:
            raise SourceError("unpacks to more than it should, and was stopped")
        return data

    def _next(self, size: int) -> bytes:
        if self._unpacker is None:
            data = self._rest + self._fill(max(size - len(self._rest), 0))
            self._rest = b""
            return data
        while True:
            more = self._rest or self._fill(_BLOCK)
            data = self._piece(more, size)
            if data or not more:
                self.cut = self.cut or (not data and not self._unpacker.eof)
                return data

    def _piece(self, packed: bytes, size: int) -> bytes:
        """Up to `size` bytes of what `packed` unpacks to; the rest of it is kept for the next."""
        assert self._unpacker is not None
        if self._unpacker.eof:
            packed = packed.lstrip(b"\0")  # some writers pad
            if not packed:
                self._rest = b""
                return b""
            self._unpacker = zlib.decompressobj(_GZIP)
        try:
            data = self._unpacker.decompress(packed, size)
        except zlib.error:
            raise SourceError("is broken: its compressed bytes do not fit together") from None
        self._rest = self._unpacker.unconsumed_tail or self._unpacker.unused_data
        return data

    def _fill(self, size: int) -> bytes:
        data = self._stream.read(size)
        self.packed += len(data)
        return data
