"""What a Model takes of memory comes back, in the tray as in its children."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fixtures.growth import held
from fixtures.programs import until

if TYPE_CHECKING:
    from fixtures.dictation_desk import Desk

MODEL = "pocketsphinx-en-us"
TURNS = 4


def in_and_out(desk: Desk) -> tuple[int, int]:
    """Bytes that all processes have with the Model, loaded by the key and warm, and when it is gone again."""

    def state() -> str:
        return str(desk.asked("models")["models"].get(MODEL, {}).get("state"))

    desk.ask("start")
    desk.reach("recording")
    until(lambda: state() == "in use", "the model in memory")
    desk.ask("cancel")
    desk.rest()
    until(lambda: state() == "ready", "nobody to use it")
    loaded = held(desk).memory
    desk.asked("unload")
    return loaded, held(desk).memory


def test_nearly_all_of_it_comes_back(own_desk: Desk) -> None:
    own_desk.start()
    (_loaded, before), *looks = [in_and_out(own_desk) for _turn in range(TURNS)]
    taken = min(loaded for loaded, _gone in looks) - before
    assert taken > 50 << 20
    assert min(gone for _loaded, gone in looks) - before <= taken / 100, (before, looks)
