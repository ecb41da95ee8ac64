"""The Engine that has the user's own `whisper-server` hear: one built for Vulkan, CUDA or what else there is."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from asrpro import packages
from asrpro.backends import check, wav, windows
from asrpro.backends.whisper_cpp import answers
from asrpro.backends.whisper_cpp.program import Program
from asrpro.backends.whisper_cpp.words import CONTEXT, WINDOW
from asrpro.calls import Call
from asrpro.domain import SAMPLE_RATE, Audio, Options, Progress
from asrpro.errors import OutOfMemory, PackagesMissing, Unsupported
from asrpro.i18n import _
from asrpro.shortage import killed_at_work, lacks_memory, no_memory, no_memory_at_work

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from asrpro.domain import LoadOptions, Model, Step
    from asrpro.weights import ggml

LOAD: Final = 540.0
"""Seconds that the program may take to load a Model; a Host is given 600."""
PATIENCE: Final = 600.0
"""Seconds that it may take for a window of sound."""
_TURN: Final = 0.1
"""Seconds that are waited in one Step, so that whatever is more urgent need not wait for a program."""
_ALL: Final = 1_000_000
"""Letters of a segment; where none are told, it cuts after 60, in the middle of words."""


class WhisperServer:
    """A program with its Model loaded; one that died is started again, and hears the same once more."""

    def __init__(self, start: Callable[[], Program], name: str, model: Model, sizes: ggml.Sizes) -> None:
        """Have it loaded; raises Unsupported where it cannot do that.

        Args:
            start: starts the program; raises OSError.
            name: of its file, for people.
            model: what it loads.
            sizes: what its file says of itself.
        """
        self._start = start
        self._name = name
        self._model = model
        self._sizes = sizes
        self.patience = PATIENCE
        self._program = self._loaded()
        try:
            for _step in self.transcribe(_noise(), Options()):  # a graphics card may fail at work alone
                pass
        except OutOfMemory as error:
            self.close()
            raise no_memory() from error
        except RuntimeError as error:
            self.close()
            raise _unfit(name, str(error)) from error
        self.device = f"{self._program.device} ({sizes.weights}, {name})"

    def close(self) -> None:
        """End the program."""
        self._program.kill()

    def transcribe(self, audio: Audio, options: Options) -> Iterator[Step]:
        """Yield the Segments of each window of at most 30 s, and Progress while the program works.

        Raises:
            Unsupported: the Model lacks the language, the task or the times of words.
            RuntimeError: the program failed, twice, or gave no answer.
            OutOfMemory: it has no memory for that, or the system ended it, twice.
        """
        sizes = self._sizes
        check(options, lambda code: self._model.spelled(code) == code, translates=sizes.multilingual, times=sizes.timed)
        language = options.language if self._sizes.multilingual else "en"
        for window in windows(audio, WINDOW):
            answer = yield from self._asked(window, language, options)
            found = answers.language(answer) if language is None else None
            spoken = found.language if found else language
            segments = answers.segments(answer, window, self._sizes, spoken or "", words=options.words)
            if found and segments:
                language = found.language
                yield found
            yield from segments
            yield Progress(window.end)

    def _asked(self, window: Audio, language: str | None, options: Options) -> Generator[Step, None, Any]:
        """What the program answers; where it dies over it, a new one is asked once more."""
        sound, fields = wav(window), _fields(language, options)
        for last in (False, True):
            program = self._running()
            short = program.shortages
            with Call(program.hear(sound, fields)) as call:
                until = time.monotonic() + self.patience
                while not call.over(_TURN):
                    if time.monotonic() > until:
                        self.close()
                        raise RuntimeError(f"{self._name} gave no answer for {self.patience:.0f} s")
                    yield Progress(window.start)
                try:
                    return call.result()
                except (OSError, ValueError) as error:
                    if not self._has_ended() or last:
                        raise self._failure(error, short) from error
        raise AssertionError

    def _has_ended(self) -> bool:
        """Whether the program has, or is about to: its connections end a moment before it does."""
        until = time.monotonic() + 1.0
        while not self._program.ended and time.monotonic() < until:
            time.sleep(_TURN)
        return self._program.ended

    def _failure(self, error: Exception, short: int) -> RuntimeError | OutOfMemory:
        """Why it did not hear; it had said so often before that memory does not do."""
        why = self._program.last_words() if self._program.ended else str(error)
        if self._program.shortages > short or lacks_memory(error):
            return no_memory_at_work()
        if self._program.killed:
            return killed_at_work(_("{program} crashed, and again on a second try.").format(program=self._name))
        return RuntimeError(f"{self._name}: {why}")

    def _running(self) -> Program:
        """The program, started again where it has ended; raises RuntimeError or OutOfMemory when that does not work."""
        if self._program.ended:
            self._program.kill()
            try:
                self._program = self._loaded()
            except OutOfMemory as error:
                raise no_memory_at_work() from error
            except Unsupported as error:  # it was loaded before: another device may do what this one does not any more
                raise RuntimeError(error.title.rstrip(".")) from error
        return self._program

    def _loaded(self) -> Program:
        """One that has loaded the Model; raises Unsupported or OutOfMemory when that does not work."""
        try:
            program = self._start()
        except OSError as error:
            raise no_memory() if lacks_memory(error) else _unfit(self._name, error.strerror or str(error)) from error
        until = time.monotonic() + LOAD
        while not program.ready:
            if program.ended or time.monotonic() > until:
                starved = program.starved
                program.kill()
                raise no_memory() if starved else _unfit(self._name, program.last_words())
            time.sleep(_TURN / 4)
        return program


def load(model: Model, file: Path, sizes: ggml.Sizes, options: LoadOptions) -> WhisperServer:
    """Have the program load a file that was looked at, and hear a little with it.

    Raises:
        PackagesMissing: there is no such program.
        Unsupported: it cannot do that; OutOfMemory where it has no memory for it.
    """
    place = packages.program(options.whisper_program)
    if place is None:
        raise PackagesMissing(
            _("{path} is no program that can be started.").format(path=options.whisper_program or '""'),
            _("Build whisper-server of whisper.cpp, then say where it is: {command}").format(
                command="asrpro settings set engines.whisper_program PATH"
            ),
        )
    threads = ["-t", str(options.threads)] if options.threads else []
    command = [str(place), "-m", str(file), *threads]
    return WhisperServer(lambda: Program(command), place.name, model, sizes)


def _unfit(program: str, reason: str) -> Unsupported:
    return Unsupported(
        _("{program} cannot run this model: {reason}.").format(program=program, reason=reason.rstrip(".")),
        _("Is it whisper.cpp's whisper-server, built for this machine? Is there enough memory for the model?"),
    )


def _fields(language: str | None, options: Options) -> dict[str, str]:
    """What is asked for, as the package is asked: the likeliest token, and nothing that was said before."""
    prompt = options.prompt.strip()
    return {
        "response_format": "verbose_json",
        "language": language or "auto",
        "no_language_probabilities": "false" if language is None else "true",
        "translate": "true" if options.task == "translate" else "false",
        "token_timestamps": "true" if options.words else "false",
        "prompt": prompt,
        "max_context": str(CONTEXT if prompt else 0),
        "max_len": str(_ALL),
        "beam_size": "1",
        "best_of": "1",
        "temperature": "0.0",
        "temperature_inc": "0.0",
        "suppress_nst": "true",
    }


def _noise() -> Audio:
    """Half a second of something."""
    import numpy as np

    made: Any = np.random.default_rng(1).normal(0, 0.01, SAMPLE_RATE // 2)
    return Audio(made.astype(np.float32))
