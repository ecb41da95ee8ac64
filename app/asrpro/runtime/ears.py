"""Decodes files and finds speech, in child processes that a hostile file cannot leave."""

from __future__ import annotations

import contextlib
import os
import threading
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from asrpro import packages
from asrpro.audio.sniff import shown
from asrpro.domain import Progress
from asrpro.errors import AppError, SourceError
from asrpro.i18n import _
from asrpro.runtime import frames
from asrpro.runtime.parent import Child, ChildFailed, ChildGone, ChildSilent, Interrupted

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from pathlib import Path

    from asrpro.audio.gate import Gate
    from asrpro.domain import Audio
    from asrpro.runtime.frames import Frame
    from asrpro.runtime.parent import Answer

MAIN = "asrpro.runtime.ears_main"
NEEDS = ("numpy", "msgpack", "av", "onnxruntime", "faster_whisper")
"""Of the last only the network is used that it brings."""
ANSWER = 180.0
"""Seconds an answer may take; the child's own limit on work is shorter."""
REST = 60.0
"""Seconds without a source after which a child is ended."""


@dataclass(slots=True)
class Source:
    """A file whose speech is being found."""

    path: Path
    duration: float | None
    """Seconds: as the file says (None when it does not), and as decoded once `utterances` has ended."""
    utterances: Iterator[Audio | Progress]
    """Utterances in order, and Progress between them; some are found ahead while the caller works."""
    holes: tuple[tuple[float, float], ...] = ()
    """Where it holds nothing for a second or more, in seconds; known once `utterances` has ended."""


class Ears:
    """Children that hear, one for each open source; they rest before they end, and are replaced after any error.

    A child ends with the thread that first used it, so threads that come and go should not be the first.
    """

    def __init__(self, rest: float = REST, answer: float = ANSWER) -> None:
        """Start nothing yet; rest and the time for an answer are in seconds."""
        self._rest = rest
        self._answer = answer
        self._lock = threading.Lock()
        self._working: set[Child] = set()
        self._resting: dict[Child, threading.Timer] = {}
        self._over = False

    @property
    def pids(self) -> set[int]:
        """The process ids of all children, at work or at rest."""
        with self._lock:
            return {child.pid for child in (*self._working, *self._resting)}

    def begin(self) -> None:
        """Start a child without waiting for it. Raises Interrupted after `close`."""
        self._give_back(self._take())

    @contextlib.contextmanager
    def opened(self, path: Path, gate: Gate) -> Iterator[Source]:
        """Open a file.

        Raises:
            PackagesMissing: what is needed for it is not installed.
            SourceError: it cannot be heard, here or while its utterances are taken; says why.
            Interrupted: `close` was called before or meanwhile.
        """
        with contextlib.closing(self._replies(path, gate)) as replies:
            source = Source(path, next(replies)["duration"], iter(()))
            source.utterances = _utterances(source, replies)
            yield source

    def listen(self, gate: Gate) -> Listening:
        """Begin to find speech in what a microphone hears; starts a child without waiting for it.

        Raises:
            PackagesMissing: what is needed for it is not installed.
            Interrupted: `close` was called before.
        """
        return Listening(self._take(), gate, self._answer, self._give_back, self._end)

    def close(self) -> None:
        """End all children, whatever they do, and start none any more; from any thread."""
        with self._lock:
            self._over = True
            children = [*self._working, *self._resting]
            for timer in self._resting.values():
                timer.cancel()
            self._working.clear()
            self._resting.clear()
        for child in children:
            _dispose(child)

    def _replies(self, path: Path, gate: Gate) -> Generator[Frame, None, None]:
        """What a child says of a file, first that it is open; if the child dies, another one says it all again."""
        request = {"op": "open", "path": os.fsencode(path.absolute()), "gate": asdict(gate)}
        for once_more in (True, False):
            child, over = self._take(), False
            try:
                yield from _conversation(child, request, self._answer)
            except ChildFailed as error:
                raise _undecodable(path) from error
            except ChildGone as gone:
                if not self._end(child):
                    raise Interrupted from gone
                if isinstance(gone, ChildSilent) or not once_more:
                    raise _undecodable(path) from gone
            else:
                over = True
                return
            finally:
                if over:
                    self._give_back(child)
                else:
                    self._end(child)

    def _take(self) -> Child:
        """A child that was at rest, or else a new one."""
        with self._lock:
            if self._over:
                raise Interrupted
            while self._resting:
                child, timer = self._resting.popitem()
                timer.cancel()
                if child.alive:
                    break
                _dispose(child)
            else:
                packages.require(_("The search for speech"), NEEDS)
                child = Child(MAIN)
            self._working.add(child)
            return child

    def _give_back(self, child: Child) -> None:
        """Let a child that did its work rest, and end after a while."""
        with self._lock:
            if child in self._working:
                self._working.remove(child)
                timer = threading.Timer(self._rest, self._retire, args=(child,))
                timer.daemon = True
                self._resting[child] = timer
                timer.start()

    def _end(self, child: Child) -> bool:
        """End a child that is still at work; returns whether it was."""
        with self._lock:
            if child not in self._working:
                return False
            self._working.remove(child)
        _dispose(child)
        return True

    def _retire(self, child: Child) -> None:
        with self._lock:
            if self._resting.pop(child, None) is None:
                return
        child.close()


class Listening:
    """A microphone whose speech is being found. Used by one thread."""

    def __init__(
        self,
        child: Child,
        gate: Gate,
        patience: float,
        give_back: Callable[[Child], None],
        end: Callable[[Child], bool],
    ) -> None:
        """Have this child listen, without waiting for it; it is given back or ended afterwards."""
        self.speaking = False
        """Whether an Utterance is under way."""
        self._child = child
        self._patience = patience
        self._give_back = give_back
        self._end = end
        self._over = False
        self._begun: Answer | None = None
        with contextlib.suppress(ChildGone):  # which `hear` will tell
            self._begun = child.send({"op": "listen", "gate": asdict(gate)})

    def hear(self, block: Audio | None) -> list[Audio]:
        """Take what comes next, or None when nothing does any more; returns the Utterances that it ended.

        Their times count from the first sample that was heard.

        Raises:
            SourceError: the child died; what it had heard of an unfinished Utterance is gone with it.
            Interrupted: the Ears were closed.
        """
        try:
            reply = self._answer(block)
        except (ChildGone, ChildFailed) as error:
            if not self._end(self._child):
                raise Interrupted from error
            raise SourceError(_("The search for speech broke down."), _("Speak again.")) from error
        except AppError:
            self._end(self._child)
            raise
        self.speaking = reply["speaking"]
        if block is None:
            self._over = True
            self._give_back(self._child)
        return [frames.unpack_audio(utterance) for utterance in reply["utterances"]]

    def close(self) -> None:
        """Hear no more; an unfinished Utterance is forgotten. Does nothing after the end."""
        if not self._over:  # else the child may be somebody else's by now
            self._end(self._child)

    def _answer(self, block: Audio | None) -> Frame:
        if self._begun is not None:
            self._child.receive(self._begun, self._patience)
            self._begun = None
        audio = None if block is None else frames.pack_audio(block)
        return self._child.ask({"op": "hear", "audio": audio}, self._patience)


def _dispose(child: Child) -> None:
    """End a child, whatever it does, and close the pipe to it."""
    child.kill()
    child.close()


def _conversation(child: Child, request: Frame, patience: float) -> Iterator[Frame]:
    """All that a child says of a file; each further question is asked before the last answer is given out."""
    answer = child.send(request)
    while True:
        reply = child.receive(answer, patience)
        over = reply["kind"] == "end"
        if not over:
            answer = child.send({"op": "next"})
        yield reply
        if over:
            return


def _utterances(source: Source, replies: Iterator[Frame]) -> Iterator[Audio | Progress]:
    """What is in the replies; a child that replaces another begins anew, and what is known already is not repeated."""
    given, again = 0, 0
    for reply in replies:
        if reply["kind"] == "opened":
            again = 0
            continue
        for utterance in reply["utterances"]:
            again += 1
            if again > given:
                given = again
                yield frames.unpack_audio(utterance)
        if reply["kind"] == "end":
            source.duration = reply["duration"]
            source.holes = tuple((start, end) for start, end in reply["holes"])
        elif again == given:
            yield Progress(reply["seconds"])


def _undecodable(path: Path) -> SourceError:
    return SourceError(
        _("{name} cannot be decoded: it is damaged, or asks for too much memory or time.").format(
            name=shown(path.name)
        ),
        _("Convert it with another program first."),
    )
