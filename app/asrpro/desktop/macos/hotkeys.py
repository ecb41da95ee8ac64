"""Hotkeys on macOS, through an event tap (pynput's own listener crashes beside Qt there)."""

from __future__ import annotations

import ctypes
import logging
import sys
import threading
import time
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, Final

from asrpro.desktop.macos.keyboard import MARK
from asrpro.desktop.macos.permissions import needs_accessibility
from asrpro.desktop.macos.watch import Watch
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from asrpro.desktop.macos.layout import Layout
    from asrpro.desktop.ports import Binding, KeyEvent

log = logging.getLogger(__name__)

_CARBON: Final = "/System/Library/Frameworks/Carbon.framework/Carbon"
_FOREVER: Final = 1e9

if sys.platform == "darwin":

    class MacHotkeys:
        """Bound chords through one event tap and one thread, which sleeps until a key is pressed.

        macOS shows every key to a tap, so the thread passes all but the bound chords on untouched.
        """

        def __init__(self, tell: Callable[[KeyEvent], None], layout: Layout) -> None:
            """`tell` is called on the tap's thread."""
            import Quartz

            self._quartz: Any = Quartz
            self._tell = tell
            self._layout = layout
            self._watch = Watch(self._is_down)
            self._tap: Any = None
            self._loop: Any = None
            self._ended = False
            self._ready = threading.Event()
            self._thread = threading.Thread(target=self._run, name="hotkeys", daemon=True)
            self._thread.start()
            self._ready.wait()

        def bind(self, bindings: Sequence[Binding]) -> tuple[str, ...]:
            """Tell of these chords from now on and of no others; from any thread.

            Returns:
                A sentence for people about each that cannot be had, and one if macOS keeps keys from us altogether.
            """
            if self._ended:
                raise RuntimeError("These hotkeys are closed.")
            if self._tap is None:
                return (needs_accessibility(),)
            if threading.current_thread() is self._thread:
                return self._bound(bindings)
            answer: Future[tuple[str, ...]] = Future()
            self._perform(lambda: answer.set_result(self._bound(bindings)))
            return answer.result()

        def close(self) -> None:
            """Give all keys back; what is held is released first."""
            if self._tap is not None and not self._ended:
                self._perform(self._end)
            if threading.current_thread() is not self._thread:
                self._thread.join()

        def _bound(self, bindings: Sequence[Binding]) -> tuple[str, ...]:
            events, sentences = self._watch.bind(bindings, self._layout.written, time.monotonic())
            self._say(events)
            if bindings and ctypes.CDLL(_CARBON).IsSecureEventInputEnabled():
                secure = _(
                    "A program keeps the keyboard to itself, as password fields do; hotkeys work again once it lets go."
                )
                return (*sentences, secure)
            return sentences

        def _perform(self, work: Callable[[], None]) -> None:
            """Have the tap's thread do something."""
            quartz = self._quartz
            quartz.CFRunLoopPerformBlock(self._loop, quartz.kCFRunLoopDefaultMode, work)
            quartz.CFRunLoopWakeUp(self._loop)

        def _end(self) -> None:
            self._bound(())
            self._ended = True
            self._quartz.CFRunLoopStop(self._loop)

        def _run(self) -> None:
            quartz = self._quartz
            kinds = (
                quartz.kCGEventKeyDown,
                quartz.kCGEventKeyUp,
                quartz.kCGEventFlagsChanged,
                quartz.kCGEventLeftMouseDown,
                quartz.kCGEventRightMouseDown,
                quartz.kCGEventOtherMouseDown,
            )
            self._tap = quartz.CGEventTapCreate(
                quartz.kCGSessionEventTap,
                quartz.kCGHeadInsertEventTap,
                quartz.kCGEventTapOptionDefault,
                sum(quartz.CGEventMaskBit(kind) for kind in kinds),
                self._heard,
                None,
            )
            self._loop = quartz.CFRunLoopGetCurrent()
            self._ready.set()
            if self._tap is None:
                return  # not permitted
            source = quartz.CFMachPortCreateRunLoopSource(None, self._tap, 0)
            quartz.CFRunLoopAddSource(self._loop, source, quartz.kCFRunLoopDefaultMode)
            while not self._ended:
                self._say(self._watch.advance(time.monotonic()))
                wakes_at = self._watch.wakes_at
                wait = _FOREVER if wakes_at is None else max(0.0, wakes_at - time.monotonic())
                quartz.CFRunLoopRunInMode(quartz.kCFRunLoopDefaultMode, wait, True)  # noqa: FBT003
            quartz.CGEventTapEnable(self._tap, False)  # noqa: FBT003
            quartz.CFMachPortInvalidate(self._tap)

        def _heard(self, _proxy: Any, kind: int, event: Any, _info: Any) -> Any:
            """What the tap calls for each event; None keeps it from the programs."""
            quartz = self._quartz
            if kind in (quartz.kCGEventTapDisabledByTimeout, quartz.kCGEventTapDisabledByUserInput):
                quartz.CGEventTapEnable(self._tap, True)  # noqa: FBT003
                return event
            if quartz.CGEventGetIntegerValueField(event, quartz.kCGEventSourceUserData) == MARK:
                return event
            at = time.monotonic()
            code = quartz.CGEventGetIntegerValueField(event, quartz.kCGKeyboardEventKeycode)
            flags = quartz.CGEventGetFlags(event)
            kept = False
            if kind == quartz.kCGEventKeyDown:
                events, kept = self._watch.down(code, flags, at)
            elif kind == quartz.kCGEventKeyUp:
                events, kept = self._watch.up(code, at)
            elif kind == quartz.kCGEventFlagsChanged:
                events = self._watch.modifier(code, flags, at)
            else:
                events = self._watch.other(at)
            self._say(events)
            return None if kept else event

        def _is_down(self, code: int) -> bool:
            quartz = self._quartz
            return bool(quartz.CGEventSourceKeyState(quartz.kCGEventSourceStateCombinedSessionState, code))

        def _say(self, events: Iterable[KeyEvent]) -> None:
            for event in events:
                try:
                    self._tell(event)
                except Exception:
                    log.exception("A key was pressed or let go, and what should follow failed.")
