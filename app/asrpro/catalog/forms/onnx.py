"""ONNX folders, as onnx-asr loads them: graphs, a vocabulary, and config.json that says of what kind they are."""

from __future__ import annotations

import mmap
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from asrpro.audio.sniff import shown
from asrpro.catalog.forms import whisper
from asrpro.catalog.forms.faults import cut_off, damaged, mapping, missing, text
from asrpro.catalog.forms.reader import CutOff, Reader
from asrpro.domain import Model
from asrpro.errors import ModelDamaged
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from asrpro.domain.model import Timestamps


@dataclass(frozen=True, slots=True)
class _Kind:
    """Which files a kind of model needs, and what it can do."""

    graphs: tuple[str, ...]
    """Without what stands for their number format, as in .int8, and without .onnx."""
    tables: tuple[str, ...]
    timestamps: Timestamps
    family: str


KINDS: Final = {
    "nemo-conformer-ctc": _Kind(("model",), ("vocab.txt",), "word", "parakeet"),
    "nemo-conformer-rnnt": _Kind(("encoder-model", "decoder_joint-model"), ("vocab.txt",), "word", "parakeet"),
    "nemo-conformer-tdt": _Kind(("encoder-model", "decoder_joint-model"), ("vocab.txt",), "word", "parakeet"),
    "nemo-conformer-aed": _Kind(("encoder-model", "decoder-model"), ("vocab.txt",), "none", "canary"),
    "whisper": _Kind(("encoder_model", "decoder_model_merged"), ("vocab.json", "added_tokens.json"), "none", "whisper"),
}
"""By the model_type of config.json; of Whisper onnx-asr gives no times."""
FORMAT: Final = r"(?:[._-]\w+)?\.onnx"
"""What follows the name of a graph."""
FURTHER: Final = re.compile(rb"\x0a\x08location\x12(.)", re.DOTALL)
"""Where a graph names a file that its numbers are in: a pair of a key and a value, each with its length."""
MORE: Final = 0x80
"""Set in each byte of a number but the last."""
SCANNED: Final = 1 << 27
"""Bytes of the largest graph that is looked through: those whose numbers are elsewhere are small."""


def holds(folder: Path) -> bool:
    """Whether there are graphs in a folder, or in its folder "onnx"."""
    return any(True for _file in (*folder.glob("*.onnx"), *folder.glob("onnx/*.onnx")))


def model(folder: Path) -> Model:
    """The recogniser in a folder.

    Raises:
        ModelDamaged: it holds another model, or a file is missing or damaged.
    """
    name = mapping(folder / "config.json").get("model_type")
    kind = KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise ModelDamaged(
            _("{path} holds ONNX graphs of an unknown kind.").format(path=shown(str(folder))),
            _("Its config.json must say one of: {kinds}.").format(kinds=", ".join(KINDS)),
        )
    for table in kind.tables:
        text(folder / table)
    if kind.family != "whisper":
        _check_tokens(folder / kind.tables[0])
    for graph in _graphs(folder, kind.graphs):
        _check_graph(graph)
    if kind.family == "whisper":
        return _whisper(folder)
    whole = folder.resolve()
    called = whisper.name(whole)
    return Model(called, called, "onnx", family=kind.family, timestamps=kind.timestamps, path=whole)


def _whisper(folder: Path) -> Model:
    tokens = mapping(folder / "config.json").get("vocab_size")
    if not isinstance(tokens, int) or tokens not in whisper.TOKENS:
        raise damaged(folder / "config.json", _("No Whisper has the sizes that are written in it."))
    found = whisper.model(
        folder,
        "onnx",
        whisper.spoken(tokens),
        timestamps="none",
        multilingual=tokens > whisper.ENGLISH_ONLY,
    )
    # onnx-asr has it write down what is said, and passes nothing else on.
    return replace(found, tasks=("transcribe",), gives_confidence=False, takes_prompt=False, takes_hotwords=False)


def _graphs(folder: Path, names: Sequence[str]) -> list[Path]:
    """The graphs of one number format; the first one that is whole, or else what is missing is told."""
    found = {name: _formats(folder, name) for name in names}
    first, *others = names
    for ending, graph in sorted(found[first].items()):
        if all(ending in found[other] for other in others):
            return [graph, *(found[other][ending] for other in others)]
    lacking = next((name for name in names if not found[name]), names[-1])
    ending = next((ending for name in names for ending in sorted(found[name])), ".onnx")
    raise missing(folder / f"{lacking}{ending}")


def _formats(folder: Path, name: str) -> dict[str, Path]:
    """The files of a graph, by what follows its name; exports of Whisper have them in a folder of their own."""
    files = (*folder.glob(f"{name}*.onnx"), *folder.glob(f"onnx/{name}*.onnx"))
    return {
        file.name.removeprefix(name): file
        for file in files
        if re.fullmatch(FORMAT, file.name.removeprefix(name)) and file.is_file()
    }


def _check_tokens(file: Path) -> None:
    """A vocabulary has a token and its number on each line."""
    lines = text(file).splitlines()
    if not lines or not all(re.fullmatch(r".*\s\d+", line) for line in lines):
        raise damaged(file)


def _check_graph(file: Path) -> None:
    """Its outermost fields reach exactly to its end (protocol buffers), and files that it names are there."""
    try:
        with Reader(file) as reader:
            _pass_field(reader)
            while reader.left:
                _pass_field(reader)
        further = _further(file)
    except CutOff as error:
        raise cut_off(file) from error
    except (OSError, ValueError) as error:
        raise damaged(file) from error
    for name in further:
        if not (file.parent / name).is_file():
            raise missing(file.parent / name)


def _pass_field(reader: Reader) -> None:
    """Pass over one field: a key, and by its kind a number, some bytes, or a length and as many bytes."""
    kind = _number(reader) & 7
    match kind:
        case 0:
            _number(reader)
        case 1:
            reader.skip(8)
        case 2:
            reader.skip(_number(reader))
        case 5:
            reader.skip(4)
        case _:
            raise ValueError(kind)


def _number(reader: Reader) -> int:
    """A number of seven bits a byte, the lowest first."""
    value = 0
    for shift in range(0, 70, 7):
        (byte,) = reader.take(1)
        value |= (byte & ~MORE) << shift
        if not byte & MORE:
            return value
    raise ValueError("endless")


def _further(file: Path) -> set[str]:
    """The files beside it that its numbers are in."""
    if not 0 < file.stat().st_size <= SCANNED:
        return set()
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as content:
        places = [(found.end(), found[1][0]) for found in FURTHER.finditer(content)]
        named = {content[start : start + length] for start, length in places}
    names = {name.decode("utf-8") for name in named}
    return {name for name in names if "/" not in name and "\\" not in name and "\0" not in name}
