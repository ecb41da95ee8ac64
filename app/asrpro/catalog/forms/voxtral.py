"""Folders of Voxtral Realtime in its makers' own form, which voxtral.c loads: consolidated.safetensors, tekken.json."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asrpro.audio.sniff import shown
from asrpro.backends.voxtral_c.loading import TOKENS, WEIGHTS
from asrpro.catalog.forms import whisper
from asrpro.catalog.forms.faults import mapping
from asrpro.catalog.forms.tensors import safetensors
from asrpro.domain import Model
from asrpro.errors import ModelDamaged
from asrpro.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

LANGUAGES: Final = ("ar", "de", "en", "es", "fr", "hi", "it", "nl", "pt", "zh", "ja", "ko", "ru")
"""There is one Model of this form, of which nothing in its files says what it understands."""
EMBEDDINGS: Final = "mm_streams_embeddings.embedding_module.tok_embeddings.weight"
"""A tensor that no other Model has whose makers call its weights so."""


def holds(folder: Path) -> bool:
    """Whether there are weights as Mistral calls them."""
    return (folder / WEIGHTS).is_file()


def model(folder: Path) -> Model:
    """The recogniser in a folder.

    Raises:
        ModelDamaged: it holds another model, or a file is missing or damaged.
    """
    if EMBEDDINGS not in safetensors(folder / WEIGHTS):
        raise ModelDamaged(
            _("{path} holds another model of Mistral's than Voxtral Realtime.").format(path=shown(str(folder))),
            _("voxtral.c runs this one: {command}").format(
                command="asrpro models download voxtral --backend voxtral_c"
            ),
        )
    mapping(folder / TOKENS)
    called = whisper.name(folder)
    return Model(
        called,
        called,
        "voxtral_c",
        family="voxtral",
        languages=LANGUAGES,
        timestamps="none",
        detects_language=True,
        streams=True,
        path=folder.resolve(),
    )
