"""Loads a folder onto a device, and only from disk."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from asrpro.backends.onnx import kinds
from asrpro.backends.onnx.engine import OnnxAsr
from asrpro.backends.onnx.formats import best, formats
from asrpro.backends.onnx.hearing import Canary, Timed, Whisper
from asrpro.backends.onnx.providers import PROVIDERS, offered, told
from asrpro.domain import SAMPLE_RATE, Options
from asrpro.errors import ModelDamaged, Unsupported
from asrpro.i18n import _
from asrpro.shortage import lacks_memory, no_memory

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.backends.onnx.hearing import Recogniser
    from asrpro.backends.onnx.kinds import Kind
    from asrpro.domain import LoadOptions, Model
    from asrpro.errors import OutOfMemory


def load(model: Model, device: str, options: LoadOptions) -> OnnxAsr:
    """Load what onnx-asr loads.

    Raises:
        ModelDamaged: the folder lacks a file or one of them cannot be read.
        OutOfMemory: memory does not do.
        Unsupported: the device or number format is not to be had here.
    """
    folder, kind = _checked(model)
    wanted, name = _format(kinds.graphs(folder, kind), device, options.compute_type)
    _check_device(device)
    try:
        recogniser, used = _loaded(kind, folder, name, device, options.threads)
        if kind.family != "whisper" or device != "cpu":  # whose encoder always works on 30 s
            _try(recogniser)
    except Exception as error:  # of the library, of ONNX Runtime, and of what files hold
        raise _failed(folder, device, str(error).strip() or type(error).__name__) from error
    if device != "cpu" and PROVIDERS[device] != used:
        raise _no_device(device, _("its libraries are missing or do not fit"))
    return OnnxAsr(model, recogniser, kind.longest, f"{device} ({wanted})")


def _loaded(kind: Kind, folder: Path, name: str, device: str, threads: int) -> tuple[Recogniser, str]:
    """The recogniser, and the provider that it really computes with."""
    import onnxruntime
    from onnx_asr.loader import Manager

    session = onnxruntime.SessionOptions()
    session.intra_op_num_threads = threads
    session.log_severity_level = 4  # what fails is raised, too
    if device == "directml":
        session.enable_mem_pattern = False  # it demands that
    asked: Any = told(session, device)
    if "providers" in asked:
        manager, config = Manager(session, asked["providers"]), None
    else:  # what prepares the sound for it computes on the processor
        manager, config = Manager(None, [PROVIDERS["cpu"]]), asked
    adapter: Any = manager.create_asr(kind.name, folder, quantization=name or None, offline=True, config=config)
    found = [one for one in vars(adapter.asr).values() if isinstance(one, onnxruntime.InferenceSession)]
    firsts = {one.get_providers()[0] for one in found}
    used = firsts.pop() if len(firsts) == 1 else PROVIDERS["cpu"]
    match kind.family:
        case "whisper":
            return Whisper(adapter.asr), used
        case "canary":
            return Canary(adapter), used
        case _:
            return Timed(adapter, durations=kind.name == "nemo-conformer-tdt"), used


def _try(recogniser: Recogniser) -> None:
    """Hear a second of noise: what does not fit together, and what a device lacks, shows only at work."""
    import numpy as np

    noise = np.random.default_rng(1).normal(0, 0.01, SAMPLE_RATE).astype(np.float32)
    recogniser.hear(noise, Options(language=None if recogniser.finds_language else "en"))


def _checked(model: Model) -> tuple[Path, Kind]:
    """The Model's folder, in which all files are that onnx-asr would otherwise go and fetch, and what is in it."""
    folder = model.path
    if folder is None or not folder.is_dir():
        raise ModelDamaged(
            _("There is no model folder {folder}.").format(folder=folder), _("Was it moved, or is its disk away?")
        )
    config = _json(folder / kinds.CONFIG) if (folder / kinds.CONFIG).exists() else {}
    try:
        kind = kinds.kind(folder, config)
        kinds.graphs(folder, kind)
        tables = kinds.tables(folder, kind)
    except kinds.Unknown as error:
        raise ModelDamaged(
            _("The model folder {folder} holds nothing that onnx-asr knows.").format(folder=folder), _again()
        ) from error
    except kinds.Missing as error:
        said = _("{file} is there twice, in different spelling.") if error.several else _("{file} is missing.")
        raise ModelDamaged(said.format(file=error.file), _again()) from error
    for table in tables:
        if table.suffix == ".json":
            _json(table)
    if kind.numbered:
        _check_vocabulary(tables[0], blank=kind.family != "canary")
    return folder, kind


def _check_vocabulary(file: Path, *, blank: bool) -> None:
    """Each line has a token and its number, none is left out, and one stands for silence where there must be one."""
    try:
        lines = [line.split(" ") for line in file.read_text(encoding="utf-8").removesuffix("\n").split("\n")]
        numbered = {int(number): token for token, number in lines}
    except (OSError, ValueError) as error:
        raise _damaged(file, _("it is no list of tokens")) from error
    if sorted(numbered) != list(range(len(lines))) or (blank and "<blk>" not in numbered.values()):
        raise _damaged(file, _("tokens are missing"))


def _json(file: Path) -> dict[str, Any]:
    try:
        held = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise _damaged(file, str(error).rstrip(".")) from error
    if not isinstance(held, dict):
        raise _damaged(file, _("it is no JSON object"))
    return held


def _format(graphs: dict[str, tuple[Path, ...]], device: str, wanted: str) -> tuple[str, str]:
    """The number format to load, and what its files are called. Raises Unsupported where there are no such files."""
    there = formats(graphs)
    if wanted in ("default", "auto"):
        wanted = best(there, device)
    if wanted not in there:
        raise Unsupported(
            _("This model has no files in the number format {wanted}.").format(wanted=wanted),
            _("Set model.compute_type to one of: {fitting}.").format(fitting=", ".join(["default", *sorted(there)])),
        )
    return wanted, there[wanted]


def _check_device(device: str) -> None:
    if device not in PROVIDERS:
        raise Unsupported(
            _("ONNX Runtime does not run on {device}.").format(device=device), _("Set device.name to cpu or auto.")
        )
    if not offered(device):
        raise _no_device(device, _("the installed package of ONNX Runtime is made without it"))


def _failed(folder: Path, device: str, reason: str) -> ModelDamaged | OutOfMemory | Unsupported:
    """What loading failed of: on the processor it is the files, unless memory ran out."""
    reason = reason.rstrip(".")
    if device != "cpu":
        return _no_device(device, reason)
    if lacks_memory(reason):
        return no_memory()
    return ModelDamaged(
        _("The model in {folder} cannot be loaded: {reason}.").format(folder=folder, reason=reason), _again()
    )


def _no_device(device: str, reason: str) -> Unsupported:
    return Unsupported(
        _("ONNX Runtime cannot use {device}: {reason}.").format(device=device, reason=reason),
        _("Set device.name to cpu or auto."),
    )


def _damaged(file: Path, reason: str) -> ModelDamaged:
    return ModelDamaged(_("{file} is damaged: {reason}.").format(file=file, reason=reason), _again())


def _again() -> str:
    return _("Get the model again.")
