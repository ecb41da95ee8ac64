"""The window of Models follows what happens without anybody looking again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from asrpro import paths
from asrpro.catalog import folders
from asrpro.catalog.store import Store
from asrpro.domain import Audio, LoadOptions, Options
from asrpro.errors import ServerError
from fixtures.kept import delete, recorded
from fixtures.model_window import ROUGH, SMALL
from fixtures.speech_server import Fault, speech_server, told

if TYPE_CHECKING:
    from asrpro.domain import Model
    from fixtures.model_window import Opened

TITLE = "Whisper small"
HUM = Audio((0.1 * np.sin(np.arange(32000) / 9)).astype(np.float32))
BUILT_IN = "PocketSphinx, US English (rough, for trying out)"


@pytest.fixture(autouse=True)
def no_look_of_its_own(opened: Opened) -> None:
    """Have the page see nothing but what it is told of."""
    opened.page._slow.stop()


def built_in(opened: Opened) -> Model:
    return opened.catalogue.models["pocketsphinx-en-us"]


def test_what_is_done_in_the_menu_is_seen(opened: Opened) -> None:
    opened.getting.get(SMALL)
    opened.wait(lambda: "Hears you" in opened.texts(TITLE), "the download that was begun in the menu")
    assert not opened.page._quick.isActive(), "nothing is looked at while nothing comes"


def test_what_becomes_of_a_model_in_memory_is_seen(opened: Opened) -> None:
    with opened.room.residency.lease(built_in(opened), "auto", LoadOptions()) as host:
        host.load()
        opened.wait(lambda: "In use" in opened.texts(BUILT_IN), "its use")
    opened.wait(lambda: "In memory" in opened.texts(BUILT_IN), "its rest")
    opened.standings.unload()
    opened.wait(lambda: "Built in" in opened.texts(BUILT_IN), "its memory")


def test_why_a_server_did_not_hear_stands_in_its_row_until_it_does(opened: Opened) -> None:
    with speech_server(lambda _asked: {"text": "Yes."}) as server:
        opened.registered.add_place("nas", server.address())
        model = opened.catalogue.find("nas")
        server.faults.append(Fault(403, told("not today")))
        opened.settings.set("model.name", "nas")
        opened.page.look()
        opened.wait(lambda: "Hears you" in opened.texts(model.title), "the choice")
        with opened.room.residency.lease(model, "auto", LoadOptions()) as host, pytest.raises(ServerError) as failed:
            list(host.transcribe(HUM, Options()))
        opened.wait(lambda: opened.texts(model.title)[-1] == str(failed.value), "why")
        assert opened.texts(model.title)[1:3] == ["Chosen", "Cannot be used"]
        with opened.room.residency.lease(model, "auto", LoadOptions()) as host:
            list(host.transcribe(HUM, Options()))
        opened.wait(lambda: opened.texts(model.title)[1:3] == ["Hears you", "On a server"], "that it is there again")


def test_what_another_process_fetches_and_deletes_is_seen(opened: Opened) -> None:
    other = Store(paths.models())
    place = other.place("faster_whisper", SMALL)
    with other.lock("faster_whisper", SMALL):  # which makes the folder of all models
        opened.wait(lambda: str(place.parent) in opened.page._watcher.directories(), "a look at the new folder")
        folders.beside(place, folders.ARRIVING).mkdir()
        opened.wait(lambda: "Downloading" in opened.texts(TITLE), "the download of another process")
        tree = folders.beside(place, folders.ARRIVING) / "tree"
        tree.mkdir()
        recorded(tree)
        tree.rename(place)
        folders.delete(folders.beside(place, folders.ARRIVING))
    opened.wait(lambda: "On disk" in opened.texts(TITLE), "what it brought")
    delete(other, SMALL)
    opened.wait(lambda: opened.offers(TITLE) == ["Download"], "its end")


def test_a_process_that_dies_over_a_download_is_noticed_by_the_slow_look(opened: Opened) -> None:
    other = Store(paths.models())
    with other.lock("faster_whisper", SMALL):
        folders.beside(other.place("faster_whisper", SMALL), folders.ARRIVING).mkdir()
        opened.page.look()
        opened.wait(lambda: "Downloading" in opened.texts(TITLE), "the download of another process")
    opened.page._slow.start(50)
    opened.wait(lambda: "Downloading" not in opened.texts(TITLE), "its end")
    assert opened.offers(TITLE) == ["Download"]


def test_a_window_that_nobody_sees_looks_at_nothing(opened: Opened) -> None:
    opened.wait(lambda: not opened.page._busy, "the end of the looks")
    opened.window.close()
    seen = opened.page._seen
    opened.standings.changed(SMALL)
    opened.getting.get(SMALL)
    opened.says(f"{TITLE} is here and hears you from now on.")
    assert (opened.page._seen, opened.page._quick.isActive()) == (seen, False)
    opened.window.come()
    opened.wait(lambda: "Hears you" in opened.texts(TITLE), "what happened meanwhile")


def test_one_that_is_chosen_elsewhere_while_its_question_stands_is_not_dictated_with_once_it_is_gone(
    opened: Opened,
) -> None:
    place = opened.downloads.store.place("faster_whisper", SMALL)
    place.mkdir(parents=True)
    recorded(place)
    opened.page.look()
    opened.press(TITLE, "Delete...")
    assert "hears you" not in opened.asked().informativeText()
    opened.settings.set("model.name", SMALL)
    opened.answer("Delete")
    opened.wait(lambda: opened.offers(TITLE) == ["Download"], "its end")
    opened.wait(lambda: opened.said, "what came of it")
    assert opened.settings.current.model.name == ROUGH


def test_one_that_is_fetched_for_another_engine_by_then_stays_as_a_whole(opened: Opened) -> None:
    place = opened.downloads.store.place("faster_whisper", SMALL)
    place.mkdir(parents=True)
    recorded(place)
    opened.settings.set("model.name", SMALL)
    opened.page.look()
    opened.press(TITLE, "Delete...")
    with opened.downloads.store.lock("whisper_cpp", SMALL):
        opened.answer("Delete")
        opened.says("whisper-small is being downloaded. End the download first.")
    assert (opened.settings.current.model.name, opened.downloads.store.all() != []) == (SMALL, True)


def test_a_question_tells_how_it_is_and_not_how_it_was_when_somebody_looked(opened: Opened) -> None:
    place = opened.downloads.store.place("faster_whisper", SMALL)
    place.mkdir(parents=True)
    recorded(place)
    opened.page.look()
    opened.wait(lambda: "Use" in opened.offers(TITLE), "the model")
    opened.settings.set("model.name", SMALL)  # by the menu, say, of which the window has not heard
    opened.press(TITLE, "Delete...")
    assert opened.asked().informativeText().startswith("It is the model that hears you now")
    opened.answer("Keep")
