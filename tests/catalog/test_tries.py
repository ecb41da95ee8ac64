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


@pytest.mark.parametrize(
    ("breaks", "at", "tries", "headway"),
    [
        pytest.param(8, 30_000, 2, 30_000, id="enough comes over each"),
        pytest.param(10, 1_000, 3, 2_000, id="enough comes over several, and tries count anew"),
    ],
)
def test_a_connection_that_breaks_is_made_again_as_long_as_something_arrives(
    breaks: int, at: int, tries: int, headway: int, hub: HubServer, tmp_path: Path
) -> None:
    hub.faults[WEIGHTS] = [Fault(cut=at)] * breaks
    work = downloads(hub, tmp_path, tries=tries, headway=headway)
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
