"""A download that is cancelled holds up nobody, though whom it asked says nothing at all."""

from __future__ import annotations

import contextlib
import hashlib
import socket
import time
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING

import pytest

from asrpro.catalog.bringing import Limits
from asrpro.catalog.cancellation import Cancellation
from asrpro.catalog.downloads import Downloads
from asrpro.catalog.hub import Hub
from asrpro.catalog.order import Remote
from asrpro.catalog.part import Part, is_whole
from asrpro.catalog.store import Store
from asrpro.errors import DownloadCancelled
from fixtures.fetching import ORDER, QUICK, REPOSITORY, WEIGHTS, downloads, held, needed
from fixtures.hub_server import Fault
from fixtures.kept import delete
from fixtures.programs import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fixtures.hub_server import HubServer

STALL = 60.0
"""Seconds that silence is borne: longer than any of these may take."""
SOON = 10.0


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """A server that takes every connection and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


@pytest.mark.parametrize("what", ["api", "config.json", "model.bin", WEIGHTS])
def test_the_next_one_begins_at_once(what: str, hub: HubServer, tmp_path: Path) -> None:
    hub.faults[what] = [Fault(late=True)]
    work = downloads(hub, tmp_path, stall=STALL)
    download = work.fetch(ORDER)
    assert hub.held.wait(20)
    began = time.monotonic()
    download.cancel()
    with pytest.raises(CancelledError):
        download.future.result(0)
    delete(work.store, ORDER.model)  # nobody says that it is being downloaded
    found = work.fetch(ORDER).future.result(20)
    assert time.monotonic() - began < SOON
    hub.go_on.set()
    until(lambda: len(hub.requests(what)) == 2, "both requests")
    work.close()
    assert held(found.folder) == needed(hub.repositories[REPOSITORY]), "what comes late goes nowhere"


def test_a_connection_that_does_not_come_about_is_left(silent: socket.socket, hub: HubServer, tmp_path: Path) -> None:
    """Its server takes it, and says nothing of what a secure one needs."""
    limits = Limits(**QUICK | {"stall": STALL})
    addresses = iter((f"https://127.0.0.1:{silent.getsockname()[1]}", hub.url))
    work = Downloads(Store(tmp_path), make_hub=lambda: Hub(next(addresses), stall=STALL, token=str), limits=limits)
    download = work.fetch(ORDER)
    with silent.accept()[0]:
        began = time.monotonic()
        download.cancel()
        found = work.fetch(ORDER).future.result(20)
        assert time.monotonic() - began < SOON
    work.close()
    assert held(found.folder) == needed(hub.repositories[REPOSITORY])


def test_the_end_of_the_program_waits_for_no_answer(hub: HubServer, tmp_path: Path) -> None:
    hub.faults["api"] = [Fault(late=True)]
    work = downloads(hub, tmp_path, stall=STALL)
    work.fetch(ORDER)
    assert hub.held.wait(20)
    work.close()
    assert work._thread
    assert not work._thread.is_alive()


@pytest.mark.parametrize("told", [False, True])
def test_going_over_what_is_here_can_be_ended(*, told: bool, tmp_path: Path) -> None:
    """Which takes long for some gigabytes."""
    data = bytes(3_000_000)
    remote = Remote("model.bin", len(data), hashlib.sha256(data).hexdigest())
    for name in (f"{remote.digest}.part", "model.bin"):
        (tmp_path / name).write_bytes(data)
    cancellation = Cancellation()
    if told:
        cancellation.tell()
    ends = pytest.raises(DownloadCancelled) if told else contextlib.nullcontext()
    with ends, Part(tmp_path, remote, cancellation.check) as part:
        assert part.size == remote.size
    with ends:
        assert is_whole(tmp_path / "model.bin", remote, cancellation.check)
