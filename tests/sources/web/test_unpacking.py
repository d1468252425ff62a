"""Packed bytes come out as they went in, however they are cut into parts, and no further than wanted."""

from __future__ import annotations

import gzip
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.sources import SourceError
from trucewatch.sources.web.unpacking import Unpacked, unpack

parts = st.lists(st.binary(max_size=300) | st.integers(0, 90_000).map(bytes), max_size=4)


def drained(unpacked: Unpacked, size: int) -> bytes:
    unpacked.allow(10**9)
    return b"".join(iter(lambda: unpacked.read(size), b""))


@settings(deadline=None)
@given(parts, st.integers(300, 70_000))
def test_members_one_after_the_other_are_one_stream(members: list[bytes], size: int) -> None:
    packed = b"".join(gzip.compress(member, mtime=0) for member in members)
    unpacked = Unpacked(io.BytesIO(packed))
    assert drained(unpacked, size) == b"".join(members)
    assert not unpacked.cut
    assert unpack(packed, "gzip", 10**6) == b"".join(members)


@settings(deadline=None)
@given(st.binary(min_size=40, max_size=300), st.data())
def test_a_cut_shows(member: bytes, data: st.DataObject) -> None:
    packed = gzip.compress(member, mtime=0)
    unpacked = Unpacked(io.BytesIO(packed[: data.draw(st.integers(2, len(packed) - 1))]))
    assert member.startswith(drained(unpacked, 100))
    assert unpacked.cut


@settings(deadline=None)
@given(st.binary(max_size=300).filter(lambda data: not data.startswith(b"\x1f\x8b")), st.integers(1, 99))
def test_what_is_not_packed_comes_as_it_is(data: bytes, size: int) -> None:
    assert drained(Unpacked(io.BytesIO(data)), size) == data


@settings(deadline=None)
@given(st.integers(0, 200_000), st.integers(0, 200_000))
def test_no_more_is_unpacked_than_allowed(length: int, most: int) -> None:
    packed = gzip.compress(bytes(length), mtime=0)
    if length > most:
        with pytest.raises(SourceError, match="unpacks to more"):
            unpack(packed, "gzip", most)
    else:
        assert len(unpack(packed, "gzip", most)) == length


@settings(deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["gzip", "deflate", "identity", "br", "gzip, gzip", ""]))
def test_any_bytes_unpack_or_are_refused(data: bytes, encoding: str) -> None:
    try:
        assert len(unpack(data, encoding, 1_000)) <= 1_000
    except SourceError as problem:
        assert problem.cause
