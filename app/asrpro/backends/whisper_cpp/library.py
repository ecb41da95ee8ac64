"""Whisper on whisper.cpp through pywhispercpp."""

from __future__ import annotations

import contextlib
import sys
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from asrpro.backends import by_windows, check
from asrpro.backends.whisper_cpp.file import TITLE, damaged
from asrpro.backends.whisper_cpp.words import CONTEXT, WINDOW, Token, segment
from asrpro.domain import Detected
from asrpro.domain.timing import in_order
from asrpro.errors import Unsupported
from asrpro.i18n import _
from asrpro.shortage import lacks_memory, no_memory, no_memory_at_work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from asrpro.domain import Audio, Options, Segment, Step
    from asrpro.weights import ggml

DEVICES: Final = ("metal", "cpu")
"""Those that the package is built for."""
ERROR: Final = 4
"""How ggml numbers what went wrong, among what it logs."""


class WhisperCpp:
    """A loaded Whisper; every window of at most 30 s is one Step of work and may yield several Segments.

    Nothing is left to chance: whisper.cpp draws its beams, and its tries at higher temperatures, from random numbers
    that go on from call to call, so what was said would depend on what was heard before. The likeliest token is taken
    instead, which hears no less and takes half the time.
    """

    def __init__(self, library: Any, context: Any, sizes: ggml.Sizes, device: str, threads: int) -> None:
        """Take over a whisper_context of pywhispercpp's C-style functions, and what its file says of itself."""
        self._library = library
        self._context = context
        self._sizes = sizes
        self._threads = threads
        self.device = device

    def transcribe(self, audio: Audio, options: Options) -> Iterator[Step]:
        """Yield the Segments, and before the first one the language where it had to be found.

        Raises:
            Unsupported: the Model lacks the language, the task or the times of words.
            OutOfMemory: memory does not do.
        """
        check(options, self._knows, translates=self._sizes.multilingual, times=self._sizes.timed)
        language = options.language if self._sizes.multilingual else "en"
        yield from by_windows(audio, WINDOW, language, self._language, partial(self._heard, options))

    def _knows(self, language: str) -> bool:
        number = self._library.whisper_lang_id(language)
        return 0 <= number < self._sizes.languages and language == str(self._library.whisper_lang_str(number))

    def _language(self, window: Audio) -> Detected:
        """The language of a window; who is sure of none still has one that is likeliest."""
        import numpy as np

        threads = self._parameters().n_threads
        chances = np.zeros(self._library.whisper_lang_max_id() + 1, np.float32)
        samples, count = window.samples, len(window.samples)
        self._done("whisper_pcm_to_mel", lambda does: does(self._context, samples, count, threads))
        self._done("whisper_lang_auto_detect", lambda does: does(self._context, 0, threads, chances))
        # Where a model has fewer languages than whisper.cpp, other tokens stand in the others' places.
        likeliest = int(chances[: self._sizes.languages].argmax())
        return Detected(self._library.whisper_lang_str(likeliest), min(1.0, float(chances[likeliest])))

    def _heard(self, options: Options, window: Audio, language: str | None) -> list[Segment]:
        """The Segments of a window."""
        wanted = self._parameters()
        wanted.language = language
        wanted.translate = options.task == "translate"
        wanted.token_timestamps = options.words
        prompt = options.prompt.strip()
        wanted.initial_prompt = prompt
        # Text is never carried over from before: that is how Whisper comes to loop.
        wanted.n_max_text_ctx = CONTEXT if prompt else 0
        samples, count = window.samples, len(window.samples)
        self._done("whisper_full", lambda does: does(self._context, wanted, samples, count))
        numbers = range(self._library.whisper_full_n_segments(self._context))
        found = (self._segment(number, window, language, options) for number in numbers)
        return list(in_order(one for one in found if one is not None))

    def _done(self, name: str, work: Callable[[Callable[..., int]], int]) -> None:
        """Have the library do something that it answers with less than 0 where it fails; why, it only logs.

        Raises:
            OutOfMemory: for want of memory.
            RuntimeError: for other reasons.
        """
        with _logged(self._library) as said:
            code = work(getattr(self._library, name))
        if code < 0:
            wrong = _wrong(said)
            if any(map(lacks_memory, wrong)):
                raise no_memory_at_work()
            raise RuntimeError(": ".join((f"{name} answered {code}", *wrong[:1])))

    def _parameters(self) -> Any:
        """New ones for each call: those that a model object keeps stay as the last call left them."""
        made = self._library.whisper_full_default_params(
            self._library.whisper_sampling_strategy.WHISPER_SAMPLING_GREEDY
        )
        made.print_progress = False
        made.suppress_nst = True
        made.temperature_inc = 0.0
        if self._threads:
            made.n_threads = self._threads
        return made

    def _segment(self, number: int, window: Audio, language: str | None, options: Options) -> Segment | None:
        """One of those that were heard last; None when it is without text."""
        text = self._library.whisper_full_get_segment_text(self._context, number).decode("utf-8", "replace")
        ticks = None
        if self._sizes.timed:
            start = self._library.whisper_full_get_segment_t0(self._context, number)
            ticks = start, self._library.whisper_full_get_segment_t1(self._context, number)
        return segment(text, self._tokens(number), ticks, window, language if options.words else None)

    def _tokens(self, number: int) -> list[Token]:
        """What a segment's text was made of, without Whisper's own marks."""
        context, found = self._context, []
        end = self._library.whisper_token_eot(context)
        for place in range(self._library.whisper_full_n_tokens(context, number)):
            token = self._library.whisper_full_get_token_data(context, number, place)
            if token.id < end:
                written = self._library.whisper_token_to_bytes(context, token.id)
                found.append(Token(written, token.p, token.t0, token.t1))
        return found


def load(file: Path, sizes: ggml.Sizes, device: str, threads: int) -> WhisperCpp:
    """Load a GGML file that was looked at; raises ModelDamaged, OutOfMemory and Unsupported."""
    if device not in DEVICES:
        raise Unsupported(
            _("{backend} does not run on {device}.").format(backend=TITLE, device=device),
            _("Set device.name to cpu or auto."),
        )
    import _pywhispercpp as library

    wanted = library.whisper_context_default_params()
    wanted.use_gpu = device != "cpu"
    try:
        with _logged(library) as said:
            context = library.whisper_init_from_file_with_params(str(file), wanted)
    except MemoryError as error:
        raise no_memory() from error
    _heed(said, file, device)
    return WhisperCpp(library, context, sizes, f"{device} ({sizes.weights})", threads)


@contextlib.contextmanager
def _logged(library: Any) -> Iterator[list[tuple[int, str]]]:
    """Levels and texts of what the library logs meanwhile."""
    said: list[tuple[int, str]] = []

    def log(level: int, text: str) -> None:
        said.append((level, text.strip()))
        if level >= ERROR:  # which may be its last words
            sys.stderr.write(text)
            sys.stderr.flush()

    library.whisper_log_set(log)
    try:
        yield said
    finally:
        library.whisper_log_set(None)


def _wrong(said: Sequence[tuple[int, str]]) -> list[str]:
    """What of it are errors."""
    return [text for level, text in said if level >= ERROR]


def _heed(said: Sequence[tuple[int, str]], file: Path, device: str) -> None:
    """Raise what the library has only logged: where it could not load, it returns a context that crashes when used."""
    wrong = _wrong(said)
    if any(map(lacks_memory, wrong)):
        raise no_memory()
    if any(text.startswith("whisper_model_load") for text in wrong):
        raise damaged(file, _("It holds a tensor that no Whisper has."))
    if wrong:
        raise Unsupported(
            _("{backend} cannot load the model: {reason}.").format(backend=TITLE, reason=wrong[0].rstrip(".")),
            _("Is there enough memory for it? A smaller model takes less."),
        )
    if device != "cpu" and not any(text.startswith("whisper_backend_init_gpu: using") for _level, text in said):
        raise Unsupported(
            _("{backend} does not run on {device}.").format(backend=TITLE, device=device),
            _("Set device.name to cpu or auto."),
        )
