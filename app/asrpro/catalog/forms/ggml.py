"""GGML files, as whisper.cpp loads them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from asrpro.catalog.forms import whisper
from asrpro.catalog.forms.faults import cut_off, damaged
from asrpro.weights import ggml
from asrpro.weights.reader import CutOff

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.domain import Model


def is_one(file: Path) -> bool:
    """Whether it begins as one."""
    with file.open("rb") as opened:
        return opened.read(4) == ggml.MAGIC


def model(file: Path) -> Model:
    """The Whisper in a file.

    Raises:
        ModelDamaged: it holds another model, is cut off, or holds what whisper.cpp would crash over.
    """
    try:
        sizes = ggml.checked(file)
    except CutOff as error:
        raise cut_off(file) from error
    except ggml.Flawed as error:
        raise damaged(file, str(error)) from error
    except OSError as error:
        raise damaged(file) from error
    found = whisper.model(
        file,
        "whisper_cpp",
        whisper.spoken(sizes.tokens),
        timestamps="word" if sizes.timed else "none",
        multilingual=sizes.multilingual,
        layers=(sizes.audio_layers, sizes.text_layers),
    )
    return replace(found, takes_hotwords=False)
