"""Recognises a Model that the user points at by what is in it."""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING

from asrpro.domain import Model
from asrpro.errors import ModelDamaged
from asrpro.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

WHISPER_WINDOW = 30.0
"""Seconds that Whisper's encoder always works on."""


def inspected(path: Path) -> Model:
    """The Model in a folder.

    Raises:
        ModelDamaged: it is none that the program can run.
    """
    if path.is_dir() and (path / "model.bin").is_file() and (path / "config.json").is_file():
        return _ctranslate2(path)
    raise ModelDamaged(
        _("{path} does not hold a model this program can run.").format(path=path),
        _("Give the folder of a CTranslate2 Whisper: model.bin, config.json, tokenizer.json, vocabulary.json."),
    )


def _ctranslate2(folder: Path) -> Model:
    """A CTranslate2 folder; what it holds is written at the start of its weights."""
    kind = _specification(folder / "model.bin")
    if kind != "WhisperSpec":
        raise ModelDamaged(
            _("{path} holds no Whisper model.").format(path=folder),
            _("model.bin says it is {kind}.").format(kind=kind) if kind else _("model.bin is damaged."),
        )
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        multilingual = len(config.get("lang_ids", ())) > 1
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise ModelDamaged(
            _("{file} is damaged.").format(file=folder / "config.json"), _("Get the folder again.")
        ) from error
    return Model(
        id=folder.resolve().name,
        title=folder.resolve().name,
        backend="faster_whisper",
        languages=() if multilingual else ("en",),
        tasks=("transcribe", "translate") if multilingual else ("transcribe",),
        timestamps="word",
        window=WHISPER_WINDOW,
        detects_language=multilingual,
        takes_prompt=True,
        path=folder.resolve(),
    )


def _specification(weights: Path) -> str:
    """The name of the model family in CTranslate2's header (version, length, name); empty when it has none."""
    try:
        with weights.open("rb") as file:
            _version, length = struct.unpack("<IH", file.read(6))
            return file.read(min(length, 64)).rstrip(b"\0").decode("ascii")
    except (OSError, struct.error, UnicodeDecodeError):
        return ""
