"""Folders of Moonshine's own library: graphs in the form of ONNX Runtime, and tokenizer.bin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.backends.moonshine import folder as folders
from asrpro.catalog.forms import whisper
from asrpro.catalog.forms.faults import damaged
from asrpro.domain import Model

if TYPE_CHECKING:
    from pathlib import Path


def holds(folder: Path) -> bool:
    """Whether there is a file that only a Moonshine has."""
    return (folder / folders.CONFIG).is_file() or (folder / folders.WHOLE[0]).is_file()


def model(folder: Path) -> Model:
    """The recogniser in a folder.

    Raises:
        ModelDamaged: a file is missing or damaged.
    """
    try:
        found = folders.looked_into(folder)
    except folders.Flawed as error:
        raise damaged(error.file, str(error)) from error
    called = whisper.name(folder)
    return Model(
        called, called, "moonshine", family="moonshine", timestamps="none", streams=found.streams, path=folder.resolve()
    )
