"""An engine's packages come through the proxies that people name, and one that is in the way is told."""

from __future__ import annotations

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from asrpro import environments
from asrpro.cli.main import run
from fixtures.socks_server import socks_server
from fixtures.wheels import onnx_wheels

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asrpro.cli.program import Program

    Told = pytest.CaptureFixture[str]

NAME = "onnx-cuda"


class _Listing(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "pip_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def served(index: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The packages at a server; host and port of it."""
    onnx_wheels(index)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Listing, directory=str(index))) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        place = f"127.0.0.1:{server.server_port}"
        monkeypatch.setenv("PIP_FIND_LINKS", f"http://{place}/")
        yield place
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("scheme", ["socks5", "socks"])
def test_packages_come_through_a_socks_proxy(
    scheme: str, served: str, odd_program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socks_server() as proxy:
        monkeypatch.setenv("ALL_PROXY", f"{scheme}://127.0.0.1:{proxy.port}/")
        assert run(odd_program, ["engines", "add", NAME]) == 0
    assert set(proxy.led) == {served}
    place = environments.whole(NAME)
    assert place
    assert not [*place.rglob("socks.py")], "what only pip needs is not left there"


@pytest.mark.parametrize(
    ("variable", "proxy", "asked"),
    [
        ("HTTPS_PROXY", "http://me:secret@127.0.0.1:9", ""),
        ("HTTPS_PROXY", "socks5://127.0.0.1:9", ""),
        ("http_proxy", "http://127.0.0.1:9", "http://packages.invalid/simple"),
    ],
)
def test_a_proxy_that_is_not_there_is_told(
    variable: str, proxy: str, asked: str, odd_program: Program, capsys: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.delenv("PIP_FIND_LINKS")
    monkeypatch.setenv("PIP_RETRIES", "0")
    monkeypatch.setenv(variable, proxy)
    if asked:
        monkeypatch.setenv("PIP_INDEX_URL", asked)
        monkeypatch.setenv("PIP_TRUSTED_HOST", "packages.invalid")
    assert run(odd_program, ["engines", "add", NAME]) == 1
    err = capsys.readouterr().err
    shown = proxy.replace("http://", "").replace("me:secret@", "")
    assert f"cannot be fetched: nothing is reached through the proxy {shown}." in err
    assert f"Look at {variable} and NO_PROXY. Then: asrpro engines add {NAME}" in err
    assert "secret" not in err


def test_a_proxy_that_is_none_is_told_before_anything_is_done(
    odd_program: Program, capsys: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://me:1234/secret@127.0.0.1:9")
    assert run(odd_program, ["engines", "add", NAME]) == 2
    err = capsys.readouterr().err
    assert "HTTPS_PROXY names a proxy that cannot be used: http://127.0.0.1:9." in err
    assert "%2F" in err
    assert "1234" not in err
    assert not environments.folder(NAME).exists()
