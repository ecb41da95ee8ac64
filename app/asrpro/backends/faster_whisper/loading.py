"""A folder of CTranslate2's, looked at and loaded."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from asrpro.backends import whisper_model
from asrpro.backends.faster_whisper.engine import FasterWhisper
from asrpro.domain import Audio, Options
from asrpro.errors import ModelDamaged, Unsupported
from asrpro.i18n import _
from asrpro.shortage import lacks_memory, no_memory

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.domain import LoadOptions, Model

FILES = ("model.bin", "config.json", "tokenizer.json")
"""What a folder must hold; beside them one of VOCABULARIES."""
VOCABULARIES = ("vocabulary.json", "vocabulary.txt")
PREPROCESSOR = "preprocessor_config.json"
"""How sound is made into what the network sees; may be left out where that is done as in the first Whispers."""
_CUT: Final = re.compile(r"Variable '[^']*\Z")
"""How the library's words end that name a tensor of damaged weights: where a NUL is in the name."""
DEVICES = ("cuda", "cpu")
"""What it runs on, best first."""
FITTING: Final = {
    "cuda": ("float16", "bfloat16", "int8_float16", "int8_bfloat16", "int8_float32", "int8", "float32"),
    "cpu": ("int8", "int8_float32", "int16", "float32"),
}
"""Number formats that CTranslate2 has for a device; which of them this one can, shows when it is tried."""
ON_CPU, ON_GPU = 4, 8
"""Windows in a batch: what pays on two cores (docs/benchmarks.md), and faster-whisper's own number for a GPU."""
SHARE = 1.2
"""How much memory each window of a batch takes at beam 5, as a share of the weights in int8: what the decoder
remembers of the sound (2 x layers x 1500 x width floats) and of 448 tokens for each guess. 1.2 for base, for which 1.3
was measured with all that it works with (docs/benchmarks.md); 0.8 for the large ones. The other half has room for that.
"""


def load(model: Model, device: str, options: LoadOptions) -> FasterWhisper:
    """Load a CTranslate2 folder, and only from disk.

    Raises:
        ModelDamaged: the folder lacks a file or one of them cannot be read.
        OutOfMemory: memory does not do.
        Unsupported: the device or compute type is not to be had on this machine, or the folder's name is no text.
    """
    folder, config = _checked(model)
    import ctranslate2

    wanted = _compute_type(ctranslate2, device, options.compute_type)
    try:
        whisper = whisper_model()(
            str(folder), device=device, compute_type=wanted, cpu_threads=options.threads, local_files_only=True
        )
    except Exception as error:  # the library raises RuntimeError, ValueError and its tokenizer's bare Exception
        reason = str(error).rstrip(".")
        if device == "cuda":  # too little memory, another driver: where the files are to blame, the CPU will say so
            raise _no_gpu(reason) from error
        if lacks_memory(error):
            raise no_memory() from error
        if _CUT.search(reason):
            reason = _("its weights are damaged")
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
    name = f"{device} ({whisper.model.compute_type})"
    batch = _batch(folder, options.memory) if device == "cpu" else ON_GPU
    engine = FasterWhisper(whisper, name, batch, aligns=aligns)
    if device == "cuda":
        _warm(engine)
    return engine


def _batch(folder: Path, memory: int) -> int:
    """How many windows at once the processor is given; half of what memory is left besides the weights is theirs."""
    weights = max(1, (folder / "model.bin").stat().st_size)
    return max(1, min(ON_CPU, 1 + int((memory - weights) // 2 // (SHARE * weights)))) if memory else ON_CPU


def _compute_type(ctranslate2: Any, device: str, wanted: str) -> str:
    """The number format to load in. Raises Unsupported when device or format are not to be had here."""
    if device not in DEVICES:
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
