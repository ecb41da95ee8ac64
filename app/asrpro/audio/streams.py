"""PortAudio, through which microphones are heard: one library for the whole process, and the streams it has open."""

from __future__ import annotations

import contextlib
import os
import threading
from typing import TYPE_CHECKING, Any, NamedTuple

from asrpro import packages
from asrpro.errors import MicrophoneError
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PATIENCE = 5.0
"""Seconds after which a sound system is thought to hang."""
_BLOCKS = 100
"""How many blocks a second a stream gives."""


class Inlet(NamedTuple):
    """What is to be opened, and how."""

    device: int
    """PortAudio's number of it."""
    rate: int
    """Samples per second."""
    channels: int
    environment: tuple[tuple[str, str], ...] = ()
    """What the process's environment says while it is being opened."""


def hung() -> MicrophoneError:
    """The error of a sound system that says neither yes nor no."""
    return MicrophoneError(_("The sound system does not answer."), _("Restart it, or log out and in again."))


class Stream:
    """One microphone that is open; `sink` takes its interleaved float32 samples, and None when it ends by itself."""

    def __init__(self, inlet: Inlet, sink: Callable[[bytes | None], None]) -> None:
        self.inlet = inlet
        self.sink = sink
        self.overflows = 0
        """How often samples were lost because nobody took them in time."""
        self._raw: Any = None

    def begin(self, sounddevice: Any) -> None:
        """Open if need be, and start; raises PortAudioError or ValueError when that cannot be."""
        if not self._raw:
            self._raw = sounddevice.RawInputStream(
                samplerate=self.inlet.rate,
                blocksize=self.inlet.rate // _BLOCKS,
                device=self.inlet.device,
                channels=self.inlet.channels,
                dtype="float32",
                latency="low",
                callback=self._heard,
                finished_callback=self._finished,
            )
        try:
            self._raw.start()
        except sounddevice.PortAudioError:
            self.end()
            raise

    def halt(self) -> None:
        """Stop without closing; takes as long as the sound system likes."""
        self._raw.stop()

    def end(self) -> None:
        """Close."""
        self._raw.close()

    def _heard(self, data: Any, _frames: int, _time: Any, status: Any) -> None:
        # PortAudio's own thread, which may neither wait nor do anything that takes long.
        if status:
            self.overflows += 1
        self.sink(bytes(data))

    def _finished(self) -> None:
        self.sink(None)


class Streams:
    """Opens streams one at a time, for neither PortAudio nor the environment is made for several threads."""

    def __init__(self, *, keep_open: bool = False, environment: tuple[tuple[str, str], ...] = ()) -> None:
        """Load nothing yet.

        Args:
            keep_open: The last stream stays open, though stopped, for whoever wants the same again.
            environment: What the process's environment says whenever PortAudio looks at the machine.
        """
        self._keep_open = keep_open
        self._environment = environment
        self._loading = threading.Lock()
        self._library: Any = None
        self._turn = threading.Lock()
        self._open: set[Stream] = set()
        self._kept: Stream | None = None

    def load(self) -> Any:
        """The library; takes a fifth of a second the first time.

        Raises:
            PackagesMissing: a package is not installed.
            MicrophoneError: PortAudio is not, or does not start.
        """
        with self._loading:
            if not self._library:
                packages.require(_("Listening to microphones"), ("sounddevice", "soxr"))
                with _environment(self._environment):
                    self._library = _loaded()
            return self._library

    def open(self, inlet: Inlet, sink: Callable[[bytes | None], None]) -> Stream:
        """Open and start a stream; it is to be given to `close` afterwards.

        Raises:
            MicrophoneError: it cannot be opened, or the sound system hangs.
            PackagesMissing: see `load`.
        """
        sounddevice = self.load()
        with self._turn_taken():
            stream, self._kept = self._kept, None
            if stream and stream.inlet != inlet:
                stream.end()
                stream = None
            try:
                opened = _restarted(stream, sink, sounddevice) if stream else None
                opened = opened or _opened(inlet, sink, sounddevice, self._environment)
            except (sounddevice.PortAudioError, ValueError) as error:
                raise MicrophoneError(
                    _("The microphone cannot be opened."),
                    _("Look into the system's sound settings: does it work there?"),
                ) from error
            self._open.add(opened)
            return opened

    def close(self, stream: Stream) -> None:
        """Stop a stream, and close it unless it is kept; takes as long as the sound system likes."""
        stream.halt()
        with self._turn:
            self._open.discard(stream)
            if self._keep_open and not self._kept:
                self._kept = stream
            else:
                stream.end()

    def renew(self) -> bool:
        """Have PortAudio look for what is plugged in, unless a stream is open; returns whether it did."""
        sounddevice = self.load()
        with self._turn_taken():
            if self._open:
                return False
            self._let_go()
            with _environment(self._environment):
                sounddevice._terminate()  # noqa: SLF001 - nothing else makes it look again
                sounddevice._initialize()  # noqa: SLF001
            return True

    def widen(self) -> bool:
        """Have PortAudio look at all that the process's own environment names; returns whether it did."""
        if not self._environment:
            return False
        self._environment = ()
        return self.renew()

    def let_go(self) -> None:
        """Close the stream that was kept."""
        with self._turn_taken():
            self._let_go()

    def _let_go(self) -> None:
        if self._kept:
            self._kept.end()
            self._kept = None

    @contextlib.contextmanager
    def _turn_taken(self) -> Iterator[None]:
        if not self._turn.acquire(timeout=PATIENCE):
            raise hung()
        try:
            yield
        finally:
            self._turn.release()


def _restarted(kept: Stream, sink: Callable[[bytes | None], None], sounddevice: Any) -> Stream | None:
    """The stream that was kept, at work again; None if its microphone is no longer what it was."""
    kept.sink = sink
    try:
        kept.begin(sounddevice)
    except sounddevice.PortAudioError:
        return None
    return kept


def _loaded() -> Any:
    try:
        import sounddevice
    except OSError as error:
        raise MicrophoneError(
            _("PortAudio is not installed, without which no microphone can be heard."),
            _("Install libportaudio2 (Debian, Ubuntu) or portaudio (Fedora, Arch, openSUSE)."),
        ) from error
    return sounddevice


def _opened(
    inlet: Inlet, sink: Callable[[bytes | None], None], sounddevice: Any, environment: tuple[tuple[str, str], ...]
) -> Stream:
    stream = Stream(inlet, sink)
    with _environment((*environment, *inlet.environment)):
        stream.begin(sounddevice)
    return stream


@contextlib.contextmanager
def _environment(wanted: tuple[tuple[str, str], ...]) -> Iterator[None]:
    """Have the environment say something for a while."""
    before = {name: os.environ.get(name) for name, _value in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
