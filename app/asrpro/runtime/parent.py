"""The parent's side of a child process: questions, answers, and knowing when it is gone."""

from __future__ import annotations

import contextlib
import logging
import subprocess
import threading
from collections import deque
from concurrent.futures import Future
from typing import TYPE_CHECKING, BinaryIO, TypeAlias, cast

from asrpro import environments, errors
from asrpro.runtime import frames, process
from asrpro.shortage import lacks_memory

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.runtime.frames import Frame

log = logging.getLogger(__name__)


Answer: TypeAlias = "Future[Frame | None]"
"""What a child will say to a request; None once it says nothing any more. It is resolved on a thread that reads."""
_LINES = 100
"""What it printed last that is kept: what Python adds to a crash must not drive out why."""
_LAST = 1.0
"""Seconds that the last words of a child which has ended may take to arrive; what it has started may hold the pipe."""


class ChildGone(Exception):
    """The child ended, or was ended, before it answered."""

    def __init__(self, message: str, code: int | None = None) -> None:
        """With its exit code, where that is known: a signal's number below 0."""
        super().__init__(message)
        self.code = code


class ChildSilent(ChildGone):
    """The child gave no answer in time and was ended."""


class Interrupted(Exception):
    """The child was killed on purpose while this work ran in it."""


class ChildFailed(Exception):
    """The child answered with an error that is nobody's but the program's own."""


class Child:
    """A running child. Asked and killed by any thread."""

    def __init__(self, module: str, engine: str = "", ended: Callable[[], None] = lambda: None) -> None:
        """Start `python -m module`; two daemon threads read what it answers and what it prints.

        With the name of a Backend it is the Python of that one's environment, where it has one. When the child says
        nothing any more, `ended` is called on the thread that reads.
        """
        self._tell_end = ended
        self._name = module.rpartition(".")[2].removesuffix("_main")
        self._process = process.spawn(module, environments.python(engine) if engine else None)
        self._requests, replies, prints = (
            cast("BinaryIO", pipe) for pipe in (self._process.stdin, self._process.stdout, self._process.stderr)
        )
        self._lock = threading.Lock()
        self._asked: dict[int, Answer] = {}
        self._tickets = 0
        self._silent = False
        """Whether it answers nothing any more."""
        self._gone = False
        self._last_words: deque[str] = deque(maxlen=_LINES)
        readers = [
            threading.Thread(target=target, args=(pipe,), name=f"{self._name}-{target.__name__}", daemon=True)
            for target, pipe in ((self._read_replies, replies), (self._read_prints, prints))
        ]
        for reader in readers:
            reader.start()
        self._hears_prints = readers[1]
        log.info("%s started as process %d", self._name, self.pid)

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it still answers, as far as is known."""
        return not (self._gone or self._silent) and self._process.poll() is None

    def send(self, request: Frame) -> Answer:
        """Send a request without waiting; `receive` waits for its answer. Raises ChildGone."""
        answer: Answer = Future()
        with self._lock:
            self._tickets += 1
            ticket = self._tickets
        body = frames.pack({**request, "ticket": ticket})
        try:
            with self._lock:
                if self._silent:
                    raise BrokenPipeError
                self._asked[ticket] = answer
                frames.send(self._requests, body)
        except (OSError, ValueError) as error:  # the pipe is broken, or closed by `kill` on another thread
            raise self._ended() from error
        return answer

    def receive(self, answer: Answer, timeout: float) -> Frame:
        """Wait for an answer, and return it.

        Raises:
            ChildGone: the child ended; ChildSilent: no answer in `timeout` seconds, and it was killed for that.
            AppError: the child says so.
            ChildFailed: the child met an error of the program's own.
        """
        try:
            reply = answer.result(timeout)
        except TimeoutError:
            self.kill()
            raise ChildSilent(f"{self._name} gave no answer for {timeout:.0f} s") from None
        if reply is None:
            raise self._ended()
        return checked(reply)

    def ask(self, request: Frame, timeout: float) -> Frame:
        """Send a request and wait for its answer; raises as `send` and `receive` do."""
        return self.receive(self.send(request), timeout)

    def kill(self) -> None:
        """End it at once, whatever it does."""
        self._gone = True
        self._process.kill()
        self._process.wait()
        with contextlib.suppress(OSError):
            self._requests.close()

    def close(self) -> None:
        """Let it end by itself, and see that it does."""
        self._gone = True
        with contextlib.suppress(OSError):
            self._requests.close()
        try:
            self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self.kill()

    def bury(self) -> None:
        """Say what ended it, and let go of what is left of it."""
        self._ended()
        self.kill()

    def _ended(self) -> ChildGone:
        wanted, self._gone = self._gone, True
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=2)
        code = self._process.poll()
        with contextlib.suppress(OSError):
            self._requests.close()
        log.log(
            logging.INFO if wanted else logging.WARNING, "%s (process %d) ended with %s", self._name, self.pid, code
        )
        if not wanted:
            self._hears_prints.join(_LAST)
        printed = "\n".join(self._last_words.copy())
        # It may hold what was said.
        log.debug("%s printed last: %s", self._name, printed)
        why = ", out of memory" if lacks_memory(printed) else ""
        return ChildGone(f"{self._name} ended with {code}{why}", code)

    def _read_replies(self, pipe: BinaryIO) -> None:
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError), pipe:
            while (frame := frames.read(pipe)) is not None:
                self._asked.pop(frame.pop("ticket")).set_result(frame)
        with self._lock:
            self._silent = True
            left = [*self._asked.values()]
            self._asked.clear()
        for answer in left:
            answer.set_result(None)
        self._tell_end()

    def _read_prints(self, pipe: BinaryIO) -> None:
        with contextlib.suppress(OSError, ValueError), pipe:
            for line in pipe:
                text = line.decode("utf-8", "replace").rstrip()
                self._last_words.append(text)
                log.debug("%s prints: %s", self._name, text)


def checked(reply: Frame) -> Frame:
    """The reply, unless it is an error; raises that as `Child.receive` does."""
    if reply["kind"] != "error":
        return reply
    if reply["error"]:
        raise errors.named(reply["error"])(reply["title"], reply["hint"])
    log.error("an error in a child: %s", reply["trace"])
    raise ChildFailed(reply["title"])
