"""ONNX folders, as onnx-asr loads them: graphs, a vocabulary, and config.json that says of what kind they are."""

from __future__ import annotations

import contextlib
import mmap
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from asrpro.audio.sniff import shown
from asrpro.backends.onnx import kinds
from asrpro.catalog.forms import whisper
from asrpro.catalog.forms.faults import cut_off, damaged, mapping, missing, text
from asrpro.domain import Model
from asrpro.errors import ModelDamaged
from asrpro.i18n import _
from asrpro.weights import onnx, tokens
from asrpro.weights.reader import CutOff

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from asrpro.backends.onnx.kinds import Kind


FURTHER: Final = re.compile(rb"\x0a\x08location\x12(.)", re.DOTALL)
"""Where a graph names a file that its numbers are in: a pair of a key and a value, each with its length."""
SCANNED: Final = 1 << 27
"""Bytes of the largest graph that is looked through: those whose numbers are elsewhere are small."""


def holds(folder: Path) -> bool:
    """Whether there are graphs in a folder, or further down where some kinds have them."""
    if any(any(folder.glob(pattern)) for pattern in ("*.onnx", "onnx/*.onnx")):
        return True
    # Where the tokens lie beside it, it is a model of sherpa-onnx's, and the folder above is none.
    return any(not (joiner.parent / "tokens.txt").is_file() for joiner in folder.glob("*/joiner*.onnx"))


def model(folder: Path) -> Model:
    """The recogniser in a folder.

    Raises:
        ModelDamaged: it holds another model, or a file is missing or damaged.
    """
    config = mapping(folder / kinds.CONFIG) if (folder / kinds.CONFIG).is_file() else {}
    kind = _kind(folder, config)
    try:
        tables, graphs = kinds.tables(folder, kind), kinds.graphs(folder, kind)
    except kinds.Missing as error:
        raise _twice(error.file) if error.several else _lacking(folder, error.file) from error
    for table in tables:
        text(table)
    spelled = _tokens(tables[0], config, kind)
    _check_graphs(list(graphs.values()))
    if kind.family == "whisper":
        return _whisper(folder, config)
    called = whisper.name(folder)
    return Model(
        called,
        called,
        "onnx",
        family=kind.family,
        tasks=("transcribe", "translate") if kind.family == "canary" else ("transcribe",),
        timestamps=kind.timestamps,
        punctuated=tokens.punctuated(spelled),
        gives_confidence=kind.timestamps == "word",
        path=folder.resolve(),
    )


def _kind(folder: Path, config: dict[str, Any]) -> Kind:
    try:
        return kinds.kind(folder, config)
    except kinds.Unknown as error:
        if not config:
            raise missing(folder / kinds.CONFIG) from error
        raise ModelDamaged(
            _("{path} holds ONNX graphs of an unknown kind.").format(path=shown(str(folder))),
            _("Its config.json must say one of: {kinds}.").format(kinds=", ".join(kind.name for kind in kinds.KINDS)),
        ) from error


def _whisper(folder: Path, config: dict[str, Any]) -> Model:
    tokens = config.get("vocab_size")
    if not isinstance(tokens, int) or tokens not in whisper.TOKENS:
        raise damaged(folder / kinds.CONFIG, _("No Whisper has the sizes that are written in it."))
    found = whisper.model(
        folder,
        "onnx",
        whisper.spoken(tokens),
        timestamps="none",
        multilingual=tokens > whisper.ENGLISH_ONLY,
        layers=whisper.layers(config),
    )
    # Nothing of this is passed on by onnx-asr.
    return replace(found, gives_confidence=False, takes_prompt=False, takes_hotwords=False)


def _lacking(folder: Path, file: Path) -> ModelDamaged:
    """A file is not there, of which only a pattern may be known."""
    pattern = str(file.relative_to(folder))
    if not set(pattern) & set("*?"):
        return missing(file)
    begin = file.name.partition("?")[0]
    beside = next(iter(sorted(folder.glob(f"{begin}?_*"))), None)  # of the same version
    name = file.name.replace("*", "").replace("?", beside.name[len(begin)] if beside else "")
    title = _("{name} is missing in {path}.")
    if file.parent != folder:
        title = _("{name} is missing in the folders of {path}.")
    return ModelDamaged(
        title.format(path=shown(str(folder)), name=name), _("The model is not whole without it. Get it again.")
    )


def _twice(file: Path) -> ModelDamaged:
    return ModelDamaged(
        _("{file} is there twice, in different spelling.").format(file=shown(str(file))), _("Remove one of both.")
    )


def _tokens(file: Path, config: dict[str, Any], kind: Kind) -> list[str]:
    """What it writes its text of; a vocabulary has a token and its number on each line, T-one's is in its settings."""
    if not kind.numbered:
        settings = config.get("decoder_params")
        vocabulary = settings.get("vocabulary") if isinstance(settings, dict) else None
        return [str(token) for token in vocabulary] if isinstance(vocabulary, list) else []
    lines = text(file).splitlines()
    if not lines or not all(re.fullmatch(r".*\s\d+", line) for line in lines):
        raise damaged(file)
    return [re.sub(r"\s\d+$", "", line) for line in lines]


def _check_graphs(formats: Sequence[Sequence[Path]]) -> None:
    """One format must be whole: whoever gets a model by parts of its repository may have a bit of others, too."""
    *others, last = formats
    for graphs in others:
        with contextlib.suppress(ModelDamaged):
            return _check_each(graphs)
    return _check_each(last)


def _check_each(graphs: Sequence[Path]) -> None:
    for graph in graphs:
        check_graph(graph)


def check_graph(file: Path) -> None:
    """Its outermost fields reach exactly to its end (protocol buffers), and files that it names are there."""
    try:
        onnx.pass_over(file)
        further = _further(file)
    except CutOff as error:
        raise cut_off(file) from error
    except (OSError, ValueError) as error:
        raise damaged(file) from error
    for name in further:
        if not (file.parent / name).is_file():
            raise missing(file.parent / name)


def _further(file: Path) -> set[str]:
    """The files beside it that its numbers are in."""
    if not 0 < file.stat().st_size <= SCANNED:
        return set()
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as content:
        places = [(found.end(), found[1][0]) for found in FURTHER.finditer(content)]
        named = {content[start : start + length] for start, length in places}
    names = {name.decode("utf-8") for name in named}
    return {name for name in names if "/" not in name and "\\" not in name and "\0" not in name}
