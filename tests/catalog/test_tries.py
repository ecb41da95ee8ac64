"""How often a hub is asked again that sends little at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from asrpro.errors import DownloadError
from fixtures.fetching import ORDER, REPOSITORY, WEIGHTS, downloads, held, needed
from fixtures.hub_server import Fault

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.hub_server import HubServer


def test_a_connection_that_breaks_is_made_again_as_long_as_something_arrives(hub: HubServer, tmp_path: Path) -> None:
    hub.faults[WEIGHTS] = [Fault(cut=30_000)] * 8
    work = downloads(hub, tmp_path, tries=2, headway=30_000)
    found = work.fetch(ORDER).future.result(20)
    work.close()
    assert held(found.folder) == needed(hub.repositories[REPOSITORY])
    assert hub.sent[WEIGHTS] == 300_000


def test_one_that_sends_a_byte_a_time_is_not_asked_for_ever(hub: HubServer, tmp_path: Path) -> None:
    hub.faults[WEIGHTS] = [Fault(cut=1)] * 20
    work = downloads(hub, tmp_path, tries=4, headway=100)
    with pytest.raises(DownloadError, match="broke off"):
        work.fetch(ORDER).future.result(20)
    work.close()
    assert (len(hub.requests(WEIGHTS)), hub.sent[WEIGHTS]) == (4, 4)


def test_tries_count_anew_once_enough_has_come_over_several(hub: HubServer, tmp_path: Path) -> None:
    hub.faults[WEIGHTS] = [Fault(cut=1000)] * 10
    work = downloads(hub, tmp_path, tries=3, headway=2000)
    found = work.fetch(ORDER).future.result(20)
    work.close()
    assert held(found.folder) == needed(hub.repositories[REPOSITORY])
