"""Whisper on CTranslate2 through faster-whisper."""

from __future__ import annotations

import json
import math
import os
from typing import TYPE_CHECKING, Any

from asrpro.domain import Backend, Detected, Segment, Word
from asrpro.errors import ModelDamaged, Unsupported
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asrpro.domain import Audio, LoadOptions, Model, Options, Step

FILES = ("model.bin", "config.json", "tokenizer.json")
"""What a folder must hold; beside them one of VOCABULARIES."""
VOCABULARIES = ("vocabulary.json", "vocabulary.txt")


class FasterWhisper:
    """A loaded Whisper; every 30 s of audio are one Step of work and may yield several Segments."""

    def __init__(self, whisper: Any, device: str) -> None:
        self._whisper = whisper
        self.device = device

    def transcribe(self, audio: Audio, options: Options) -> Iterator[Step]:
        """Yield the language where it had to be found, then the Segments."""
        segments, info = self._whisper.transcribe(
            audio.samples,
            language=options.language,
            task=options.task,
            beam_size=options.beam_size,
            initial_prompt=options.prompt or None,
            hotwords=", ".join(options.hotwords) or None,
            word_timestamps=options.words,
            # Silence is cut before, and each window stands alone: text carried over is how Whisper comes to loop.
            vad_filter=False,
            condition_on_previous_text=False,
        )
        if options.language is None:
            yield Detected(info.language, float(info.language_probability))
        for found in segments:
            if found.text.strip():
                yield _segment(found, audio.start, audio.end)


def _segment(found: Any, start: float, end: float) -> Segment:
    """A Segment out of faster-whisper's, whose times count from the audio's start and may run past its end."""

    def time(seconds: float) -> float:
        return round(min(start + float(seconds), end), 3)

    return Segment(
        text=found.text.strip(),
        start=time(found.start),
        end=time(found.end),
        confidence=round(min(1.0, math.exp(float(found.avg_logprob))), 4),
        words=tuple(
            Word(word.word.strip(), time(word.start), time(word.end), round(float(word.probability), 4))
            for word in found.words or ()
        ),
    )


def load(model: Model, device: str, options: LoadOptions) -> FasterWhisper:
    """Load a CTranslate2 folder, and only from disk.

    Raises:
        ModelDamaged: the folder lacks a file or its weights cannot be read.
        Unsupported: the device or compute type is not to be had on this machine.
    """
    folder = _checked(model)
    os.environ["HF_HUB_OFFLINE"] = "1"  # given a bad folder faster-whisper would ask the hub
    import ctranslate2
    from faster_whisper import WhisperModel

    if device == "cuda" and ctranslate2.get_cuda_device_count() == 0:
        raise Unsupported(_("No NVIDIA GPU can be used here."), _("Set device.name to cpu or auto."))
    fitting = ctranslate2.get_supported_compute_types(device)
    wanted = options.compute_type
    if wanted == "default":
        wanted = "float16" if device == "cuda" and "float16" in fitting else "int8"
    elif wanted not in fitting and wanted != "auto":
        raise Unsupported(
            _("This machine cannot compute in {wanted}.").format(wanted=wanted),
            _("Set model.compute_type to one of: {fitting}.").format(fitting=", ".join(["default", *sorted(fitting)])),
        )
    try:
        whisper = WhisperModel(
            str(folder), device=device, compute_type=wanted, cpu_threads=options.threads, local_files_only=True
        )
    except Exception as error:  # the library raises RuntimeError, ValueError and its tokenizer's bare Exception
        raise ModelDamaged(
            _("The model in {folder} cannot be loaded: {reason}.").format(folder=folder, reason=str(error).rstrip(".")),
            _("Get the folder again, or convert it with ct2-transformers-converter."),
        ) from error
    return FasterWhisper(whisper, f"{device} ({whisper.model.compute_type})")


def _checked(model: Model) -> Path:
    """The Model's folder, with everything in it that faster-whisper would otherwise go and fetch."""
    folder = model.path
    if folder is None or not folder.is_dir():
        raise ModelDamaged(_("There is no model folder {folder}.").format(folder=folder))
    missing = [name for name in FILES if not (folder / name).is_file()]
    if not any((folder / name).is_file() for name in VOCABULARIES):
        missing.append(VOCABULARIES[0])
    if missing:
        raise ModelDamaged(
            _("The model folder {folder} lacks {files}.").format(folder=folder, files=", ".join(missing)),
            _("A CTranslate2 Whisper needs model.bin, config.json, tokenizer.json and vocabulary.json."),
        )
    for name in ("config.json", "tokenizer.json"):
        try:
            json.loads((folder / name).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ModelDamaged(_("{file} is damaged: {reason}.").format(file=folder / name, reason=error)) from error
    return folder


BACKEND = Backend(
    name="faster_whisper",
    title=_("faster-whisper"),
    needs=("faster_whisper", "ctranslate2"),
    extra="",
    devices=("cuda", "cpu"),
    load=load,
)
