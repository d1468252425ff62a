"""Trusted timestamps (RFC 3161): an authority's word that something was there at a time.

Invariant: a stamp is kept only when it is for these very bytes and answers this very request; whether its
authority is to be believed is judged against certificates that the user names, never against its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trucewatch.sources.dates import moment
from trucewatch.sources.extras import library
from trucewatch.sources.problems import SourceError

if TYPE_CHECKING:
    from trucewatch.sources.web.fetching import Fetcher


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """An authority's answer, as it came: its address, the time that it vouches for in UTC, and the response."""

    authority: str
    at: str
    response: bytes = field(repr=False)


def stamp(fetcher: Fetcher, authority: str, data: bytes) -> Stamp:
    """The stamp of `authority` for `data`, of which only the SHA-256 is sent.

    Raises SourceError, with the authority's address, where it gives none that fits.
    """
    client = _client()
    request = client.TimestampRequestBuilder().data(data).hash_algorithm(client.HashAlgorithm.SHA256).build()
    answer = fetcher.post(authority, request.as_bytes(), "application/timestamp-query")
    try:
        response = _decoded(answer.body)
        if response.tst_info.nonce != request.nonce:
            raise SourceError("its answer is to another request")
        if wrong := _mismatch(response, data):
            raise SourceError(wrong)
    except SourceError as problem:
        raise SourceError(f"gave no timestamp: {problem.cause}", path=authority) from None
    return Stamp(authority=authority, at=_time(response), response=answer.body)


def problem(kept: Stamp, data: bytes, roots: Sequence[Any] = ()) -> str | None:
    """What is wrong with a stamp for `data`; None where it is for these bytes and as it was given.

    With `roots` (certificates of authorities, from `certificates`) its signature is verified too, and that its
    chain of certificates, valid at the time that it vouches for, ends at one of them.
    """
    client = _client()
    try:
        response = _decoded(kept.response)
        if wrong := _mismatch(response, data):
            return f"the timestamp is not for it: {wrong}"
        if _time(response) != kept.at:
            return "the timestamp vouches for another time than its row says"
        if roots:
            inner = [_certificate(found) for found in response.signed_data.certificates]
            verifier = client.VerifierBuilder(
                roots=list(roots), intermediates=[one for one in inner if one not in roots]
            ).build()
            verifier.verify_message(response, data)
    except SourceError as error:
        return f"the timestamp cannot be read: {error.cause}"
    except client.VerificationError as error:
        return f"the timestamp does not hold: {error}"
    return None


def certificates(path: str) -> list[Any]:
    """The certificates in a file (PEM). Raises SourceError where it has none."""
    x509 = library("cryptography.x509", "timestamps")
    try:
        return list(x509.load_pem_x509_certificates(Path(path).read_bytes()))
    except OSError as error:
        raise SourceError(f"cannot be opened or read: {(error.strerror or '').lower()}", path=path) from None
    except ValueError:
        raise SourceError("holds no certificate (PEM)", path=path) from None


def _client() -> Any:
    return library("rfc3161_client", "timestamps")


def _certificate(der: bytes) -> Any:
    return library("cryptography.x509", "timestamps").load_der_x509_certificate(der)


def _decoded(answer: bytes) -> Any:
    """The response, if it grants a stamp."""
    try:
        response = _client().decode_timestamp_response(answer)
        status = response.status
        words = "; ".join(response.status_string or ())
    except ValueError:
        raise SourceError("its answer is no timestamp") from None
    if status not in (0, 1):
        raise SourceError(f"it refused (status {status}{f': {words[:100]}' if words else ''})")
    try:
        response.tst_info.gen_time  # noqa: B018  parsed when first asked for
    except ValueError:
        raise SourceError("its answer holds no timestamp") from None
    return response


def _mismatch(response: Any, data: bytes) -> str | None:
    if bytes(response.tst_info.message_imprint.message) != hashlib.sha256(data).digest():
        return "it is for something else"
    return None


def _time(response: Any) -> str:
    at = response.tst_info.gen_time
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return moment(at)
