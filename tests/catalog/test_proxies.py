"""Which proxy a hub is asked through, and that it is the one that is blamed where it is what is not reached."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest

from asrpro import ways
from asrpro.catalog.bringing import Limits
from asrpro.catalog.downloads import Downloads
from asrpro.catalog.hub import Hub
from asrpro.catalog.refusals import Asked, refused
from asrpro.catalog.store import Store
from asrpro.errors import DownloadError
from fixtures.fetching import ORDER, QUICK, hub_with_a_model

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAMED = tuple(f"{scheme}_proxy" for scheme in ("http", "https", "all", "no"))


@pytest.fixture(autouse=True)
def anew(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No proxy, and no connection that went through one."""
    import huggingface_hub

    for name in NAMED:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    huggingface_hub.close_session()
    yield
    huggingface_hub.close_session()
    gc.collect()


def failure_at(address: str, folder: Path) -> DownloadError:
    limits = Limits(**QUICK)
    work = Downloads(Store(folder), make_hub=lambda: Hub(address, stall=limits.stall, token=str), limits=limits)
    error = work.fetch(ORDER).future.exception(30)
    work.close()
    assert isinstance(error, DownloadError)
    return error


@pytest.mark.parametrize(
    ("variable", "address"),
    [
        ("HTTP_PROXY", "http://hub.invalid"),
        ("https_proxy", "https://hub.invalid"),
        ("ALL_PROXY", "https://hub.invalid"),
    ],
)
def test_a_proxy_that_is_not_there_is_told_and_not_the_hub(
    variable: str, address: str, free_port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, f"http://me:secret@127.0.0.1:{free_port}/")
    error = failure_at(address, tmp_path)
    assert error.title == f"The proxy 127.0.0.1:{free_port} cannot be reached: Connection refused."
    assert error.hint == f"Look whether this machine is online. Look at {variable} and NO_PROXY."


def test_a_proxy_whose_name_nobody_knows_is_told_and_not_the_hub(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "proxy.invalid:3128")
    error = failure_at("https://127.0.0.1:1", tmp_path)
    assert error.title == "Nobody knows where the proxy proxy.invalid:3128 is."


@pytest.mark.parametrize(
    "named",
    [
        {"HTTPS_PROXY": "http://proxy.invalid:3128", "NO_PROXY": "127.0.0.1"},
        {"HTTPS_PROXY": "http://proxy.invalid:3128", "ALL_PROXY": "http://proxy.invalid:3128", "NO_PROXY": "*"},
        {"HTTP_PROXY": "http://proxy.invalid:3128"},
    ],
)
def test_of_a_proxy_that_nobody_goes_through_nothing_is_said(
    named: dict[str, str], free_port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in named.items():
        monkeypatch.setenv(variable, value)
    error = failure_at(f"https://127.0.0.1:{free_port}", tmp_path)
    assert error.title == f"127.0.0.1:{free_port} cannot be reached: Connection refused."
    assert error.hint == "Look whether this machine is online."


def test_a_proxy_that_speaks_no_tls_may_be_what_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with hub_with_a_model(monkeypatch) as hub:
        place = hub.url.partition("://")[2]
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.setenv("HTTPS_PROXY", f"https://{place}")
        error = failure_at("https://hub.invalid", tmp_path)
    assert error.title.startswith(f"No secure connection to hub.invalid or the proxy https://{place} before it comes")
    assert error.hint.endswith("Look at HTTPS_PROXY and NO_PROXY.")


def test_where_the_files_lie_is_told_where_that_is_not_reached(
    free_port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hub_with_a_model(monkeypatch) as hub:
        hub.cdn = f"http://127.0.0.1:{free_port}"
        error = failure_at(hub.url, tmp_path)
    assert error.title == f"127.0.0.1:{free_port} cannot be reached: Connection refused."


@pytest.mark.parametrize(
    ("named", "address", "taken"),
    [
        (
            {"https_proxy": "a", "HTTP_PROXY": "http://b", "ALL_PROXY": "c"},
            "https://x.org",
            ("https_proxy", "a"),
        ),
        ({"https_proxy": "a", "HTTP_PROXY": "http://b", "ALL_PROXY": "c"}, "http://x.org", ("HTTP_PROXY", "b")),
        ({"http_proxy": "http://a", "ALL_PROXY": "socks5://c"}, "https://x.org/y", ("ALL_PROXY", "socks5://c")),
        ({"ALL_PROXY": "a", "no_proxy": "x.org"}, "https://www.x.org", None),
        ({"ALL_PROXY": "a", "no_proxy": ".x.org, 10.0.0.0/8"}, "https://x.org", ("ALL_PROXY", "a")),
        ({"ALL_PROXY": "a", "no_proxy": ".x.org, 10.0.0.0/8"}, "https://10.1.2.3:8000", None),
        ({"ALL_PROXY": "a", "no_proxy": "x.org:8000"}, "https://x.org", ("ALL_PROXY", "a")),
        ({}, "https://x.org", None),
    ],
)
def test_the_proxy_that_is_told_is_the_one_httpx_goes_through(
    named: dict[str, str], address: str, taken: tuple[str, str] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in named.items():
        monkeypatch.setenv(variable, value)
    found = ways.proxy(address)
    assert (found and (found.variable, str(found))) == taken


def test_no_password_of_a_hub_is_told_and_the_variable_that_names_it_is(
    free_port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = f"127.0.0.1:{free_port}"
    monkeypatch.setenv("HF_ENDPOINT", f"http://joe:s3cret@{place}")
    error = failure_at("", tmp_path)
    assert error.title == f"{place} cannot be reached: Connection refused."
    assert error.hint.endswith("Look at HF_ENDPOINT.")
    assert "s3cret" not in str(error)


@pytest.mark.parametrize("status", [401, 403, 404, 416, 429, 500])
@pytest.mark.parametrize("code", ["", "GatedRepo", "RepoNotFound"])
def test_no_password_is_told_whatever_the_hub_answers(status: int, code: str) -> None:
    asked = Asked("https://joe:s3cret@hub.example", "some/model", token=False, stall=1.0)
    told = str(refused(status, {"X-Error-Code": code}, asked).error)
    assert "hub.example" in told or "some/model" in told
    assert "s3cret" not in told
