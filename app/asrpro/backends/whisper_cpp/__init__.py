"""Whisper on whisper.cpp: through pywhispercpp, or through a program of the user's own that was built for more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro import packages
from asrpro.backends.whisper_cpp import library, server
from asrpro.backends.whisper_cpp.file import TITLE, checked
from asrpro.domain import Backend
from asrpro.errors import Unsupported
from asrpro.i18n import _
from asrpro.weights import ggml

if TYPE_CHECKING:
    from asrpro.domain import Engine, LoadOptions, Model

_NEEDS = ("pywhispercpp",)
_EXTRA = "whispercpp"


def load(model: Model, device: str, options: LoadOptions) -> Engine:
    """Load a GGML file, and only from disk.

    Raises:
        ModelDamaged: the file is not there, or whisper.cpp would crash over it.
        OutOfMemory: memory does not do.
        Unsupported: device or compute type are not to be had, the file's name is no text, or the program cannot do it.
        PackagesMissing: the program, or the package, is not there.
    """
    file, sizes = checked(model)
    if options.compute_type != "default":
        raise Unsupported(
            _("{backend} computes in the number format of the file.").format(backend=TITLE),
            _("Leave model.compute_type at default, or pick another model."),
        )
    if device == "program":
        return server.load(model, file, sizes, options)
    packages.require(TITLE, _NEEDS, _EXTRA)
    return library.load(file, sizes, device, options.threads)


BACKEND = Backend(
    name="whisper_cpp",
    title=TITLE,
    needs=_NEEDS,
    extra=_EXTRA,
    devices=("program", *library.DEVICES),
    load=load,
    stored=lambda file, _device: ggml.weights(file),
)
