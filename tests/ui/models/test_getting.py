"""Models that are recommended come when they are chosen in the menu, and are used once they are here."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from asrpro import paths
from asrpro.catalog import orders
from asrpro.catalog.catalogue import Catalogue
from asrpro.catalog.recommending import Recommendation
from asrpro.settings.file import SettingsFile
from asrpro.ui.models.getting import Getting
from asrpro.ui.models.updates import Updates
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
        self.catalogue.told = entries
        self.settings = SettingsFile(folder / "settings.json")
        self.downloads = downloads(hub, paths.models())
        self.said: list[str] = []
        advised = [Recommendation(entries[name], "", "") for name in ("pocketsphinx-en-us", SMALL)]
        self.getting = Getting(
            self.settings,
            self.catalogue,
            self.downloads,
            lambda _language: advised,
            prove=lambda _entry, _found: True,
            say=self.said.append,
        )
        self.offer = GettingOffer(self.catalogue, self.getting, self.said.append)

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
    assert menu.said.pop(0) == "Whisper small is being downloaded. The menu shows how far it is, under Model."


def test_what_people_were_told_of_is_in_the_menu(menu: Menu) -> None:
    told: list[str] = []
    menu.getting.advised(lambda found: told.extend(one.model.id for one in found))
    until(lambda: told, "the recommendation")
    assert [choice.name for choice in menu.offered()] == [GET + SMALL]


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


@pytest.mark.parametrize("chosen", ["", "pocketsphinx", SMALL, "small"])
def test_where_use_is_a_button_of_its_own_it_is_used_in_place_of_none_or_of_the_one_that_came_along(
    menu: Menu, chosen: str
) -> None:
    if chosen:
        menu.settings.set("model.name", chosen)
    menu.getting.get(SMALL, over_chosen=False)
    until(lambda: menu.said, "its coming")
    assert menu.said == ["Whisper small is here and hears you from now on."]
    assert menu.settings.current.model.name == SMALL


def test_where_use_is_a_button_of_its_own_what_was_chosen_stays(menu: Menu) -> None:
    menu.settings.set("model.name", "whisper-base")
    menu.getting.get(SMALL, over_chosen=False)
    until(lambda: menu.said, "its coming")
    assert menu.said == ["Whisper small is here. Press Use to dictate with it."]
    assert menu.settings.current.model.name == "whisper-base"
    menu.getting.get("whisper-tiny")
    until(lambda: len(menu.said) == 2, "another one's coming")
    assert menu.settings.current.model.name == "whisper-tiny", "as in the menu, where it is not"


def test_what_keeps_it_from_coming_is_said(menu: Menu, hub: HubServer) -> None:
    hub.faults["api"] += [Fault(status=404)] * 5
    begin(menu)
    until(lambda: menu.said, "what went wrong")
    assert menu.said[0].startswith("Whisper small was not downloaded. ")
    assert (menu.offer.coming(), menu.settings.current.model.name != SMALL) == ({}, True)


def test_what_is_no_download_is_left_to_others(menu: Menu) -> None:
    assert not menu.offer.choose("whisper-base")
    assert menu.offer.choose(CANCEL + SMALL)


@pytest.fixture
def two_forms(menu: Menu, hub: HubServer) -> list[Path]:
    """Where one Model lies in the forms of two engines, of which the hub has newer files."""
    entry = menu.catalogue.entries[SMALL]
    (form,) = entry.variants
    entry = replace(entry, variants=(form, replace(form, backend="onnx")))
    menu.catalogue.told = {**menu.catalogue.entries, SMALL: entry}
    work = [menu.downloads.fetch(orders.order(entry, one)) for one in entry.variants]
    places = [one.future.result(20).folder for one in work]
    hub.repositories[REPOSITORY].files["config.json"] = b"{}"
    return places


def test_an_update_is_one_of_all_forms_that_are_here(menu: Menu, hub: HubServer, two_forms: list[Path]) -> None:
    updates = Updates(menu.catalogue, menu.downloads, menu.said.append)
    updates.look()
    both = {("faster_whisper", SMALL), ("onnx", SMALL)}
    until(lambda: not updates.looking, "the end of the look")
    assert updates.known == both
    menu.said.clear()
    hub.faults["config.json"].append(Fault(hold=0))
    menu.getting.update(SMALL, "faster_whisper", "onnx", begun=lambda backend: updates.forget(backend, SMALL))
    assert hub.held.wait(20)
    assert updates.known == both - {("faster_whisper", SMALL)}, "the other one's turn has not come"
    hub.go_on.set()
    until(lambda: len(menu.said) == 2, "both")
    assert menu.said == ["Whisper small is updated."] * 2
    assert [(place / "config.json").read_bytes() for place in two_forms] == [b"{}"] * 2
    assert updates.known == set()


def test_one_that_cannot_be_updated_keeps_no_other_one_from_it(
    menu: Menu, hub: HubServer, two_forms: list[Path]
) -> None:
    hub.faults["config.json"].append(Fault(status=404))
    menu.getting.update(SMALL, "faster_whisper", "onnx")
    until(lambda: len(menu.said) == 2, "what came of both")
    assert menu.said[1] == "Whisper small is updated."
    assert [(place / "config.json").read_bytes() == b"{}" for place in two_forms] == [False, True]


def test_who_cancels_an_update_cancels_those_after_it(menu: Menu, hub: HubServer, two_forms: list[Path]) -> None:
    hub.faults["config.json"].append(Fault(hold=0))
    begun: list[str] = []
    menu.getting.update(SMALL, "faster_whisper", "onnx", begun=begun.append)
    assert hub.held.wait(20)
    menu.getting.cancel(SMALL)
    assert (menu.getting.running, menu.said, begun) == ({}, [], ["faster_whisper"])
    menu.downloads.close()
    assert b"{}" not in [(place / "config.json").read_bytes() for place in two_forms]
