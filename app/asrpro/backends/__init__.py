"""One file for each way of turning a Model into an Engine."""

from __future__ import annotations

import functools
import importlib
import io
import itertools
import pkgutil
import wave
from typing import TYPE_CHECKING, Any

from asrpro import environments, packages
from asrpro.domain import SAMPLE_RATE, Audio, Options, Progress
from asrpro.errors import ModelDamaged, Unsupported
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from asrpro.domain import Backend, Detected, Engine, Model, Segment, Step

FAINT = 0.002
"""Where no sample is louder (-54 dB), nobody speaks; Whisper makes up a sentence there as soon as something hums."""
SHORTEST = SAMPLE_RATE // 10
"""Samples in which nothing can be said; of fewer, frontends make no frame, or no number, and servers refuse them."""
_PRECISION = 0.02
"""Seconds between two times that a Whisper can tell."""
_SEARCHED = 5
"""Seconds at the end of a window in which it may be cut."""


def names() -> list[str]:
    """The names of all Backends, whether their packages are installed or not."""
    return [*_names(tuple(__path__))]


@functools.cache
def _names(folders: tuple[str, ...]) -> tuple[str, ...]:
    # A menu that opens asks dozens of times.
    return tuple(sorted(module.name for module in pkgutil.iter_modules(folders)))


def backend(name: str) -> Backend:
    """The Backend of this name; importing it imports none of its packages."""
    found: Backend = importlib.import_module(f"{__name__}.{name}").BACKEND
    return found


def installed(name: str) -> Backend:
    """The Backend of this name.

    Raises:
        PackagesMissing: packages it needs are not installed; says how to add them.
    """
    wanted = backend(name)
    if lacking := lacks(wanted):
        packages.require(wanted.title, lacking, wanted.extra, environments.command(name))
    return wanted


def lacks(wanted: Backend) -> list[str]:
    """The packages that it needs and that are not installed; nothing where it has an environment of its own."""
    return [] if environments.python(wanted.name) else packages.absent(wanted.needs)


def hindrance(wanted: Backend) -> str:
    """Why it cannot work on this system, as a sentence; empty where it can, if need be once packages were added."""
    if lacks(wanted) and environments.fits(wanted) and not packages.elsewhere(wanted.extra):
        return ""
    return wanted.hindrance()


def folder(model: Model, title: str) -> Path:
    """The folder of a Model, for a library that opens it by a name that must be text.

    Raises:
        ModelDamaged: there is none.
        Unsupported: its name is no text.
    """
    place = model.path
    if place is None or not place.is_dir():
        raise ModelDamaged(
            _("There is no model folder {folder}.").format(folder=place), _("Was it moved, or is its disk away?")
        )
    try:
        str(place).encode()
    except UnicodeEncodeError as error:
        raise Unsupported(
            _("{backend} cannot open {file}: its name is not valid text.").format(backend=title, file=place),
            _("Rename it."),
        ) from error
    return place


def check(
    options: Options,
    understands: Callable[[str], bool],
    *,
    translates: bool,
    times: bool,
    finds_language: bool = True,
) -> None:
    """Raise Unsupported where a Model cannot do what is asked of it.

    Args:
        options: what is asked.
        understands: whether the Model knows the language of a code.
        translates: whether it can translate into English.
        times: whether it tells when each word was said.
        finds_language: whether it finds out what is spoken.
    """
    if options.language and not understands(options.language):
        raise Unsupported(
            _("This model does not understand {language}.").format(language=options.language),
            _("Let it find the language, or pick another model."),
        )
    if options.task == "translate" and not translates:
        raise Unsupported(_("This model cannot translate."), _("Pick Canary, or a multilingual Whisper model."))
    if options.words and not times:
        raise Unsupported(
            _("This model does not tell the times of words."),
            _("Ask for the times of segments, or pick another model."),
        )
    if options.language is None and not finds_language:
        raise Unsupported(
            _("This model must be told which language is spoken."),
            _("Set model.language to its code, as in en or de."),
        )


def sound(audio: Audio) -> NDArray[np.float32]:
    """Its samples, fit for any Engine: what is no number is silent, and what is beyond full scale is clipped.

    Microphones' drivers have been seen to give both; one such sample makes a network's whole output nonsense.
    """
    # Imported here: the command line asks for names without needing numpy.
    import numpy as np

    return np.nan_to_num(audio.samples, nan=0.0).clip(-1.0, 1.0)


def wav(audio: Audio) -> bytes:
    """It as a file of 16 bits a sample, as every server reads it; what is beyond full scale must be clipped."""
    held = io.BytesIO()
    with wave.open(held, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes((audio.samples * 32767).astype("<i2").tobytes())
    return held.getvalue()


def windows(audio: Audio, seconds: float) -> Iterator[Audio]:
    """Stretches of at most this long, cut where it is quietest and fit for any Engine.

    Those are left out in which nobody can be heard: without sound, or of less than 0.1 s.
    """
    import numpy as np

    samples, begin, longest = sound(audio), 0, int(seconds * SAMPLE_RATE)
    while begin < len(samples):
        end = min(begin + longest, len(samples))
        if end < len(samples):
            # What is left must not be too short to be heard.
            end = _quietest(samples, end - _SEARCHED * SAMPLE_RATE, min(end, len(samples) - SHORTEST))
        if end - begin >= SHORTEST and np.abs(samples[begin:end]).max() > FAINT:
            yield Audio(samples[begin:end], audio.start + begin / SAMPLE_RATE)
        begin = end


def by_windows(
    audio: Audio,
    seconds: float,
    language: str | None,
    find: Callable[[Audio], Detected],
    hear: Callable[[Audio, str | None], Sequence[Segment]],
) -> Iterator[Step]:
    """Yield the Segments of each of the `windows`, and before the first one the language where it had to be found.

    It is looked for until something is said, in the same Step as the words: what was encoded for it is still at hand.

    Args:
        audio: what is heard.
        seconds: of a window at most.
        language: what is spoken; None has it found.
        find: tells the language of a window.
        hear: gives the Segments of a window in this language.
    """
    for window in windows(audio, seconds):
        found = find(window) if language is None else None
        segments = hear(window, found.language if found else language)
        if found and segments:
            language = found.language
            yield found
        yield from segments
        yield Progress(window.end)


def _quietest(samples: NDArray[np.float32], begin: int, end: int) -> int:
    """Where between these two a tenth of a second is quietest, the last of equal ones; its middle, in whole ms.

    Times are told in milliseconds; of half a one, the end of a window and the beginning of the next may be rounded
    apart.
    """
    import numpy as np

    span = SAMPLE_RATE // 10
    energy = np.cumsum(np.square(samples[begin:end], dtype=np.float64))
    middle = end - span // 2 - int(np.argmin((energy[span:] - energy[:-span])[::-1]))
    return middle - middle % (SAMPLE_RATE // 1000)


def whisper_model() -> Any:
    """faster-whisper's WhisperModel, of which two Backends are made; this one leaves nothing out for its times."""
    from faster_whisper import WhisperModel

    class Whisper(WhisperModel):  # type: ignore[misc]
        def add_word_timestamps(self, segments: list[list[dict[str, Any]]], *rest: Any, **named: Any) -> Any:
            last = super().add_word_timestamps(segments, *rest, **named)
            lengthen(itertools.chain.from_iterable(segments))
            return last

    return Whisper


def knows(whisper: Any) -> Callable[[str], bool]:
    """Tells which languages a faster_whisper.WhisperModel understands."""
    token = whisper.hf_tokenizer.token_to_id
    return lambda language: token(f"<|{language}|>") is not None if whisper.model.is_multilingual else language == "en"


def lengthen(segments: Iterable[dict[str, Any]]) -> None:
    """Make a Whisper's segments last whose words all got one and the same time: libraries would leave them out."""
    for segment in segments:
        if segment["start"] == segment["end"]:
            segment["end"] += _PRECISION


def try_out(engine: Engine, model: Model) -> None:
    """Have it hear a second of noise: what does not fit together in a library's files shows only at work."""
    import numpy as np

    noise = np.random.default_rng(1).normal(0, 0.05, SAMPLE_RATE).astype(np.float32)
    language = model.languages[0] if model.languages and not model.detects_language else None
    for _step in engine.transcribe(Audio(noise), Options(language=language)):
        pass
