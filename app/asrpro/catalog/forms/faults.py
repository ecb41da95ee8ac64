"""What is said of a Model's files that are not as they should be."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from asrpro.audio.sniff import shown
from asrpro.errors import ModelDamaged
from asrpro.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

LARGEST = 1 << 26
"""Bytes of the largest file that is read whole: tables of words have a hundredth of it."""


def damaged(file: Path, reason: str = "") -> ModelDamaged:
    """The file is missing or damaged; the reason is a sentence."""
    sentence = _("{file} is missing or damaged.").format(file=shown(str(file)))
    return ModelDamaged(sentence, f"{reason} {_('Get the model again.')}".strip())


def missing(file: Path, why: str = "") -> ModelDamaged:
    """The file is not there; where it is known why, a sentence says that, and what helps."""
    return ModelDamaged(
        _("{file} is missing.").format(file=shown(str(file))),
        why or _("The model is not whole without it. Get it again."),
    )


def cut_off(file: Path) -> ModelDamaged:
    """The file ends before what it says is in it."""
    return damaged(file, _("It ends too early: the download or the copy was cut off."))


def text(file: Path) -> str:
    """A file's text.

    Raises:
        ModelDamaged: it cannot be read, or is no text.
    """
    if not file.is_file():
        raise missing(file)
    try:
        if file.stat().st_size > LARGEST:
            raise damaged(file)
        return file.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise damaged(file) from error


def mapping(file: Path) -> dict[str, Any]:
    """A file's JSON object.

    Raises:
        ModelDamaged: it cannot be read, or is none.
    """
    try:
        found = json.loads(text(file))
    except (ValueError, RecursionError) as error:
        raise error if isinstance(error, ModelDamaged) else damaged(file) from error
    if not isinstance(found, dict):
        raise damaged(file)
    return found
