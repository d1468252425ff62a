"""A connection goes to the number that was judged, and the certificate must be that of the name that was asked for."""

from __future__ import annotations

import ipaddress
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from trucewatch.sources.web.fetching import Fetcher
from trucewatch.sources.web.problems import FetchError

x509 = pytest.importorskip("cryptography.x509", reason="needs cryptography, to make certificates")

HERE = ipaddress.ip_address("127.0.0.1")


def certificate(folder: Path, host: str) -> Path:
    """A certificate for `host`, signed by itself, and its key, in one file."""
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "certificate.pem"
    path.write_bytes(private + made.public_bytes(pem))
    return path


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """A server with a certificate for open.example; the certificate and the port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"peace")

        def log_message(self, *_: Any) -> None:
            pass

    class Quiet(HTTPServer):
        def handle_error(self, *_: Any) -> None:
            pass

    path = certificate(tmp_path, "open.example")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    with Quiet(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield path, server.server_address[1]
        finally:
            server.shutdown()


def test_the_name_is_verified_though_the_number_is_connected_to(
    secure: tuple[Path, int], fetcher: Callable[..., Fetcher], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, port = secure
    monkeypatch.setenv("SSL_CERT_FILE", str(path))  # an authority that this machine knows besides
    with fetcher(lookup=lambda *_: [HERE], robots=False) as fetching:
        assert fetching.get(f"https://open.example:{port}/").body == b"peace"
        with pytest.raises(FetchError, match=r"certificate does not hold: .*other\.example"):
            fetching.get(f"https://other.example:{port}/")


def test_a_certificate_of_nobody_known_is_refused(
    secure: tuple[Path, int], fetcher: Callable[..., Fetcher]
) -> None:
    _, port = secure
    with (
        fetcher(lookup=lambda *_: [HERE], robots=False) as fetching,
        pytest.raises(FetchError, match="certificate does not hold: self-signed certificate"),
    ):
        fetching.get(f"https://open.example:{port}/")
