"""The ways to a hub: through a proxy, and past a certificate that only this machine's user vouches for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from asrpro.catalog.bringing import Limits
from asrpro.catalog.downloads import Downloads
from asrpro.catalog.hub import Hub
from asrpro.catalog.store import Store
from asrpro.errors import AppError
from fixtures.certificates import certificate, served
from fixtures.fetching import ORDER, QUICK, REPOSITORY, downloads, held, hub_with_a_model, needed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fixtures.hub_server import HubServer


@pytest.fixture(autouse=True)
def anew() -> Iterator[None]:
    """The hub's library keeps its connections, and with them the ways that were found."""
    import huggingface_hub

    huggingface_hub.close_session()
    yield
    huggingface_hub.close_session()


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


def test_a_certificate_must_be_vouched_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import huggingface_hub

    file = certificate(tmp_path)
    with hub_with_a_model(monkeypatch, served(file)) as hub:
        work = downloads(hub, tmp_path / "models")
        error = work.fetch(ORDER).future.exception(20)
        assert isinstance(error, AppError)
        assert "SSL_CERT_FILE" in error.hint
        assert hub.asked == []
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        huggingface_hub.close_session()
        found = work.fetch(ORDER).future.result(20)
        work.close()
        assert held(found.folder) == needed(hub.repositories[REPOSITORY])
