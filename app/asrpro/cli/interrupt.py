"""Ctrl+C, and whatever else asks the program to end, as one exception."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PATIENCE = 3.0
"""Seconds that tidying up may take."""

# Ctrl+C, `kill`, a terminal that is closed, and Ctrl+Break on Windows.
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
_SHOW_CURSOR = b"\x1b[?25h\n"


class Interrupted(KeyboardInterrupt):
    """Somebody wants the program to end."""

    def __init__(self, signal_number: int) -> None:
        super().__init__()
        self.exit_code = 128 + signal_number
        """What shells know it by: 130 after Ctrl+C, 143 after `kill`."""


@contextlib.contextmanager
def interruptible(patience: float = PATIENCE) -> Iterator[None]:
    """Raise Interrupted in the main thread when the program is asked to end.

    Asking again disturbs no tidying up; after `patience` seconds it ends the program at once, whatever it still does.
    """
    asked: float | None = None

    def answer(number: int, _frame: object) -> None:
        nonlocal asked
        now = time.monotonic()
        if asked is None:
            asked = now
            raise Interrupted(number)
        if now - asked > patience:
            if sys.stderr and sys.stderr.isatty():
                os.write(sys.stderr.fileno(), _SHOW_CURSOR)
            os._exit(128 + number)

    numbers = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
    # What is ignored stays ignored: nohup and background jobs of a script rely on it.
    answered = [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]
    for number in answered:
        signal.signal(number, answer)
    try:
        yield
    finally:
        for number in answered:
            signal.signal(number, signal.SIG_DFL)


@contextlib.contextmanager
def first_asks(end: Callable[[], None]) -> Iterator[None]:
    """Have the first Ctrl+C call a function instead; whoever presses it again means what it always means."""
    before = signal.getsignal(signal.SIGINT)

    def answer(_number: int, _frame: object) -> None:
        signal.signal(signal.SIGINT, before)
        end()

    if before is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, answer)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
