"""Looks at a GGML file before whisper.cpp, which crashes over a bad one, sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asrpro.errors import ModelDamaged, Unsupported
from asrpro.i18n import _
from asrpro.weights import ggml
from asrpro.weights.reader import CutOff

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from asrpro.domain import Model, Options

TITLE: Final = _("whisper.cpp")


def check(options: Options, sizes: ggml.Sizes, knows: Callable[[str], bool]) -> None:
    """Raise Unsupported where a Model of these sizes lacks the language, the task or the times of words."""
    if options.language and not knows(options.language):
        raise Unsupported(
            _("This model does not understand {language}.").format(language=options.language),
            _("Let it find the language, or pick another model."),
        )
    if options.task == "translate" and not sizes.multilingual:
        raise Unsupported(_("This model cannot translate."), _("Pick a multilingual Whisper model."))
    if options.words and not sizes.timed:
        raise Unsupported(
            _("This model does not tell the times of words."), _("Ask for the times of segments, or pick another.")
        )


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
