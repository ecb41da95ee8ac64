"""Whisper on whisper.cpp through pywhispercpp."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from asrpro.backends import windows
from asrpro.domain import Backend, Detected, Progress, Segment, Word
from asrpro.domain.timing import in_order
from asrpro.errors import ModelDamaged, Unsupported
from asrpro.i18n import _
from asrpro.weights import ggml
from asrpro.weights.reader import CutOff

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from asrpro.domain import Audio, LoadOptions, Model, Options, Step

WINDOW: Final = 30
"""Seconds that Whisper's encoder works on at once."""
UNSPACED: Final = frozenset(("zh", "ja", "th", "lo", "my", "yue"))
"""Languages that write no spaces between words; each character counts as one."""
TICK: Final = 0.01
"""Seconds that whisper.cpp counts times in."""
CONTEXT: Final = 16_384
"""Tokens of the prompt that are looked at, at most: all of them; whisper.cpp itself leaves the decoder its room."""
ERROR: Final = 4
"""How ggml numbers what went wrong, among what it logs."""


@dataclass(frozen=True, slots=True)
class _Token:
    """A piece of a word."""

    bytes: bytes
    sureness: float
    """0.0 to 1.0."""
    start: int
    end: int
    """Ticks; both -1 when no times of words were asked for."""


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
        """
        self._check(options)
        language = options.language if self._sizes.multilingual else "en"
        for window in windows(audio, WINDOW):
            found = None
            if language is None:
                found = self._language(window)
                yield Progress(window.start)
            segments = self._heard(window, found.language if found else language, options)
            if found and segments:
                language = found.language
                yield found
            yield from segments
            yield Progress(window.end)

    def _check(self, options: Options) -> None:
        multilingual, language = self._sizes.multilingual, options.language
        number = self._library.whisper_lang_id(language) if language else 0
        known = 0 <= number < self._sizes.languages and language in (None, self._library.whisper_lang_str(number))
        if language and not known:
            raise Unsupported(
                _("This model does not understand {language}.").format(language=language),
                _("Let it find the language, or pick another model."),
            )
        if options.task == "translate" and not multilingual:
            raise Unsupported(_("This model cannot translate."), _("Pick a multilingual Whisper model."))
        if options.words and not self._sizes.timed:
            raise Unsupported(
                _("This model does not tell the times of words."), _("Ask for the times of segments, or pick another.")
            )

    def _language(self, window: Audio) -> Detected:
        """The language of a window; who is sure of none still has one that is likeliest."""
        import numpy as np

        threads = self._parameters().n_threads
        chances = np.zeros(self._library.whisper_lang_max_id() + 1, np.float32)
        self._library.whisper_pcm_to_mel(self._context, window.samples, len(window.samples), threads)
        self._library.whisper_lang_auto_detect(self._context, 0, threads, chances)
        # Where a model has fewer languages than whisper.cpp, other tokens stand in the others' places.
        likeliest = int(chances[: self._sizes.languages].argmax())
        return Detected(self._library.whisper_lang_str(likeliest), min(1.0, float(chances[likeliest])))

    def _heard(self, window: Audio, language: str | None, options: Options) -> list[Segment]:
        """The Segments of a window."""
        wanted = self._parameters()
        wanted.language = language
        wanted.translate = options.task == "translate"
        wanted.token_timestamps = options.words
        prompt = options.prompt.strip()
        wanted.initial_prompt = prompt
        # Text is never carried over from before: that is how Whisper comes to loop.
        wanted.n_max_text_ctx = CONTEXT if prompt else 0
        failed = self._library.whisper_full(self._context, wanted, window.samples, len(window.samples))
        if failed:
            raise RuntimeError(f"whisper_full answered {failed}")
        numbers = range(self._library.whisper_full_n_segments(self._context))
        found = (self._segment(number, window, language, options) for number in numbers)
        return list(in_order(segment for segment in found if segment is not None))

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
        text = self._library.whisper_full_get_segment_text(self._context, number).decode("utf-8", "replace").strip()
        tokens = self._tokens(number)
        if not text or not tokens:
            return None
        start, end = window.start, window.end
        if self._sizes.timed:
            start = _time(window, self._library.whisper_full_get_segment_t0(self._context, number))
            end = _time(window, self._library.whisper_full_get_segment_t1(self._context, number))
        words = _words(tokens, window, spaced=language not in UNSPACED) if options.words else ()
        times = [start, end, *((words[0].start, words[-1].end) if words else ())]
        return Segment(text, min(times), max(times), _sureness(tokens), words)

    def _tokens(self, number: int) -> list[_Token]:
        """What a segment's text was made of, without Whisper's own marks."""
        context, found = self._context, []
        end = self._library.whisper_token_eot(context)
        for place in range(self._library.whisper_full_n_tokens(context, number)):
            token = self._library.whisper_full_get_token_data(context, number, place)
            if token.id < end:
                written = self._library.whisper_token_to_bytes(context, token.id)
                found.append(_Token(written, token.p, token.t0, token.t1))
        return found


def _time(window: Audio, ticks: int) -> float:
    """Seconds from the beginning of the source; what whisper.cpp tells may run past the window's end."""
    return round(min(window.start + max(0, ticks) * TICK, window.end), 3)


def _sureness(tokens: Sequence[_Token]) -> float:
    """Their geometric mean, as whisper.cpp's own programs tell it."""
    logs = [math.log(max(token.sureness, 1e-9)) for token in tokens]
    return round(min(1.0, math.exp(sum(logs) / len(logs))), 4)


def _words(tokens: Sequence[_Token], window: Audio, *, spaced: bool) -> tuple[Word, ...]:
    """The words that tokens are pieces of; one begins with a space, or with each character where none are written."""
    groups: list[list[_Token]] = []
    for token in tokens:
        begins = token.bytes.startswith(b" ") if spaced else _is_whole(groups[-1]) if groups else True
        if begins or not groups:
            groups.append([])
        groups[-1].append(token)
    words: list[Word] = []
    for group in groups:
        text = b"".join(token.bytes for token in group).decode("utf-8", "replace").strip()
        if text:
            # Each token's times are an estimate of its own: neighbours' may cross by a little.
            start = max(_time(window, group[0].start), words[-1].end if words else 0.0)
            words.append(Word(text, start, max(start, _time(window, group[-1].end)), _sureness(group)))
    return tuple(words)


def _is_whole(group: Sequence[_Token]) -> bool:
    """Whether no character of it goes on in the next token."""
    try:
        b"".join(token.bytes for token in group).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def load(model: Model, device: str, options: LoadOptions) -> WhisperCpp:
    """Load a GGML file, and only from disk.

    Raises:
        ModelDamaged: the file is not there, or whisper.cpp would crash over it.
        Unsupported: device or compute type are not to be had, or the file's name is no text.
    """
    file, sizes = _checked(model)
    if device not in BACKEND.devices:
        raise Unsupported(
            _("{backend} does not run on {device}.").format(backend=BACKEND.title, device=device),
            _("Set device.name to cpu or auto."),
        )
    if options.compute_type != "default":
        raise Unsupported(
            _("{backend} computes in the number format of the file.").format(backend=BACKEND.title),
            _("Leave model.compute_type at default, or pick another model."),
        )
    import _pywhispercpp as library

    wanted = library.whisper_context_default_params()
    wanted.use_gpu = device != "cpu"
    said: list[tuple[int, str]] = []
    library.whisper_log_set(lambda level, text: said.append((level, text.strip())))
    try:
        context = library.whisper_init_from_file_with_params(str(file), wanted)
    finally:
        library.whisper_log_set(None)
    _heed(said, file, device)
    return WhisperCpp(library, context, sizes, f"{device} ({sizes.weights})", options.threads)


def _heed(said: Sequence[tuple[int, str]], file: Path, device: str) -> None:
    """Raise what the library has only logged: where it could not load, it returns a context that crashes when used."""
    wrong = [text for level, text in said if level >= ERROR]
    if any(text.startswith("whisper_model_load") for text in wrong):
        raise _damaged(file, _("It holds a tensor that no Whisper has."))
    if wrong:
        raise Unsupported(
            _("{backend} cannot load the model: {reason}.").format(backend=BACKEND.title, reason=wrong[0].rstrip(".")),
            _("Is there enough memory for it? A smaller model takes less."),
        )
    if device != "cpu" and not any(text.startswith("whisper_backend_init_gpu: using") for _level, text in said):
        raise Unsupported(
            _("{backend} does not run on {device}.").format(backend=BACKEND.title, device=device),
            _("Set device.name to cpu or auto."),
        )


def _checked(model: Model) -> tuple[Path, ggml.Sizes]:
    """The Model's file and what it says of itself."""
    file = model.path
    if file is None or not file.is_file():
        raise ModelDamaged(
            _("There is no model file {file}.").format(file=file), _("Was it moved, or is its disk away?")
        )
    try:
        str(file).encode()
    except UnicodeEncodeError as error:
        raise Unsupported(
            _("{backend} cannot open {file}: its name is not valid text.").format(backend=BACKEND.title, file=file),
            _("Rename it."),
        ) from error
    try:
        return file, ggml.checked(file)
    except CutOff as error:
        raise _damaged(file, _("It ends too early: the download or the copy was cut off.")) from error
    except ggml.Flawed as error:
        raise _damaged(file, str(error)) from error
    except OSError as error:
        raise _damaged(file, "") from error


def _damaged(file: Path, reason: str) -> ModelDamaged:
    again = _("Get the model again.")
    return ModelDamaged(_("{file} is missing or damaged.").format(file=file), f"{reason} {again}".strip())


BACKEND = Backend(
    name="whisper_cpp",
    title=_("whisper.cpp"),
    needs=("pywhispercpp",),
    extra="whispercpp",
    devices=("metal", "cpu"),
    load=load,
)
