"""GGUF files, which no engine of this version runs: what is said of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.audio.sniff import shown
from asrpro.errors import ModelDamaged
from asrpro.i18n import _
from asrpro.weights import gguf

if TYPE_CHECKING:
    from pathlib import Path


def is_one(file: Path) -> bool:
    """Whether it begins as one."""
    with file.open("rb") as opened:
        return opened.read(len(gguf.MAGIC)) == gguf.MAGIC


def refused(file: Path) -> ModelDamaged:
    """What it is, and what would run it; raises OSError."""
    told = gguf.told(file)
    kind = told.get(gguf.ARCHITECTURE, "")
    named = ", ".join(filter(None, (kind, told.get(gguf.NAME, ""))))
    title = _("{path} is a GGUF file, which no engine of this version runs.")
    if named:
        title = _("{path} is a GGUF file ({named}), which no engine of this version runs.")
    if kind == "whisper":
        hint = _("whisper.cpp runs a Whisper in the older form GGML: {command}").format(
            command="asrpro models download whisper-small --backend whisper_cpp"
        )
    else:
        hint = _(
            "llama.cpp, Ollama and others run such files. `asrpro models list` shows models that recognise speech here."
        )
    return ModelDamaged(title.format(path=shown(str(file)), named=shown(named)), hint)
