"""Loads a folder through sherpa-onnx, once it is known that sherpa-onnx will not end the process over it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from asrpro import backends
from asrpro.backends.sherpa_onnx import folder as folders
from asrpro.backends.sherpa_onnx.engine import Spoken, Whole
from asrpro.backends.sherpa_onnx.kinds import TOKENS
from asrpro.errors import ModelDamaged, Unsupported
from asrpro.i18n import _
from asrpro.shortage import lacks_memory, no_memory

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.backends.sherpa_onnx.folder import Found
    from asrpro.domain import LoadOptions, Model
    from asrpro.errors import OutOfMemory

THREADS: Final = 2
"""What sherpa-onnx's own programs take."""
FORMATS: Final = {"int8": ("int8", "uint8"), "float16": ("fp16",), "float32": ("",)}
"""What files of a number format are called, best first for a processor."""
TOLD: Final = 200
"""Letters of what the library says that are passed on."""
ENDLESS: Final = 1e6
"""Seconds after which an endpoint would be made without a pause: never, for a word would be torn there."""


def load(model: Model, device: str, options: LoadOptions) -> Spoken | Whole:
    """Load what sherpa-onnx loads.

    Raises:
        ModelDamaged: the folder lacks a file, or one of them is not what it must be.
        OutOfMemory: memory does not do.
        Unsupported: the device or number format is not to be had, or a name is no text.
    """
    folder, found = _checked(model)
    if device != "cpu":
        raise Unsupported(
            _("{backend} does not run on {device}.").format(backend="sherpa-onnx", device=device),
            _("Set device.name to cpu or auto."),
        )
    wanted = _format(found, options.compute_type)
    import sherpa_onnx

    files = {name: str(_file(forms, wanted)) for name, forms in found.graphs.items()}
    try:
        recogniser = _recogniser(sherpa_onnx, found, folder, files, options.threads or THREADS)
        made = Spoken if found.kind.streams else Whole
        engine = made(model, recogniser, found, f"cpu ({wanted})")
        backends.try_out(engine, model)
    except Exception as error:  # ONNX Runtime's, and those of the C++ library
        raise _failed(folder, str(error) or type(error).__name__) from error
    return engine


def _recogniser(library: Any, found: Found, folder: Path, files: dict[str, str], threads: int) -> Any:
    common = {"tokens": str(folder / TOKENS), "num_threads": threads}
    match found.kind.name:
        case _ if found.kind.streams:
            return library.OnlineRecognizer.from_transducer(
                **files, **common, enable_endpoint_detection=True, rule3_min_utterance_length=ENDLESS
            )
        case "nemo-transducer":
            return library.OfflineRecognizer.from_transducer(**files, **common, model_type="nemo_transducer")
        case "transducer":
            return library.OfflineRecognizer.from_transducer(**files, **common)
        case "sense-voice":
            return library.OfflineRecognizer.from_sense_voice(**files, **common, use_itn=True)
        case "paraformer":
            return library.OfflineRecognizer.from_paraformer(files["model"], **common)
        case _:
            return library.OfflineRecognizer.from_qwen3_asr(
                **files, tokenizer=str(folder / "tokenizer"), num_threads=threads
            )


def _checked(model: Model) -> tuple[Path, Found]:
    folder = backends.folder(model, "sherpa-onnx")
    try:
        return folder, folders.looked_into(folder)
    except folders.Unknown as error:
        raise ModelDamaged(
            _("The model folder {folder} holds nothing that sherpa-onnx knows.").format(folder=folder), _again()
        ) from error
    except folders.Missing as error:
        raise ModelDamaged(_("{file} is missing.").format(file=error.file), _again()) from error
    except folders.Flawed as error:
        raise ModelDamaged(_("{file} is missing or damaged.").format(file=error.file), f"{error} {_again()}") from error


def formats(folder: Path, _device: str) -> list[str]:
    """The number formats in a folder, best first; none where nothing is in it that would be loaded."""
    try:
        return _fitting(folders.looked_into(folder))
    except (folders.Unknown, folders.Missing, folders.Flawed, OSError):  # which is told when it is loaded
        return []


def _fitting(found: Found) -> list[str]:
    """The number formats of the largest graph, best first."""
    first = found.graphs["encoder" if "encoder" in found.graphs else next(iter(found.graphs))]
    return [name for name, forms in FORMATS.items() if any(form in first for form in forms)]


def _format(found: Found, wanted: str) -> str:
    """The number format to load: that of the largest graph. Raises Unsupported where there are no such files."""
    fitting = _fitting(found)
    if wanted in ("default", "auto"):
        return fitting[0]
    if wanted not in fitting:
        raise Unsupported(
            _("This model has no files in the number format {wanted}.").format(wanted=wanted),
            _("Set model.compute_type to one of: {fitting}.").format(fitting=", ".join(["default", *sorted(fitting)])),
        )
    return wanted


def _file(forms: dict[str, Path], wanted: str) -> Path:
    """The file of a graph in this number format; small ones are often there in 32 bits alone."""
    return next((forms[form] for form in (*FORMATS[wanted], "") if form in forms), next(iter(forms.values())))


def _failed(folder: Path, reason: str) -> ModelDamaged | OutOfMemory:
    """What loading failed of: the files, unless memory ran out."""
    if lacks_memory(reason):
        return no_memory()
    # Names out of a damaged file may be in it.
    told = " ".join("".join(letter if letter.isprintable() else " " for letter in reason).split())
    return ModelDamaged(
        _("The model in {folder} cannot be loaded: {reason}.").format(folder=folder, reason=told[:TOLD].rstrip(".")),
        _again(),
    )


def _again() -> str:
    return _("Get the model again.")
