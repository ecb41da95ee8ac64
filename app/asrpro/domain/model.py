"""A catalogue entry: data, never code."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Task = Literal["transcribe", "translate"]
Timestamps = Literal["none", "segment", "word"]


@dataclass(frozen=True, slots=True)
class Model:
    """What a recogniser is, what it can do, and where it lies on this machine."""

    id: str
    """The name people type, as in "pocketsphinx-en-us"."""
    title: str
    """The name people read."""
    backend: str
    """Which Backend turns it into an Engine."""
    summary: str = ""
    """What it is good at, in one line."""
    aliases: tuple[str, ...] = ()
    licence: str = ""
    languages: tuple[str, ...] = ()
    """ISO 639-1 codes it understands; empty when the model itself must be asked."""
    tasks: tuple[Task, ...] = ("transcribe",)
    timestamps: Timestamps = "segment"
    """The finest times it can give."""
    window: float | None = None
    """Seconds of audio that cost the same however much of them is speech; None when cost follows length."""
    punctuated: bool = True
    """Whether its text has capitals and full stops of its own."""
    detects_language: bool = False
    takes_prompt: bool = False
    """Whether Options.prompt and Options.hotwords reach it."""
    streams: bool = False
    """Whether its Engine gives Partials while audio still arrives."""
    path: Path | None = None
    """Folder or file that holds it; None when it comes inside a package."""

    def understands(self, language: str) -> bool:
        """Whether speech in this language (ISO 639-1) may be given to it."""
        return not self.languages or language in self.languages
