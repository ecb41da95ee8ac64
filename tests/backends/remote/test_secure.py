from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from asrpro import backends
from asrpro.backends.remote import address
from asrpro.backends.remote.engine import Remote
from asrpro.backends.remote.server import Server
from asrpro.catalog import servers
from asrpro.domain import LoadOptions
from asrpro.errors import ServerError, UsageError
from backends.conftest import text
from backends.remote.conftest import hasty, heard
from fixtures import certificates
from fixtures.socks_server import socks_server
from fixtures.speech_server import SpeechServer, speech_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fixtures.speech_server import Answer


@pytest.fixture(autouse=True)
def nothing_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


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


def test_certificates_that_cannot_be_read_are_told_when_it_is_loaded(
    secure: SpeechServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    with pytest.raises(UsageError, match=r"none\.pem, which SSL_CERT_FILE names: No such file"):
        backends.backend("remote").load(servers.model(secure.address()), "server", LoadOptions())


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_what_is_not_encrypted_needs_no_certificates(
    variable: str, server: SpeechServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, str(tmp_path / "none"))
    engine = backends.backend("remote").load(servers.model(server.address()), "server", LoadOptions())
    assert text(heard(engine)) == "hello there"


def away(secure: SpeechServer) -> Remote:
    """That server under a name that leads to no machine, least of all to this one."""
    port = secure.server_port
    return Remote(Server(address.read(f"https://{certificates.NAME}:{port}#whisper-1"), (10.0, 0.0)))


def test_a_socks_proxy_leads_there(secure: SpeechServer, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with socks_server() as proxy:
        monkeypatch.setenv("all_proxy", f"socks://127.0.0.1:{proxy.port}/")  # as GNOME has it
        assert text(heard(away(secure))) == "hello there"
    assert proxy.led[0].startswith(f"{certificates.NAME}:")


def test_a_proxy_that_is_none_is_told(secure: SpeechServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "nonsense://x")
    with pytest.raises(UsageError, match="HTTPS_PROXY names a proxy that cannot be used: nonsense://x"):
        heard(away(secure))
    assert secure.asked == []


@pytest.mark.parametrize("scheme", ["http", "socks"])
def test_a_proxy_that_is_not_there_is_told_and_not_the_server(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        monkeypatch.setenv("HTTPS_PROXY", f"{scheme}://me:secret@127.0.0.1:{port}")
        with pytest.raises(ServerError) as told:
            heard(Remote(Server(address.read("https://192.0.2.1/v1#w"), (10.0, 0.0))))
    shown = {"http": "", "socks": "socks5h://"}[scheme]
    assert told.value.title == f"The proxy {shown}127.0.0.1:{port} cannot be reached: Connection refused."
    assert told.value.hint.endswith("Look at HTTPS_PROXY and NO_PROXY.")


def test_proxies_count_for_nothing_on_this_machine(
    secure: SpeechServer, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setenv("HTTPS_PROXY", "nonsense://x")
    assert text(heard(hasty(secure, 10))) == "hello there"
    secure.shutdown()
    secure.server_close()
    with pytest.raises(ServerError, match="Nothing listens at"):
        heard(hasty(secure, 10))
