"""Models that are recommended come when they are chosen in the menu, and are used once they are here."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from asrpro import paths
from asrpro.catalog.catalogue import Catalogue
from asrpro.catalog.recommending import Recommendation
from asrpro.settings.file import SettingsFile
from asrpro.ui.models.getting import Getting
from asrpro.ui.offers.getting import CANCEL, GET, GettingOffer
from fixtures.fetching import REPOSITORY, WEIGHTS, downloads
from fixtures.hub_server import Fault
from fixtures.programs import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asrpro.domain import Model
    from asrpro.ui.look import Choice
    from fixtures.hub_server import HubServer

SMALL = "whisper-small"


def from_here(model: Model) -> Model:
    """It, as the hub on this machine has it."""
    ours = [replace(one, repository=REPOSITORY) for one in model.variants if one.backend == "faster_whisper"]
    return replace(model, variants=tuple(ours))


class Menu:
    """What is offered, and what was said."""

    def __init__(self, folder: Path, hub: HubServer) -> None:
        self.catalogue = Catalogue(paths.catalogue())
        entries = {name: from_here(model) for name, model in self.catalogue.entries.items()}
        self.catalogue.entries = entries
        self.settings = SettingsFile(folder / "settings.json")
        self.downloads = downloads(hub, paths.models())
        self.said: list[str] = []
        advised = [Recommendation(entries[name], "", "") for name in ("pocketsphinx-en-us", SMALL)]
        self.getting = Getting(
            self.settings,
            self.catalogue,
            self.downloads,
            lambda *_asked: advised,
            prove=lambda _entry, _found: True,
            say=self.said.append,
        )
        self.offer = GettingOffer(self.catalogue, self.getting)

    def offered(self) -> list[Choice]:
        return self.offer.offered(self.catalogue.models)

    def titles(self) -> list[str]:
        return [choice.title for choice in self.offer.coming().values()]


@pytest.fixture
def menu(tmp_path: Path, hub: HubServer) -> Iterator[Menu]:
    made = Menu(tmp_path, hub)
    yield made
    hub.go_on.set()
    made.downloads.close()
    made.getting.close()


def begin(menu: Menu) -> None:
    assert menu.offered() == []  # before it is prepared
    menu.getting.prepare()
    (choice,) = until(menu.offered, "what is recommended")
    assert (choice.name, choice.title) == (GET + SMALL, "Whisper small")
    assert menu.offer.choose(choice.name)


def test_what_has_come_is_used(menu: Menu) -> None:
    begin(menu)
    until(lambda: menu.said, "its coming")
    assert menu.said == ["Whisper small is here and hears you from now on."]
    assert menu.settings.current.model.name == SMALL
    assert menu.catalogue.find(SMALL).backend == "faster_whisper"
    assert (menu.offered(), menu.offer.coming()) == ([], {})


def test_how_far_it_is_can_be_seen_and_it_can_be_ended(menu: Menu, hub: HubServer) -> None:
    hub.faults[WEIGHTS].append(Fault(hold=150_000))
    begin(menu)
    assert hub.held.wait(20)
    until(lambda: any(title.startswith("Whisper small: 15") for title in menu.titles()), "half of it")
    assert menu.offered() == []
    ((choice,),) = (one.more for one in menu.offer.coming().values())
    assert (choice.name, choice.title) == (CANCEL + SMALL, "Cancel download")
    menu.offer.choose(choice.name)
    assert (menu.offer.coming(), menu.said) == ({}, [])
    assert menu.settings.current.model.name != SMALL
    assert [one.name for one in menu.offered()] == [GET + SMALL]


def test_one_that_was_chosen_meanwhile_stays(menu: Menu, hub: HubServer) -> None:
    hub.faults[WEIGHTS].append(Fault(hold=150_000))
    begin(menu)
    assert hub.held.wait(20)
    menu.settings.set("model.name", "whisper-base")
    hub.go_on.set()
    until(lambda: menu.said, "its coming")
    assert (menu.said, menu.settings.current.model.name) == (["Whisper small is here."], "whisper-base")


def test_what_keeps_it_from_coming_is_said(menu: Menu, hub: HubServer) -> None:
    hub.faults["api"] += [Fault(status=404)] * 5
    begin(menu)
    until(lambda: menu.said, "what went wrong")
    assert menu.said[0]
    assert (menu.offer.coming(), menu.settings.current.model.name != SMALL) == ({}, True)


def test_what_is_no_download_is_left_to_others(menu: Menu) -> None:
    assert not menu.offer.choose("whisper-base")
    assert menu.offer.choose(CANCEL + SMALL)
