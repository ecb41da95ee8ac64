"""A Model in a child process of its own: a crash cannot reach us, and unloading gives every byte back."""

from __future__ import annotations

import contextlib
import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asrpro.catalog.proving import Proving
from asrpro.domain import SAMPLE_RATE, Audio
from asrpro.errors import OutOfMemory, ServerError
from asrpro.runtime import frames, memory
from asrpro.runtime.loading import Loading
from asrpro.runtime.parent import ChildFailed, ChildGone
from asrpro.runtime.tries import Given, verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from asrpro.domain import Model, Options, Standing, Step
    from asrpro.runtime.feed import Feed
    from asrpro.runtime.frames import Frame
    from asrpro.runtime.ladder import Ladder
    from asrpro.runtime.parent import Child

log = logging.getLogger(__name__)

MAIN = "asrpro.runtime.host_main"
_FED = 60 * SAMPLE_RATE
"""Samples a Host is fed at once; a new one hears hours of dictation again."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds after which a Host that gives no answer counts as hung."""

    load: float = 600.0
    """NeMo imports for 47 s, and large weights come from slow disks."""
    first_step: float = 600.0
    """While this Model's speed on this machine is not known."""
    step: float = 60.0
    """What every Step is granted."""
    patience: float = 10.0
    """How many times the slowest Step so far a Step is granted."""


class _Replaced(Exception):
    """The Host was replaced between two Steps of this work, which did nothing wrong."""


class Host:
    """A Model, loaded when it is first needed. Used by one thread, its Lane's; killed by any."""

    def __init__(
        self,
        model: Model,
        ladder: Ladder,
        *,
        limits: Limits | None = None,
        main: str = MAIN,
        changed: Callable[[], None] = lambda: None,
        say: Callable[[str], None] = lambda _text: None,
    ) -> None:
        """Start nothing yet.

        The first rung that works is used, `main` is the module the child runs, `changed` is called, on any thread,
        when `standing` may have changed, and `say` with what people are to be told.
        """
        self.model = model
        self._limits = limits or Limits()
        self._loading = Loading(model, ladder, Proving(model, say), main, self._limits.load, changed)
        self._calls = 0
        self._slowest = 0.0
        self._batches = True

    @property
    def pid(self) -> int | None:
        """The child's process id while there is one."""
        child = self._loading.child
        return child.pid if child else None

    @property
    def device(self) -> str:
        """What really runs the Model, as in "cpu (int8)"; nothing before it is loaded."""
        return self._loading.device

    @property
    def standing(self) -> Standing:
        """Whether it is in memory, or cannot be; from any thread."""
        return self._loading.standing

    def begin(self, *, warm: bool = False) -> None:
        """Start loading without waiting for it; what goes wrong is told to whoever waits.

        To `warm` it up it hears something first, if nobody needs it by then.
        """
        with contextlib.suppress(ChildGone):
            self._loading.begin(warm=warm)

    def load(self, streams: int = 0) -> None:
        """Wait until the Model is loaded, and ready for this many streams at once.

        Raises:
            ModelDamaged, Unsupported: the Backend says so.
            EngineCrashed, EngineHung: it died twice over it.
        """

        def warm() -> Iterator[Step]:
            child = self._loading.ready()
            try:
                child.ask({"op": "warm", "streams": streams}, self._limits.load)
            except ChildGone:
                self._loading.blame(child)
                raise
            yield from ()

        for _step in self._tried_twice(warm):
            pass

    @property
    def batch(self) -> int:
        """How many Audios it had best be given at once; 1 before the Model is loaded."""
        return self._loading.batch if self._batches else 1

    def transcribe(self, audio: Audio, options: Options) -> Iterator[Step]:
        """Yield the Engine's Steps for one Audio; if the Host dies, a new one hears the same audio once more.

        Raises as `load` does, and Interrupted after `kill` or `end`.
        """
        return self.transcribe_many((audio,), options)

    def transcribe_many(self, audios: Sequence[Audio], options: Options) -> Iterator[Step]:
        """Yield the Engine's Steps for Audios that lie one behind the other in time, heard together where that pays.

        A new Host hears all of them again, one after the other. Raises as `transcribe` does.
        """
        packed = [frames.pack_audio(audio) for audio in audios]

        def run() -> Iterator[Step | None]:
            try:
                yield from self._run(packed, options, lambda _child, _call, _waiting: True)
            except ChildGone:
                if len(audios) > 1:  # perhaps it was too much for the memory
                    self._batches = False
                raise

        for step in self._tried_twice(run):
            if step is not None:
                yield step

    def stream(self, feed: Feed, options: Options) -> Iterator[Step | None]:
        """Yield the Engine's Steps while the feed fills, and None when there is nothing to do until it changes.

        Raises as `transcribe` does; a new Host hears all of the feed again.
        """
        heard: list[Audio] = []

        def run() -> Iterator[Step | None]:
            pending, told = list(heard), False

            def pump(child: Child, call: int, waiting: bool) -> bool:  # noqa: FBT001 - told by the child
                nonlocal told
                block, ended = feed.take()
                if block:
                    heard.append(block)
                    pending.append(block)
                pieces = [*Audio.join(pending).pieces(_FED)] if pending else []
                pending.clear()
                for piece in [*pieces, *([None] if ended and not told else [])]:
                    audio = frames.pack_audio(piece) if piece else None
                    child.ask({"op": "feed", "call": call, "audio": audio}, self._limits.step)
                told = told or ended
                return bool(pieces) or waiting or told

            yield from self._run(None, options, pump)

        yield from self._tried_twice(run)

    def peak(self) -> int | None:
        """Bytes that the child and the programs that it drives have had in memory at most.

        None where there is no child, or the system does not tell.
        """
        child = self._loading.child
        if child is None:
            return None
        try:
            told = child.ask({"op": "peak"}, self._limits.step)
        except ChildGone:
            return None
        own: int | None = told["bytes"]
        # Of programs that hear one sound each, the one that has ended is another than the one that waits.
        return None if own is None else own + max(int(told["ended"]), memory.below(int(told["pid"])))

    def kill(self) -> None:
        """End the child at once; the work that runs in it raises Interrupted, other work starts again in a new one."""
        self._loading.kill()

    def end(self) -> None:
        """Kill the child, and start none any more: all work raises Interrupted from now on."""
        self._loading.end()

    def close(self) -> None:
        """Unload the Model."""
        self._loading.close()

    def _run(
        self, audios: list[Frame] | None, options: Options, pump: Callable[[Child, int, bool], bool]
    ) -> Iterator[Step | None]:
        """One generator in the child, over Audios or what it is fed.

        Before each Step `pump` feeds it, knowing whether some of that still waits, and says whether to ask for a Step.
        """
        child = self._loading.ready()
        self._calls += 1
        call, ended, waiting = self._calls, False, False
        try:
            start = {"op": "start", "call": call, "audios": audios, "together": self.batch > 1}
            child.ask(start | {"options": frames.pack_record(options)}, self._limits.step)
            while True:
                if not self._loading.holds(child):
                    raise _Replaced
                if not pump(child, call, waiting):
                    yield None
                    continue
                began = time.monotonic()
                reply = child.ask({"op": "next", "call": call}, self._patience())
                self._slowest = max(self._slowest, time.monotonic() - began)
                ended = reply["kind"] == "end"
                if ended:
                    return
                waiting = reply.pop("waiting")
                yield frames.unpack_step(reply)
        except ChildGone:
            self._loading.blame(child)
            raise
        finally:
            if not ended and self._loading.holds(child):
                with contextlib.suppress(ChildGone):
                    child.ask({"op": "close", "call": call}, self._limits.step)

    def _patience(self) -> float:
        if not self._slowest:
            return self._limits.first_step
        return max(self._limits.step, self._limits.patience * self._slowest)

    def _tried_twice(self, run: Callable[[], Iterator[Step | None]]) -> Iterator[Step | None]:
        """Run once, and once more if the Host dies of it; on the next device if it cannot be done on this one."""
        given, deaths = Given(), 0
        while True:
            try:
                yield from given.news(run())
            except _Replaced:
                continue
            except (ChildGone, ChildFailed, OutOfMemory) as error:
                if isinstance(error, ChildGone):
                    deaths += 1
                    log.warning("%s: %s, attempt %d", self._loading.name, error, deaths)
                    if deaths == 1:
                        continue
                self._fall_back(error)
                deaths, self._slowest = 0, 0.0  # how fast that one was says nothing of this one
            except ServerError as error:
                self._loading.fail(error)
                raise
            else:
                self._loading.hold()
                return

    def _fall_back(self, error: ChildGone | ChildFailed | OutOfMemory) -> None:
        """Have it done on the next device, or by what an update has replaced; raises what people are told otherwise."""
        # Graphics cards lack memory or libraries in ways that show only at work.
        told = error if isinstance(error, OutOfMemory) else verdict(self.model, error)
        if self._loading.next_device(error) or self._loading.undo(told):
            return
        if told is error:
            raise told
        if isinstance(error, ChildGone):
            self._loading.fail(told)
        raise told from error
