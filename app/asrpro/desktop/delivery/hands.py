"""The Keyboard on a thread of its own: a long text takes seconds to type, in which the program stays awake."""

from __future__ import annotations

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from asrpro.errors import AppError
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.desktop.ports import Chord, Keyboard, Modifier

log = logging.getLogger(__name__)

T = TypeVar("T")


class Hands(QObject):
    """Asks the Keyboard for one thing after the other; answers come to the thread that this was made in."""

    _answered = Signal(object)

    def __init__(self, keyboard: Keyboard) -> None:
        super().__init__()
        self._keyboard = keyboard
        self._thread = ThreadPoolExecutor(1, "keyboard")
        self._answered.connect(self._hand_over)
        self._closed = False

    def held(self, then: Callable[[frozenset[Modifier] | AppError], None]) -> None:
        """The modifiers that the user holds down."""
        self._ask(self._keyboard.held, then)

    def send(self, chord: Chord, times: int, then: Callable[[float | AppError], None]) -> None:
        """Press and release a chord so many times; `then` is told when that began."""

        def send() -> float:
            return min(self._keyboard.send(chord) for _time in range(times))

        self._ask(send, then)

    def type(self, text: str, then: Callable[[float | AppError], None]) -> None:
        """Type a text; `then` is told when that began."""

        def type_() -> float:
            began = time.monotonic()
            self._keyboard.type(text)
            return began

        self._ask(type_, then)

    def close(self) -> None:
        """Begin nothing more, and tell nobody of what was begun."""
        self._closed = True
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _ask(self, do: Callable[[], T], then: Callable[[T | AppError], None]) -> None:
        def work() -> None:
            answer: T | AppError
            try:
                answer = do()
            except AppError as error:
                answer = error
            except Exception:
                log.exception("The keyboard failed.")
                answer = AppError(_("The keyboard cannot be reached."))
            self._answered.emit(lambda: then(answer))

        if not self._closed:
            self._thread.submit(work)

    @Slot(object)
    def _hand_over(self, tell: Callable[[], None]) -> None:
        if not self._closed:
            tell()
