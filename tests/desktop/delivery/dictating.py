"""A program that delivers texts: `python dictating.py CLIPBOARDS`, asked by lines of JSON, which it answers.

Requests: prepare; deliver text method; copy text; undo; close; blocked; quit. Each may say "times", how often.
Answers: done (what Delivery told), blocked (milliseconds that the event loop last stood still for, at most), closed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSocketNotifier, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from Xlib import XK, X, display
from Xlib.ext import xtest

from asrpro.desktop.delivery.qt_clipboards import QtClipboards
from asrpro.desktop.delivery.qt_delivery import QtDelivery
from asrpro.desktop.ports import Delivered, Target
from asrpro.desktop.selections.keeper import Keeper

if TYPE_CHECKING:
    from asrpro.desktop.ports import Chord, Modifier

_MODIFIERS: dict[Modifier, int] = {
    "ctrl": XK.XK_Control_L,
    "alt": XK.XK_Alt_L,
    "shift": XK.XK_Shift_L,
    "super": XK.XK_Super_L,
}
_KEYS = {"v": XK.XK_v, "z": XK.XK_z, "insert": XK.XK_Insert, "backspace": XK.XK_BackSpace}


class Hands:
    """A keyboard and the focus, in as few lines as a test needs."""

    def __init__(self) -> None:
        self._display = display.Display()
        self._codes = {key: self._display.keysym_to_keycode(key) for key in (*_MODIFIERS.values(), *_KEYS.values())}

    def held(self) -> frozenset[Modifier]:
        keys = self._display.query_keymap()
        down = {code for code in range(256) if keys[code // 8] & 1 << code % 8}
        return frozenset(name for name, key in _MODIFIERS.items() if self._codes[key] in down)

    def send(self, chord: Chord) -> None:
        keys = [*(_MODIFIERS[name] for name in chord.modifiers), _KEYS[chord.key]]
        for key in keys:
            xtest.fake_input(self._display, X.KeyPress, self._codes[key])
        for key in reversed(keys):
            xtest.fake_input(self._display, X.KeyRelease, self._codes[key])
        self._display.sync()

    def type(self, text: str) -> None:
        subprocess.run(["xdotool", "type", "--delay", "1", "--", text], check=True)

    def target(self) -> Target | None:
        root = self._display.screen().root
        active = root.get_full_property(self._display.get_atom("_NET_ACTIVE_WINDOW"), X.AnyPropertyType)
        if not active or not active.value[0]:
            return None
        window = self._display.create_resource_object("window", active.value[0])
        _instance, name = window.get_wm_class() or ("", "")
        return Target(str(window.id), str(window.get_wm_name() or ""), str(name).lower())

    def activate(self, target: Target) -> bool:
        return self.target() == target


class Program:
    """Does what it is asked."""

    def __init__(self, clipboards: str) -> None:
        self._hands = Hands()
        kept = Keeper() if clipboards == "keeper" else QtClipboards()
        self._delivery = QtDelivery(self._hands, self._hands, kept)
        self._input = QSocketNotifier(0, QSocketNotifier.Type.Read)
        self._input.activated.connect(self._asked)
        self._longest = 0.0
        self._last = time.monotonic()
        self._pulse = QTimer(interval=1, timerType=Qt.TimerType.PreciseTimer)
        self._pulse.timeout.connect(self._beat)
        self._pulse.start()

    def _beat(self) -> None:
        now = time.monotonic()
        self._longest, self._last = max(self._longest, now - self._last), now

    def _asked(self) -> None:
        for line in os.read(0, 1 << 20).splitlines():
            request = json.loads(line)
            for _time in range(request.pop("times", 1)):
                self._do(**request)

    def _do(self, op: str, text: str = "", method: Any = "paste", program: str | None = None) -> None:
        match op:
            case "prepare":
                self._delivery.prepare()
            case "deliver":
                target = self._hands.target()
                self._delivery.deliver(text, target, method, self._done)
            case "copy":
                self._delivery.copy(text)
            case "undo":
                self._delivery.undo(self._done)
            case "close":
                self._delivery.close()
                _say(kind="closed")
            case "blocked":
                _say(kind="blocked", ms=self._longest * 1000)
                self._longest = 0.0
            case "quit":
                QGuiApplication.quit()

    def _done(self, delivered: Delivered) -> None:
        _say(kind="done", at=time.monotonic(), **asdict(delivered))


def _say(**values: Any) -> None:
    print(json.dumps(values), flush=True)


def main() -> int:
    """Deliver until it is told to quit."""
    application = QGuiApplication(["dictating"])
    program = Program(sys.argv[1])
    _say(kind="ready")
    code = application.exec()
    del program
    return code


if __name__ == "__main__":
    raise SystemExit(main())
