"""How long it takes from the Engine's last word to the text in the window, in the whole program at a real desk."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from Xlib import XK, X, display
from Xlib.ext import xtest

from asrpro.dictation.ledger import Ledger
from bench.harness import say
from bench.report import both
from fixtures.dictation_desk import desk
from fixtures.programs import PATIENCE, until
from fixtures.text_box import TextBox

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.harness import Bench
    from bench.report import Row
    from fixtures.dictation_desk import Desk

SAID, TEXT = "we will see", "We will see. "
"""As short as dictations get."""
GOAL = "40 ms"
_WARM_UP = 3


def measure(bench: Bench) -> list[Row]:
    """Short dictations one after the other, and as many pastes of the same text by hand."""
    folder = bench.folder / "desk"
    folder.mkdir()
    rounds = bench.rounds or 30
    with desk(folder) as one:
        one.start()
        keys, box = _Keys(one.screen.name), TextBox(one.screen)
        ledger = Ledger(folder / "home" / "data" / "latency.jsonl")
        seen = [_dictated(one, keys, box, number, rounds) for number in range(_WARM_UP + rounds)][_WARM_UP:]
        until(lambda: len(ledger.all()) == _WARM_UP + rounds, "the ledger")
        times = ledger.all()[_WARM_UP:]
        one.asrpro("quit")
        one.copy(TEXT)
        by_hand = [_timed(lambda: keys.chord("Control_L", "v"), box) for _round in range(rounds)]
        keys.close()
    engine = [_between(one.release, one.done) for one in times]
    outside = [all_ - one for all_, one in zip(seen, engine, strict=True)]
    inside = [_between(one.done, one.read) for one in times]
    return [
        *both("from the engine's last word until the window reads the text", inside, by_hand, GOAL),
        *both("from the key's release to the text in the window without the engine's time", outside, by_hand, GOAL),
        *both("from the key's release to the text in the window", seen, by_hand),
    ]


def _dictated(one: Desk, keys: _Keys, box: TextBox, number: int, rounds: int) -> float:
    """Seconds from the release of the key until the box holds what was said."""
    say(f"delivery: {number + 1} of {_WARM_UP + rounds}")
    one.rest()
    keys.press("F9")
    one.reach("recording")
    one.say(SAID)
    return _timed(lambda: keys.release("F9"), box)


def _timed(begin: Callable[[], None], box: TextBox) -> float:
    """Seconds until the box holds one text more."""
    wanted = box.text + TEXT
    began = time.perf_counter()
    begin()
    while box.text != wanted:
        if time.perf_counter() > began + PATIENCE:
            raise TimeoutError(box.text)
        time.sleep(0.001)
    return time.perf_counter() - began


def _between(begin: float | None, end: float | None) -> float:
    if begin is None or end is None:
        raise ValueError("a dictation was not read by its window")
    return end - begin


class _Keys:
    """A keyboard without a program to be started for each key."""

    def __init__(self, screen: str) -> None:
        self._display = display.Display(screen)

    def press(self, name: str) -> None:
        self._put(X.KeyPress, name)

    def release(self, name: str) -> None:
        self._put(X.KeyRelease, name)

    def chord(self, modifier: str, key: str) -> None:
        """All four at once, as a hand would in longer."""
        self.press(modifier)
        self.press(key)
        self.release(key)
        self.release(modifier)

    def close(self) -> None:
        self._display.close()

    def _put(self, event: int, name: str) -> None:
        xtest.fake_input(self._display, event, self._display.keysym_to_keycode(XK.string_to_keysym(name)))
        self._display.sync()
