"""How soon the tray icon is there, and what the program takes while nobody speaks."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
from Xlib import X, display
from Xlib.error import BadWindow

from bench.harness import ASRPRO, PYTHON, in_turn, say
from bench.report import Row, compared, spread
from fixtures.dictation_desk import LETTER, desk
from fixtures.memory import CHILDREN
from fixtures.programs import programs, until
from fixtures.screen import screen
from fixtures.sound_server import sound_server
from fixtures.text_box import TextBox

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bench.harness import Bench
    from fixtures.programs import Programs

SETTLED = 6.0
"""Seconds after which a program that was started has nothing left to do."""
IDLE = 20.0
"""Seconds over which its processor time is counted."""
DICTATIONS = 3
SIDES = {"ours": ASRPRO, "bare": (*PYTHON, "-m", "bench.bare_tray")}


def measure(bench: Bench) -> list[Row]:
    """Both sides on a screen with a tray, and with a microphone nobody speaks into, and ours after dictations."""
    folder = bench.folder / "rig"
    folder.mkdir()
    with programs(folder) as rig, screen(rig) as shown, sound_server(rig) as sound:
        sound.plug("vmic", default=True)
        rig.environment["ASRPRO_HOME"] = str(bench.folder / "home")
        starts = in_turn(bench.rounds or 9, {name: _start(rig, shown.name, SIDES[name]) for name in SIDES}, "tray")
        idle = {name: _idle(rig, SIDES[name]) for name in SIDES}
    rows = [compared("start to tray icon", starts["ours"], starts["bare"], "s", "1.5")]
    memory = [[idle[name][0]] for name in SIDES]
    rows.append(compared("memory while idle (RSS, all processes)", *memory, "MB", "2"))
    share = idle["ours"][1] / IDLE
    bare = idle["bare"][1] / IDLE
    return [*rows, Row("processor while idle", f"{share:.3%}", f"{bare:.3%}", goal="0.1%"), *_used(bench)]


def _used(bench: Bench) -> list[Row]:
    """What the program takes when some dictations are over, and nobody speaks any more."""
    folder = bench.folder / "desk"
    folder.mkdir()
    with desk(folder) as one:
        process, box = one.start(), TextBox(one.screen)
        for number in range(DICTATIONS):
            one.dictate()
            box.holds(f"{LETTER[1]} " * (number + 1))
            one.rest()
        time.sleep(SETTLED)
        root = psutil.Process(process.pid)
        found = {"the tray": root.memory_info().rss}
        for child in root.children(recursive=True):
            name = next((name for module, name in CHILDREN.items() if module in child.cmdline()), child.name())
            found[name] = found.get(name, 0) + child.memory_info().rss
        one.asrpro("quit")
    what = f"memory after {DICTATIONS} dictations with PocketSphinx (RSS)"
    return [Row(f"{what}: {name}", spread([rss], "MB")) for name, rss in found.items()]


def _start(rig: Programs, name: str, command: Sequence[str]) -> Callable[[], float]:
    """Seconds from starting a program to its icon in the tray."""

    def start() -> float:
        shown = display.Display(name)
        root = shown.screen().root
        mark = shown.intern_atom("_XEMBED_INFO")

        def icons() -> list[int]:
            found, waiting = [], [root]
            while waiting:
                with contextlib.suppress(BadWindow):  # it went meanwhile
                    window = waiting.pop()
                    waiting += window.query_tree().children
                    if window.get_full_property(mark, 0) and window.get_attributes().map_state == X.IsViewable:
                        found.append(window.id)
            return found

        before = len(icons())
        began = time.perf_counter()
        process = rig.start(*command)
        until(lambda: len(icons()) > before, "the icon")
        took = time.perf_counter() - began
        rig.end(process)
        until(lambda: len(icons()) == before, "the icon to go")
        shown.close()
        return took

    return start


def _idle(rig: Programs, command: Sequence[str]) -> tuple[int, float]:
    """Bytes in memory of all its processes together, and the processor seconds they take in IDLE seconds."""
    process = rig.start(*command)
    time.sleep(SETTLED)
    say(f"tray: {command[-1]} idle for {IDLE:.0f} s")
    root = psutil.Process(process.pid)
    family = [root, *root.children(recursive=True)]
    before = _processor(family)
    time.sleep(IDLE)
    after = _processor(family)
    memory = sum(one.memory_info().rss for one in family)
    rig.end(process)
    return memory, after - before


def _processor(family: Sequence[psutil.Process]) -> float:
    """Processor seconds by the scheduler's account: the one that psutil reads counts in hundredths."""
    tasks = (task for one in family for task in Path(f"/proc/{one.pid}/task").iterdir())
    return sum(int((task / "schedstat").read_text("utf-8").split()[0]) for task in tasks) / 1e9
