from __future__ import annotations

import json
import time
from email.utils import formatdate
from typing import TYPE_CHECKING

import pytest

from asrpro.catalog.bringing import Limits
from asrpro.catalog.downloads import Downloads
from asrpro.catalog.hub import Hub
from asrpro.catalog.refusals import retry_after
from asrpro.catalog.store import Store
from asrpro.errors import AppError, DownloadError, ModelNotAvailable, UsageError
from fixtures.fetching import ORDER, QUICK, REPOSITORY, WEIGHTS, downloads, followed, held, needed
from fixtures.hub_server import Fault

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.catalog.headway import Headway
    from fixtures.hub_server import HubServer

TOKEN = "hf_secret"  # noqa: S105 - nobody's


def failure(hub: HubServer, folder: Path, **options: float | str) -> AppError:
    """What a download says that does not come about."""
    work = downloads(hub, folder, **options)  # type: ignore[arg-type]
    error = work.fetch(ORDER).future.exception(20)
    work.close()
    assert isinstance(error, AppError)
    assert error.title.endswith(".")
    assert error.hint
    assert TOKEN not in str(error)
    return error


def failure_at(address: str, folder: Path) -> AppError:
    limits = Limits(**QUICK)
    work = Downloads(Store(folder), make_hub=lambda: Hub(address, stall=limits.stall, token=str), limits=limits)
    error = work.fetch(ORDER).future.exception(30)
    work.close()
    assert isinstance(error, AppError)
    return error


def test_one_with_conditions_says_how_to_get_in(hub: HubServer, tmp_path: Path) -> None:
    hub.repositories[REPOSITORY].token = TOKEN
    error = failure(hub, tmp_path)
    assert isinstance(error, DownloadError)
    assert "only to those" in error.title
    assert f"{hub.url}/{REPOSITORY}" in error.hint
    assert "asrpro models token" in error.hint


def test_the_token_is_sent_only_where_it_is_wanted_and_to_nobody_else(hub: HubServer, tmp_path: Path) -> None:
    hub.repositories[REPOSITORY].token = TOKEN
    work = downloads(hub, tmp_path, token=TOKEN)
    found = work.fetch(ORDER).future.result(20)
    work.close()
    assert held(found.folder) == needed(hub.repositories[REPOSITORY])
    said = {one.what: "authorization" in one.headers for one in hub.asked}
    assert said == {"api": False, "model.bin": True, "config.json": True, "tokenizer.json": True, WEIGHTS: False}


def test_one_that_is_open_is_not_told_who_asks(hub: HubServer, tmp_path: Path) -> None:
    work = downloads(hub, tmp_path, token=TOKEN)
    work.fetch(ORDER).future.result(20)
    work.close()
    assert all("authorization" not in one.headers for one in hub.asked)
    agents = {one.headers["user-agent"] for one in hub.asked}
    assert all(agent.startswith("asrpro/") and "torch" not in agent and "agent/" not in agent for agent in agents)


def test_a_token_of_somebody_without_access_is_told_so(hub: HubServer, tmp_path: Path) -> None:
    hub.repositories[REPOSITORY].token = TOKEN
    error = failure(hub, tmp_path, token="hf_other")  # noqa: S106 - nobody's
    assert "The token is of an account that has none." in error.hint


def test_a_token_that_is_none_is_told_so(hub: HubServer, tmp_path: Path) -> None:
    hub.faults["api"] = [Fault(401, {"X-Error-Message": "Invalid credentials in Authorization header"})]
    error = failure(hub, tmp_path, token=TOKEN)
    assert "does not know the token" in error.title
    assert "HF_TOKEN" in error.hint
    assert error.hint.endswith(": asrpro models token"), "a command comes last"


def test_one_that_does_not_exist_is_told(hub: HubServer, tmp_path: Path) -> None:
    del hub.repositories[REPOSITORY]
    error = failure(hub, tmp_path)
    assert isinstance(error, ModelNotAvailable)
    assert f"There is no {hub.url}/{REPOSITORY}, or it is private." in error.title


def test_a_private_one_is_found_with_the_token(hub: HubServer, tmp_path: Path) -> None:
    hub.repositories[REPOSITORY].token, hub.repositories[REPOSITORY].private = TOKEN, True
    work = downloads(hub, tmp_path, token=TOKEN)
    assert work.fetch(ORDER).future.result(20)
    work.close()


@pytest.mark.parametrize("what", ["api", "model.bin", WEIGHTS])
@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        (Fault(404), ModelNotAvailable, "There is no"),
        (Fault(404, {"X-Error-Code": "EntryNotFound"}), ModelNotAvailable, "no such files"),
        (Fault(403), DownloadError, "refuses access"),
        (Fault(418), DownloadError, r"refuses to send it \(418\)"),
        (Fault(429, {"Retry-After": "100"}), DownloadError, "asked too often"),
    ],
)
def test_a_refusal_that_stays_one_is_not_tried_again(
    what: str, fault: Fault, kind: type[AppError], words: str, hub: HubServer, tmp_path: Path
) -> None:
    hub.faults[what] = [fault]
    error = failure(hub, tmp_path)
    assert len(hub.requests(what)) == 1
    with pytest.raises(kind, match=words):
        raise error


@pytest.mark.parametrize("what", ["api", "config.json", WEIGHTS])
@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_passing_fault_is_waited_out(status: int, what: str, hub: HubServer, tmp_path: Path) -> None:
    hub.faults[what] = [Fault(status)] * 2
    told: list[Headway] = []
    work = downloads(hub, tmp_path)
    assert held(followed(work, ORDER, told).future.result(20).folder) == needed(hub.repositories[REPOSITORY])
    work.close()
    assert sum("The next try is in" in one.note for one in told) == 2


@pytest.mark.parametrize(("status", "words"), [(429, "asked too often"), (500, r"a fault of its own \(500\)")])
def test_a_fault_that_does_not_pass_is_told(status: int, words: str, hub: HubServer, tmp_path: Path) -> None:
    hub.faults[WEIGHTS] = [Fault(status)] * 3
    with pytest.raises(DownloadError, match=words):
        raise failure(hub, tmp_path)
    assert len(hub.requests(WEIGHTS)) == 3


def test_a_server_is_left_alone_for_as_long_as_it_wants(hub: HubServer, tmp_path: Path) -> None:
    hub.faults[WEIGHTS] = [Fault(429, {"Retry-After": "1"})]
    began = time.monotonic()
    work = downloads(hub, tmp_path)
    work.fetch(ORDER).future.result(20)
    work.close()
    assert time.monotonic() - began >= 1.0


def test_how_long_a_server_wants_to_be_left_alone() -> None:
    assert retry_after({"Retry-After": "120"}) == 120.0
    assert 50 < retry_after({"Retry-After": formatdate(time.time() + 60, usegmt=True)}) <= 60
    assert retry_after({"Retry-After": formatdate(time.time() - 60, usegmt=True)}) == 0.0
    assert retry_after({"RateLimit": '"resolvers";r=0;t=55'}) == 55.0
    assert retry_after({"RateLimit": '"resolvers";r=99;t=55'}) == 0.0
    assert retry_after({"Retry-After": f"Mon, 01 Jan 2024 00:00:00 +{'9' * 30}"}) == 0.0
    assert retry_after({"Retry-After": "soon"}) == retry_after({"Retry-After": "\u0663"}) == retry_after({}) == 0.0


@pytest.mark.parametrize("at", [0, 1000])
def test_a_server_that_sends_nothing_more_is_given_up(at: int, hub: HubServer, tmp_path: Path) -> None:
    hub.faults[WEIGHTS] = [Fault(hold=at)]
    work = downloads(hub, tmp_path, stall=0.5)
    found = work.fetch(ORDER).future.result(20)
    assert held(found.folder) == needed(hub.repositories[REPOSITORY])
    work.close()
    hub.go_on.set()
    assert hub.sent[WEIGHTS] == 300_000


def test_one_that_never_sends_anything_is_told(hub: HubServer, tmp_path: Path) -> None:
    hub.faults[WEIGHTS] = [Fault(hold=0)] * 2
    error = failure(hub, tmp_path, stall=0.4, tries=2)
    hub.go_on.set()
    assert "has sent nothing for 0 s" in error.title


def listed(sha: str, **file: object) -> bytes:
    """What a hub says of one file."""
    return json.dumps({"id": "x", "sha": sha, "siblings": [{"rfilename": "model.bin", **file}]}).encode()


@pytest.mark.parametrize(
    "body",
    [
        b"<html>Log in to this network</html>",
        b"[]",
        b"{}",
        b'{"id": "x", "siblings": [{}]}',
        b"\xff\xfe",
        listed("0" * 40),
        listed("../x", size=3, blobId="0" * 40),
        listed("0" * 40, size=3, blobId="../x"),
        listed("0" * 40, size=-3, blobId="0" * 40),
        listed("0" * 40, size="3", blobId="0" * 40),
        listed("0" * 40, size=3, blobId="0" * 40, lfs="x"),
        b'{"id": "x", "sha": 5, "siblings": [{"rfilename": "model.bin"}]}',
        b'{"id": "x", "siblings": [{"rfilename": 5}]}',
        b'{"id": "x", "lastModified": "yesterday"}',
        b'{"id": "x", "createdAt": "9999-99-99T00:00:00.000Z"}',
        b'{"id": "x", "downloads": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
    ],
)
def test_what_is_no_hub_is_told(body: bytes, hub: HubServer, tmp_path: Path) -> None:
    hub.faults["api"] = [Fault(200, {"Content-Type": "text/html"}, body)]
    error = failure(hub, tmp_path)
    assert isinstance(error, DownloadError)
    assert "is no hub for models" in error.title or "lacks files that this model needs" in error.title
    assert [*tmp_path.rglob("model*")] == []


def test_a_beginning_that_no_number_is_so_long_as_is_not_believed(hub: HubServer, tmp_path: Path) -> None:
    hub.faults[WEIGHTS] = [Fault(206, {"Content-Range": f"bytes {'9' * 5000}-1/2"})] * 2
    assert "arrived damaged, twice" in failure(hub, tmp_path).title


def test_nobody_there_is_told(free_port: int, hub: HubServer, tmp_path: Path) -> None:
    assert hub.url
    error = failure_at(f"http://127.0.0.1:{free_port}", tmp_path)
    assert f"127.0.0.1:{free_port} cannot be reached: Connection refused." in error.title
    assert "online" in error.hint


def test_a_name_that_nobody_knows_is_told(hub: HubServer, tmp_path: Path) -> None:
    assert hub.url
    assert "Nobody knows where hub.invalid is." in failure_at("http://hub.invalid", tmp_path).title


def test_a_server_without_a_certificate_is_told(hub: HubServer, tmp_path: Path) -> None:
    error = failure_at(hub.url.replace("http:", "https:"), tmp_path)
    assert "No secure connection to" in error.title


@pytest.mark.parametrize("address", ["ftp://hub", "nonsense", "http://", "http://[", "http://hub:99999"])
def test_an_address_that_is_none_is_told(address: str, hub: HubServer, tmp_path: Path) -> None:
    assert hub.url
    error = failure_at(address, tmp_path)
    assert isinstance(error, UsageError)
    assert "HF_ENDPOINT" in error.hint
