"""One run of the program: it loads the Model, then hears one sound from its standard input to the end."""

from __future__ import annotations

import codecs
import contextlib
import os
import queue
import signal
import subprocess
import threading
from collections import deque
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from asrpro import programs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MOST: Final = 1 << 20
"""Letters of one sound's text; a day of speech has fewer."""
_LINES: Final = 20
_LONGEST: Final = 4096
"""How much of what it prints beside the text is kept: so many last lines, of so many bytes."""
_AT_ONCE: Final = 1 << 16


class Run:
    """A process. Its pipes are served by threads of their own, so that whoever asks it waits for nothing."""

    def __init__(self, command: Sequence[str]) -> None:
        """Start it; raises OSError when that is not possible."""
        self._process = subprocess.Popen(
            programs.bound(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,  # so that it can be ended with all it starts
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # which Windows alone knows
        )
        self._sound: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._text: list[str] = []
        self._letters = 0
        self._prints: deque[str] = deque(maxlen=_LINES)
        self._told = threading.Condition()
        self._open = 2
        pipes = (self._process.stdin, self._process.stdout, self._process.stderr)
        work: tuple[Callable[[BinaryIO], None], ...] = (self._feed, self._hear, self._read_prints)
        self._threads = [
            threading.Thread(target=target, args=(pipe,), name=f"voxtral-{target.__name__}", daemon=True)
            for target, pipe in zip(work, cast("tuple[BinaryIO, ...]", pipes), strict=True)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def text(self) -> str:
        """What it has heard so far, with single spaces."""
        with self._told:
            return " ".join("".join(self._text).split())

    @property
    def prints(self) -> str:
        """What it printed last beside the text."""
        return "\n".join(self._prints)

    @property
    def too_much(self) -> bool:
        """Whether it writes more than anybody can have said."""
        return self._letters > MOST

    @property
    def ended(self) -> bool:
        """Whether it has, whether anybody asked for it or not."""
        return self._process.poll() is not None

    def feed(self, sound: bytes) -> None:
        """Have it hear more: 16 bits a sample, 16 kHz, mono."""
        self._sound.put(sound)

    def finish(self) -> None:
        """Have it hear no more."""
        self._sound.put(None)

    def over(self, seconds: float) -> bool:
        """Whether all it will ever say has been read, within so many seconds."""
        with self._told:
            return self._told.wait_for(lambda: self._open == 0 or self.too_much, seconds)

    def code(self) -> int:
        """What it ended with, once it is over; a signal's number below 0."""
        return self._process.wait()

    def kill(self) -> None:
        """End it at once with what it has started, whatever it does, and leave nothing of it behind."""
        with contextlib.suppress(ProcessLookupError):
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, signal.SIGKILL)
            else:  # on Windows, where what it has started ends with the Job Object of the Host
                self._process.kill()
        self._process.wait()
        self._sound.put(None)
        for thread in self._threads:
            thread.join()

    def _feed(self, pipe: BinaryIO) -> None:
        with contextlib.suppress(OSError, ValueError), pipe:
            while (sound := self._sound.get()) is not None:
                pipe.write(sound)
                pipe.flush()

    def _hear(self, pipe: BinaryIO) -> None:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        with contextlib.suppress(OSError, ValueError), pipe:
            while (held := os.read(pipe.fileno(), _AT_ONCE)) and not self.too_much:
                self._tell(decoder.decode(held))
        self._tell(decoder.decode(b"", final=True), last=True)

    def _read_prints(self, pipe: BinaryIO) -> None:
        with contextlib.suppress(OSError, ValueError), pipe:
            while line := pipe.readline(_LONGEST):
                self._prints.append(line.decode("utf-8", "replace").strip())
        self._tell("", last=True)

    def _tell(self, text: str, *, last: bool = False) -> None:
        with self._told:
            self._text.append(text)
            self._letters += len(text)
            self._open -= last
            self._told.notify_all()
