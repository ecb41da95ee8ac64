"""Hotkeys on Windows: chords are registered, and a hook tells when they are let go."""

from __future__ import annotations

import ctypes
import itertools
import logging
import sys
import threading
import time
from concurrent.futures import Future
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Final

from asrpro.desktop import keys
from asrpro.desktop.chords import Bound, Chords
from asrpro.desktop.windows import keycodes
from asrpro.desktop.windows.hook import Heard, heard
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from asrpro.desktop.ports import Binding, KeyEvent, Modifier

    Work = Callable[[], None]

log = logging.getLogger(__name__)

_DOWN: Final = 0x8000
_SINCE: Final = 0x0001
_WAKE: Final = 0x8000
"""WM_APP: look into the queue."""

if sys.platform == "win32":

    class WindowsHotkeys:
        """Bound chords on one thread with a queue of messages; pynput's hook runs on another and only passes keys on.

        A registered chord reaches no other program. A modifier that is bound alone is only listened to.
        """

        def __init__(self, tell: Callable[[KeyEvent], None]) -> None:
            """`tell` is called on the thread."""
            self._tell = tell
            self._chords = Chords(_is_down)
            self._registered: dict[int, tuple[int, frozenset[Modifier]]] = {}
            self._numbers = itertools.count(1)  # never one again whose message may still be under way
            self._hook: Any = None
            self._work: SimpleQueue[Heard | Work] = SimpleQueue()
            self._ended = False
            self._ready = threading.Event()
            self._thread = threading.Thread(target=self._run, name="hotkeys", daemon=True)
            self._thread.start()
            self._ready.wait()

        def bind(self, bindings: Sequence[Binding]) -> tuple[str, ...]:
            """Tell of these chords from now on and of no others; from any thread.

            Returns:
                A sentence for people about each that cannot be had; the others are bound.
            """
            if self._ended:
                raise RuntimeError("These hotkeys are closed.")
            if threading.current_thread() is self._thread:
                return self._bound(bindings)
            answer: Future[tuple[str, ...]] = Future()
            self._do(lambda: answer.set_result(self._bound(bindings)))
            return answer.result()

        def close(self) -> None:
            """Give all keys back; what is held is released first."""
            if not self._ended:
                self._do(self._end)
            if threading.current_thread() is not self._thread:
                self._thread.join()

        def _end(self) -> None:
            self._bound(())
            self._ended = True

        def _do(self, work: Heard | Work) -> None:
            """Have the thread do something, or hear of a key."""
            import win32api

            self._work.put(work)
            win32api.PostThreadMessage(self._thread.native_id, _WAKE, 0, 0)

        def _run(self) -> None:
            import win32con
            import win32event
            import win32gui

            win32gui.PeekMessage(None, 0, 0, win32con.PM_NOREMOVE)  # makes the queue
            self._ready.set()
            while not self._ended:
                wakes_at = self._chords.wakes_at
                wait = (
                    win32event.INFINITE if wakes_at is None else max(0, int(1000 * (wakes_at - time.monotonic())) + 1)
                )
                win32event.MsgWaitForMultipleObjects([], False, wait, win32con.QS_ALLINPUT)  # noqa: FBT003
                while (message := win32gui.PeekMessage(None, 0, 0, win32con.PM_REMOVE))[0]:
                    _window, kind, number, *_rest = message[1]
                    if kind == win32con.WM_HOTKEY and number in self._registered:
                        code, held = self._registered[number]
                        self._say(self._chords.chord(code, held, time.monotonic()))
                while not self._work.empty():
                    self._serve(self._work.get())
                self._mind_the_mouse()
                self._say(self._chords.advance(time.monotonic()))

        def _serve(self, work: Heard | Work) -> None:
            if not isinstance(work, Heard):
                work()
                return
            at = time.monotonic()
            if not work.down:
                self._mind_the_mouse()
                self._say(self._chords.up(work.code, at))
                return
            beside = _held(beside=work.code) if work.code in self._chords.lone else frozenset()
            events = self._chords.modifier(work.code, beside, at)
            if any(event.kind == "press" for event in events):
                _clicked()  # what was clicked before does not count
            self._say(events)

        def _mind_the_mouse(self) -> None:
            """A hook for the mouse would slow every move of it, so it is asked after, four times a second at least."""
            if self._chords.lone and self._chords.wakes_at is not None and _clicked():
                self._say(self._chords.other(time.monotonic()))

        def _bound(self, bindings: Sequence[Binding]) -> tuple[str, ...]:
            import win32gui

            for number in self._registered:
                win32gui.UnregisterHotKey(None, number)
            self._registered = {}
            found: list[Bound] = []
            sentences = tuple(sentence for binding in bindings if (sentence := self._refused(binding, found)))
            self._say(self._chords.bind(found, keycodes.MODIFIER_KEYS, time.monotonic()))
            self._listen(on=bool(found))
            return sentences

        def _refused(self, binding: Binding, found: list[Bound]) -> str:
            """Register a chord and add it to what was found; else a sentence that says why not."""
            chord, shown = binding.chord, keys.shown(binding.chord)
            codes = keycodes.codes(chord.key, _key_scan)
            if not codes:
                return _("This keyboard has no {chord}; choose another key.").format(chord=shown)
            if not chord.lone and not self._register(min(codes), chord.modifiers):
                return _("{chord} is in use by another program; choose another key, or free it there.").format(
                    chord=shown
                )
            found.append(Bound(binding, codes))
            return ""

        def _register(self, code: int, modifiers: frozenset[Modifier]) -> bool:
            import pywintypes
            import win32gui

            number = next(self._numbers)
            try:
                win32gui.RegisterHotKey(None, number, keycodes.registered(modifiers), code)
            except pywintypes.error:
                return False
            self._registered[number] = (code, modifiers)
            return True

        def _listen(self, *, on: bool) -> None:
            """Have a hook exactly while something is bound."""
            if on and self._hook is None:
                from pynput.keyboard import Listener

                self._hook = Listener(win32_event_filter=self._heard)
                self._hook.start()
                self._hook.wait()
            elif not on and self._hook is not None:
                self._hook.stop()
                self._hook = None

        def _heard(self, _message: int, data: Any) -> bool:
            """On the hook's thread, where Windows waits for it; False: pynput need not look at the key."""
            if key := heard(data.vkCode, data.scanCode, data.flags):
                self._do(key)
            return False

        def _say(self, events: Iterable[KeyEvent]) -> None:
            for event in events:
                try:
                    self._tell(event)
                except Exception:
                    log.exception("A key was pressed or let go, and what should follow failed.")

    def _state(code: int) -> int:
        state: int = ctypes.windll.user32.GetAsyncKeyState(code) & 0xFFFF
        return state

    def _is_down(code: int) -> bool:
        return bool(_state(code) & _DOWN)

    def _held(beside: int) -> frozenset[Modifier]:
        """The modifiers that are down beside this key."""
        # The Ctrl that comes with AltGr is nobody's.
        skipped = {beside, keycodes.SIDES["left_ctrl"]} if beside == keycodes.SIDES["right_alt"] else {beside}
        return frozenset(
            name for code, name in keycodes.MODIFIER_KEYS.items() if code not in skipped and _is_down(code)
        )

    def _clicked() -> bool:
        """Whether a button of the mouse was pressed since this was asked last."""
        # Of all, for asking is what makes Windows forget.
        since = [_state(button) & _SINCE for button in keycodes.BUTTONS]
        return any(since)

    def _key_scan(character: str) -> int:
        found: int = ctypes.windll.user32.VkKeyScanW(ctypes.c_wchar(character))
        return found
