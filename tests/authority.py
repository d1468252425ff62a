"""A timestamp authority of the tests' own (RFC 3161), answered for by OpenSSL, which is nobody's client here."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from tests.server import Answer, answer

CONFIGURATION = """
[tsa]
default_tsa = ours
[ours]
dir = {folder}
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/signer.pem
signer_key = {folder}/signer.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
tsa_name = no
ordering = yes
"""


class Authority:
    """Its root certificate is the file `root`; `answer` is what it answers to requests."""

    def __init__(self, folder: Path) -> None:
        x509 = pytest.importorskip("cryptography.x509", reason="needs trucewatch[timestamps]")
        pytest.importorskip("rfc3161_client", reason="needs trucewatch[timestamps]")
        if not shutil.which("openssl"):
            pytest.skip("needs the program openssl, as the authority")
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import ec

        folder.mkdir()
        self.folder = folder
        self.root = folder / "root.pem"
        (folder / "serial").write_text("01\n")
        (folder / "configuration").write_text(CONFIGURATION.format(folder=folder))
        now = datetime.now(UTC)

        def made(name: str, issuer: str, key: object, signer: object, extensions: list[object]) -> object:
            naming = [x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, n)]) for n in (name, issuer)]
            builder = x509.CertificateBuilder().subject_name(naming[0]).issuer_name(naming[1])
            builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())  # type: ignore[attr-defined]
            builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(
                now + timedelta(days=9)
            )
            for extension in extensions:
                builder = builder.add_extension(extension, critical=True)
            return builder.sign(signer, hashes.SHA256())

        root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        stamping = x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.TIME_STAMPING])
        root = made("Root", "Root", root_key, root_key, [x509.BasicConstraints(ca=True, path_length=None)])
        signer = made(
            "Stamps", "Root", key, root_key, [x509.BasicConstraints(ca=False, path_length=None), stamping]
        )
        pem = serialization.Encoding.PEM
        self.root.write_bytes(root.public_bytes(pem))  # type: ignore[attr-defined]
        (folder / "signer.pem").write_bytes(signer.public_bytes(pem))  # type: ignore[attr-defined]
        plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        (folder / "signer.key").write_bytes(key.private_bytes(pem, *plain))

    @property
    def answer(self) -> Answer:
        """Answers a request with a stamp, as a server does."""

        def given(handler: BaseHTTPRequestHandler) -> None:
            sent = handler.server_asked[-1].body  # type: ignore[attr-defined]
            answer(200, self.stamp(sent), Content_Type="application/timestamp-reply")(handler)

        return given

    def stamp(self, request: bytes) -> bytes:
        """The response to a request."""
        asked, given = self.folder / "request", self.folder / "response"
        asked.write_bytes(request)
        subprocess.run(
            ["openssl", "ts", "-reply", "-config", str(self.folder / "configuration"), "-section", "ours",
             "-queryfile", str(asked), "-out", str(given)],
            check=True, capture_output=True, timeout=30,
        )  # fmt: skip
        return given.read_bytes()
