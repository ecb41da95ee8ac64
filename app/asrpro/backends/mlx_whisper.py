"""Whisper on MLX, for Apple's processors, through mlx-whisper."""

from __future__ import annotations

import importlib
import json
import math
import re
import warnings
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from asrpro import packages
from asrpro.backends import by_windows, check, lengthen
from asrpro.domain import Backend, Detected, Segment, Word
from asrpro.domain.timing import in_order
from asrpro.errors import ModelDamaged, Unsupported
from asrpro.i18n import _
from asrpro.shortage import lacks_memory, no_memory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asrpro.domain import Audio, LoadOptions, Model, Options, Step

NEEDS: Final = ("mlx", "mlx_whisper", "huggingface_hub", "numba", "scipy", "tiktoken", "tqdm")
WINDOW: Final = 30
"""Seconds that Whisper's encoder works on at once."""
CONFIG: Final = "config.json"
WEIGHTS: Final = ("weights.safetensors", "weights.npz")
"""In the order in which mlx-whisper looks for them."""
PRECISIONS: Final = ("float16", "float32")
ENGLISH_ONLY: Final = 51_864
"""Tokens of the vocabulary for English alone; no other has fewer."""
SIZES: Final = (
    "n_mels", "n_audio_ctx", "n_audio_state", "n_audio_head", "n_audio_layer",
    "n_vocab", "n_text_ctx", "n_text_state", "n_text_head", "n_text_layer",
)  # fmt: skip
"""What its config says of a Whisper."""
MELS: Final = (80, 128)
FRAMES: Final = 1500
"""What the encoder makes of a window."""
LARGEST: Final = 1 << 20
UNWRITTEN: Final = frozenset(("alignment_heads",))
"""What a file of weights may do without: the library has a guess of its own."""
_MARK: Final = re.compile(r"<\|.*?\|>")


class MlxWhisper:
    """A loaded Whisper; every window of at most 30 s is one Step of work and may yield several Segments."""

    def __init__(self, whisper: Any, device: str, precision: str) -> None:
        """Take over an mlx_whisper.whisper.Whisper."""
        self._whisper = whisper
        self._whisper.encoder = _Encoder(whisper.encoder)
        self._precision = precision
        self.device = f"{device} ({precision})"

    def transcribe(self, audio: Audio, options: Options) -> Iterator[Step]:
        """Yield the Segments, and before the first one the language where it had to be found.

        Raises:
            Unsupported: the Model lacks the language or the task.
        """
        self._check(options)
        language = options.language if self._whisper.is_multilingual else "en"
        yield from by_windows(audio, WINDOW, language, self._language, partial(self._heard, options))

    def _check(self, options: Options) -> None:
        from mlx_whisper.tokenizer import LANGUAGES

        known, many = tuple(LANGUAGES)[: self._whisper.num_languages], self._whisper.is_multilingual
        understands = known.__contains__ if many else "en".__eq__
        check(options, understands, translates=many, times=True)

    def _language(self, window: Audio) -> Detected:
        """The language of a window.

        The library itself would find it in other numbers than those it then transcribes, which would be encoded first.
        """
        from mlx_whisper import audio as library

        mel = library.log_mel_spectrogram(window.samples, self._whisper.dims.n_mels, library.N_SAMPLES)
        frames = min(library.N_FRAMES, mel.shape[-2] - library.N_FRAMES)
        heard = library.pad_or_trim(mel[:frames], library.N_FRAMES, axis=-2).astype(self._dtype)
        _tokens, chances = self._whisper.detect_language(heard)
        likeliest = max(chances, key=chances.get)
        return Detected(likeliest, min(1.0, float(chances[likeliest])))

    @property
    def _dtype(self) -> Any:
        import mlx.core as mlx

        return getattr(mlx, self._precision)

    def _heard(self, options: Options, window: Audio, language: str | None) -> list[Segment]:
        """The Segments of a window."""
        import mlx.core as mlx

        library: Any = importlib.import_module("mlx_whisper.transcribe")  # which its package hides behind a function
        holder, timed = library.ModelHolder, library.add_word_timestamps

        def lasting(segments: list[dict[str, Any]], **rest: Any) -> None:
            timed(segments=segments, **rest)
            lengthen(segments)

        mlx.random.seed(0)  # it guesses where it is unsure, and the same audio must give the same text
        # The library takes a path, and keeps what it loaded for it: it is given ours, and keeps nothing.
        holder.model, holder.model_path = self._whisper, ""
        library.add_word_timestamps = lasting
        try:
            with warnings.catch_warnings():
                warnings.simplefilter(
                    "ignore"
                )  # numba's, of how fast it is, and one that words of translations are rough
                found = library.transcribe(
                    window.samples,
                    path_or_hf_repo="",
                    language=language,
                    task=options.task,
                    initial_prompt=_MARK.sub("", options.prompt).strip() or None,
                    word_timestamps=options.words,
                    # Text carried over from window to window is how Whisper comes to loop.
                    condition_on_previous_text=False,
                    fp16=self._precision == "float16",
                )
        finally:
            holder.model = holder.model_path = None
            library.add_word_timestamps = timed
        spoken = (_segment(segment, window, options) for segment in found["segments"] if segment["text"].strip())
        return list(in_order(spoken))


class _Encoder:
    """Whisper's encoder, which is most of the work, with what it made of the last window.

    The library encodes a window anew for its language, for each temperature it tries, and for the times of words.
    """

    def __init__(self, encoder: Any) -> None:
        self._encoder = encoder
        self._heard: Any = None
        self._made: Any = None

    def __call__(self, mel: Any) -> Any:
        import mlx.core as mlx

        if self._heard is None or self._heard.dtype != mel.dtype or not mlx.array_equal(self._heard, mel).item():
            self._heard, self._made = mel, self._encoder(mel)
        return self._made


def _segment(found: dict[str, Any], window: Audio, options: Options) -> Segment:
    """A Segment out of the library's, whose times count from the window's start and may run past its end."""

    def time(seconds: float) -> float:
        return round(min(window.start + max(0.0, float(seconds)), window.end), 3)

    words: list[Word] = []
    for word in found["words"] if options.words else ():
        start = max(time(word["start"]), words[-1].end if words else 0.0)
        if text := word["word"].strip():
            words.append(Word(text, start, max(start, time(word["end"])), round(min(1.0, word["probability"]), 4)))
    times = [time(found["start"]), time(found["end"]), *((words[0].start, words[-1].end) if words else ())]
    sureness = round(min(1.0, math.exp(float(found["avg_logprob"]))), 4)
    return Segment(found["text"].strip(), min(times), max(times), sureness, tuple(words))


def load(model: Model, device: str, options: LoadOptions) -> MlxWhisper:
    """Load a folder of mlx-whisper's, and only from disk.

    Raises:
        ModelDamaged: the folder lacks a file or one of them is damaged.
        OutOfMemory: memory does not do.
        Unsupported: device or compute type are not to be had on this machine.
    """
    weights, config = _checked(model)
    if options.compute_type not in ("default", *PRECISIONS):
        raise Unsupported(
            _("{backend} does not compute in {wanted}.").format(backend=BACKEND.title, wanted=options.compute_type),
            _("Set model.compute_type to one of: {fitting}.").format(fitting=", ".join(("default", *PRECISIONS))),
        )
    import mlx.core as mlx

    if device not in BACKEND.devices or (device == "metal" and not mlx.metal.is_available()):
        raise Unsupported(
            _("{backend} does not run on {device}.").format(backend=BACKEND.title, device=device),
            _("Set device.name to cpu or auto."),
        )
    mlx.set_default_device(mlx.gpu if device == "metal" else mlx.cpu)
    try:
        held: Any = mlx.load(str(weights))
        # A processor computes twice as fast in 32 bits.
        kept = "float32" if device == "cpu" or held["decoder.positional_embedding"].dtype == mlx.float32 else "float16"
        precision = kept if options.compute_type == "default" else options.compute_type
        whisper = _filled(config, held, getattr(mlx, precision))
    # What MLX raises, and zipfile within it.
    except (RuntimeError, ValueError, TypeError, KeyError, OSError, MemoryError) as error:
        if device != "cpu":  # where the files are to blame, the CPU will say so
            raise Unsupported(
                _("{backend} cannot load the model: {reason}.").format(
                    backend=BACKEND.title, reason=str(error).rstrip(".")
                ),
                _("Is there enough memory for it? A smaller model takes less."),
            ) from error
        if lacks_memory(error):
            raise no_memory() from error
        raise _damaged(weights) from error
    return MlxWhisper(whisper, device, precision)


def _filled(config: dict[str, Any], held: dict[str, Any], dtype: Any) -> Any:
    """A Whisper of these sizes with these weights, as mlx_whisper.load_models makes one, and none left to chance.

    Raises:
        ValueError: they are not the weights of this Whisper.
    """
    import mlx.core as mlx
    from mlx import nn, utils
    from mlx_whisper.whisper import ModelDimensions, Whisper

    whisper = Whisper(ModelDimensions(**{name: config[name] for name in SIZES}), dtype)
    if "quantization" in config:

        def packed(name: str, part: Any) -> bool:
            return isinstance(part, nn.Linear | nn.Embedding) and f"{name}.scales" in held

        nn.quantize(whisper, **config["quantization"], class_predicate=packed)
    wanted = {name: part.shape for name, part in utils.tree_flatten(whisper.parameters())}
    given = {name: part.shape for name, part in held.items()}
    if any(wanted[name] != given.get(name) for name in wanted.keys() - UNWRITTEN) or given.keys() - wanted.keys():
        raise ValueError("other tensors")
    whisper.update(utils.tree_unflatten(list(held.items())))
    whisper.set_dtype(dtype)
    mlx.eval(whisper.parameters())
    return whisper


def _checked(model: Model) -> tuple[Path, dict[str, Any]]:
    """The Model's weights and what its config says; what is missing the library would go and fetch."""
    folder = model.path
    if folder is None or not folder.is_dir():
        raise ModelDamaged(
            _("There is no model folder {folder}.").format(folder=folder), _("Was it moved, or is its disk away?")
        )
    weights = next((folder / name for name in WEIGHTS if (folder / name).is_file()), None)
    missing = [CONFIG] if not (folder / CONFIG).is_file() else [WEIGHTS[0]] if weights is None else []
    if weights is None or missing:
        raise ModelDamaged(
            _("The model folder {folder} lacks {files}.").format(folder=folder, files=", ".join(missing)),
            _("Get the model again."),
        )
    try:
        config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise _damaged(folder / CONFIG) from error
    if not isinstance(config, dict) or not _possible([config.get(name) for name in SIZES]):
        raise _damaged(folder / CONFIG)
    return weights, config


def _possible(sizes: list[Any]) -> bool:
    """Whether a Whisper can be so, in the order of SIZES; the library only asserts it, once it is at work."""
    if not all(isinstance(size, int) and 0 < size <= LARGEST for size in sizes):
        return False
    mels, frames, state, heads, _layers, tokens, _context, text_state, text_heads, _text_layers = sizes
    split = state % heads == text_state % text_heads == state % 2 == 0
    return split and mels in MELS and frames == FRAMES and tokens >= ENGLISH_ONLY


def _damaged(file: Path) -> ModelDamaged:
    return ModelDamaged(_("{file} is missing or damaged.").format(file=file), _("Get the model again."))


def hindrance() -> str:
    """Why it is not to be had here; what its makers build for other systems works where somebody has installed it."""
    if not packages.absent(NEEDS):
        return ""
    return _("mlx-whisper is made for Macs with Apple's processors, and this is another computer.")


BACKEND = Backend(
    name="mlx_whisper",
    title=_("mlx-whisper"),
    needs=NEEDS,
    extra="mlx",
    devices=("metal", "cpu"),
    precisions=PRECISIONS,
    formats=lambda _folder, _device: PRECISIONS,
    load=load,
    hindrance=hindrance,
)
