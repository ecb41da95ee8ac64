"""CTranslate2 folders: model.bin, config.json, tokenizer.json, vocabulary.json."""

from __future__ import annotations

import json
import math
import re
import struct
from typing import TYPE_CHECKING

from asrpro.audio.sniff import shown
from asrpro.catalog.forms import whisper
from asrpro.catalog.forms.faults import cut_off, damaged, mapping, missing, text
from asrpro.errors import ModelDamaged
from asrpro.i18n import _
from asrpro.weights.reader import CutOff, Reader

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.domain import Model

TOKENIZER = "tokenizer.json"
VOCABULARIES = ("vocabulary.json", "vocabulary.txt")
LAYOUT = 6
"""The version of model.bin whose tensors are looked at (ModelSpec in ctranslate2/specs/model_spec.py)."""
WHISPER = "WhisperSpec"
"""What model.bin says it is."""
MOST = 8
"""Dimensions that a tensor may have; those of a Whisper have three."""
LONGEST = 1000
"""Bytes of the longest name of a tensor; those of a Whisper have a tenth of it."""
SIZES = (4, 1, 2, 4, 2, 2)
"""Bytes of a number of each type that its tensors may have, in the order of the types' numbers."""
START = "<|startoftranscript|>"
"""The token that every Whisper's text begins with."""
PARTS = ("encoder", "decoder")
LANGUAGE = r"<\|([a-z]{2,3})\|>"
"""The tokens that say what is spoken; those for one language have them too, and no use for them."""


def holds(folder: Path) -> bool:
    """Whether a folder is meant to be one, though a file beside its weights may be missing."""
    weights = folder / "model.bin"
    return weights.is_file() and ((folder / "config.json").exists() or _specification(weights) == WHISPER)


def model(folder: Path) -> Model:
    """The Whisper in a folder; what it holds is written at the start of its weights.

    Raises:
        ModelDamaged: it holds another model, or a file is missing or damaged.
    """
    kind = _specification(folder / "model.bin")
    if kind != WHISPER:
        raise ModelDamaged(
            _("{path} holds no Whisper model.").format(path=shown(str(folder))),
            _("model.bin says it is {kind}.").format(kind=kind)
            if kind
            else _("model.bin is damaged. Get the model again."),
        )
    layers = _layers(_tensors(folder / "model.bin"))
    config, vocabulary = mapping(folder / "config.json"), _vocabulary(folder)
    if not (folder / TOKENIZER).is_file():
        # Which faster-whisper would go and fetch.
        raise missing(
            folder / TOKENIZER,
            _("CTranslate2's converter leaves it out unless it is told: {option}").format(
                option="--copy_files tokenizer.json preprocessor_config.json"
            ),
        )
    if not isinstance(mapping(folder / TOKENIZER).get("model"), dict):
        raise damaged(folder / TOKENIZER, _("It holds no tokenizer."))
    multilingual = len(vocabulary) > whisper.ENGLISH_ONLY
    if multilingual and not config.get("lang_ids"):
        raise damaged(folder / "config.json", _("It names no languages."))
    languages = tuple(found[1] for token in vocabulary if (found := re.fullmatch(LANGUAGE, token)))
    return whisper.model(
        folder,
        "faster_whisper",
        languages,
        timestamps="word" if config.get("alignment_heads") else "segment",
        multilingual=multilingual,
        layers=layers,
    )


def _vocabulary(folder: Path) -> list[str]:
    """All tokens; CTranslate2 writes them as JSON, and before its version 3.17 wrote one a line."""
    file = next((file for name in VOCABULARIES if (file := folder / name).is_file()), folder / VOCABULARIES[0])
    plain = text(file)
    try:
        tokens = json.loads(plain) if file.suffix == ".json" else plain.removesuffix("\n").split("\n")
    except (ValueError, RecursionError) as error:
        raise damaged(file) from error
    if not isinstance(tokens, list) or START not in tokens or not all(isinstance(token, str) for token in tokens):
        raise damaged(file)
    return tokens


def _layers(names: set[str]) -> tuple[int, int] | None:
    """How many encoder and decoder have, by the names of tensors; None where these have none."""
    counts = [len({found[1] for name in names if (found := re.match(rf"{part}/layer_(\d+)/", name))}) for part in PARTS]
    return (counts[0], counts[1]) if all(counts) else None


def _tensors(weights: Path) -> set[str]:
    """The names of its tensors, which with their other names reach no further than its end; none of another layout.

    Raises:
        ModelDamaged: it ends before that, or what stands in the place of a name or a size cannot be one.
    """
    found: set[str] = set()
    try:
        with Reader(weights) as reader:
            (version,) = reader.numbers("<I")
            if version != LAYOUT:
                return found
            _name(reader)
            _revision, count = reader.numbers("<2I")
            for _number in range(count):
                found.add(_tensor(reader))
            (aliases,) = reader.numbers("<I")
            for _number in range(2 * aliases):
                _name(reader)
    except _Nonsense as error:
        raise damaged(weights, _("Some of it was overwritten.")) from error
    except CutOff as error:
        raise cut_off(weights) from error
    except OSError as error:
        raise damaged(weights) from error
    return found


class _Nonsense(Exception):
    """What stands there cannot be what is to stand there."""


def _tensor(reader: Reader) -> str:
    """The name of the tensor that comes next, which is passed over."""
    name = _name(reader)
    (dimensions,) = reader.numbers("<B")
    if dimensions > MOST:
        raise _Nonsense
    shape = reader.numbers(f"<{dimensions}I")
    kind, size = reader.numbers("<BI")
    if kind < len(SIZES) and size != math.prod(shape) * SIZES[kind]:
        raise _Nonsense
    reader.skip(size)
    return name


def _name(reader: Reader) -> str:
    """The name that comes next, which ends with a zero."""
    (length,) = reader.numbers("<H")
    if length > LONGEST:
        raise _Nonsense
    name = reader.take(length)
    try:
        text = name.removesuffix(b"\0").decode("utf-8")
    except UnicodeDecodeError as error:
        raise _Nonsense from error
    if not name.endswith(b"\0") or not text.isprintable():
        raise _Nonsense
    return text


def _specification(weights: Path) -> str:
    """The name of the model family in CTranslate2's header (version, length, name); empty when it has none."""
    try:
        with weights.open("rb") as file:
            _version, length = struct.unpack("<IH", file.read(6))
            return file.read(min(length, 64)).rstrip(b"\0").decode("ascii")
    except (OSError, struct.error, UnicodeDecodeError):
        return ""
