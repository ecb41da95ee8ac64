"""The Engine that has voxtral.c hear."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING, Final

from asrpro.backends import SHORTEST, check, sound, windows
from asrpro.backends.voxtral_c.run import Run
from asrpro.domain import Partial, Progress, Segment
from asrpro.errors import EngineCrashed, EngineHung
from asrpro.i18n import _
from asrpro.shortage import KILLED, killed_at_work, lacks_memory, no_memory_at_work

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from asrpro.domain import Audio, Options, Step
    from asrpro.errors import OutOfMemory

LONGEST: Final = 600
"""Seconds of sound that one run hears; the program itself knows no bound."""
PATIENCE: Final = (120.0, 20.0)
"""Seconds that the rest of a text may take: so many, and so many for each second of sound, for processors are slow."""
_TURN: Final = 0.1
"""Seconds that are waited in one Step, so that whatever is more urgent need not wait for a program."""
_BEGIN: Final = bytes(4)
"""Two silent samples before all others: sound that happened to begin with the letters RIFF would be taken for a WAV."""


class VoxtralC:
    """One process waits with its Model loaded; whoever hears something takes it, and then the next one is started.

    A run hears one sound and ends. No more than one waits: on a graphics card each holds the weights for itself.
    """

    def __init__(
        self, command: Sequence[str], device: str, languages: Sequence[str], patience: tuple[float, float] = PATIENCE
    ) -> None:
        """Have a process waiting; raises OSError when none can be started."""
        self._command = tuple(command)
        self._languages = frozenset(languages)
        self._patience = patience
        self.device = device
        self._waiting: Run | None = Run(self._command)

    def warm(self, streams: int) -> None:
        """Have a process waiting if any is wanted."""
        if streams and (self._waiting is None or self._waiting.ended):
            self._waiting = self._taken()

    def transcribe(self, audio: Audio, options: Options) -> Iterator[Step]:
        """Yield Partials while the program writes, and one Segment for every ten minutes: it tells no closer times.

        Raises:
            Unsupported: a language it does not know, a translation or the times of words were asked for.
            EngineCrashed, EngineHung: the program died, or gave no answer in time.
            OutOfMemory: it has no memory for that, or the system ended it.
        """
        self._check(options)
        for window in windows(audio, LONGEST):
            yield from self._heard(iter([window]))

    def stream(self, blocks: Iterator[Audio], options: Options) -> Iterator[Step]:
        """Yield a Partial or Progress for each block, then one Segment; raises as `transcribe` does."""
        self._check(options)
        yield from self._heard(blocks)

    def _heard(self, blocks: Iterator[Audio]) -> Iterator[Step]:
        run: Run | None = None
        shown, start, end, count = "", 0.0, 0.0, 0
        try:
            for block in blocks:
                if len(block.samples):
                    if run is None:
                        run, start = self._taken(), block.start
                        run.feed(_BEGIN)
                    end, count = block.end, count + len(block.samples)
                    run.feed((sound(block) * 32767).astype("<i2").tobytes())
                text = self._written(run) if run else ""
                yield Partial(text) if text != shown else Progress(end)
                shown = text
            if run is None or count < SHORTEST:
                return
            run.finish()
            for text in self._rest(run, end - start):
                yield Partial(text) if text != shown else Progress(end)
                shown = text
            if run.text:
                yield Segment(run.text, start, end)
        finally:
            if run is not None:
                run.kill()
                self._start_next()

    def _rest(self, run: Run, seconds: float) -> Iterator[str]:
        """What it has written, again and again until it is done."""
        first, each = self._patience
        wait = first + each * seconds
        until = time.monotonic() + wait
        while not run.over(_TURN):
            if time.monotonic() > until:
                raise EngineHung(
                    _("{program} gave no answer for {seconds:.0f} s.").format(program=self._name, seconds=wait),
                    _("The audio is unharmed. It may be too slow on this machine; another model is faster."),
                )
            yield run.text
        self._written(run)
        if code := run.code():
            raise self._ended(run, code)

    def _written(self, run: Run) -> str:
        """What it has written so far; raises as `transcribe` does where it ended too early, or writes without end."""
        if run.too_much:
            raise EngineCrashed(
                _("{program} writes without end.").format(program=self._name),
                _("Is it voxtral.c? asrpro settings get engines.voxtral_program"),
            )
        if run.ended and run.code():
            raise self._ended(run, run.code())
        return run.text

    def _ended(self, run: Run, code: int) -> EngineCrashed | OutOfMemory:
        run.over(1.0)  # what it printed last may still be on its way
        if lacks_memory(run.prints):
            return no_memory_at_work()
        if code == KILLED:
            return killed_at_work(_("{program} crashed.").format(program=self._name))
        reason = run.prints.rpartition("\n")[2].rstrip(".")
        title = _("{program} ended with {code}: {reason}.") if reason else _("{program} ended with {code}.")
        return EngineCrashed(
            title.format(program=self._name, code=code, reason=reason),
            _("The audio is unharmed. Try again, or with another model."),
        )

    def _taken(self) -> Run:
        """The process that waits, unless it has died over that; or a new one."""
        run, self._waiting = self._waiting, None
        if run and not run.ended:
            return run
        if run:
            run.kill()
        try:
            return Run(self._command)
        except OSError as error:
            if lacks_memory(error):
                raise no_memory_at_work() from error
            raise EngineCrashed(
                _("{program} cannot be started: {reason}.").format(program=self._name, reason=error.strerror),
                _("Was it moved? asrpro settings get engines.voxtral_program"),
            ) from error

    def _start_next(self) -> None:
        if self._waiting is None:
            with contextlib.suppress(OSError):  # who needs it is told
                self._waiting = Run(self._command)

    @property
    def _name(self) -> str:
        return self._command[0]

    def _check(self, options: Options) -> None:
        check(options, self._languages.__contains__, translates=False, times=False)
