"""What the program asks of every recogniser, and of the file that makes one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from asrpro.domain.audio import Audio
from asrpro.domain.model import Model
from asrpro.domain.options import Options
from asrpro.domain.step import Step

if TYPE_CHECKING:
    from pathlib import Path


@runtime_checkable
class Engine(Protocol):
    """A loaded Model. Several generators may be open at once and are advanced in any order by one thread."""

    device: str
    """What really runs, as in "cpu (int8)"; shown to people."""

    def transcribe(self, audio: Audio, options: Options) -> Iterator[Step]:
        """Yield Steps for one Audio, its Segments in order; times count from the beginning of the source.

        Closing the iterator ends the work and frees what it holds.

        Raises:
            Unsupported: it cannot do what the options ask for.
            OutOfMemory: memory does not do; the next device does the work where there is one.
        """
        ...


@runtime_checkable
class StreamingEngine(Engine, Protocol):
    """An Engine that hears audio while it arrives."""

    def stream(self, blocks: Iterator[Audio], options: Options) -> Iterator[Step]:
        """Yield Steps while blocks arrive and a last Segment when they end; one block is taken for each Step.

        An empty block means that nothing has arrived yet.
        """
        ...

    def warm(self, streams: int) -> None:
        """Make ready for this many more generators at once, so that opening one costs nothing."""
        ...


@runtime_checkable
class BatchingEngine(Engine, Protocol):
    """An Engine that is faster on several Audios at once than on one after the other."""

    batch: int
    """How many at once, at least 1, where the language is known and no times of words are wanted; less where memory is
    short."""

    def transcribe_many(self, audios: Sequence[Audio], options: Options) -> Iterator[Step]:
        """Yield what `transcribe` would for one Audio after the other, which lie one behind the other in time.

        More of them than a batch are no fault, nor is one that is longer than the Model's window.
        """
        ...


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """How a Model is to be loaded."""

    compute_type: str = "default"
    """Number format of the weights at work, in the Backend's own words; "default" leaves it the choice."""
    threads: int = 0
    """Threads the Engine may use; 0 leaves it the choice."""
    program: str = ""
    """Where the program is that does the work, for Backends that drive one; empty has it looked for."""
    whisper_program: str = ""
    """Where a `whisper-server` is that loads GGML files in place of the package; empty for none."""
    memory: int = 0
    """Bytes that are free before it is loaded; 0 where that is not known."""


class Load(Protocol):
    """Turns a Model into an Engine; the heavy imports happen inside."""

    def __call__(self, model: Model, device: str, options: LoadOptions) -> Engine:
        """Load onto "cpu", "cuda" or another of the Backend's devices.

        Never touches the network.

        Raises:
            ModelDamaged: the files are not what the Backend needs. They are the same on every device, so no other
                one is tried: what a device lacks, memory among it, must never be told as damage.
            OutOfMemory: memory does not do; the next device is tried where there is one.
            Unsupported: device or compute type are not to be had; the same.
        """
        ...


@dataclass(frozen=True, slots=True)
class Backend:
    """One way of turning Models into Engines."""

    name: str
    """Also the name of its module and of its models/*.toml."""
    title: str
    """The name people read; says "rough, for trying out" where it is."""
    needs: tuple[str, ...]
    """Packages that must be importable."""
    extra: str
    """The extra in pyproject.toml that brings them; empty when they are core dependencies."""
    devices: tuple[str, ...]
    """Devices it can serve, best first."""
    load: Load
    precisions: tuple[str, ...] = ()
    """Number formats it computes in when LoadOptions.compute_type says so; empty where a Model's files decide.

    "auto" is among them where its library picks one itself; for all others that is what "default" is.
    """
    stored: Callable[[Path, str], str] | None = None
    """Tells which number format of those that lie in a folder or file it loads on a device by itself; empty where none
    is to be found. None where the names of the files say enough."""
    formats: Callable[[Path, str], Sequence[str]] | None = None
    """Tells which number formats may be asked for with what lies in a folder or file, and on a device; none where that
    is not known. None where there is nothing to choose."""
    program: str = ""
    """What the program is called that it drives, where it drives one; it is no package."""
    systems: str = ""
    """On which systems its packages are of use, as pip writes a marker, where they are to be had for others, too; on
    all where it says nothing."""
    hindrance: Callable[[], str] = lambda: ""
    """Why it cannot work on this system though its packages are installed, or why nobody makes them for it, as a
    sentence; empty where it can."""

    @property
    def chooses(self) -> bool:
        """Whether a number format can be asked of it; others have one of their own, or that of the file."""
        return bool(self.precisions) or self.formats is not None
