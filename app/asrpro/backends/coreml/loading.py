"""Loads a Whisper with an encoder for Core ML beside it, downloaded or made, and only from disk."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from asrpro.backends import whisper_model
from asrpro.backends.coreml.engine import FRAMES, CoreMl
from asrpro.errors import ModelDamaged, Unsupported
from asrpro.i18n import _
from asrpro.shortage import lacks_memory, no_memory

if TYPE_CHECKING:
    from asrpro.backends.coreml.engine import Encode, Numbers
    from asrpro.domain import LoadOptions, Model
    from asrpro.errors import OutOfMemory

PACKAGE, COMPILED = "Encoder.mlpackage", "Encoder.mlmodelc"
"""The encoder as models/convert/coreml.py makes it, and as a Mac compiles it and whisper.cpp's makers publish it."""
PARTS: Final = {
    PACKAGE: ("Manifest.json", "Data/com.apple.CoreML/model.mlmodel", "Data/com.apple.CoreML/weights/weight.bin"),
    COMPILED: ("coremldata.bin", "model.mil", "weights/weight.bin"),
}
"""Files of which each is made."""
FILES: Final = ("model.bin", "config.json", "tokenizer.json")
"""What else a folder must hold; beside them one of VOCABULARIES."""
VOCABULARIES: Final = ("vocabulary.json", "vocabulary.txt")
INPUT, OUTPUT = "logmel_data", "output"
BINDINGS: Final = "libcoremlpython.*"
"""What coremltools speaks to Core ML with; only its packages for macOS have it."""
_UNITS: Final = {"coreml": "CPU_AND_NE", "cpu": "CPU_ONLY"}
"""What Core ML may compute on, by device; the graphics card stays free for the screen."""


def load(model: Model, device: str, options: LoadOptions) -> CoreMl:
    """Load a folder of a Whisper for faster-whisper that an encoder for Core ML was put into, and only from disk.

    Raises:
        ModelDamaged: the folder lacks a file or one of them is damaged.
        OutOfMemory: memory does not do.
        Unsupported: device or compute type are not to be had, or this is no Mac.
    """
    folder = checked(model)
    if device not in _UNITS:
        raise Unsupported(
            _("Core ML does not run on {device}.").format(device=device),
            _("Set device.name to cpu or auto."),
        )
    if options.compute_type != "default":
        raise Unsupported(
            _("Core ML computes in the number format of the file."),
            _("Leave model.compute_type at default, or pick another model."),
        )
    if told := hindrance():
        raise Unsupported(told, _("Other engines run the same models: asrpro models list."))
    try:
        return joined(folder, _predicting(folder, device), device, options.threads)
    except (RuntimeError, OSError) as error:  # coremltools and CTranslate2 raise these, and what is made of their own
        if device != "cpu":  # where the files are to blame, the CPU will say so
            raise Unsupported(
                _("Core ML cannot load the model: {reason}.").format(reason=str(error).rstrip(".")),
                _("Is there enough memory for it? A smaller model takes less."),
            ) from error
        raise _failed(folder, error) from error


def hindrance() -> str:
    """Why the coremltools that is installed cannot speak to Core ML, if so; it is not imported for that."""
    found = find_spec("coremltools")
    places = found.submodule_search_locations if found else None
    if any(any(Path(place).glob(BINDINGS)) for place in places or ()):
        return ""
    return _("Core ML is a part of macOS, and this is another system.")


def _predicting(folder: Path, device: str) -> Encode:
    """The encoder as Core ML computes it."""
    import coremltools
    import numpy as np

    units = coremltools.ComputeUnit[_UNITS[device]]
    try:
        if (folder / COMPILED).is_dir():
            graph = coremltools.models.CompiledMLModel(str(folder / COMPILED), units)
        else:
            graph = coremltools.models.MLModel(str(folder / PACKAGE), compute_units=units)
    except Exception as error:  # what protocol buffers raise, and bare ones
        raise RuntimeError(str(error)) from error

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

    try:
        whisper = whisper_model()(
            str(folder), device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True
        )
        aligns = bool(json.loads((folder / "config.json").read_text(encoding="utf-8")).get("alignment_heads"))
    except Exception as error:  # the library raises RuntimeError, ValueError and its tokenizer's bare Exception
        raise _failed(folder, error) from error
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


def _failed(folder: Path, error: Exception) -> ModelDamaged | OutOfMemory:
    """What loading failed of: the files, unless memory ran out."""
    return no_memory() if lacks_memory(error) else _damaged(folder, str(error))


def _damaged(folder: Path, reason: str) -> ModelDamaged:
    return ModelDamaged(
        _("The model in {folder} cannot be loaded: {reason}.").format(folder=folder, reason=reason.rstrip(".")),
        _again(),
    )


def _again() -> str:
    return _("Get the model again, or convert it anew with models/convert/coreml.py.")
