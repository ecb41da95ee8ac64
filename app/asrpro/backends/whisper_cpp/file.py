"""Looks at a GGML file before whisper.cpp, which crashes over a bad one, sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asrpro.errors import ModelDamaged, Unsupported
from asrpro.i18n import _
from asrpro.weights import ggml
from asrpro.weights.reader import CutOff

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.domain import Model

TITLE: Final = _("whisper.cpp")


def checked(model: Model) -> tuple[Path, ggml.Sizes]:
    """The Model's file and what it says of itself; raises ModelDamaged, or Unsupported where its name is no text."""
    file = model.path
    if file is None or not file.is_file():
        raise ModelDamaged(
            _("There is no model file {file}.").format(file=file), _("Was it moved, or is its disk away?")
        )
    try:
        str(file).encode()
    except UnicodeEncodeError as error:
        raise Unsupported(
            _("{backend} cannot open {file}: its name is not valid text.").format(backend=TITLE, file=file),
            _("Rename it."),
        ) from error
    try:
        return file, ggml.checked(file)
    except CutOff as error:
        raise damaged(file, _("It ends too early: the download or the copy was cut off.")) from error
    except ggml.Flawed as error:
        raise damaged(file, str(error)) from error
    except OSError as error:
        raise damaged(file, "") from error


def damaged(file: Path, reason: str) -> ModelDamaged:
    """What is said of a file that will not do, and why."""
    again = _("Get the model again.")
    return ModelDamaged(_("{file} is missing or damaged.").format(file=file), f"{reason} {again}".strip())
