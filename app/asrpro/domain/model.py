"""A catalogue entry: data, never code."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from asrpro.domain.language import spelled

Task = Literal["transcribe", "translate"]
"""What is asked of those that recognise speech."""
Ability = Literal["transcribe", "translate", "speak", "chat", "see", "embed"]
"""What a Model may be for; the catalogue may tell of Models that this version has no use for yet."""
Timestamps = Literal["none", "segment", "word"]


@dataclass(frozen=True, slots=True)
class Archive:
    """A zip with one folder in it, which makes a Model of one repository whole."""

    repository: str
    """"organisation/name" on Hugging Face."""
    file: str
    """Its path in that repository."""
    folder: str
    """What its folder is called beside the Variant's own files."""


@dataclass(frozen=True, slots=True)
class Variant:
    """The form of a Model that one Backend loads, and where it is to be had."""

    backend: str
    repository: str = ""
    """"organisation/name" on Hugging Face; empty when it comes inside a package."""
    files: tuple[str, ...] = ()
    """Which of the repository's files the Backend needs, as patterns (*, ?) of their paths in it; all must be there."""
    size: int | None = None
    """Bytes of those files and archives together, roughly; None when that could not be found out."""
    optional: tuple[str, ...] = ()
    """Which of the repository's files it takes besides, where they are there, as such patterns."""
    archives: tuple[Archive, ...] = ()
    """What else it needs, each of a repository of its own, and unpacked."""
    cuda_files: tuple[str, ...] = ()
    """What is fetched instead where an NVIDIA card will run it, which may be slow with 8 bits; empty for the same."""
    cuda_size: int | None = None
    """Bytes of these together."""
    confirmed: bool = False
    """Whether repository and files were seen on a public page."""
    note: str = ""
    """What people should know before they fetch it, in one sentence; mostly nothing."""
    limits: tuple[tuple[str, Any], ...] = ()
    """Fields of the Model, with their values, that are otherwise with this Backend: mostly less than the Model can."""


@dataclass(frozen=True, slots=True)
class Model:
    """What a recogniser is, what it can do, and where it lies on this machine."""

    id: str
    """The name people type, as in "pocketsphinx-en-us"."""
    title: str
    """The name people read."""
    backend: str = ""
    """Which Backend turns it into an Engine; empty as long as that is not settled."""
    summary: str = ""
    """What it is good at, in one line."""
    family: str = ""
    """What it is one of, as in "whisper"."""
    aliases: tuple[str, ...] = ()
    """Other names people type, among them "organisation/name" of where its makers publish it."""
    licence: str = ""
    gated: bool = False
    """Whether its files are given only to who has agreed to terms and logs in."""
    languages: tuple[str, ...] = ()
    """Codes it understands, ISO 639-1 where there is one; empty when the model itself must be asked."""
    tasks: tuple[Ability, ...] = ("transcribe",)
    timestamps: Timestamps = "segment"
    """The finest times it can give."""
    window: float | None = None
    """Seconds of audio that cost the same however much of them is speech; None when cost follows length."""
    punctuated: bool = True
    """Whether its text has capitals and full stops of its own."""
    detects_language: bool = False
    """Whether it hears which of its languages is spoken, so that it need not be told; not all then say which it was."""
    gives_confidence: bool = False
    """Whether it says how sure it is of what it heard."""
    takes_prompt: bool = False
    """Whether Options.prompt reaches it."""
    takes_hotwords: bool = False
    """Whether Options.hotwords reach it."""
    streams: bool = False
    """Whether its Engine gives Partials while audio still arrives."""
    ram: int | None = None
    """MB it takes at work on the processor; an estimate, by which only the coarse choice is made."""
    vram: int | None = None
    """MB it takes on a graphics card; an estimate; None when it does not run on one."""
    variants: tuple[Variant, ...] = ()
    """The forms it is to be had in; empty for one that was pointed at."""
    path: Path | None = None
    """Folder or file that holds it; None when it comes inside a package."""
    address: str = ""
    """Of the server that runs it, and after a # what it is called there; empty for one of this machine."""

    @property
    def recognises(self) -> bool:
        """Whether it makes text of speech."""
        return "transcribe" in self.tasks or "translate" in self.tasks

    def limited(self, variant: Variant) -> Model:
        """What it is with the Backend of a Variant, which mostly does less than the Model can."""
        return replace(self, **dict(variant.limits))

    def understands(self, language: str) -> bool:
        """Whether speech in this language may be given to it, by whichever of its codes it is called."""
        return bool(self.spelled(language))

    def spelled(self, language: str) -> str:
        """Its own code for a language; empty where it does not understand it, the one given where it does not tell."""
        return spelled(language, self.languages) if self.languages else language
