"""Folders of Hugging Face's form, as transformers loads them: config.json and safetensors."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from asrpro.backends.transformers.kinds import CONFIG, KINDS, WEIGHTS
from asrpro.catalog.forms import whisper
from asrpro.catalog.forms.faults import damaged, mapping, missing
from asrpro.catalog.forms.tensors import safetensors
from asrpro.domain import Model
from asrpro.weights import tokens

if TYPE_CHECKING:
    from pathlib import Path

TOKENIZER: Final = "tokenizer.json"


def holds(folder: Path) -> bool:
    """Whether there are weights in it without a line of code, of a recogniser that is known."""
    if not any((folder / name).is_file() for name in WEIGHTS) or not (folder / CONFIG).is_file():
        return False
    name = mapping(folder / CONFIG).get("model_type")
    return isinstance(name, str) and name in KINDS


def model(folder: Path) -> Model:
    """The recogniser in a folder.

    Raises:
        ModelDamaged: a file is missing, cut off or damaged.
    """
    config = mapping(folder / CONFIG)
    for weights in _weights(folder):
        safetensors(weights)
    kind = KINDS[config["model_type"]]
    if config["model_type"] == "whisper":
        return _whisper(folder, config)
    name = whisper.name(folder)
    return Model(
        id=name,
        title=name,
        backend="transformers",
        family=kind.family,
        languages=kind.languages,
        tasks=("transcribe", "translate") if kind.translates else ("transcribe",),
        timestamps=kind.timestamps,
        punctuated=tokens.punctuated(_tokens(folder) if kind.family == "parakeet" else ()),
        detects_language=kind.many_languages,
        gives_confidence=kind.gives_confidence,
        takes_prompt=kind.takes_prompt,
        streams=kind.streams,
        path=folder.resolve(),
    )


def _weights(folder: Path) -> list[Path]:
    """The files that the tensors are in."""
    if (folder / WEIGHTS[0]).is_file():
        return [folder / WEIGHTS[0]]
    index = folder / WEIGHTS[1]
    named = mapping(index).get("weight_map")
    if not isinstance(named, dict) or not named:
        raise damaged(index)
    files = [folder / str(name) for name in sorted(set(map(str, named.values())))]
    if any(file.parent != folder for file in files):
        raise damaged(index)
    for file in files:
        if not file.is_file():
            raise missing(file)
    return files


def _tokens(folder: Path) -> list[str]:
    """What a Parakeet writes its text of, some of which know small letters alone; none where no list of them is."""
    model = mapping(folder / TOKENIZER).get("model") if (folder / TOKENIZER).is_file() else None
    vocabulary = model.get("vocab") if isinstance(model, dict) else None
    if isinstance(vocabulary, dict):
        return [*map(str, vocabulary)]
    pairs = vocabulary if isinstance(vocabulary, list) else []
    return [str(pair[0]) for pair in pairs if isinstance(pair, list) and pair]


def _whisper(folder: Path, config: dict[str, Any]) -> Model:
    """What a Whisper can do depends on its vocabulary, and on whether somebody looked which heads attend to what."""
    tokens = config.get("vocab_size")
    if not isinstance(tokens, int) or tokens not in whisper.TOKENS:
        raise damaged(folder / CONFIG)
    told = folder / "generation_config.json"
    settings = mapping(told) if told.is_file() else {}
    found = whisper.model(
        folder,
        "transformers",
        whisper.spoken(tokens),
        timestamps="word" if settings.get("alignment_heads") else "segment",
        multilingual=tokens > whisper.ENGLISH_ONLY,
        layers=whisper.layers(config),
    )
    return replace(found, takes_hotwords=False)
