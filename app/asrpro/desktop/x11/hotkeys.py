"""Hotkeys on X11."""

from __future__ import annotations

import contextlib
import logging
import os
import select
import threading
import time
from concurrent.futures import Future
from queue import SimpleQueue
from typing import TYPE_CHECKING

from asrpro.desktop import keys
from asrpro.desktop.sending import Sending
from asrpro.desktop.x11.connection import GONE, connected
from asrpro.desktop.x11.grabs import Grabs
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from asrpro.desktop.ports import Binding, KeyEvent

log = logging.getLogger(__name__)

_Answer = Future[tuple[str, ...]]


class X11Hotkeys:
    """Bound chords through one connection and one thread, which sleeps until the X server tells something."""

    def __init__(self, tell: Callable[[KeyEvent], None], sending: Sending, screen: str | None = None) -> None:
        """`tell` is called on the thread; `screen` is as in DISPLAY.

        Raises:
            Unsupported: there is no X server.
        """
        self._tell = tell
        self._connection = connected(screen, "XInputExtension")
        self._grabs = Grabs(self._connection, sending)
        self._wanted: SimpleQueue[tuple[tuple[Binding, ...], _Answer] | None] = SimpleQueue()
        self._woken, self._wake = os.pipe()
        self._lock = threading.Lock()
        self._ended = False
        self._thread = threading.Thread(target=self._run, name="hotkeys", daemon=True)
        self._thread.start()

    def bind(self, bindings: Sequence[Binding]) -> tuple[str, ...]:
        """Tell of these chords from now on and of no others; from any thread.

        Returns:
            A sentence for people about each that cannot be had; the others are bound.
        """
        if threading.current_thread() is self._thread:
            return self._bound(tuple(bindings))
        answer: _Answer = Future()
        with self._lock:
            if self._ended:
                return _gone(bindings)
            self._wanted.put((tuple(bindings), answer))
            os.write(self._wake, b"b")
        return answer.result()

    def close(self) -> None:
        """Give all keys back; what is held is released first."""
        with self._lock:
            if not self._ended:
                self._wanted.put(None)
                os.write(self._wake, b"c")
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _run(self) -> None:
        try:
            self._serve()
        except GONE:
            log.warning("The connection to the screen has ended, and the hotkeys with it.")
            self._say(self._grabs.end())
        finally:
            with self._lock:
                self._ended = True
                os.close(self._wake)
                os.close(self._woken)
            while not self._wanted.empty():
                if wanted := self._wanted.get():
                    wanted[1].set_result(_gone(wanted[0]))
            with contextlib.suppress(*GONE):
                self._connection.close()

    def _serve(self) -> None:
        """Wait for the server, for the program and for time, until it is closed."""
        while True:
            self._say(self._grabs.advance(time.monotonic()))
            # Last: whatever asks the server something may read events into the library's queue, which no select sees.
            self._say(self._grabs.read())
            wakes_at = self._grabs.wakes_at
            wait = None if wakes_at is None else max(0.0, wakes_at - time.monotonic())
            ready, _writable, _broken = select.select([self._connection.fileno(), self._woken], [], [], wait)
            if self._woken in ready:
                os.read(self._woken, 1)
                wanted = self._wanted.get()
                if wanted is None:
                    self._say(self._grabs.bind(())[0])
                    return
                bindings, answer = wanted
                try:
                    answer.set_result(self._bound(bindings))
                except GONE:
                    answer.set_result(_gone(bindings))
                    raise

    def _bound(self, bindings: tuple[Binding, ...]) -> tuple[str, ...]:
        events, sentences = self._grabs.bind(bindings)
        self._say(events)
        return sentences

    def _say(self, events: Iterable[KeyEvent]) -> None:
        for event in events:
            try:
                self._tell(event)
            except Exception:
                log.exception("A key was pressed or let go, and what should follow failed.")


def _gone(bindings: Sequence[Binding]) -> tuple[str, ...]:
    return tuple(
        _("{chord} does not work, because the connection to the screen has ended; start the program again.").format(
            chord=keys.shown(binding.chord)
        )
        for binding in bindings
    )


def trial() -> X11Hotkeys:
    """Hotkeys of which nothing is heard, to learn what can be bound. Raises Unsupported where there is no X server."""
    return X11Hotkeys(lambda _event: None, Sending())
