"""Whisper on CTranslate2 through faster-whisper."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any

from asrpro.backends import sound
from asrpro.domain import Audio, Backend, Detected, Options, Progress, Segment, Word
from asrpro.domain.timing import in_order
from asrpro.errors import ModelDamaged, Unsupported
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asrpro.domain import LoadOptions, Model, Step

FILES = ("model.bin", "config.json", "tokenizer.json")
"""What a folder must hold; beside them one of VOCABULARIES."""
VOCABULARIES = ("vocabulary.json", "vocabulary.txt")
PREPROCESSOR = "preprocessor_config.json"
"""How sound is made into what the network sees; may be left out where that is done as in the first Whispers."""
_MARK = re.compile(r"<\|.*?\|>")


class FasterWhisper:
    """A loaded Whisper; every 30 s of audio are one Step of work and may yield several Segments."""

    def __init__(self, whisper: Any, device: str, *, aligns: bool) -> None:
        """Take over a faster_whisper.WhisperModel, and whether it knows the heads that tell the times of words."""
        self._whisper = whisper
        self._aligns = aligns
        self.device = device

    def transcribe(self, audio: Audio, options: Options) -> Iterator[Step]:
        """Yield the Segments, and before the first one the language where it had to be found.

        Raises:
            Unsupported: the Model lacks the language, the task or the times of words.
        """
        self._check(options)
        if not len(audio.samples):
            return
        prompt, hotwords = self._context(options)
        segments, info = self._whisper.transcribe(
            sound(audio),
            language=options.language,
            task=options.task,
            beam_size=options.beam_size,
            initial_prompt=prompt,
            hotwords=hotwords,
            word_timestamps=options.words,
            # Silence is cut before, and each window stands alone: text carried over is how Whisper comes to loop.
            vad_filter=False,
            condition_on_previous_text=False,
        )
        # Finding the language was work. It is told only when something was said in it: Whisper finds one in silence.
        yield Progress(audio.start)
        told = options.language is not None
        spoken = (_segment(found, audio.start, audio.end) for found in segments if found.text.strip())
        for segment in in_order(spoken):
            if not told:
                yield Detected(info.language, float(info.language_probability))
                told = True
            yield segment

    def _check(self, options: Options) -> None:
        multilingual, language = self._whisper.model.is_multilingual, options.language
        if language and (
            self._whisper.hf_tokenizer.token_to_id(f"<|{language}|>") is None if multilingual else language != "en"
        ):
            raise Unsupported(
                _("This model does not understand {language}.").format(language=language),
                _("Let it find the language, or pick another model."),
            )
        if options.task == "translate" and not multilingual:
            raise Unsupported(_("This model cannot translate."), _("Pick a multilingual Whisper model."))
        if options.words and not self._aligns:  # some conversions lack the heads, and CTranslate2 dies of it
            raise Unsupported(
                _("This model does not tell the times of words."),
                _("Ask for the times of segments, or convert it anew."),
            )

    def _context(self, options: Options) -> tuple[list[int] | None, str | None]:
        """The prompt's tokens and the hotwords, as much of them as leaves the decoder room for what is said.

        Hotwords get at most half of what there is for both; of the prompt the end is kept, which the speech continues.
        faster-whisper bounds each by itself, and both together at their bounds are more than a decoder can hold. What
        is written like one of Whisper's own marks would be taken for it, and is left out.
        """
        told = _MARK.sub("", options.prompt).strip()

        def tokens(text: str) -> list[int]:
            found: list[int] = self._whisper.hf_tokenizer.encode(text, add_special_tokens=False).ids
            return found

        room = self._whisper.max_length // 2 - 1
        left = room // 2 if told else room
        hotwords = []
        for word in filter(None, (_MARK.sub("", word).strip() for word in options.hotwords)):
            left -= len(tokens(f", {word}"))
            if left < 0:
                break
            hotwords.append(word)
        joined = ", ".join(hotwords)
        prompt = tokens(f" {told}")[-(room - len(tokens(f" {joined}"))) :]
        return (prompt if told else None), joined or None


def _segment(found: Any, start: float, end: float) -> Segment:
    """A Segment out of faster-whisper's, whose times count from the audio's start and may run past its end."""

    def time(seconds: float) -> float:
        return round(min(start + max(0.0, float(seconds)), end), 3)

    words: list[Word] = []
    for word in found.words or ():
        # Its times of neighbours come from different estimates, and may cross by a little.
        began = max(time(word.start), words[-1].end if words else 0.0)
        words.append(Word(word.word.strip(), began, max(began, time(word.end)), round(float(word.probability), 4)))
    times = [time(found.start), time(found.end), *((words[0].start, words[-1].end) if words else ())]
    return Segment(
        text=found.text.strip(),
        start=min(times),
        end=max(times),
        confidence=round(min(1.0, math.exp(float(found.avg_logprob))), 4),
        words=tuple(words),
    )


def load(model: Model, device: str, options: LoadOptions) -> FasterWhisper:
    """Load a CTranslate2 folder, and only from disk.

    Raises:
        ModelDamaged: the folder lacks a file or one of them cannot be read.
        Unsupported: the device or compute type is not to be had on this machine, or the folder's name is no text.
    """
    folder, config = _checked(model)
    import ctranslate2
    from faster_whisper import WhisperModel

    wanted = _compute_type(ctranslate2, device, options.compute_type)
    try:
        whisper = WhisperModel(
            str(folder), device=device, compute_type=wanted, cpu_threads=options.threads, local_files_only=True
        )
    except Exception as error:  # the library raises RuntimeError, ValueError and its tokenizer's bare Exception
        reason = str(error).rstrip(".")
        if device == "cuda":  # too little memory, another driver: where the files are to blame, the CPU will say so
            raise _no_gpu(reason) from error
        raise ModelDamaged(
            _("The model in {folder} cannot be loaded: {reason}.").format(folder=folder, reason=reason), _again()
        ) from error
    if whisper.model.is_multilingual and not config.get("lang_ids"):
        raise ModelDamaged(_("{file} is damaged: it names no languages.").format(file=folder / "config.json"), _again())
    if whisper.feature_extractor.mel_filters.shape[0] != whisper.model.n_mels:
        raise ModelDamaged(
            _("{file} is missing or belongs to another model.").format(file=folder / PREPROCESSOR), _again()
        )
    aligns = bool(config.get("alignment_heads"))
    engine = FasterWhisper(whisper, f"{device} ({whisper.model.compute_type})", aligns=aligns)
    if device == "cuda":
        _warm(engine)
    return engine


def _compute_type(ctranslate2: Any, device: str, wanted: str) -> str:
    """The number format to load in. Raises Unsupported when device or format are not to be had here."""
    if device not in BACKEND.devices:
        raise Unsupported(
            _("faster-whisper does not run on {device}.").format(device=device), _("Set device.name to cpu or auto.")
        )
    if device == "cuda" and ctranslate2.get_cuda_device_count() == 0:
        raise _no_gpu(_("there is none, or no driver for it"))
    fitting = ctranslate2.get_supported_compute_types(device)
    if wanted == "default":
        return "float16" if device == "cuda" and "float16" in fitting else "int8"
    if wanted not in fitting and wanted != "auto":
        raise Unsupported(
            _("This machine cannot compute in {wanted}.").format(wanted=wanted),
            _("Set model.compute_type to one of: {fitting}.").format(fitting=", ".join(["default", *sorted(fitting)])),
        )
    return wanted


def _warm(engine: FasterWhisper) -> None:
    """Hear a little silence: a GPU's libraries are first looked for when there is something to compute."""
    import numpy as np

    try:
        for _step in engine.transcribe(Audio(np.zeros(1600, np.float32)), Options()):
            pass
    except RuntimeError as error:
        raise _no_gpu(str(error).rstrip(".")) from error


def _no_gpu(reason: str) -> Unsupported:
    return Unsupported(
        _("The NVIDIA GPU cannot be used: {reason}.").format(reason=reason), _("Set device.name to cpu or auto.")
    )


def _again() -> str:
    return _("Get the folder again, or convert the model anew with ct2-transformers-converter.")


def _checked(model: Model) -> tuple[Path, dict[str, Any]]:
    """The Model's folder, with everything in it that faster-whisper would otherwise go and fetch, and its config."""
    folder = model.path
    if folder is None or not folder.is_dir():
        raise ModelDamaged(
            _("There is no model folder {folder}.").format(folder=folder), _("Was it moved, or is its disk away?")
        )
    try:
        str(folder).encode()
    except UnicodeEncodeError as error:  # which CTranslate2 answers with a page about itself
        raise Unsupported(
            _("faster-whisper cannot open the folder {folder}: its name is not valid text.").format(folder=folder),
            _("Rename the folder."),
        ) from error
    missing = [name for name in FILES if not (folder / name).is_file()]
    if not any((folder / name).is_file() for name in VOCABULARIES):
        missing.append(VOCABULARIES[0])
    if missing:
        raise ModelDamaged(
            _("The model folder {folder} lacks {files}.").format(folder=folder, files=", ".join(missing)),
            _("A CTranslate2 Whisper needs model.bin, config.json, tokenizer.json and vocabulary.json."),
        )
    config = _json(folder / "config.json")
    _json(folder / "tokenizer.json")
    if (folder / PREPROCESSOR).exists():
        _json(folder / PREPROCESSOR)
    return folder, config


def _json(file: Path) -> dict[str, Any]:
    try:
        held = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ModelDamaged(_("{file} is damaged: {reason}.").format(file=file, reason=error), _again()) from error
    if not isinstance(held, dict):
        raise ModelDamaged(_("{file} is damaged: it is no JSON object.").format(file=file), _again())
    return held


BACKEND = Backend(
    name="faster_whisper",
    title=_("faster-whisper"),
    needs=("faster_whisper", "ctranslate2", "tokenizers", "huggingface_hub", "tqdm"),
    extra="",
    devices=("cuda", "cpu"),
    load=load,
    precisions=("float16", "bfloat16", "int8_float16", "int8", "float32"),
)
