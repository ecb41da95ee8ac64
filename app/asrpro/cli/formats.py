"""The formats that one call of `transcribe` asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.errors import UsageError
from asrpro.i18n import _
from asrpro.transcription.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterable


def named_formats(texts: Iterable[str]) -> tuple[str, ...]:
    """The formats that were named, with commas or apart, each once. Raises UsageError."""
    named = (name.strip().lower().removeprefix(".") for text in texts for name in text.split(","))
    names = tuple(dict.fromkeys(name for name in named if name))
    unknown = [name for name in names if name not in FORMATS]
    if unknown or not names:
        raise UsageError(
            _("There is no format {name}.").format(name=", ".join(unknown) or '""'),
            _("Choose from {names}; several with commas between.").format(names=", ".join(FORMATS)),
        )
    return names
