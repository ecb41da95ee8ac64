from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from asrpro.errors import ServerError
from backends.conftest import text
from backends.remote.conftest import hasty, heard
from fixtures.speech_server import SpeechServer, speech_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fixtures.speech_server import Answer


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """One for this machine, which nobody knows, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "tests")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(1))
        .not_valid_after(now + dt.timedelta(1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "certificate.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return file


@pytest.fixture
def secure(certificate: Path, said: Answer) -> Iterator[SpeechServer]:
    """A server that is spoken to over TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with speech_server(lambda _asked: said, context) as server:
        yield server


def test_a_certificate_that_nobody_vouches_for_is_told_and_nothing_is_sent(secure: SpeechServer) -> None:
    with pytest.raises(ServerError, match=r"Nobody vouches for 127\.0\.0\.1:\d+") as refused:
        heard(hasty(secure, 10))
    assert "SSL_CERT_FILE" in refused.value.hint
    assert secure.asked == []


def test_one_that_the_user_vouches_for_will_do(
    secure: SpeechServer, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert text(heard(hasty(secure, 10))) == "hello there"
