"""Core ML folders: a CTranslate2 Whisper with an encoder beside it, as models/convert/coreml.py makes it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from asrpro.backends.coreml import loading
from asrpro.catalog.forms import ctranslate2
from asrpro.catalog.forms.faults import cut_off, missing

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.domain import Model

ENCODERS = frozenset((loading.PACKAGE, loading.COMPILED))
"""What no other folder holds."""


def model(folder: Path) -> Model:
    """The Whisper in a folder.

    Raises:
        ModelDamaged: it holds another model, or a file is missing or damaged.
    """
    found = ctranslate2.model(folder)
    encoder = loading.COMPILED if (folder / loading.COMPILED).is_dir() else loading.PACKAGE
    for part in loading.PARTS[encoder]:
        file = folder / encoder / part
        if not file.is_file():
            raise missing(file)
        if not file.stat().st_size:
            raise cut_off(file)
    return replace(found, backend="coreml", takes_hotwords=False)
