"""Loads a folder of Hugging Face's form: tensors alone, classes of transformers alone, and only from disk."""

from __future__ import annotations

import json
import warnings
from typing import TYPE_CHECKING, Any, Final

from asrpro.backends.transformers.engine import Spoken, Transformers
from asrpro.backends.transformers.hearing import Parts
from asrpro.backends.transformers.kinds import CONFIG, KINDS, WEIGHTS, Kind
from asrpro.backends.transformers.parakeet import Parakeet
from asrpro.backends.transformers.realtime import VoxtralRealtime
from asrpro.backends.transformers.whisper import Whisper
from asrpro.backends.transformers.writing import Canary, Qwen, Voxtral, Writing
from asrpro.domain import SAMPLE_RATE, Options
from asrpro.errors import ModelDamaged, Unsupported
from asrpro.i18n import _
from asrpro.shortage import lacks_memory, no_memory

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from asrpro.backends.transformers.hearing import Recogniser
    from asrpro.domain import LoadOptions, Model
    from asrpro.errors import OutOfMemory

TITLE: Final = _("Transformers")
SETTINGS: Final = (
    "generation_config.json", "preprocessor_config.json", "processor_config.json", "tokenizer_config.json",
)  # fmt: skip
"""Files that transformers does without when they are damaged, as though they were not there."""
DEVICES: Final = ("cuda", "metal", "cpu")
PRECISIONS: Final = ("bfloat16", "float16", "float32")
_TORCH: Final = {"cuda": "cuda", "metal": "mps", "cpu": "cpu"}
"""Devices as torch calls them."""
FITTING: Final = {"cuda": PRECISIONS, "metal": ("float16", "float32"), "cpu": ("float32",)}
"""Number formats that a device is no slower in, best first."""
_RECOGNISERS: Final[Mapping[str, Callable[[Parts], Recogniser]]] = {
    "whisper": Whisper,
    "parakeet_ctc": Parakeet,
    "parakeet_rnnt": Parakeet,
    "parakeet_tdt": Parakeet,
    "canary": Canary,
    "moonshine": Writing,
    "moonshine_streaming": Writing,
    "qwen3_asr": Qwen,
    "voxtral": Voxtral,
    "voxtral_realtime": VoxtralRealtime,
}


def load(model: Model, device: str, options: LoadOptions) -> Transformers:
    """Load a folder of Hugging Face's form, and only from disk.

    Raises:
        ModelDamaged: the folder lacks a file, one is damaged, or it holds another kind of model.
        OutOfMemory: memory does not do.
        Unsupported: device or compute type are not to be had on this machine.
    """
    precision = _precision(device, options.compute_type)
    folder, name = checked(model)
    kind = KINDS[name]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what will be otherwise in later versions
        try:
            recogniser = _RECOGNISERS[name](_loaded(folder, kind, device, precision, options.threads))
            if name != "whisper":  # whose encoder always works on 30 s
                _try(recogniser)
        except (Unsupported, ModelDamaged):
            raise
        except Exception as error:  # of any kind: torch, tokenizers and safetensors raise their own
            raise _failed(folder, device, error) from error
    made = Spoken if kind.streams else Transformers
    return made(model, kind, recogniser, f"{device} ({precision})")


def _loaded(folder: Path, kind: Kind, device: str, precision: str, threads: int) -> Parts:
    """The model and what prepares sound for it.

    Raises:
        ModelDamaged: tensors are missing, or have other shapes than config.json says.
        Unsupported: the device is not here.
    """
    import torch
    import transformers

    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    here = {"cuda": torch.cuda.is_available, "metal": torch.backends.mps.is_available}
    if device in here and not here[device]():
        raise _no_device(device, _("there is none, or no driver for it"))
    if threads:
        torch.set_num_threads(threads)
    local = {"local_files_only": True, "trust_remote_code": False}
    processor = transformers.AutoProcessor.from_pretrained(str(folder), **local)
    loaded, report = getattr(transformers, kind.loader).from_pretrained(
        str(folder),
        use_safetensors=True,
        dtype=getattr(torch, precision),
        output_loading_info=True,
        **local,
    )
    if lacking := sorted([*report["missing_keys"], *report["mismatched_keys"]]):
        # It would leave them to chance.
        raise _damaged(folder / WEIGHTS[0], _("It lacks {tensor}.").format(tensor=str(lacking[0])[:80]))
    return Parts(loaded.to(_TORCH[device]).eval(), processor, _TORCH[device])


def _try(recogniser: Recogniser) -> None:
    """Have it hear half a second: a template or a vocabulary of another model fails only at work."""
    import numpy as np
    import torch

    noise = np.random.default_rng(0).normal(0.0, 0.01, SAMPLE_RATE // 2).astype(np.float32)
    with torch.inference_mode():
        recogniser.hear(noise, Options(language="en"))


def _precision(device: str, wanted: str) -> str:
    """The number format to compute in. Raises Unsupported when device or format are not to be had."""
    if device not in DEVICES:
        raise Unsupported(
            _("{backend} does not run on {device}.").format(backend=TITLE, device=device),
            _("Set device.name to cpu or auto."),
        )
    fitting = FITTING[device]
    if wanted != "default" and wanted not in fitting:
        raise Unsupported(
            _("{backend} does not compute in {wanted}.").format(backend=TITLE, wanted=wanted),
            _("Set model.compute_type to one of: {fitting}.").format(fitting=", ".join(("default", *fitting))),
        )
    return fitting[0] if wanted == "default" else wanted


def checked(model: Model) -> tuple[Path, str]:
    """The Model's folder, in which all files are that transformers would otherwise go and fetch, and its kind.

    Raises:
        ModelDamaged: one is missing, or it holds another kind of model.
    """
    folder = model.path
    if folder is None or not folder.is_dir():
        raise ModelDamaged(
            _("There is no model folder {folder}.").format(folder=folder), _("Was it moved, or is its disk away?")
        )
    name = _json(folder / CONFIG).get("model_type")
    if not isinstance(name, str) or name not in KINDS:
        raise ModelDamaged(
            _("The model folder {folder} holds no recogniser that {backend} knows.").format(
                folder=folder, backend=TITLE
            ),
            _("Known are: {kinds}.").format(kinds=", ".join(KINDS)),
        )
    for settings in SETTINGS:
        if (folder / settings).exists():
            _json(folder / settings)
    weights = next((folder / file for file in WEIGHTS if (folder / file).is_file()), folder / WEIGHTS[0])
    missing = [weights] if not weights.is_file() else _shares(weights) if weights.suffix == ".json" else []
    if missing:
        raise ModelDamaged(
            _("The model folder {folder} lacks {files}.").format(
                folder=folder, files=", ".join(file.name for file in missing)
            ),
            _again(),
        )
    return folder, name


def _shares(index: Path) -> list[Path]:
    """Those of the files that the tensors are spread over which are missing."""
    named = _json(index).get("weight_map")
    files = set(named.values()) if isinstance(named, dict) else set()
    if not files or not all(isinstance(file, str) and file.endswith(".safetensors") for file in files):
        raise _damaged(index)
    if any("/" in file or "\\" in file for file in files):
        raise _damaged(index, _("It names files of other folders."))
    return [file for name in sorted(files) if not (file := index.parent / name).is_file()]


def _json(file: Path) -> dict[str, Any]:
    try:
        held = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise _damaged(file) from error
    if not isinstance(held, dict):
        raise _damaged(file)
    return held


def _failed(folder: Path, device: str, error: Exception) -> ModelDamaged | OutOfMemory | Unsupported:
    """What loading failed of: on the processor it is the files, unless memory ran out."""
    reason = str(error)
    if device != "cpu" and not isinstance(error, MemoryError):  # which is of the computer's own
        return _no_device(device, (reason.strip().splitlines() or [type(error).__name__])[0].rstrip("."))
    if lacks_memory(error):
        return no_memory()
    return ModelDamaged(
        _("The model in {folder} cannot be loaded: a file of it is missing or damaged.").format(folder=folder), _again()
    )


def _no_device(device: str, reason: str) -> Unsupported:
    return Unsupported(
        _("{backend} cannot use {device}: {reason}.").format(backend=TITLE, device=device, reason=reason),
        _("Set device.name to cpu or auto."),
    )


def _damaged(file: Path, reason: str = "") -> ModelDamaged:
    return ModelDamaged(_("{file} is missing or damaged.").format(file=file), f"{reason} {_again()}".strip())


def _again() -> str:
    return _("Get the model again.")
