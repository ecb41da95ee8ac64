"""A Model on its way into a child process, and out of it."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from asrpro.catalog import mending
from asrpro.domain import Standing, State
from asrpro.errors import AppError, ModelDamaged, OutOfMemory, Unsupported
from asrpro.runtime import frames
from asrpro.runtime.memory import available
from asrpro.runtime.parent import Child, ChildFailed, ChildGone, Interrupted, checked
from asrpro.runtime.remedies import advised
from asrpro.runtime.tries import verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.catalog.proving import Proving
    from asrpro.domain import Model
    from asrpro.runtime.ladder import Ladder
    from asrpro.runtime.parent import Answer

log = logging.getLogger(__name__)

_LIBRARIES: Final = {"onnx": "onnxruntime"}
"""Which library speaks, where it matters for what helps."""
_OF_DEVICES: Final = (Unsupported, OutOfMemory, ChildFailed)
"""What comes where another device may do."""


class Loading:
    """The child that has a Model loaded, on the best device it runs on. Used by one thread; killed by any."""

    def __init__(
        self, model: Model, ladder: Ladder, proving: Proving, main: str, patience: float, changed: Callable[[], None]
    ) -> None:
        """Start nothing yet.

        Args:
            model: what is to be loaded.
            ladder: onto what, best first.
            proving: what is done with an update of the Model.
            main: the module that the child runs.
            patience: seconds that it may take.
            changed: is called, on any thread, when `standing` may have changed.
        """
        self.device = ""
        """What really runs the Model, as in "cpu (int8)"; nothing before it is loaded."""
        self.batch = 1
        """How many Audios the Engine had best hear at once."""
        # For the log, where a folder of the user's has no place.
        self.name = model.id if model.path is None else model.backend
        self._ladder = ladder
        self._proving = proving
        self._model = model
        self._main = main
        self._patience = patience
        self._changed = changed
        self._lock = threading.Lock()
        self._child: Child | None = None
        self._over = False
        self._answer: Answer | None = None
        """To the request to load, until somebody waits for it."""
        self._awaited = False
        """Whether somebody waits for the Model."""
        self._settled = False
        """Whether all is done that makes it ready."""
        self._refused = False
        """Whether it will not do on this device, and nobody has looked for the next one yet."""
        self._fault: AppError | None = None

    @property
    def child(self) -> Child | None:
        """The one that lives; it may still be loading."""
        child = self._child
        return child if child and child.alive else None

    def holds(self, child: Child) -> bool:
        """Whether this is still the one, dead or alive."""
        return child is self._child

    @property
    def standing(self) -> Standing:
        """What became of it; asked for by any thread, often and under locks: the disk is not looked at."""
        if self._fault:
            return Standing(State.ERROR, reason=str(self._fault), damaged=isinstance(self._fault, ModelDamaged))
        if self.child is None or self._refused:
            return Standing(State.PRESENT)
        return Standing(State.READY, self.device) if self._settled else Standing(State.LOADING)

    def begin(self, *, warm: bool = False) -> Child:
        """Have a child that loads the Model, unless there is one.

        Args:
            warm: whether it is to hear something as soon as it can, if nobody waits for it by then: what an Engine
                hears first takes it longer.

        Raises:
            ChildGone: it ended at once.
            Interrupted: `end` was called.
        """
        rung, last = self._ladder.rung, self._ladder.is_last  # before the lock, for it may take a while to find
        with self._lock:  # so that nobody who ends us can miss it
            if self._over:
                raise Interrupted
            before, child = self._child, self.child
            new = child is None
            if child is None:
                self._awaited = self._settled = self._refused = False
                self._fault = None
                self._proving.begin()
                self._child = child = Child(self._main, self._model.backend, self._changed)
        if new:
            if before:
                before.bury()
            load = {
                "op": "load",
                "model": frames.pack_record(self._model),
                "device": rung.device,
                "options": frames.pack_record(replace(rung.options, memory=available())),
            }
            try:
                self._answer = child.send(load)
            except ChildGone:
                self.blame(child)
                raise
            self._answer.add_done_callback(lambda answer: self._loaded(child, answer, warm=warm, last=last))
            self._changed()
        return child

    def ready(self) -> Child:
        """The child, once it has loaded the Model.

        Raises:
            ModelDamaged, Unsupported, OutOfMemory: the Backend says so.
            AppError: it met an error that its Backend does not know.
            ChildGone, Interrupted: it ended, or was ended, before that.
        """
        child = self.begin()
        self._awaited = True
        if self._answer:
            answer, self._answer = self._answer, None
            began = time.monotonic()
            try:
                child.receive(answer, self._patience)
            except ChildGone:
                self.blame(child)
                raise
            except (AppError, ChildFailed) as error:
                fault = self._fault_of(error)
                if (isinstance(error, _OF_DEVICES) and self.next_device(error)) or self.undo(fault):
                    return self.ready()
                told = self._told(fault)
                self.fail(told)
                raise told from error
            log.info("%s on %s waited %.2f s to load", self.name, self.device, time.monotonic() - began)
        return child

    def next_device(self, error: Exception) -> bool:
        """Give up this device for good, and the child with it; False when there is no other one."""
        failed = self._ladder.rung.device
        if not self._ladder.give_up(error):
            return False
        self.close()
        log.warning("%s does not run on %s", self.name, failed)
        log.debug("because: %s", error)
        return True

    def undo(self, error: AppError) -> bool:
        """Give up an update that has never worked, for what it has replaced; False where there is none."""
        if not self._proving.blames(error):
            return False
        self.close()
        if not self._proving.failed(error):
            return False
        self._ladder.start_over()
        return True

    def hold(self) -> None:
        """Work was done: what was loaded does, and where it was."""
        self._ladder.hold()
        self._proving.passed()

    def fail(self, error: AppError) -> None:
        """Have it stand as one that cannot be used until it is tried again."""
        self._fault = error
        self.close()

    def blame(self, child: Child) -> None:
        """Forget a child that ended by itself; raises Interrupted when it was killed on purpose."""
        with self._lock:
            if self._child is not child:
                raise Interrupted
            self._child = None
        self._changed()

    def kill(self) -> None:
        """End the child at once."""
        if child := self._let_go():
            child.kill()
        self._changed()

    def end(self) -> None:
        """Kill the child, and start none any more."""
        with self._lock:
            self._over = True
        self.kill()

    def close(self) -> None:
        """Unload the Model."""
        if child := self._let_go():
            child.close()
        self._changed()

    def _let_go(self) -> Child | None:
        """The child, which is ours no more."""
        with self._lock:
            child, self._child = self._child, None
        return child

    def _loaded(self, child: Child, answer: Answer, *, warm: bool, last: bool) -> None:
        """On the thread that reads: what the Model runs on is known, or that it cannot be loaded."""
        reply = answer.result()
        if child is not self._child or not reply:
            return
        try:
            told = checked(reply)
            self.device, self.batch = told["device"], told["batch"]
        except Exception as error:  # noqa: BLE001 - whoever waits is told, if anybody does
            self._stop(child, error, last=last)
            return
        # To a server nothing is sent before somebody speaks.
        if warm and not self._awaited and not self._model.address:
            with contextlib.suppress(ChildGone):
                child.send({"op": "try"}).add_done_callback(lambda _answer: self._settle(child))
                return
        self._settle(child)

    def _stop(self, child: Child, error: Exception, *, last: bool) -> None:
        """Have it load no more, whatever came of it."""
        fault = None if isinstance(error, _OF_DEVICES) and not last else self._told(self._fault_of(error))
        with self._lock:  # who waited may have begun anew
            if child is self._child:
                self._fault, self._refused = fault, fault is None
        self._changed()

    def _fault_of(self, error: Exception) -> AppError:
        """Why it cannot be loaded."""
        if not isinstance(error, AppError):
            return verdict(self._model, error)
        return advised(error, _LIBRARIES.get(self._model.backend, ""))

    def _told(self, fault: AppError) -> AppError:
        """The same, with what helps as its files are now."""
        with contextlib.suppress(OSError):  # a disk that cannot be looked at leaves it at what the Backend says
            return mending.advised(self._model, fault)
        return fault

    def _settle(self, child: Child) -> None:
        if child is self._child:
            self._settled = True
            self._changed()
