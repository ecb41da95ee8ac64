"""What is asked of an Engine for one source."""

from __future__ import annotations

from dataclasses import dataclass

from asrpro.domain.model import Task


@dataclass(frozen=True, slots=True)
class Options:
    """The settings of one transcription."""

    language: str | None = None
    """Code of what is spoken, as the Model spells it; None lets the Engine find out where it can."""
    task: Task = "transcribe"
    """"translate" asks for English text whatever is spoken."""
    words: bool = False
    """Whether Segments carry the time of each Word."""
    prompt: str = ""
    """Text the speech is thought to continue; for names, spelling and style."""
    hotwords: tuple[str, ...] = ()
    """Words to listen for."""
    beam_size: int = 5
    """How many guesses are followed at once, where the Engine searches with a beam."""
