"""A response as it came, as a WARC: what shows later what stood at an address, and when.

Invariant: the same response gives the same bytes, and the bytes give back its body, its address and the time.
The form is WARC 1.0 (ISO 28500), a response and, where we asked for it ourselves, the request.
"""

from __future__ import annotations

import hashlib
import io
import uuid
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from urllib.parse import urlsplit

from trucewatch.records import Report
from trucewatch.sources.extras import library
from trucewatch.sources.web.responses import Fetched, Headers

# The body is kept as it came out of the transfer, so what says how it was sent goes by another name.
_RENAMED = {"transfer-encoding": "X-Archive-Orig-Transfer-Encoding"}
_SEPARATE = uuid.UUID("6f4c9f0e-6f7a-5d1c-9a54-7e2b9d1f0c11")  # ours, so that no other's ids are the same


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """What stood at an address at a time.

    `url` was asked for, `address` answered, `retrieved` is when, in UTC; `media_type` is what the server called
    it; `sha256` is the hash of the body as sent; `warc` holds it all.
    """

    url: str
    address: str
    retrieved: str
    media_type: str
    sha256: str
    warc: bytes = field(repr=False)

    @cached_property
    def id(self) -> str:
        """SHA-256 of the WARC, which is the snapshot's name."""
        return hashlib.sha256(self.warc).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Retrieved:
    """A report, and the snapshot that it was read from."""

    report: Report
    snapshot: Snapshot


def snapshot(fetched: Fetched) -> Snapshot:
    """The snapshot of a response. Raises SourceError where warcio is not installed."""
    writer = library("warcio.warcwriter")
    sha256 = hashlib.sha256(fetched.raw).hexdigest()
    packed = io.BytesIO()
    out = writer.WARCWriter(packed, gzip=True)
    common = {"WARC-Date": fetched.retrieved, **({"WARC-IP-Address": fetched.peer} if fetched.peer else {})}
    name = uuid.uuid5(_SEPARATE, f"{fetched.retrieved} {fetched.address} {sha256}")
    response = out.create_warc_record(
        fetched.address,
        "response",
        payload=io.BytesIO(fetched.raw),
        length=len(fetched.raw),
        http_headers=_head(f"{fetched.status} {_phrase(fetched.status)}", fetched.headers, "HTTP/1.1"),
        warc_headers_dict={
            **common, "WARC-Record-ID": f"<urn:uuid:{name}>", "WARC-Payload-Digest": f"sha256:{sha256}"
        },
    )  # fmt: skip
    if fetched.request:
        target = urlsplit(fetched.address)._replace(scheme="", netloc="").geturl()
        request = out.create_warc_record(
            fetched.address,
            "request",
            payload=io.BytesIO(fetched.sent),
            length=len(fetched.sent),
            http_headers=_head(f"{target} HTTP/1.1", fetched.request, fetched.method),
            warc_headers_dict={**common, "WARC-Record-ID": f"<urn:uuid:{uuid.uuid5(name, 'request')}>"},
        )
        out.write_request_response_pair(request, response)
    else:
        out.write_record(response)
    return Snapshot(
        url=fetched.url,
        address=fetched.address,
        retrieved=fetched.retrieved,
        media_type=fetched.media_type,
        sha256=sha256,
        warc=packed.getvalue(),
    )


def problem(kept: Snapshot, name: str) -> str | None:
    """What is wrong with a snapshot kept under `name`; None where hash, address, time and body are as said."""
    if kept.id != name:
        return "the snapshot was changed: its hash is another"
    iterator = library("warcio.archiveiterator")
    for record in iterator.ArchiveIterator(io.BytesIO(kept.warc)):
        if record.rec_type == "response":
            told = (record.rec_headers.get_header(part) for part in ("WARC-Target-URI", "WARC-Date"))
            body = hashlib.sha256(record.raw_stream.read()).hexdigest()
            if (*told, body) == (kept.address, kept.retrieved, kept.sha256):
                return None
    return "the snapshot holds something else than its row says"


def _head(line: str, headers: Headers, protocol: str) -> object:
    module = library("warcio.statusandheaders")
    named = [(_RENAMED.get(name.lower(), name), value) for name, value in headers]
    return module.StatusAndHeaders(line, named, protocol=protocol)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
