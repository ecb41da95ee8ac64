from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from asrpro.errors import ServerError
from backends.conftest import text
from backends.remote.conftest import hasty, heard
from fixtures import certificates
from fixtures.speech_server import SpeechServer, speech_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fixtures.speech_server import Answer


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """One for this machine, which nobody knows, with its key."""
    return certificates.certificate(tmp_path)


@pytest.fixture
def secure(certificate: Path, said: Answer) -> Iterator[SpeechServer]:
    """A server that is spoken to over TLS."""
    with speech_server(lambda _asked: said, certificates.served(certificate)) as server:
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
