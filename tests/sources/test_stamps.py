"""A stamp is kept when it is for these bytes, and believed when its authority is trusted by who verifies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.authority import Authority
from tests.server import Server, answer, serving
from trucewatch.sources import SourceError, stamps
from trucewatch.sources.gathering import open_fetcher
from trucewatch.sources.stamps import Stamp

DATA = b"what stood there"


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as made:
        yield made


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path / "authority")


def stamped(server: Server) -> Stamp:
    with open_fetcher(allow_private=True, pause=0.0, attempts=1) as fetcher:
        return stamps.stamp(fetcher, server.url("/stamp"), DATA)


def test_a_stamp_holds_for_its_bytes_and_its_authority_alone(
    server: Server, authority: Authority, tmp_path: Path
) -> None:
    server.pages["/stamp"] = authority.answer
    stamp = stamped(server)
    roots = stamps.certificates(str(authority.root))
    others = stamps.certificates(str(Authority(tmp_path / "another").root))
    assert stamp.at.endswith("Z")
    assert stamps.problem(stamp, DATA) is None
    assert stamps.problem(stamp, DATA, roots) is None
    assert "does not hold" in (stamps.problem(stamp, DATA, others) or "")
    assert "for something else" in (stamps.problem(stamp, b"another thing") or "")
    assert "another time" in (stamps.problem(replace(stamp, at="2020-01-01T00:00:00Z"), DATA) or "")


def test_a_stamp_that_was_changed_does_not_hold(server: Server, authority: Authority) -> None:
    server.pages["/stamp"] = authority.answer
    stamp = stamped(server)
    roots = stamps.certificates(str(authority.root))
    unseen = []
    for place in range(0, len(stamp.response), 11):
        changed = bytearray(stamp.response)
        changed[place] ^= 0x41
        try:
            wrong = stamps.problem(replace(stamp, response=bytes(changed)), DATA, roots)
        except Exception as error:
            pytest.fail(f"byte {place}: {error!r}")
        if wrong is None:
            unseen.append(place)
    # Bytes that the signature does not cover, such as certificates that are not needed, may change.
    assert len(unseen) < len(stamp.response) / 11 / 2


@pytest.mark.parametrize("given", [b"", b"nothing", b"\x30\x03\x02\x01\x00", b"\x30\x05\x30\x03\x02\x01\x02"])
def test_an_answer_that_is_no_stamp_is_a_line(server: Server, authority: Authority, given: bytes) -> None:
    server.pages["/stamp"] = answer(200, given, Content_Type="application/timestamp-reply")
    with pytest.raises(SourceError, match="gave no timestamp") as raised:
        stamped(server)
    assert str(raised.value).startswith(server.url("/stamp"))


def test_a_stamp_for_another_request_is_refused(server: Server, authority: Authority) -> None:
    server.pages["/stamp"] = authority.answer
    earlier = stamped(server).response
    server.pages["/stamp"] = answer(200, earlier)
    with pytest.raises(SourceError, match="another request"):
        stamped(server)


def test_only_the_hash_is_sent(server: Server, authority: Authority) -> None:
    server.pages["/stamp"] = authority.answer
    stamped(server)
    assert DATA not in server.asked[-1].body


@pytest.mark.parametrize(("content", "cause"), [(None, "no such file"), (b"nothing", "no certificate")])
def test_roots_that_are_none_are_named(tmp_path: Path, content: bytes | None, cause: str) -> None:
    pytest.importorskip("cryptography")
    if content is not None:
        (tmp_path / "roots.pem").write_bytes(content)
    with pytest.raises(SourceError, match=cause):
        stamps.certificates(str(tmp_path / "roots.pem"))
