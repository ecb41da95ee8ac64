"""Folders of sherpa-onnx: graphs with metadata, and tokens.txt or a tokenizer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.audio.sniff import shown
from asrpro.backends.sherpa_onnx import folder as folders
from asrpro.catalog.forms import whisper
from asrpro.catalog.forms.faults import damaged, missing
from asrpro.catalog.forms.onnx import check_graph
from asrpro.domain import Model
from asrpro.errors import ModelDamaged
from asrpro.i18n import _

if TYPE_CHECKING:
    from pathlib import Path


def holds(folder: Path) -> bool:
    """Whether its files are called as those that sherpa-onnx's makers publish."""
    return folders.holds(folder)


def model(folder: Path) -> Model:
    """The recogniser in a folder.

    Raises:
        ModelDamaged: it holds another model, or a file is missing or damaged.
    """
    try:
        found = folders.looked_into(folder)
    except folders.Unknown as error:
        raise ModelDamaged(
            _("{path} holds ONNX graphs of an unknown kind.").format(path=shown(str(folder))),
            _("sherpa-onnx knows a kind by what its maker wrote into the graph, as model_type."),
        ) from error
    except folders.Missing as error:
        raise missing(error.file) from error
    except folders.Flawed as error:
        raise damaged(error.file, str(error)) from error
    for files in found.graphs.values():
        for file in files.values():
            check_graph(file)
    kind, called = found.kind, whisper.name(folder)
    return Model(
        called,
        called,
        "sherpa_onnx",
        family=kind.family,
        languages=kind.languages,
        timestamps=kind.timestamps,
        punctuated=found.punctuated,
        detects_language=kind.finds_language,
        gives_confidence=kind.timestamps == "word",
        streams=kind.streams,
        path=folder.resolve(),
    )
