"""Whisper with its encoder on Core ML, which Apple's Neural Engine runs, and its decoder on CTranslate2 beside it.

What the encoder makes is handed to faster-whisper in place of what its own would make; beams, times, prompt and
languages are faster-whisper's.
"""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any, Final, Protocol

from asrpro import packages
from asrpro.backends import windows
from asrpro.domain import Backend, Detected, Progress, Segment, Word
from asrpro.errors import ModelDamaged, Unsupported
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from asrpro.domain import Audio, LoadOptions, Model, Options, Step

    Numbers = NDArray[np.float32]

WINDOW: Final = 30
"""Seconds that Whisper's encoder works on at once."""
PACKAGE, COMPILED = "Encoder.mlpackage", "Encoder.mlmodelc"
"""The encoder as models/convert/coreml.py makes it, and as a Mac compiles it, which loads sooner."""
PARTS: Final = {
    PACKAGE: ("Manifest.json", "Data/com.apple.CoreML/model.mlmodel", "Data/com.apple.CoreML/weights/weight.bin"),
    COMPILED: ("coremldata.bin", "model.mil", "weights/weight.bin"),
}
"""Files of which each is made."""
FILES: Final = ("model.bin", "config.json", "tokenizer.json")
"""What else a folder must hold; beside them one of VOCABULARIES."""
VOCABULARIES: Final = ("vocabulary.json", "vocabulary.txt")
INPUT, OUTPUT = "logmel_data", "output"
FRAMES: Final = 3000
BINDINGS: Final = "coremltools.libcoremlpython"
"""What coremltools speaks to Core ML with; only its packages for macOS have it."""
_UNITS: Final = {"coreml": "CPU_AND_NE", "cpu": "CPU_ONLY"}
"""What Core ML may compute on, by device; the graphics card stays free for the screen."""
_MARK: Final = re.compile(r"<\|.*?\|>")


class Encode(Protocol):
    """Whisper's encoder; all that is asked of Core ML."""

    def __call__(self, mel: Numbers) -> Numbers:
        """Turn a spectrogram of shape (1, mels, 3000) into what a decoder listens to, of shape (1, 1500, width)."""
        ...


class CoreMl:
    """A loaded Whisper; every 30 s of audio are one Step of work and may yield several Segments."""

    def __init__(self, whisper: Any, encode: Encode, device: str, *, aligns: bool) -> None:
        """Take over a faster_whisper.WhisperModel, an encoder, and whether the former knows the times of words."""
        self._whisper = whisper
        self._aligns = aligns
        self.device = device
        whisper.encode = _Encoder(encode)

    def transcribe(self, audio: Audio, options: Options) -> Iterator[Step]:
        """Yield the Segments, and before the first one the language where it had to be found.

        Raises:
            Unsupported: the Model lacks the language, the task or the times of words.
        """
        self._check(options)
        language = options.language if self._whisper.model.is_multilingual else "en"
        for window in windows(audio, WINDOW):
            found = self._language(window) if language is None else None
            heard, _info = self._whisper.transcribe(
                window.samples,
                language=found.language if found else language,
                task=options.task,
                beam_size=options.beam_size,
                initial_prompt=_MARK.sub("", options.prompt).strip() or None,
                word_timestamps=options.words,
                vad_filter=False,
                # Text carried over from window to window is how Whisper comes to loop.
                condition_on_previous_text=False,
            )
            for segment in heard:
                if segment.text.strip():
                    if found and language is None:
                        language = found.language
                        yield found
                    yield _segment(segment, window)
            yield Progress(window.end)

    def _language(self, window: Audio) -> Detected:
        """The language of a window, found in what is then transcribed: faster-whisper would encode one moment more."""
        from faster_whisper.audio import pad_or_trim

        mel = self._whisper.feature_extractor(window.samples)[:, :-1]
        [chances] = self._whisper.model.detect_language(self._whisper.encode(pad_or_trim(mel[:, :FRAMES])))
        token, probability = chances[0]
        return Detected(token.strip("<|>"), min(1.0, float(probability)))

    def _check(self, options: Options) -> None:
        multilingual, language = self._whisper.model.is_multilingual, options.language
        token = self._whisper.hf_tokenizer.token_to_id
        if language and (token(f"<|{language}|>") is None if multilingual else language != "en"):
            raise Unsupported(
                _("This model does not understand {language}.").format(language=language),
                _("Let it find the language, or pick another model."),
            )
        if options.task == "translate" and not multilingual:
            raise Unsupported(_("This model cannot translate."), _("Pick a multilingual Whisper model."))
        if options.words and not self._aligns:
            raise Unsupported(
                _("This model does not tell the times of words."),
                _("Ask for the times of segments, or pick another model."),
            )


class _Encoder:
    """Stands in for faster-whisper's own, with what it made last: language and text want the same."""

    def __init__(self, encode: Encode) -> None:
        self._encode = encode
        self._heard: Any = None
        self._made: Any = None

    def __call__(self, mel: Numbers) -> Any:
        import ctranslate2
        import numpy as np

        given = np.ascontiguousarray(mel.reshape(1, *mel.shape[-2:]), np.float32)
        if self._heard is None or not np.array_equal(self._heard, given):
            made = np.ascontiguousarray(self._encode(given), np.float32)
            self._heard, self._made = given.copy(), ctranslate2.StorageView.from_array(made)
        return self._made


def _segment(found: Any, window: Audio) -> Segment:
    """A Segment out of faster-whisper's, whose times count from the window's start and may run past its end."""

    def time(seconds: float) -> float:
        return round(min(window.start + max(0.0, float(seconds)), window.end), 3)

    words: list[Word] = []
    for word in found.words or ():
        # Times of neighbours come from different estimates, and may cross by a little.
        start = max(time(word.start), words[-1].end if words else 0.0)
        if text := word.word.strip():
            words.append(Word(text, start, max(start, time(word.end)), round(min(1.0, float(word.probability)), 4)))
    times = [time(found.start), time(found.end), *((words[0].start, words[-1].end) if words else ())]
    sureness = round(min(1.0, math.exp(float(found.avg_logprob))), 4)
    return Segment(found.text.strip(), min(times), max(times), sureness, tuple(words))


def load(model: Model, device: str, options: LoadOptions) -> CoreMl:
    """Load a folder that models/convert/coreml.py has made, and only from disk.

    Raises:
        ModelDamaged: the folder lacks a file or one of them is damaged.
        Unsupported: device or compute type are not to be had, or this is no Mac.
    """
    folder = checked(model)
    if device not in _UNITS:
        raise Unsupported(
            _("{backend} does not run on {device}.").format(backend=BACKEND.title, device=device),
            _("Set device.name to cpu or auto."),
        )
    if options.compute_type != "default":
        raise Unsupported(
            _("{backend} computes in the number format of the file.").format(backend=BACKEND.title),
            _("Leave model.compute_type at default, or pick another model."),
        )
    if packages.absent((BINDINGS,)):
        raise Unsupported(
            _("{backend} is a part of macOS, and this is another system.").format(backend=BACKEND.title),
            _("Give the folder that this model was made of: other engines run it."),
        )
    try:
        return joined(folder, _predicting(folder, device), device, options.threads)
    except (RuntimeError, OSError) as error:  # coremltools and CTranslate2 raise these, and what is made of their own
        if device != "cpu":  # where the files are to blame, the CPU will say so
            raise Unsupported(
                _("{backend} cannot load the model: {reason}.").format(
                    backend=BACKEND.title, reason=str(error).rstrip(".")
                ),
                _("Is there enough memory for it? A smaller model takes less."),
            ) from error
        raise _damaged(folder, str(error)) from error


def _predicting(folder: Path, device: str) -> Encode:
    """The encoder as Core ML computes it."""
    import coremltools
    import numpy as np

    units = coremltools.ComputeUnit[_UNITS[device]]
    if (folder / COMPILED).is_dir():
        graph = coremltools.models.CompiledMLModel(str(folder / COMPILED), units)
    else:
        graph = coremltools.models.MLModel(str(folder / PACKAGE), compute_units=units)

    def encode(mel: Numbers) -> Numbers:
        try:
            return np.asarray(graph.predict({INPUT: mel})[OUTPUT], np.float32)
        except Exception as error:  # a bare one is what coremltools raises
            raise RuntimeError(str(error)) from error

    return encode


def joined(folder: Path, encode: Encode, device: str, threads: int = 0) -> CoreMl:
    """An Engine of an encoder and the decoder in a folder, which has been tried with silence.

    Raises:
        ModelDamaged: the decoder cannot be loaded, or is not one for this encoder.
        RuntimeError: of the encoder.
    """
    import numpy as np
    from faster_whisper import WhisperModel

    try:
        whisper = WhisperModel(
            str(folder), device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True
        )
        aligns = bool(json.loads((folder / "config.json").read_text(encoding="utf-8")).get("alignment_heads"))
    except Exception as error:  # the library raises RuntimeError, ValueError and its tokenizer's bare Exception
        raise _damaged(folder, str(error)) from error
    engine = CoreMl(whisper, encode, f"{device} (float16, decoder on cpu in int8)", aligns=aligns)
    mels = whisper.model.n_mels
    if whisper.feature_extractor.mel_filters.shape[0] != mels:
        raise _damaged(folder, _("its preprocessor_config.json is missing or belongs to another model"))
    heard = whisper.encode(np.zeros((mels, FRAMES), np.float32))
    start = whisper.hf_tokenizer.token_to_id("<|startoftranscript|>")
    try:
        whisper.model.generate(heard, [[start]], max_length=2)
    except ValueError as error:
        raise _damaged(folder, _("its encoder is that of another model")) from error
    return engine


def checked(model: Model) -> Path:
    """The Model's folder, with everything in it that is loaded, or that faster-whisper would otherwise go and fetch.

    Raises:
        ModelDamaged: something is missing.
    """
    folder = model.path
    if folder is None or not folder.is_dir():
        raise ModelDamaged(
            _("There is no model folder {folder}.").format(folder=folder), _("Was it moved, or is its disk away?")
        )
    encoder = COMPILED if (folder / COMPILED).is_dir() else PACKAGE
    needed = [*(f"{encoder}/{part}" for part in PARTS[encoder]), *FILES]
    if not any((folder / name).is_file() for name in VOCABULARIES):
        needed.append(VOCABULARIES[0])
    if missing := [name for name in needed if not (folder / name).is_file()]:
        raise ModelDamaged(
            _("The model folder {folder} lacks {files}.").format(folder=folder, files=", ".join(missing)), _again()
        )
    return folder


def _damaged(folder: Path, reason: str) -> ModelDamaged:
    return ModelDamaged(
        _("The model in {folder} cannot be loaded: {reason}.").format(folder=folder, reason=reason.rstrip(".")),
        _again(),
    )


def _again() -> str:
    return _("Convert the model anew with models/convert/coreml.py.")


BACKEND = Backend(
    name="coreml",
    title=_("Core ML"),
    needs=("coremltools", "faster_whisper", "ctranslate2", "tokenizers", "huggingface_hub", "tqdm"),
    extra="coreml",
    devices=("coreml", "cpu"),
    load=load,
)
