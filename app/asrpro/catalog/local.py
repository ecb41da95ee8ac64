"""Recognises a Model that the user points at by what is in it."""

from __future__ import annotations

import contextlib
import json
import re
import struct
from typing import TYPE_CHECKING, Any

from asrpro.audio.sniff import shown
from asrpro.domain import Model
from asrpro.errors import ModelDamaged
from asrpro.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

WHISPER_WINDOW = 30.0
"""Seconds that Whisper's encoder always works on."""
MULTILINGUAL = 51865
"""Tokens of the smallest vocabulary for many languages, by which CTranslate2 tells, too; one for English has 51864."""
VOCABULARIES = ("vocabulary.json", "vocabulary.txt")
START = "<|startoftranscript|>"
"""The token that every Whisper's text begins with."""
LANGUAGE = r"<\|([a-z]{2,3})\|>"
"""The tokens that say what is spoken; those for one language have them too, and no use for them."""


def inspected(path: Path) -> Model:
    """The Model in a folder.

    Raises:
        ModelDamaged: it is none that the program can run.
    """
    with contextlib.suppress(OSError):  # a folder that may not be looked into
        if (path / "model.bin").is_file() and (path / "config.json").is_file():
            return _ctranslate2(path)
    raise ModelDamaged(
        _("{path} does not hold a model this program can run.").format(path=shown(str(path))),
        _("Give the folder of a CTranslate2 Whisper: model.bin, config.json, tokenizer.json, vocabulary.json."),
    )


def _ctranslate2(folder: Path) -> Model:
    """A CTranslate2 folder; what it holds is written at the start of its weights."""
    kind = _specification(folder / "model.bin")
    if kind != "WhisperSpec":
        raise ModelDamaged(
            _("{path} holds no Whisper model.").format(path=shown(str(folder))),
            _("model.bin says it is {kind}.").format(kind=kind) if kind else _("model.bin is damaged."),
        )
    config, vocabulary = _config(folder), _vocabulary(folder)
    multilingual = len(vocabulary) >= MULTILINGUAL
    languages = tuple(found[1] for token in vocabulary if (found := re.fullmatch(LANGUAGE, token)))
    return Model(
        id=_name(folder.resolve()),
        title=_name(folder.resolve()),
        backend="faster_whisper",
        languages=languages if multilingual else ("en",),
        tasks=("transcribe", "translate") if multilingual else ("transcribe",),
        timestamps="word" if config.get("alignment_heads") else "segment",
        window=WHISPER_WINDOW,
        detects_language=multilingual,
        takes_prompt=True,
        path=folder.resolve(),
    )


def _name(folder: Path) -> str:
    """What the folder is called; in a cache of Hugging Face, models--organisation--NAME/snapshots/commit."""
    home = folder.parent.parent.name
    if folder.parent.name == "snapshots" and home.startswith("models--"):
        return home.rpartition("--")[2] or folder.name
    return folder.name


def _config(folder: Path) -> dict[str, Any]:
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise _damaged(folder / "config.json") from error
    if not isinstance(config, dict):
        raise _damaged(folder / "config.json")
    return config


def _vocabulary(folder: Path) -> list[str]:
    """All tokens; CTranslate2 writes them as JSON, and before its version 3.17 wrote one a line."""
    file = next((file for name in VOCABULARIES if (file := folder / name).is_file()), folder / VOCABULARIES[0])
    try:
        text = file.read_text(encoding="utf-8")
        tokens = json.loads(text) if file.suffix == ".json" else text.removesuffix("\n").split("\n")
    except (OSError, ValueError, RecursionError) as error:
        raise _damaged(file) from error
    if not isinstance(tokens, list) or START not in tokens:
        raise _damaged(file)
    return tokens


def _damaged(file: Path) -> ModelDamaged:
    return ModelDamaged(_("{file} is missing or damaged.").format(file=shown(str(file))), _("Get the folder again."))


def _specification(weights: Path) -> str:
    """The name of the model family in CTranslate2's header (version, length, name); empty when it has none."""
    try:
        with weights.open("rb") as file:
            _version, length = struct.unpack("<IH", file.read(6))
            return file.read(min(length, 64)).rstrip(b"\0").decode("ascii")
    except (OSError, struct.error, UnicodeDecodeError):
        return ""
