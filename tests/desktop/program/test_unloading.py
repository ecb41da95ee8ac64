"""What a Model takes of memory comes back, in the tray as in its children."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from fixtures.growth import held
from fixtures.programs import until

if TYPE_CHECKING:
    from fixtures.dictation_desk import Desk

MODEL = "pocketsphinx-en-us"
TURNS = 4


def states(desk: Desk) -> dict[str, str]:
    found = json.loads(desk.asrpro("models", "list", "--json"))
    return {one["id"]: one["state"] for one in found}


def in_and_out(desk: Desk) -> tuple[int, int]:
    """Bytes that all processes have with the Model, loaded by the key and warm, and when it is gone again."""
    desk.ask("start")
    desk.reach("recording")
    until(lambda: states(desk)[MODEL] == "in use", "the model in memory")
    desk.ask("cancel")
    desk.rest()
    until(lambda: states(desk)[MODEL] == "ready", "nobody to use it")
    loaded = held(desk).memory
    desk.asrpro("models", "unload")
    return loaded, held(desk).memory


def test_nearly_all_of_it_comes_back(own_desk: Desk) -> None:
    own_desk.start()
    _first, *looks = [in_and_out(own_desk) for _turn in range(TURNS)]
    before = _first[1]
    taken = min(loaded for loaded, _gone in looks) - before
    assert taken > 50 << 20
    assert min(gone for _loaded, gone in looks) - before <= taken / 100, (before, looks)
