"""The microphones of a sound server, and how each is opened."""

from __future__ import annotations

import contextlib
import logging
import threading
from typing import TYPE_CHECKING

from asrpro.audio.pulse import Lost, Pulse
from asrpro.audio.streams import Inlet
from asrpro.errors import AppError, MicrophoneError, NoSoundServer
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from asrpro.audio.microphone import Microphone
    from asrpro.audio.streams import Streams

log = logging.getLogger(__name__)

_AGAIN = (0.25, 5.0)
"""Seconds until a server that is not there is looked for again: at first, and at most."""
_MOST_CHANNELS = 32
"""What PortAudio can be given by the server."""
_WAY = "pulse"
"""What PortAudio calls the way to the sound server."""
_PROFILED = ("alsa_input.", "bluez_input.", "bluez_source.")
"""How sources begin whose names end in the profile of their card."""


class PulseMicrophones:
    """Sees what a sound server has, which may come, go, restart and hang, and opens it through PortAudio."""

    def __init__(self, streams: Streams) -> None:
        self._streams = streams
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._pulse: Pulse | None = None
        self._way: tuple[int, ...] | None = None

    def run(self, tell: Callable[[Sequence[Microphone], AppError | None], None]) -> None:
        """Tell what there is, now and after every change, until `close`; on a thread of its own."""
        wait, most = _AGAIN
        while not self._closing.is_set():
            try:
                with self._connected() as pulse:
                    wait = _AGAIN[0]
                    while not self._closing.is_set():
                        tell(pulse.microphones(), None)
                        pulse.wait()
            except Lost:
                if not self._closing.is_set():
                    tell((), absent())
            except AppError as error:
                tell((), error)
            self._closing.wait(wait)
            wait = min(2 * wait, most)

    def close(self) -> None:
        """Have `run` return; from any thread."""
        self._closing.set()
        with self._lock:
            if self._pulse:
                self._pulse.wake()

    @contextlib.contextmanager
    def _connected(self) -> Iterator[Pulse]:
        pulse = Pulse(self._closing)
        with self._lock:
            self._pulse = pulse
        try:
            pulse.connect()
            log.info("connected to the sound server")
            self._way = None
            yield pulse
        finally:
            with self._lock:
                self._pulse = None
            pulse.close()

    def same(self, identity: str, present: Sequence[Microphone]) -> Microphone | None:
        """The one that this identity means though its card is used in another way now, if that is sure."""
        stem = _stem(identity)
        found = [microphone for microphone in present if stem and _stem(microphone.id) == stem]
        return found[0] if len(found) == 1 else None

    def inlet(self, microphone: Microphone) -> tuple[Inlet, str]:
        """How it is opened, and a sentence for people if it may be another one that will be heard.

        Raises:
            MicrophoneError: PortAudio knows no way to any microphone.
            PackagesMissing: a package is not installed.
        """
        way = self._way
        if not way:
            found = self._found()
            # It learned what there is when it was loaded, which may have been before the server was there.
            found = found or (self._streams.renew() and self._found()) or ()
            way = self._way = found or (self._streams.widen() and self._found()) or ()
        if way:
            device = way[0]
            channels = min(microphone.channels, _MOST_CHANNELS)
            return Inlet(device, microphone.rate, channels, (("PULSE_SOURCE", microphone.id),)), ""
        return self._another(), _(
            "The microphone cannot be chosen, because ALSA has no way to the sound server: install "
            "libasound2-plugins or alsa-plugins-pulseaudio. The system's own choice is heard."
        )

    def _found(self) -> tuple[int, ...]:
        """PortAudio's number of what leads to the sound server; empty where there is none."""
        listed = self._streams.load().query_devices()
        return tuple(device["index"] for device in listed if device["name"] == _WAY and device["max_input_channels"])

    def _another(self) -> Inlet:
        sounddevice = self._streams.load()
        try:
            device = sounddevice.query_devices(kind="input")
        except (sounddevice.PortAudioError, ValueError) as error:
            raise MicrophoneError(
                _("There is no way from ALSA to the sound server, nor to any microphone."),
                _("Install libasound2-plugins (Debian, Ubuntu) or alsa-plugins-pulseaudio (Fedora, Arch)."),
            ) from error
        return Inlet(device["index"], int(device["default_samplerate"]), min(device["max_input_channels"], 2))


def absent() -> NoSoundServer:
    """The error of a machine whose sound server is not there."""
    return NoSoundServer(
        _("No sound server runs, through which microphones are heard."),
        _("Start PipeWire (with pipewire-pulse) or PulseAudio."),
    )


def _stem(identity: str) -> str:
    return identity.rpartition(".")[0] if identity.startswith(_PROFILED) else ""
