"""The microphones that PortAudio lists, where no sound server does."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from typing import TYPE_CHECKING, Any

from asrpro.audio.microphone import Microphone
from asrpro.audio.streams import Inlet
from asrpro.errors import AppError, MicrophoneError
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from asrpro.audio.streams import Streams

log = logging.getLogger(__name__)

_LOOK = 2.0
"""Seconds between two looks at whether anything was plugged in."""
_BEST = "Windows WASAPI"
"""The host API that is used where there are several: the same microphone is in all of them."""
_WIRELESS = ("bluetooth", "hands-free", "handsfree", "airpods")
"""Words in the names of microphones that are Bluetooth's; nothing else tells."""


class PortAudioMicrophones:
    """Sees what PortAudio lists; it is asked to look again when `census` changes, and no stream is open."""

    def __init__(self, streams: Streams, census: Callable[[], object]) -> None:
        """`census` gives, at hardly any cost, something that is another one when a microphone came or went."""
        self._streams = streams
        self._census = census
        self._closing = threading.Event()
        self._numbers: dict[str, int] = {}

    def run(self, tell: Callable[[Sequence[Microphone], AppError | None], None]) -> None:
        """Tell what there is, now and after every change, until `close`; on a thread of its own."""
        known: object = None
        while not self._closing.is_set():
            try:
                now = self._census()
                if now != known and (known is None or self._streams.renew()):
                    known = now
                    tell(self._listed(), None)
            except AppError as error:
                tell((), error)
            self._closing.wait(_LOOK)

    def close(self) -> None:
        """Have `run` return; from any thread."""
        self._closing.set()

    def same(self, _identity: str, _present: Sequence[Microphone]) -> Microphone | None:
        """None: what PortAudio says of a microphone does not change with its use."""
        return None

    def inlet(self, microphone: Microphone) -> tuple[Inlet, str]:
        """How it is opened; raises MicrophoneError when it is not listed."""
        number = self._numbers.get(microphone.id)
        if number is None:
            raise MicrophoneError(_("{name} is not connected any more.").format(name=microphone.name))
        return Inlet(number, microphone.rate, microphone.channels), ""

    def _listed(self) -> tuple[Microphone, ...]:
        sounddevice = self._streams.load()
        numbered = listed(sounddevice.query_devices(), sounddevice.query_hostapis())
        self._numbers = {microphone.id: number for number, microphone in numbered.items()}
        return tuple(numbered.values())


def listed(devices: Sequence[dict[str, Any]], interfaces: Sequence[dict[str, Any]]) -> dict[int, Microphone]:
    """The microphones among what `sounddevice.query_devices` and `query_hostapis` give, by their numbers."""
    able = [interface for interface in interfaces if interface["default_input_device"] >= 0]
    chosen = next((interface for interface in able if interface["name"] == _BEST), able[0] if able else None)
    if not chosen:
        return {}
    found: dict[int, Microphone] = {}
    names: Counter[str] = Counter()
    for number in chosen["devices"]:
        device = devices[number]
        if device["max_input_channels"]:
            plain = device["name"].strip()
            names[plain] += 1
            name = f"{plain} #{names[plain]}" if names[plain] > 1 else plain
            found[number] = Microphone(
                id=f"{chosen['name']}: {name}",
                name=name,
                channels=device["max_input_channels"],
                rate=int(device["default_samplerate"]),
                default=number == chosen["default_input_device"],
                bluetooth=any(word in name.lower() for word in _WIRELESS),
            )
    return found
