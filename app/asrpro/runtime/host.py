"""A Model in a child process of its own: a crash cannot reach us, and unloading gives every byte back."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asrpro.domain import SAMPLE_RATE, Audio
from asrpro.errors import Unsupported
from asrpro.runtime import frames
from asrpro.runtime.parent import Child, ChildFailed, ChildGone, Interrupted
from asrpro.runtime.tries import Given, verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from asrpro.domain import Model, Options, Step
    from asrpro.runtime.feed import Feed
    from asrpro.runtime.frames import Frame
    from asrpro.runtime.ladder import Ladder

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
    ) -> None:
        """Start nothing yet; the first rung that works is used, and `main` is the module the child runs."""
        self.model = model
        self.device = ""
        """What really runs the Model, as in "cpu (int8)"; nothing before it is loaded."""
        self._limits = limits or Limits()
        self._main = main
        # For the log, where a folder of the user's has no place.
        self._name = model.id if model.path is None else model.backend
        self._ladder = ladder
        self._lock = threading.Lock()
        self._child: Child | None = None
        self._over = False
        self._loading = 0
        self._calls = 0
        self._slowest = 0.0

    @property
    def pid(self) -> int | None:
        """The child's process id while there is one."""
        child = self._child
        return child.pid if child else None

    def begin(self) -> None:
        """Start loading without waiting for it; what goes wrong is told to whoever waits."""
        with contextlib.suppress(ChildGone):
            self._begun()

    def load(self, streams: int = 0) -> None:
        """Wait until the Model is loaded, and ready for this many streams at once.

        Raises:
            ModelDamaged, Unsupported: the Backend says so.
            EngineCrashed, EngineHung: it died twice over it.
        """

        def warm() -> Iterator[Step]:
            child = self._ready()
            try:
                child.ask({"op": "warm", "streams": streams}, self._limits.load)
            except ChildGone:
                self._blame(child)
                raise
            yield from ()

        for _step in self._tried_twice(warm):
            pass

    def transcribe(self, audio: Audio, options: Options) -> Iterator[Step]:
        """Yield the Engine's Steps for one Audio; if the Host dies, a new one hears the same audio once more.

        Raises as `load` does, and Interrupted after `kill` or `end`.
        """
        packed = frames.pack_audio(audio)
        for step in self._tried_twice(lambda: self._run(packed, options, lambda _child, _call, _waiting: True)):
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
        """Bytes that the child has had in memory at most; None where there is no child, or the system does not tell."""
        child, told = self._child, None
        if child:
            with contextlib.suppress(ChildGone):
                told = child.ask({"op": "peak"}, self._limits.step)["bytes"]
        return told

    def kill(self) -> None:
        """End the child at once; the work that runs in it raises Interrupted, other work starts again in a new one."""
        if child := self._let_go():
            child.kill()

    def end(self) -> None:
        """Kill the child, and start none any more: all work raises Interrupted from now on."""
        with self._lock:
            self._over = True
        self.kill()

    def close(self) -> None:
        """Unload the Model."""
        if child := self._let_go():
            child.close()

    def _let_go(self) -> Child | None:
        """The child, which is ours no more."""
        with self._lock:
            child, self._child = self._child, None
        return child

    def _begun(self) -> Child:
        """The child, which loads the Model unless it has; raises ChildGone when it ended at once."""
        rung = self._ladder.rung  # before the lock, for it may take a while to find
        with self._lock:  # so that nobody who ends us can miss it
            if self._over:
                raise Interrupted
            child, new = self._child, self._child is None
            if child is None:
                self._child = child = Child(self._main, self.model.backend)
        if new:
            load = {
                "op": "load",
                "model": frames.pack_record(self.model),
                "device": rung.device,
                "options": frames.pack_record(rung.options),
            }
            try:
                self._loading = child.send(load)
            except ChildGone:
                self._blame(child)
                raise
        return child

    def _next_device(self, error: Exception) -> bool:
        """Give up this device for good, and the child with it; False when there is no other one."""
        failed = self._ladder.rung.device
        if not self._ladder.give_up(error):
            return False
        self.close()
        self._slowest = 0.0  # how fast this one was says nothing of the next
        log.warning("%s does not run on %s", self._name, failed)
        log.debug("because: %s", error)
        return True

    def _ready(self) -> Child:
        """The child, once it has loaded the Model."""
        child = self._begun()
        if self._loading:
            ticket, self._loading = self._loading, 0
            began = time.monotonic()
            try:
                self.device = child.receive(ticket, self._limits.load)["device"]
            except ChildGone:
                self._blame(child)
                raise
            except Unsupported as error:
                if not self._next_device(error):
                    self.close()
                    raise
                return self._ready()
            except Exception:
                self.close()
                raise
            log.info("%s on %s waited %.2f s to load", self._name, self.device, time.monotonic() - began)
        return child

    def _run(
        self, audio: Frame | None, options: Options, pump: Callable[[Child, int, bool], bool]
    ) -> Iterator[Step | None]:
        """One generator in the child.

        Before each Step `pump` feeds it, knowing whether some of that still waits, and says whether to ask for a Step.
        """
        child = self._ready()
        self._calls += 1
        call, ended, waiting = self._calls, False, False
        try:
            start = {"op": "start", "call": call, "audio": audio, "options": frames.pack_record(options)}
            child.ask(start, self._limits.step)
            while True:
                if child is not self._child:
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
            self._blame(child)
            raise
        finally:
            if not ended and child is self._child:
                with contextlib.suppress(ChildGone):
                    child.ask({"op": "close", "call": call}, self._limits.step)

    def _blame(self, child: Child) -> None:
        """Forget a child that ended by itself; raises Interrupted when it was killed on purpose."""
        if self._child is not child:
            raise Interrupted
        self._child = None

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
            except (ChildGone, ChildFailed) as error:
                if isinstance(error, ChildGone):
                    deaths += 1
                    log.warning("%s: %s, attempt %d", self._name, error, deaths)
                    if deaths == 1:
                        continue
                # Graphics cards lack memory or libraries in ways that show only at work.
                if not self._next_device(error):
                    raise verdict(self.model, error) from error
                deaths = 0
            else:
                self._ladder.hold()
                return
