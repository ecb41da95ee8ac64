"""The child that hushes others: whatever ends the program, the end of its pipe has everything restored.

Lines of JSON on descriptor 0, each with "do": hush (how, pause), restore. Arguments: the file in which it writes down
what it owes, and the process that is left alone.
"""

from __future__ import annotations

import contextlib
import json
import queue
import signal
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from asrpro.desktop.others.lowering import Lowering
from asrpro.desktop.others.mixer import Gone
from asrpro.desktop.others.note import Note
from asrpro.desktop.others.systems import parts

if TYPE_CHECKING:
    from asrpro.desktop.others.lowering import How
    from asrpro.desktop.others.mixer import Mixer, Players

_LOOK: Final = 0.25
"""Seconds after which it looks for new streams at the latest."""
_AGAIN: Final = 2.0
"""Seconds until what could not be restored is tried again."""
_LAST: Final = 30
"""How often it tries when the program has ended."""

Request = dict[str, Any] | None
"""None is the end of the program."""


class Child:
    """Does what it is asked, on the main thread; another one reads."""

    def __init__(self, mixer: Mixer, players: Players, note: Note) -> None:
        self._mixer = mixer
        self._players = players
        self._lowering = Lowering(mixer, note)
        self._requests: queue.SimpleQueue[Request] = queue.SimpleQueue()
        self._how: How | None = None
        """How others are hushed now."""

    def hear(self, request: Request) -> None:
        """Have it do something, as soon as it can; from any thread, and from a signal."""
        self._requests.put(request)
        self._mixer.wake()

    def run(self) -> None:
        """Serve until the program has ended, and nothing is owed any more, or cannot be given back."""
        self._restore()  # what one before was killed over
        while (request := self._next()) is not None:
            match request:
                case {"do": "hush", "how": how, "pause": pause}:
                    self._hush(None if how == "leave" else how)
                    if pause:
                        self._players.pause()
                case {"do": "restore"}:
                    self._restore()
                    self._players.resume()
        for _time in range(_LAST):
            if self._restore():
                break
            time.sleep(_AGAIN)
        self._players.resume()

    def _next(self) -> Request:
        """What is asked next; new streams are lowered until then, or what is owed is tried again."""
        while self._how and self._requests.empty():
            self._look()
        while True:
            try:
                return self._requests.get(timeout=_AGAIN if self._lowering.owes else None)
            except queue.Empty:
                self._restore()

    def _hush(self, how: How | None) -> None:
        self._restore()
        self._how = how
        self._lower()

    def _lower(self) -> None:
        if self._how:
            with contextlib.suppress(Gone):  # then nobody is heard
                self._lowering.lower(self._how)

    def _look(self) -> None:
        try:
            self._mixer.wait(_LOOK)
        except Gone:
            time.sleep(_LOOK)
        if self._requests.empty():
            self._lower()

    def _restore(self) -> bool:
        """Give back what can be; whether the sound system could be asked."""
        self._how = None
        try:
            self._lowering.restore()
        except Gone:
            return False
        finally:
            self._mixer.close()
        return True


def _read(child: Child) -> None:
    with contextlib.suppress(ValueError):  # half a line of a program that was killed
        for line in sys.stdin.buffer:
            child.hear(json.loads(line))
    child.hear(None)


def main(note: Path, ours: int) -> None:
    """Serve the program at the other end of descriptor 0, once no other child does that."""
    from filelock import FileLock

    mixer, players = parts(ours)
    child = Child(mixer, players, Note(note))
    signal.signal(signal.SIGTERM, lambda *_: child.hear(None))
    threading.Thread(target=_read, args=(child,), name="requests", daemon=True).start()
    with FileLock(note.with_suffix(".lock")):
        child.run()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
