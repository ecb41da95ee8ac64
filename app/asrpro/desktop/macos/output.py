"""The output of a Mac: Core Audio gives no program the volume of another, so it is that of them all."""

from __future__ import annotations

import ctypes
import threading
from typing import TYPE_CHECKING, Any, Final

from asrpro.desktop.others.mixer import Gone, Level, Stream

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_LIBRARY: Final = "/System/Library/Frameworks/AudioToolbox.framework/AudioToolbox"
"""It has the volume of a whole output; Core Audio and Core Foundation come with it."""
_SYSTEM: Final = 1
"""kAudioObjectSystemObject."""
_DEFAULT: Final = "dOut"
"""kAudioHardwarePropertyDefaultOutputDevice."""
_IDENTITY: Final = "uid "
"""kAudioDevicePropertyDeviceUID."""
_VOLUME: Final = "vmvc"
"""kAudioHardwareServiceDeviceProperty_VirtualMainVolume."""
_MUTE: Final = "mute"
"""kAudioDevicePropertyMute."""
_GLOBAL: Final = "glob"
_OUTPUT: Final = "outp"
_UTF8: Final = 0x08000100


class Address(ctypes.Structure):
    """AudioObjectPropertyAddress."""

    _fields_ = (("selector", ctypes.c_uint32), ("scope", ctypes.c_uint32), ("element", ctypes.c_uint32))


class OutputMixer:
    """A stream is an output: the default one, and since the last `close` those that were."""

    curve = 2.0  # kAudioLevelControl's usual transfer function squares what a slider says
    lasting = True  # a device that is unplugged comes back as it was

    def __init__(self, library: Any = None) -> None:
        """`library` is Core Audio; without one it is loaded when it is first needed."""
        self._loaded = library
        self._woken = threading.Event()
        self._devices: dict[str, int] = {}

    def streams(self) -> Sequence[Stream]:
        """Those outputs whose volume or mute can be set; raises Gone."""
        devices = {self._get(_SYSTEM, _DEFAULT, _GLOBAL, ctypes.c_uint32), *self._devices.values()}
        return [stream for device in sorted(devices) if device and (stream := self._stream(device))]

    def _stream(self, device: int) -> Stream | None:
        try:
            return self._known(device)
        except Gone:
            return None  # it was unplugged

    def _known(self, device: int) -> Stream | None:
        volume = self._get(device, _VOLUME, _OUTPUT, ctypes.c_float) if self._can_set(device, _VOLUME) else None
        muted = self._get(device, _MUTE, _OUTPUT, ctypes.c_uint32) if self._can_set(device, _MUTE) else None
        if volume is None and muted is None:
            return None  # as with HDMI, where the screen has the knob
        key = self._identity(device)
        self._devices[key] = device
        return Stream(key, key, Level(() if volume is None else (volume,), bool(muted)))

    def set(self, stream: Stream, level: Level) -> None:
        """Give the output a level, where it differs and can be set, unless it was unplugged."""
        device = self._devices[stream.key]
        if level.volumes != stream.level.volumes and self._can_set(device, _VOLUME):
            self._put(device, _VOLUME, ctypes.c_float(level.volumes[0]))
        if level.muted != stream.level.muted and self._can_set(device, _MUTE):
            self._put(device, _MUTE, ctypes.c_uint32(level.muted))

    def stored(self) -> Mapping[str, Level]:
        """Nothing that could be changed."""
        return {}

    def store(self, kind: str, level: Level) -> None:
        """Nothing can be changed."""

    def wait(self, seconds: float) -> None:
        """Return when it is time to look again, or after `wake`."""
        self._woken.wait(seconds)
        self._woken.clear()

    def wake(self) -> None:
        """Have `wait` return; from any thread."""
        self._woken.set()

    def close(self) -> None:
        """Let go of the output."""
        self._devices = {}

    def _identity(self, device: int) -> str:
        """What stays the same when it is plugged in again."""
        reference = self._get(device, _IDENTITY, _GLOBAL, ctypes.c_void_p)
        string = ctypes.c_void_p(reference)
        text = ctypes.create_string_buffer(1024)
        self._library.CFStringGetCString(string, text, ctypes.c_long(len(text)), ctypes.c_uint32(_UTF8))
        self._library.CFRelease(string)
        return text.value.decode("utf-8", "replace")

    def _get(self, device: int, selector: str, scope: str, kind: type[Any]) -> Any:
        """The value of a property; raises Gone where there is none."""
        value, size = kind(), ctypes.c_uint32(ctypes.sizeof(kind))
        failed = self._library.AudioObjectGetPropertyData(
            ctypes.c_uint32(device),
            ctypes.byref(address(selector, scope)),
            ctypes.c_uint32(0),
            None,
            ctypes.byref(size),
            ctypes.byref(value),
        )
        if failed:
            raise Gone
        return value.value

    def _put(self, device: int, selector: str, value: Any) -> None:
        """Set a property of the output; what cannot be set stays, as with a device that went away."""
        self._library.AudioObjectSetPropertyData(
            ctypes.c_uint32(device),
            ctypes.byref(address(selector, _OUTPUT)),
            ctypes.c_uint32(0),
            None,
            ctypes.c_uint32(ctypes.sizeof(value)),
            ctypes.byref(value),
        )

    def _can_set(self, device: int, selector: str) -> bool:
        can = ctypes.c_uint8()  # Boolean
        failed = self._library.AudioObjectIsPropertySettable(
            ctypes.c_uint32(device), ctypes.byref(address(selector, _OUTPUT)), ctypes.byref(can)
        )
        return not failed and bool(can.value)

    @property
    def _library(self) -> Any:
        self._loaded = self._loaded or ctypes.CDLL(_LIBRARY)
        return self._loaded


def address(selector: str, scope: str) -> Address:
    """Which property is meant, by its names of four letters."""
    return Address(_four(selector), _four(scope), 0)


def _four(letters: str) -> int:
    return int.from_bytes(letters.encode(), "big")
