"""Web archives (WARC, ARC, WACZ) to the reports in them.

Invariant: an archive gives its reports in its order and is never unpacked as a whole; one that is cut short
gives what comes before the cut, and one that unpacks without end is stopped.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from trucewatch.sources.contents import is_readable, report_of
from trucewatch.sources.extras import library
from trucewatch.sources.problems import SourceError
from trucewatch.sources.snapshots import Retrieved, snapshot
from trucewatch.sources.web.responses import Fetched
from trucewatch.sources.web.unpacking import Unpacked, unpack

_HEADER = 2_000_000
_BODY = 50_000_000
_FREE = 100_000_000
_RATIO = 200
"""A record may unpack to _FREE bytes, or to so many times what it is packed; HTML packs by ten, not hundreds."""
_BLOCK = 65_536
_MEMBER = re.compile(r"archive/[^/]+\.w?arc(\.gz)?", re.IGNORECASE)


def reports(stream: BinaryIO, path: str) -> Iterator[Retrieved | SourceError]:
    """The reports in a WARC or ARC, packed by gzip or not, each with its snapshot.

    Responses of status 200 are looked at that are pages, PDF, Word documents or text. Those without a report
    are counted, and told of in one line at the end. Nothing is raised for what the file holds.
    """
    empty = 0
    seen = 0
    try:
        for found in _responses(stream):
            seen += 1
            try:
                if isinstance(found, SourceError):
                    raise found
                report = report_of(found).model_copy(update={"path": path})
                yield Retrieved(report=report, snapshot=snapshot(found))
            except SourceError as problem:
                if "no article" in problem.cause:
                    empty += 1
                else:
                    address = "" if isinstance(found, SourceError) else f"{found.address} "
                    yield SourceError(f"{address}{problem.cause}", path=path)
    except SourceError as problem:
        yield problem.at(path)
    else:
        if not seen:
            yield SourceError("holds no page, PDF, Word document or text", path=path)
    if empty:
        yield SourceError(f"no article was found in {empty:,} of its {seen:,} pages", path=path)


def packaged(stream: BinaryIO, path: str) -> Iterator[Retrieved | SourceError]:
    """The reports in a WACZ: a zip with WARCs in its folder `archive`.

    A WARC that is not as the package's own list of hashes has it (datapackage.json) is read all the same, with
    a line that says so.
    """
    try:
        with zipfile.ZipFile(stream) as package:
            members = [one for one in package.infolist() if _MEMBER.fullmatch(one.filename)]
            if not members:
                raise SourceError("is a WACZ without a web archive in it")
            hashes = _hashes(package)
            for member in members:
                name = f"{path}/{member.filename}"
                if member.file_size > max(_FREE, _RATIO * member.compress_size):
                    yield SourceError("unpacks to more than it should, and was not read", path=name)
                    continue
                said = hashes.get(member.filename)
                if said and said != _hash(package, member):
                    yield SourceError(
                        "was changed after the package was made: its hash is another", path=name
                    )
                with package.open(member) as inner:
                    yield from reports(cast(BinaryIO, inner), name)
    except SourceError as problem:
        yield problem.at(path)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError) as error:
        yield SourceError(f"is no WACZ that can be read ({error})", path=path)


def _hashes(package: zipfile.ZipFile) -> dict[str, str]:
    """The SHA-256 of each file, as the package itself says; none where it does not."""
    try:
        with package.open("datapackage.json") as listed:
            resources = json.loads(listed.read(_HEADER))["resources"]
        pairs = [(str(one["path"]), str(one["hash"])) for one in resources]
    except (KeyError, TypeError, ValueError, RecursionError):
        return {}
    return {path: said.removeprefix("sha256:") for path, said in pairs if said.startswith("sha256:")}


def _hash(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> str:
    digest = hashlib.sha256()
    with package.open(member) as inner:
        while block := inner.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _responses(stream: BinaryIO) -> Iterator[Fetched | SourceError]:
    """The responses that may hold a report. Raises SourceError where the archive cannot be read on."""
    unpacked = Unpacked(stream)
    records = library("warcio.archiveiterator").ArchiveIterator(unpacked)
    records.reader.set_decomp(None)  # it is unpacked already, and not twice
    number = 0
    while (record := _next(records, unpacked, number)) is not None:
        number += 1
        if _wanted(record):
            yield _response(record, unpacked, number)
        _skip(record, unpacked)
        if _left(record) != 0:
            raise SourceError(f"is cut short or broken in record {number:,}, and was read up to there")
    # warcio takes an end within a header for the end of the archive; a record ends with two line ends.
    if unpacked.cut or (number and records.known_format == "warc" and unpacked.tail != b"\r\n\r\n"):
        raise SourceError(f"is cut short after {number:,} records")


def _next(records: Any, unpacked: Unpacked, number: int) -> Any:
    """The next record, its content not read yet; None at the end."""
    unpacked.allow(_HEADER)
    try:
        with contextlib.redirect_stderr(io.StringIO()):  # warcio tells people of what is wrong there
            return next(records, None)
    except SourceError:
        raise
    except Exception:  # warcio raises what a broken archive brings on, of many kinds
        if number:
            raise SourceError(f"is cut short or broken after {number:,} records") from None
        raise SourceError("is no web archive that can be read") from None


def _wanted(record: Any) -> bool:
    if record.rec_type == "resource":
        return is_readable(_media_type(record.content_type))
    if record.rec_type != "response" or record.http_headers is None:
        return False
    return record.http_headers.get_statuscode() == "200" and is_readable(
        _media_type(record.http_headers.get_header("Content-Type"))
    )


def _media_type(value: str | None) -> str:
    return (value or "").partition(";")[0].strip().lower()


def _response(record: Any, unpacked: Unpacked, number: int) -> Fetched | SourceError:
    """The record as a response, or why its body is not read. Raises SourceError where the archive ends in it."""
    address = _header(record, "WARC-Target-URI", "uri")
    unpacked.allow(_BODY + _HEADER)
    raw = record.raw_stream.read(_BODY + 1)
    if len(raw) > _BODY:
        return SourceError(f"{address} is larger than {_BODY / 1e6:.0f} MB")
    if _left(record) != 0:
        raise SourceError(f"is cut short or broken in record {number:,}, and was read up to there")
    headers = (("Content-Type", record.content_type or ""),)
    if record.http_headers:
        headers = tuple(record.http_headers.headers)
    told = {name.lower(): value for name, value in headers}
    if told.get("transfer-encoding", "").lower() == "chunked":
        raw = library("warcio.bufferedreaders").ChunkedDataReader(io.BytesIO(raw)).read()
    try:
        body = unpack(raw, told.get("content-encoding", ""), _BODY)
    except SourceError as problem:
        return SourceError(f"{address} {problem.cause}")
    return Fetched(
        url=address,
        address=address,
        retrieved=_header(record, "WARC-Date", "archive-date"),
        method="GET",
        status=200,
        headers=headers,
        request=(),
        raw=raw,
        body=body,
    )


def _left(record: Any) -> int | None:
    """How many bytes a record has left, by the length that it says; None where it does not say."""
    left = getattr(record.raw_stream, "limit", None)
    return left if record.length is None else int(left or 0)


def _header(record: Any, *names: str) -> str:
    return next((str(value) for name in names if (value := record.rec_headers.get_header(name))), "")


def _skip(record: Any, unpacked: Unpacked) -> None:
    """Read past what is left of a record, so that warcio does not, which knows no end."""
    packed, begun = unpacked.packed, unpacked.unpacked
    while True:
        unpacked.allow(_BLOCK * 4)
        if not record.raw_stream.read(_BLOCK):
            return
        grown = unpacked.unpacked - begun
        if grown > _FREE and grown > _RATIO * (unpacked.packed - packed + _BLOCK):
            raise SourceError("unpacks to more than it should, and was stopped")
