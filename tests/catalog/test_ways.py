"""The ways to a hub: through a proxy, and past a certificate that only this machine's user vouches for."""

from __future__ import annotations

import gc
import os
import re
import traceback
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from asrpro.catalog.bringing import Limits
from asrpro.catalog.downloads import Downloads
from asrpro.catalog.hub import Hub
from asrpro.catalog.store import Store
from asrpro.errors import AppError, DownloadError, UsageError
from fixtures.certificates import certificate, served
from fixtures.fetching import ORDER, QUICK, REPOSITORY, downloads, held, hub_with_a_model, needed
from fixtures.socks_server import socks_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fixtures.hub_server import HubServer


def forget() -> None:
    """The hub's library keeps its connections, and with them the ways that were found."""
    import huggingface_hub

    huggingface_hub.close_session()


@pytest.fixture(autouse=True)
def anew(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    forget()
    yield
    forget()
    gc.collect()


def test_a_proxy_is_gone_through(hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hub itself stands in for one, as nobody else could answer for an address that there is not."""
    monkeypatch.setenv("HTTP_PROXY", hub.url)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    limits = Limits(**QUICK)
    work = Downloads(
        Store(tmp_path), make_hub=lambda: Hub("http://hub.invalid", stall=limits.stall, token=str), limits=limits
    )
    found = work.fetch(ORDER).future.result(20)
    work.close()
    assert held(found.folder) == needed(hub.repositories[REPOSITORY])
    assert {one.headers["host"] for one in hub.asked if not one.what.startswith("cdn:")} == {"hub.invalid"}


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "ALL_PROXY"])
@pytest.mark.parametrize("scheme", ["socks5", "socks5h", "socks"])
def test_a_socks_proxy_is_gone_through(
    scheme: str, variable: str, hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socks_server() as proxy:
        monkeypatch.setenv(variable, f"{scheme}://127.0.0.1:{proxy.port}/")  # GNOME ends it so
        work = downloads(hub, tmp_path)
        found = work.fetch(ORDER).future.result(20)
        work.close()
    assert held(found.folder) == needed(hub.repositories[REPOSITORY])
    assert set(proxy.led) == {hub.url.partition("://")[2], hub.cdn.partition("://")[2]}


def test_a_certificate_must_be_vouched_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = certificate(tmp_path)
    with hub_with_a_model(monkeypatch, served(file)) as hub:
        work = downloads(hub, tmp_path / "models")
        error = work.fetch(ORDER).future.exception(20)
        assert isinstance(error, AppError)
        assert "SSL_CERT_FILE" in error.hint
        assert hub.asked == []
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        forget()
        found = work.fetch(ORDER).future.result(20)
        work.close()
        assert held(found.folder) == needed(hub.repositories[REPOSITORY])


UNCLOSED = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
"""The library leaves the socket to a proxy that refuses to whoever tidies up."""


def failure(work: Downloads) -> AppError:
    """What is said of a download that does not come about."""
    error = work.fetch(ORDER).future.exception(20)
    assert isinstance(error, AppError)
    return error


@pytest.mark.parametrize(
    ("named", "reason"), [("none.pem", "No such file or directory"), ("text.pem", "it holds none"), ("", "")]
)
def test_certificates_that_cannot_be_read_are_told_with_what_names_them(
    named: str, reason: str, hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = downloads(hub, tmp_path / "models")
    assert work.fetch(ORDER).future.result(20)
    (tmp_path / "text.pem").write_text("root:x:0:0", "utf-8")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / named))
    anew = replace(ORDER, backend="onnx")
    forget()
    for ask in (lambda: work.fetch(anew).future.result(20), lambda: work.has_update(ORDER)):
        with pytest.raises(UsageError) as told:
            ask()
        assert told.value.title.startswith(f"No certificates can be read from {tmp_path / named}, which SSL_CERT_FILE")
        assert f"names: {reason}" in told.value.title
        assert "PEM" in told.value.hint
    work.close()


def test_a_folder_of_certificates_must_be_there(
    hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """OpenSSL takes any, and then vouches for nobody."""
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    work = downloads(hub, tmp_path / "models")
    error = failure(work)
    assert f"{tmp_path / 'none'}, which SSL_CERT_DIR names: No such file or directory." in error.title
    assert "a folder" in error.hint
    monkeypatch.setenv("SSL_CERT_DIR", f"{tmp_path / 'none'}{os.pathsep}{tmp_path}")
    assert work.fetch(ORDER).future.result(20)
    work.close()


@pytest.mark.parametrize(
    ("variable", "proxy", "shown"),
    [
        ("ALL_PROXY", "socks4://127.0.0.1:1080", "socks4://127.0.0.1:1080"),
        ("HTTPS_PROXY", "nonsense://me:secret@x", "nonsense://x"),
        ("https_proxy", "http://[::1", "http://[::1"),
        ("HTTP_PROXY", "me:secret@x:port", "x:port"),
        ("HTTP_PROXY", "http://", "http://"),
        ("ALL_PROXY", "socks5://me:secret@:1080", "socks5://:1080"),
    ],
)
def test_a_proxy_that_is_none_is_told_with_what_names_it(
    variable: str, proxy: str, shown: str, hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, proxy)
    work = downloads(hub, tmp_path)
    error = failure(work)
    work.close()
    assert isinstance(error, UsageError)
    assert error.title == f"{variable} names a proxy that cannot be used: {shown}."
    assert "socks5://" in error.hint
    assert hub.asked == []


@pytest.mark.parametrize("begins", ["http://", ""])
@pytest.mark.parametrize("secret", ["se/cret", "se#cret", "se?cret", "1234/cret", "12@34/cret", "se\ncret", "12/c@ret"])
def test_of_a_password_that_splits_an_address_nothing_is_told_but_how_it_is_written(
    secret: str, begins: str, hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"{begins}me:{secret}@127.0.0.1:8080")
    work = downloads(hub, tmp_path)
    error = failure(work)
    work.close()
    assert isinstance(error, UsageError)
    assert error.title == f"HTTPS_PROXY names a proxy that cannot be used: {begins}127.0.0.1:8080."
    assert error.hint.startswith("In its user name and password / is written as %2F, # as %23")
    logged = "".join(traceback.format_exception(error))
    assert not [part for part in re.split(r"\W", secret) if f"{part}@" in logged or f":{part}" in logged]
    assert hub.asked == []


@UNCLOSED
def test_a_socks_proxy_that_leads_nowhere_is_told(
    hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = downloads(hub, tmp_path)
    with socks_server(refuses=4) as proxy:
        monkeypatch.setenv("ALL_PROXY", f"socks5://127.0.0.1:{proxy.port}")
        error = failure(work)
    assert isinstance(error, DownloadError)
    assert error.title.endswith("Proxy Server could not connect: Host unreachable.")
    assert error.hint == "Look at ALL_PROXY and NO_PROXY."
    forget()
    error = failure(work)  # for nobody is there any more
    work.close()
    assert error.title == f"The proxy socks5://127.0.0.1:{proxy.port} cannot be reached: Connection refused."
    assert error.hint == "Look whether this machine is online. Look at ALL_PROXY and NO_PROXY."


@UNCLOSED
@pytest.mark.parametrize("speaks", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x04"])
def test_what_speaks_no_socks_is_told(
    speaks: bytes, hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socks_server(speaks=speaks) as proxy:
        monkeypatch.setenv("ALL_PROXY", f"socks5://127.0.0.1:{proxy.port}")
        work = downloads(hub, tmp_path)
        error = failure(work)
        work.close()
    assert error.title.startswith("The proxy lets nothing through to"), error
    assert hub.asked == []
