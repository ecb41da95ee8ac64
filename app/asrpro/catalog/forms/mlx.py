"""MLX folders: config.json with the sizes of a Whisper, weights.safetensors or weights.npz."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from asrpro.audio.sniff import shown
from asrpro.catalog.forms import whisper
from asrpro.catalog.forms.faults import damaged, mapping
from asrpro.catalog.forms.tensors import npz, safetensors
from asrpro.errors import ModelDamaged
from asrpro.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.domain import Model

WEIGHTS: Final = ("weights.safetensors", "weights.npz")
"""In the order in which mlx-whisper looks for them."""
OTHERS: Final = ("model.safetensors", "model.safetensors.index.json")
"""What others call such weights, as Hugging Face does."""
SIZES: Final = (
    "n_mels", "n_audio_ctx", "n_audio_state", "n_audio_head", "n_audio_layer",
    "n_vocab", "n_text_ctx", "n_text_state", "n_text_head", "n_text_layer",
)  # fmt: skip
"""What mlx-whisper makes the network of."""
STATE: Final = "n_audio_state"
"""The one that no other form's settings have."""
NEEDED: Final = frozenset(("encoder.conv1.weight", "decoder.token_embedding.weight", "decoder.positional_embedding"))
"""Tensors that every Whisper has."""


def holds(folder: Path) -> bool:
    """Whether there are weights as mlx-whisper calls them, or others beside sizes as MLX calls them."""
    if any((folder / name).exists() for name in WEIGHTS):
        return True
    others = any((folder / name).is_file() for name in OTHERS) and (folder / "config.json").is_file()
    return others and STATE in mapping(folder / "config.json")


def _misnamed(folder: Path) -> ModelDamaged:
    """What is said of a folder whose sizes are MLX's, and whose weights mlx-whisper does not look for."""
    named = folder / OTHERS[0]
    if named.is_file() and safetensors(named) >= NEEDED:
        return ModelDamaged(
            _("{path} holds a Whisper of MLX's whose weights have another name than mlx-whisper looks for.").format(
                path=shown(str(folder))
            ),
            _("Give {old} the name {new}: nothing else is missing.").format(old=OTHERS[0], new=WEIGHTS[0]),
        )
    return ModelDamaged(
        _("{path} holds the config.json of a Whisper of MLX's, and weights that mlx-whisper does not load.").format(
            path=shown(str(folder))
        ),
        _("It needs {names}, as the repositories of mlx-community have: {command}").format(
            names=_(" or ").join(WEIGHTS),
            command="asrpro models download whisper-small --backend mlx_whisper",
        ),
    )


def model(folder: Path) -> Model:
    """The Whisper in a folder.

    Raises:
        ModelDamaged: it holds another model, or a file is missing or damaged.
    """
    file = folder / "config.json"
    config = mapping(file)
    if STATE not in config:
        raise ModelDamaged(
            _("{path} holds no Whisper model.").format(path=shown(str(folder))),
            _("Its config.json is that of another kind of model."),
        )
    sizes = [config.get(name) for name in SIZES]
    if not all(_is_size(size) for size in sizes) or config["n_vocab"] not in whisper.TOKENS:
        raise damaged(file, _("No Whisper has the sizes that are written in it."))
    weights = next((file for name in WEIGHTS if (file := folder / name).exists()), None)
    if weights is None:
        raise _misnamed(folder)
    names = safetensors(weights) if weights.suffix == ".safetensors" else npz(weights)
    if not names >= NEEDED:
        raise damaged(weights, _("It does not hold the tensors of a Whisper."))
    found = whisper.model(
        folder,
        "mlx_whisper",
        whisper.spoken(config["n_vocab"]),
        timestamps="word",
        multilingual=config["n_vocab"] > whisper.ENGLISH_ONLY,
        layers=(config["n_audio_layer"], config["n_text_layer"]),
    )
    return replace(found, takes_hotwords=False)


def _is_size(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= 1 << 20
