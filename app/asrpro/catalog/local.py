"""Recognises a Model that the user points at by what is in it."""

from __future__ import annotations

import os
import shlex
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from asrpro.audio.sniff import shown
from asrpro.catalog import below, servers
from asrpro.catalog.forms import (
    coreml,
    ctranslate2,
    ggml,
    gguf,
    hugging_face,
    mlx,
    moonshine,
    nemo,
    onnx,
    sherpa,
    voxtral,
)  # fmt: skip
from asrpro.errors import ModelDamaged, ModelNotAvailable
from asrpro.i18n import _
from asrpro.weights import nemo as archive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from asrpro.domain import Model


ALONE: Final = (".bin", ".gguf", ".nemo")
"""How files that are a Model of their own are called."""
_NAMED: Final = 3
"""Folders or files that are named in place of one that is no Model."""
_FILES: Final = 1000
"""Files and folders at most, of which it is looked whether one was changed."""
_RECOGNISED: Final[dict[Path, tuple[tuple[object, ...], Model]]] = {}
"""What was recognised, by its path, with what its files were like."""
HELD: Final = (moonshine, sherpa, onnx, hugging_face, voxtral)
"""Folders that are known by files further down, too, or by some of several."""


def existing(name: str | os.PathLike[str]) -> Path | None:
    """What is there under this name; None as well for what no file can be called."""
    if not os.fspath(name).strip():
        return None  # which pathlib takes for the current folder
    try:
        path = Path(name).expanduser()
        return path if path.exists() else None
    except (OSError, ValueError, RuntimeError):  # too long or forbidden; not of this system's letters; no such user
        return None


def nothing(name: str, hint: str = "") -> ModelNotAvailable:
    """There is nothing at a path; `hint` says what else might have been given."""
    hint = servers.meant(name) or hint or _("Give the path of the folder or file that holds the model.")
    return ModelNotAvailable(_("There is no model at {path}.").format(path=name), hint)


def inspected(path: Path) -> Model:
    """The Model in a folder or file, with the Backend that runs it.

    What was recognised once is not read again as long as none of its files is another one.

    Raises:
        ModelNotAvailable: there is nothing;
        ModelDamaged: it is none, or something of it is missing or damaged.
    """
    files = _signature(path)
    known = _RECOGNISED.get(path)
    if files and known and known[0] == files:
        return known[1]
    model = _read(path)
    if files:
        _RECOGNISED[path] = files, model
    return model


def _signature(path: Path) -> tuple[object, ...]:
    """What changes with each file of a Model; nothing where there is none, or are more than of any."""
    try:
        files = [path, *islice(path.rglob("*"), _FILES)]
        told = [(str(one), *_told(one.stat())) for one in files]
        place = str(path.resolve())
    except (OSError, ValueError, RuntimeError):  # not of this system's letters; links that lead round in a circle
        return ()
    return (place, *sorted(told)) if len(told) <= _FILES else ()


def _told(file: os.stat_result) -> tuple[int, ...]:
    """What tells one file from another, and from what it was before."""
    return file.st_size, file.st_mtime_ns, file.st_ctime_ns, file.st_ino, file.st_dev


def _read(path: Path) -> Model:
    """What `inspected` tells of a path; raises as that does."""
    try:
        if not path.exists():
            raise nothing(shown(str(path)))
        found = _in_folder(path) if path.is_dir() else _in_file(path) if path.is_file() else None
    except OSError as error:  # that may not be looked into
        raise _unknown(path) from error
    if found is None:
        raise _part(path) or _unknown(path)
    return found


def _in_folder(folder: Path) -> Model | None:
    """The Model that it is; where it is none, those below it are told rather than what some form would lack."""
    found: Model | None = None
    fault: ModelDamaged | None = None
    try:
        found = _itself(folder)
    except ModelDamaged as error:
        fault = error
    if found and found.path and found.path.is_dir():
        return found
    alone = _alone(folder)  # one file of it is a Model, which may lie beside folders that are
    others = {entry.name for entry in folder.iterdir()} - {file.name for file in alone}
    if not (fault and below.has_weights(others)) and not isinstance(fault, _Several):
        lower = list(islice(below.models(folder, _places), _NAMED + 1))
        if lower:
            raise _one_too_high(folder, [*alone, *lower]) from fault
    if fault:
        raise fault
    return found


def _itself(folder: Path) -> Model | None:
    """What its files are: the first form that is whole, or what is wrong with the first one that is not."""
    names = {entry.name for entry in folder.iterdir()}
    fault: ModelDamaged | None = None
    try:
        for form in _forms(folder, names):
            try:
                return form(folder)
            except ModelDamaged as error:
                fault = fault or error
    except ModelDamaged as error:  # of a file that would tell the form
        fault = fault or error
    if fault:
        raise fault
    alone = _alone(folder)
    if len(alone) > 1:
        raise _Several(folder, alone)
    if alone:
        return _in_file(alone[0])
    if names & {"model.safetensors", "model.safetensors.index.json", "pytorch_model.bin"}:
        raise _of_hugging_face(folder)
    return None


def _places(folder: Path) -> Sequence[Path]:
    """The folder where it is a Model, or those files in it that are; raises ModelDamaged."""
    try:
        return [folder] if _itself(folder) else []
    except _Several as several:
        return several.files


def _alone(folder: Path) -> list[Path]:
    """The files in a folder each of which is a Model of its own."""
    return sorted(file for file in folder.iterdir() if _is_whole(file))


def _forms(folder: Path, names: set[str]) -> Iterator[Callable[[Path], Model]]:
    """The forms that a folder may be of; each is known by files that no other one has, but some keep several there."""
    if names & coreml.ENCODERS:
        yield coreml.model
        return  # the rest of it is CTranslate2's
    if ctranslate2.holds(folder):
        yield ctranslate2.model
    if mlx.holds(folder):
        yield mlx.model
    held = next((form for form in HELD if form.holds(folder)), None)
    if held:
        yield held.model


def _in_file(file: Path) -> Model | None:
    if archive.is_one(file):
        return nemo.model(file)
    if ggml.is_one(file):
        return ggml.model(file)
    if gguf.is_one(file):
        raise gguf.refused(file)
    return None


def _is_whole(file: Path) -> bool:
    """Whether a file is a Model of its own; in a folder of anything, only those that are called as one are opened."""
    if file.suffix.lower() not in ALONE or not file.is_file():
        return False
    return archive.is_one(file) or ggml.is_one(file) or gguf.is_one(file)


def _unknown(path: Path) -> ModelDamaged:
    return ModelDamaged(
        _("{path} does not hold a model this program can run.").format(path=shown(str(path))),
        _(
            "What is recognised: a folder of CTranslate2's (model.bin, config.json, tokenizer.json, vocabulary.json), "
            "with Encoder.mlpackage or Encoder.mlmodelc for Core ML, too; of Hugging Face's (config.json, "
            "model.safetensors), of MLX (config.json, weights.safetensors or weights.npz), of onnx-asr, sherpa-onnx or "
            "Moonshine (graphs and their vocabulary), of voxtral.c "
            "(consolidated.safetensors, tekken.json); a GGML file of whisper.cpp (ggml-small.bin), an archive of "
            "NeMo's (.nemo)."
        ),
    )


class _Several(ModelDamaged):
    """Several files in a folder are Models."""

    def __init__(self, folder: Path, files: Sequence[Path]) -> None:
        super().__init__(
            _("{path} holds several models.").format(path=shown(str(folder))),
            _("Give one of the files: {names}.").format(names=_listed([file.name for file in files])),
        )
        self.files = files


def _part(file: Path) -> ModelDamaged | None:
    """What is said of a file of a folder that is a Model; None where it is of none."""
    if file.is_dir():
        return None
    for folder in (file.parent, file.parent.parent):  # some have files in folders of their own
        try:
            found = _itself(folder)
        except (ModelDamaged, OSError):
            continue
        if found and found.path and found.path.is_dir():
            return ModelDamaged(
                _("{path} is only one file of a model.").format(path=shown(str(file))),
                _("Give its folder: {folder}").format(folder=shown(str(folder))),
            )
    return None


def _one_too_high(folder: Path, models: Sequence[Path]) -> ModelDamaged:
    """The Models that lie in a folder which is none, and what to type."""
    names = _listed([str(one.relative_to(folder)) for one in models])
    title, hint = _("{path} holds several models: {names}."), _("Give the one you mean, as in: {command}")
    if all(one.is_dir() for one in models):
        title = _("{path} holds no model itself, but folders in it do: {names}.")
        hint = _("Give the folder of the one you mean, as in: {command}")
    return ModelDamaged(
        title.format(path=shown(str(folder)), names=names),
        hint.format(command=f"asrpro models add {shlex.quote(shown(str(models[0])))} --id mine"),
    )


def _listed(names: Sequence[str]) -> str:
    """The first ones, and that there are more."""
    first = ", ".join(map(shown, names[:_NAMED]))
    return _("{names} and others").format(names=first) if len(names) > _NAMED else first


def _of_hugging_face(folder: Path) -> ModelDamaged:
    name, made = shlex.quote(shown(str(folder))), shlex.quote(f"{shown(str(folder))}-ct2")
    title = _("{path} holds weights in the form of Hugging Face, which no engine of this version runs.")
    return ModelDamaged(
        title.format(path=shown(str(folder))),
        _("Convert a Whisper with CTranslate2: {command}").format(
            command=f"ct2-transformers-converter --model {name} --output_dir {made} --copy_files tokenizer.json"
            " preprocessor_config.json --quantization int8"
        ),
    )
