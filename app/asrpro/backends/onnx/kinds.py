"""Which of onnx-asr's types of recognisers lies in a folder, and in which number formats."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from asrpro.domain.model import Timestamps


@dataclass(frozen=True, slots=True)
class Kind:
    """Which files a type of recogniser is made of, and what it can do."""

    name: str
    """As onnx-asr calls it."""
    family: str
    graphs: tuple[str, ...]
    """Patterns of their paths, without what stands for the number format, as in .int8, and without .onnx."""
    tables: tuple[str, ...]
    """Patterns of the other files' paths; the first one holds the vocabulary."""
    timestamps: Timestamps = "word"
    longest: float = 30.0
    """Seconds of audio it can hear at once: what it was trained on, and what its memory grows with the square of."""
    called: tuple[str, ...] = ()
    """Further names in config.json."""
    plain: bool = True
    """Whether its files' names tell it from all others."""

    @property
    def numbered(self) -> bool:
        """Whether the vocabulary has a token and its number on each line."""
        return self.tables[0].endswith(".txt")


CONFIG: Final = "config.json"
_NEMO: Final = ("vocab.txt", CONFIG)
_WHISPER: Final = ("vocab.json", "added_tokens.json", CONFIG)
_TRANSDUCER: Final = ("encoder-model", "decoder_joint-model")
_GIGAAM: Final = 24.0
"""Seconds: its makers' own code refuses more than 25."""

KINDS: Final = (
    Kind("whisper", "whisper", ("**/encoder_model", "**/decoder_model_merged"), _WHISPER, "none"),
    Kind("whisper-ort", "whisper", ("whisper-*_beamsearch",), _WHISPER, "none"),
    Kind("nemo-conformer-tdt", "parakeet", _TRANSDUCER, _NEMO, plain=False),
    Kind("nemo-conformer-rnnt", "parakeet", _TRANSDUCER, _NEMO, plain=False),
    Kind("nemo-conformer-ctc", "parakeet", ("model",), _NEMO),
    Kind("nemo-conformer-aed", "canary", ("encoder-model", "decoder-model"), _NEMO, "none"),
    Kind(
        "gigaam-v3-e2e-rnnt", "gigaam", ("v3_e2e_rnnt_encoder", "v3_e2e_rnnt_decoder", "v3_e2e_rnnt_joint"),
        ("v3_e2e_rnnt_vocab.txt", CONFIG), longest=_GIGAAM,
    ),
    Kind("gigaam-v3-e2e-ctc", "gigaam", ("v3_e2e_ctc",), ("v3_e2e_ctc_vocab.txt", CONFIG), longest=_GIGAAM),
    Kind(
        "gigaam-v2-rnnt", "gigaam", ("v?_rnnt_encoder", "v?_rnnt_decoder", "v?_rnnt_joint"), ("v?_vocab.txt", CONFIG),
        longest=_GIGAAM, called=("gigaam-v3-rnnt",),
    ),
    Kind(
        "gigaam-v2-ctc", "gigaam", ("v?_ctc",), ("v?_vocab.txt", CONFIG), longest=_GIGAAM, called=("gigaam-v3-ctc",)
    ),
    Kind(
        "gigaam-multilingual-ctc", "gigaam", ("multilingual*_ctc",), ("multilingual_vocab.txt", CONFIG),
        longest=_GIGAAM, called=("gigaam-multilingual-large-ctc",),
    ),
    Kind("kaldi-rnnt", "vosk", ("*/encoder", "*/decoder", "*/joiner"), ("*/tokens.txt",), called=("vosk",)),
    Kind("t-one-ctc", "t-one", ("model",), (CONFIG,), plain=False),
)  # fmt: skip
"""Where the files of several lie together, the first one counts: those with capitals and full stops before others."""
FORMAT: Final = r"(?:[._-](\w+))?\.onnx"
"""What follows the name of a graph; the number format is in it."""


class Unknown(LookupError):
    """Nothing tells what the graphs in a folder are."""


class Missing(LookupError):
    """A file that a recogniser needs is not there, or there are several where it takes one."""

    def __init__(self, file: Path, *, several: bool = False) -> None:
        super().__init__(str(file))
        self.file = file
        self.several = several


def kind(folder: Path, config: Mapping[str, Any]) -> Kind:
    """The kind of recogniser in a folder, by what its config.json says and the files it has.

    Raises:
        Unknown: it is none of them.
    """
    named = config.get("model_type")
    said = next((one for one in KINDS if named == one.name or named in one.called), None)
    if said and any(_files(folder, graph) for graph in said.graphs):
        return said
    if "decoder_params" in config and "pad_token_id" in config and _files(folder, "model"):
        return next(one for one in KINDS if one.name == "t-one-ctc")
    for one in KINDS:
        if one.plain and any(folder.glob(one.tables[0])) and all(_files(folder, graph) for graph in one.graphs):
            return one
    for one in KINDS:
        if one is said or (CONFIG not in one.tables and any(_files(folder, graph) for graph in one.graphs)):
            return one  # of which something is missing
    raise Unknown


def tables(folder: Path, kind: Kind) -> list[Path]:
    """The files beside the graphs.

    Raises:
        Missing: one is not there.
    """
    return [_one(folder, pattern, [path for path in folder.glob(pattern) if path.is_file()]) for pattern in kind.tables]


def graphs(folder: Path, kind: Kind) -> dict[str, tuple[Path, ...]]:
    """The graphs by their number format, which is empty for that of 32 bits; only formats that are whole.

    Raises:
        Missing: none is whole.
    """
    found = [_files(folder, pattern) for pattern in kind.graphs]
    whole = {
        form: tuple(_one(folder, pattern, graph[form]) for pattern, graph in zip(kind.graphs, found, strict=True))
        for form in sorted(found[0])
        if all(form in graph for graph in found)
    }
    if not whole:
        at = next((number for number, graph in enumerate(found) if not graph), -1)
        form = next((form for graph in found for form in sorted(graph)), "")
        name = kind.graphs[at].removeprefix("**/")
        raise Missing(folder / f"{name}{'.' * bool(form)}{form}.onnx")
    return whole


def _files(folder: Path, pattern: str) -> dict[str, list[Path]]:
    """The files of a graph by their number format."""
    name = re.escape(pattern.rpartition("/")[2]).replace(r"\*", ".*").replace(r"\?", ".")
    wanted = re.compile(name + FORMAT)
    found: dict[str, list[Path]] = {}
    for file in sorted(folder.glob(f"{pattern}*.onnx")):
        if (matched := wanted.fullmatch(file.name)) and file.is_file():
            found.setdefault(matched[1] or "", []).append(file)
    return found


def _one(folder: Path, pattern: str, found: list[Path]) -> Path:
    if len(found) != 1:
        raise Missing(found[1] if found else folder / pattern, several=bool(found))
    return found[0]
