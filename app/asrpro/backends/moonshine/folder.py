"""What lies in a folder for moonshine-voice, and whether it is whole."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from asrpro.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

TOKENS: Final = "tokenizer.bin"
CONFIG: Final = "streaming_config.json"
WHOLE: Final = ("encoder_model.ort", "decoder_model_merged.ort")
"""Graphs of one that hears recordings."""
STREAMING: Final = ("encoder.ort", "adapter.ort", "cross_kv.ort", "decoder_kv.ort")
"""Graphs of one that hears a stream; beside them either of these:"""
FRONTENDS: Final = (("frontend.ort",), ("frontend.model.ort", "frontend.weights.ort"))
SIZES: Final = (
    "encoder_dim", "decoder_dim", "depth", "nheads", "head_dim", "vocab_size", "bos_id", "eos_id", "d_model_frontend",
    "c1", "c2",
)  # fmt: skip
"""What the library reads out of CONFIG, and takes for 0 where it is not there."""
LARGEST: Final = 1 << 20
"""What no size reaches."""
MORE: Final = 128
"""From which length on a second byte says how much longer a token is."""
MARK: Final = b"ORTM"
"""What the fifth to eighth byte of a graph in ONNX Runtime's own form are."""


class Flawed(ValueError):
    """A file is missing, or not what the library needs; the reason is a sentence."""

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(reason)
        self.file = file


@dataclass(frozen=True, slots=True)
class Found:
    """A Moonshine that is whole."""

    folder: Path
    """Where its files are: in the folder that was given, or below."""
    streams: bool


def looked_into(folder: Path) -> Found:
    """The Moonshine in a folder, or in the first one below that holds one.

    Raises:
        Flawed: something of it is not there, or not as it must be.
    """
    place = min({file.parent for name in (CONFIG, WHOLE[0]) for file in folder.rglob(name)}, default=folder)
    streams = (place / CONFIG).is_file()
    frontends = [names for names in FRONTENDS if (place / names[0]).is_file()]
    for name in (*STREAMING, *(frontends or FRONTENDS)[0]) if streams else WHOLE:
        _check_graph(place / name)
    count = _tokens(place / TOKENS)
    if streams and count < _sizes(place / CONFIG)["vocab_size"]:
        raise Flawed(place / TOKENS, _("Tokens are missing in it."))
    return Found(place, streams)


def _check_graph(file: Path) -> None:
    try:
        with file.open("rb") as opened:
            begun = opened.read(8)
    except OSError as error:
        raise Flawed(file, _("The model is not whole without it.")) from error
    if begun[4:] != MARK:
        raise Flawed(file, _("It is no graph in the form of ONNX Runtime."))


def _tokens(file: Path) -> int:
    """How many tokens a table has: before each stands its length, in one byte or from 128 on in two."""
    try:
        held = file.read_bytes()
    except OSError as error:
        raise Flawed(file, _("The model is not whole without it.")) from error
    at = count = 0
    while at < len(held):
        length, width = held[at], 1
        if length >= MORE:
            length, width = length - MORE + MORE * held[at + 1] if at + 1 < len(held) else len(held), 2
        at += width + length
        count += 1
    if at != len(held) or not count:
        raise Flawed(file, _("It ends too early: the download or the copy was cut off."))
    return count


def _sizes(file: Path) -> dict[str, int]:
    try:
        held = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise Flawed(file, _("It is no JSON object.")) from error
    wrong = [name for name in SIZES if not isinstance(held, dict) or not _is_size(held.get(name))]
    if wrong:
        raise Flawed(file, _("What it says of {name} makes no sense.").format(name=wrong[0]))
    return {name: held[name] for name in SIZES}


def _is_size(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < LARGEST
