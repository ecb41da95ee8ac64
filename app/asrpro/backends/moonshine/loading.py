"""Loads a folder through moonshine-voice, and only from disk."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from asrpro import backends
from asrpro.backends.moonshine import folder as folders
from asrpro.backends.moonshine.engine import Moonshine, Spoken
from asrpro.backends.moonshine.prints import overheard
from asrpro.errors import ModelDamaged, Unsupported
from asrpro.i18n import _
from asrpro.shortage import lacks_memory, no_memory

if TYPE_CHECKING:
    from asrpro.backends.moonshine.folder import Found
    from asrpro.domain import LoadOptions, Model

OPTIONS: Final = {
    # Its detector of speech goes on from stream to stream, so that what is heard would depend on what was before,
    # and drops what is as short as "yes". Speech was found before.
    "vad_threshold": "0",
    "return_audio_data": "false",
}


def load(model: Model, device: str, options: LoadOptions) -> Moonshine:
    """Load a folder, and only from disk.

    Raises:
        ModelDamaged: the folder lacks a file, or one of them is not what it must be.
        OutOfMemory: memory does not do.
        Unsupported: another device than the processor or another number format was asked for, or a name is no text.
    """
    found = _checked(model)
    if device != "cpu" or options.compute_type not in ("default", "auto"):
        raise Unsupported(
            _("{backend} runs on the CPU and in its own number format only.").format(backend="Moonshine"),
            _("Leave device and compute type at their defaults, or pick another model."),
        )
    from moonshine_voice import ModelArch
    from moonshine_voice.transcriber import Transcriber

    # The sizes of those that stream are in a file; those of the others must be known, and the wrong ones are noticed.
    plain = [ModelArch.TINY, ModelArch.BASE]
    sizes = [ModelArch.TINY_STREAMING] if found.streams else plain[:: -1 if "base" in model.id else 1]
    made = Spoken if found.streams else Moonshine
    failures: list[Exception] = []
    said: list[str] = []
    # What it prints is heard only once it has failed and lived on: the last words of one that ends are not kept back.
    for listening in (contextlib.nullcontext(), overheard(said)):
        with listening:
            for size in sizes:
                try:
                    engine = made(model, Transcriber(str(found.folder), size, options=OPTIONS))
                    backends.try_out(engine, model)
                except Exception as error:  # noqa: BLE001 - the library's, which do not say of what
                    failures.append(error)
                else:
                    return engine
    if any(map(lacks_memory, (*failures, *said))):
        raise no_memory() from failures[0]
    raise ModelDamaged(
        _("The model in {folder} cannot be loaded.").format(folder=found.folder),
        _("Its files are damaged, or belong to several models.") + " " + _again(),
    ) from failures[0]


def _checked(model: Model) -> Found:
    try:
        return folders.looked_into(backends.folder(model, "Moonshine"))
    except folders.Flawed as error:
        raise ModelDamaged(_("{file} is missing or damaged.").format(file=error.file), f"{error} {_again()}") from error


def _again() -> str:
    return _("Get the model again.")
