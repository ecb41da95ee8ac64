"""Whoever listens to how near to use Models are hears of downloads, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from asrpro import paths
from asrpro.catalog.catalogue import Catalogue
from asrpro.domain import State
from asrpro.runtime.standings import Standings
from fixtures.fetching import ORDER, WEIGHTS, downloads, hub_with_a_model
from fixtures.hub_server import Fault
from fixtures.kept import delete
from fixtures.programs import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asrpro.domain import Standing
    from fixtures.hub_server import HubServer


class Told:
    def __init__(self, hub: HubServer) -> None:
        self.downloads = downloads(hub, paths.models())
        self.standings = Standings(None, Catalogue(paths.catalogue()), self.downloads)
        self.heard: list[Standing] = []
        self.standings.listen(self._hear)

    def _hear(self, name: str, standing: Standing) -> None:
        assert name == ORDER.model
        self.heard.append(standing)

    def states(self) -> list[State]:
        """What was heard, each once where it was told again."""
        told = [one.state for one in self.heard]
        return [one for at, one in enumerate(told) if told[at - 1 : at] != [one]]


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    with hub_with_a_model(monkeypatch) as server:
        yield server


@pytest.fixture
def told(hub: HubServer) -> Iterator[Told]:
    made = Told(hub)
    yield made
    hub.go_on.set()
    made.downloads.close()


def test_its_beginning_and_its_end(told: Told, hub: HubServer) -> None:
    hub.faults["api"].append(Fault(late=True))
    download = told.downloads.fetch(ORDER)
    assert told.states() == [State.DOWNLOADING], "which is told before a byte has come"
    hub.go_on.set()
    download.future.result(20)
    until(lambda: told.states() == [State.DOWNLOADING, State.PRESENT], "its end")
    delete(told.downloads.store, ORDER.model)
    told.standings.changed(ORDER.model)
    assert told.states()[-1] is State.ABSENT


def test_one_that_is_cancelled_comes_no_more_though_its_thread_is_at_it_still(told: Told, hub: HubServer) -> None:
    hub.faults[WEIGHTS].append(Fault(hold=150_000))
    download = told.downloads.fetch(ORDER)
    assert hub.held.wait(20)
    download.cancel()
    assert told.states() == [State.DOWNLOADING, State.ABSENT]
    until(lambda: len(told.heard) == 3, "the end of the thread's work")


def test_one_that_fails(told: Told, hub: HubServer) -> None:
    hub.faults["api"] += [Fault(status=404)] * 5
    told.downloads.fetch(ORDER)
    until(lambda: told.states() == [State.DOWNLOADING, State.ABSENT], "its failure")


def test_a_name_of_the_users_own_comes_and_goes(told: Told) -> None:
    heard: list[tuple[str, State]] = []
    standings = Standings(None, Catalogue(paths.catalogue()), told.downloads)
    standings.listen(lambda name, standing: heard.append((name, standing.state)))
    standings.changed("of-mine")
    assert heard == [("of-mine", State.ABSENT)]
