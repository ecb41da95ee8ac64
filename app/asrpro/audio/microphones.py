"""The microphones of this machine: which there are, which is the default, and how they are opened."""

from __future__ import annotations

import contextlib
import logging
import sys
import threading
from typing import TYPE_CHECKING, Protocol

from asrpro import paths
from asrpro.audio import census
from asrpro.audio.portaudio_microphones import PortAudioMicrophones
from asrpro.audio.pulse_microphones import PulseMicrophones
from asrpro.audio.streams import Stream, Streams, hung
from asrpro.errors import AppError, MicrophoneError
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from asrpro.audio.microphone import Microphone
    from asrpro.audio.streams import Inlet

log = logging.getLogger(__name__)

NEEDS = ("sounddevice", "soxr", *(("pulsectl",) if sys.platform == "linux" else ()))
"""The packages without which no microphone is heard on this system."""
_FIRST = 4.0
"""Seconds that the first list may take."""


class System(Protocol):
    """Where microphones come from on one kind of machine."""

    def run(self, tell: Callable[[Sequence[Microphone], AppError | None], None]) -> None:
        """Tell what there is or why there is nothing, now and after every change, until `close`."""
        ...

    def close(self) -> None:
        """Have `run` return; from any thread."""
        ...

    def same(self, identity: str, present: Sequence[Microphone]) -> Microphone | None:
        """The one among these that an identity means which none of them has."""
        ...

    def inlet(self, microphone: Microphone) -> tuple[Inlet, str]:
        """How it is opened, and a sentence for people if another one may be heard; raises AppError."""
        ...


class Microphones:
    """What can be listened to, known at any moment without asking; used from any thread.

    Looking costs no time and holds no microphone. Call `close` in the end.
    """

    def __init__(self, system: tuple[System, Streams] | None = None) -> None:
        """Begin to look, on a thread of its own; without a system it is that of this machine."""
        self._system, self._streams = system or _system()
        self._told = threading.Event()
        self._all: tuple[Microphone, ...] = ()
        self._fault: AppError | None = None
        self._listeners: tuple[Callable[[], None], ...] = ()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._system.run, args=(self._tell,), name="microphones", daemon=True)
        self._thread.start()

    @property
    def all(self) -> tuple[Microphone, ...]:
        """All there are; the first time it may take until they are known, at most some seconds."""
        self._told.wait(_FIRST)
        return self._all

    @property
    def known(self) -> bool:
        """Whether it is known what there is, so that asking takes no time."""
        return self._told.is_set()

    @property
    def default(self) -> Microphone | None:
        """The one that the system would take."""
        return next((microphone for microphone in self.all if microphone.default), None)

    @property
    def fault(self) -> AppError | None:
        """Why there is none; None where there is one."""
        if self.all:
            return None
        if not self._told.is_set():
            return hung()
        return self._fault or MicrophoneError(
            _("No microphone is connected."), _("Plug one in, or switch it on in the system's sound settings.")
        )

    def find(self, identity: str) -> Microphone | None:
        """The one of this identity, if it is here."""
        present = self.all
        found = next((microphone for microphone in present if microphone.id == identity), None)
        return found or self._system.same(identity, present)

    def watch(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Have a function called, on a thread of ours, whenever anything about `all` has changed.

        Returns:
            What ends that.
        """
        with self._lock:
            self._listeners += (listener,)

        def unwatch() -> None:
            with self._lock:
                self._listeners = tuple(other for other in self._listeners if other is not listener)

        return unwatch

    def prepare(self) -> None:
        """Load what listening needs, on a thread of its own, so that the first time takes no longer than others."""
        threading.Thread(target=self._load, name="microphones-prepare", daemon=True).start()

    def check(self) -> None:
        """Raise an AppError if nothing can be heard on this machine, whatever is plugged in."""
        self._streams.load()

    def open(self, microphone: Microphone, sink: Callable[[bytes | None], None]) -> tuple[Stream, str]:
        """Open a microphone, which gives its samples to `sink` from now on.

        Returns:
            The stream, and a sentence for people if another microphone may be heard.

        Raises:
            AppError: it cannot be; says why.
        """
        inlet, notice = self._system.inlet(microphone)
        return self._streams.open(inlet, sink), notice

    def release(self, stream: Stream) -> None:
        """Close a stream; takes as long as the sound system likes."""
        self._streams.close(stream)

    def close(self) -> None:
        """Look no more, and close what is kept open."""
        self._system.close()
        self._thread.join(1.0)
        with contextlib.suppress(MicrophoneError):
            self._streams.let_go()

    def _load(self) -> None:
        with contextlib.suppress(AppError):  # it is told when somebody wants to be heard
            self._streams.load()
            # All that a capture needs besides.
            import numpy as np
            import soxr

            soxr.ResampleStream(48_000, 16_000, 1, vr=True).resample_chunk(np.zeros(480, np.float32))

    def _tell(self, found: Sequence[Microphone], fault: AppError | None) -> None:
        before, self._all, self._fault = self._all, tuple(found), fault
        first = not self._told.is_set()
        self._told.set()
        if first or before != self._all:
            log.info("%d microphones%s", len(self._all), f" ({type(fault).__name__})" if fault else "")
            for listener in self._listeners:
                try:
                    listener()
                except Exception:
                    log.exception("a listener to microphones failed")


def _system() -> tuple[System, Streams]:
    if sys.platform != "linux":
        # What is open there but not started shows no mark, and starts at once.
        streams = Streams(keep_open=True)
        look = census.core_audio if sys.platform == "darwin" else census.windows
        return PortAudioMicrophones(streams, look), streams
    # ALSA's own configuration names a dozen ways, all of which PortAudio would try: on the way it loads all of FFmpeg.
    streams = Streams(environment=(("ALSA_CONFIG_PATH", str(paths.resources() / "alsa.conf")),))
    return PulseMicrophones(streams), streams
