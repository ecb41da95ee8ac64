"""What each kind of recogniser is asked, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from asrpro.domain import Options

    Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Piece:
    """A word or a segment, with times in seconds from the beginning of what was heard."""

    text: str
    start: float
    end: float
    sureness: float | None = None
    words: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard in a window."""

    pieces: tuple[Piece, ...] = ()
    """In order of time."""
    language: str = ""
    """What is spoken, where that was looked for."""
    probability: float = 0.0


class Recogniser(Protocol):
    """A loaded model of transformers."""

    def understands(self, language: str) -> bool:
        """Whether it can be told that this language is spoken."""
        ...

    @property
    def translates(self) -> bool:
        """Whether it can write in English whatever is spoken."""
        ...

    @property
    def aligns(self) -> bool:
        """Whether it tells the times of words."""
        ...

    def hear(self, samples: Samples, options: Options) -> Heard:
        """What is said; shape (n,), at most one window."""
        ...


class Listening(Protocol):
    """A stream under way."""

    def hear(self, samples: Samples) -> None:
        """Take samples of shape (n,), and write as far as they reach."""
        ...

    @property
    def text(self) -> str:
        """What is written so far."""
        ...

    def end(self) -> str:
        """All that was said, once there is no more sound."""
        ...


@runtime_checkable
class Streaming(Recogniser, Protocol):
    """One that hears sound while it arrives."""

    def listen(self) -> Listening:
        """Begin a stream."""
        ...


@dataclass(frozen=True, slots=True)
class Parts:
    """What transformers has loaded of a folder."""

    model: Any
    processor: Any
    device: str
    """As torch calls it."""

    def ready(self, inputs: Any) -> Any:
        """Inputs where the model is, in its number format."""
        return inputs.to(self.device, dtype=self.model.dtype)
