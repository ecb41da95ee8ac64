"""Decodes files and finds speech, in a child process that a hostile file cannot leave."""

from __future__ import annotations

import contextlib
import itertools
import threading
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from asrpro.audio.gate import Gate
from asrpro.domain import Progress
from asrpro.errors import SourceError
from asrpro.i18n import _
from asrpro.runtime import frames
from asrpro.runtime.parent import Child, ChildFailed, ChildGone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asrpro.domain import Audio

MAIN = "asrpro.runtime.ears_main"
ANSWER = 180.0
"""Seconds an answer may take; the child's own limit on work is shorter."""
REST = 60.0
"""Seconds without an open source after which the child is ended."""


@dataclass(slots=True)
class Source:
    """A file whose speech is being found."""

    path: Path
    duration: float | None
    """Seconds: as the file says (None when it does not), and as decoded once `utterances` has ended."""
    utterances: Iterator[Audio | Progress]
    """Utterances in order, and Progress where nobody speaks; found ahead by one while the caller works."""


class Ears:
    """A warm child for sources, replaced after any error. Used by one thread."""

    def __init__(self, rest: float = REST) -> None:
        self._rest = rest
        self._child: Child | None = None
        self._numbers = itertools.count(1)
        self._open: set[int] = set()
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    @property
    def pid(self) -> int | None:
        """The child's process id while there is one."""
        child = self._child
        return child.pid if child else None

    def begin(self) -> None:
        """Start the child without waiting for it."""
        self._take()

    @contextlib.contextmanager
    def opened(self, path: Path, gate: Gate) -> Iterator[Source]:
        """Open a file.

        Raises:
            SourceError: it cannot be heard, here or while its utterances are taken; says why.
        """
        number, child = next(self._numbers), self._take()
        self._open.add(number)
        try:
            with self._doubted(child, path):
                request = {"op": "open", "source": number, "path": str(path.absolute()), "gate": asdict(gate)}
                duration = child.ask(request, ANSWER)["duration"]
            source = Source(path, duration, iter(()))
            source.utterances = self._utterances(child, number, source)
            yield source
        finally:
            self._open.discard(number)
            if child is self._child:
                with contextlib.suppress(ChildGone, ChildFailed):
                    child.ask({"op": "close", "source": number}, ANSWER)
            self._settle()

    def close(self) -> None:
        """End the child, whatever it does; from any thread."""
        with self._lock:
            child, self._child = self._child, None
        if child:
            child.kill()

    def _utterances(self, child: Child, number: int, source: Source) -> Iterator[Audio | Progress]:
        request = {"op": "next", "source": number}
        with self._doubted(child, source.path):
            ticket = child.send(request)
        while True:
            with self._doubted(child, source.path):
                reply = child.receive(ticket, ANSWER)
                if reply["kind"] != "end":
                    ticket = child.send(request)
            if reply["kind"] == "end":
                source.duration = reply["duration"]
                return
            if reply["kind"] == "progress":
                yield Progress(reply["seconds"])
            else:
                yield frames.unpack_audio(reply["audio"])

    @contextlib.contextmanager
    def _doubted(self, child: Child, path: Path) -> Iterator[None]:
        """Replace the child after any error in it, and blame the file for its death."""
        try:
            yield
        except SourceError:
            self._drop(child)
            raise
        except (ChildGone, ChildFailed) as error:
            self._drop(child)
            raise SourceError(
                _("{name} cannot be decoded: it is damaged, or asks for too much memory or time.").format(
                    name=path.name
                ),
                _("Convert it with another program first."),
            ) from error

    def _take(self) -> Child:
        """The child; a new one if the last had an error or was at rest for long."""
        with self._lock:
            if self._timer:
                self._timer.cancel()
            if self._child is None or not self._child.alive:
                self._child = Child(MAIN)
            return self._child

    def _drop(self, child: Child) -> None:
        with self._lock:
            if self._child is child:
                self._child = None
        child.kill()

    def _settle(self) -> None:
        """Let the child end after a while, unless something is open."""
        with self._lock:
            if not self._open and self._child:
                self._timer = threading.Timer(self._rest, self._retire, args=(self._child,))
                self._timer.daemon = True
                self._timer.start()

    def _retire(self, child: Child) -> None:
        with self._lock:
            if self._child is not child or self._open:
                return
            self._child = None
        child.close()
