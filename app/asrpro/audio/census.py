"""What tells at hardly any cost that a microphone came or went, where PortAudio would have to begin anew to see it."""

from __future__ import annotations

import ctypes

_CORE_AUDIO = "/System/Library/Frameworks/CoreAudio.framework/CoreAudio"
_SYSTEM = 1
"""kAudioObjectSystemObject."""
_LISTS = (b"dev#", b"dIn ")
"""kAudioHardwarePropertyDevices and kAudioHardwarePropertyDefaultInputDevice."""
_MOST_BYTES = 4096
"""A thousand devices."""

_MAPPER = ctypes.c_void_p(-1)
"""WAVE_MAPPER, where a handle is asked for."""
_PREFERRED = 0x2015
"""DRVM_MAPPER_PREFERRED_GET."""


class _Address(ctypes.Structure):
    """AudioObjectPropertyAddress."""

    _fields_ = (("selector", ctypes.c_uint32), ("scope", ctypes.c_uint32), ("element", ctypes.c_uint32))


class _Capabilities(ctypes.Structure):
    """WAVEINCAPSW."""

    _fields_ = (
        ("manufacturer", ctypes.c_uint16),
        ("product", ctypes.c_uint16),
        ("version", ctypes.c_uint32),
        ("name", ctypes.c_uint16 * 32),
        ("formats", ctypes.c_uint32),
        ("channels", ctypes.c_uint16),
        ("reserved", ctypes.c_uint16),
    )


def core_audio() -> object:
    """The numbers of all sound devices on macOS, and that of the default microphone."""
    library = ctypes.CDLL(_CORE_AUDIO)
    found = []
    for selector in _LISTS:
        address = _Address(int.from_bytes(selector, "big"), int.from_bytes(b"glob", "big"), 0)
        size, numbers = ctypes.c_uint32(_MOST_BYTES), ctypes.create_string_buffer(_MOST_BYTES)
        failed = library.AudioObjectGetPropertyData(
            ctypes.c_uint32(_SYSTEM), ctypes.byref(address), ctypes.c_uint32(0), None, ctypes.byref(size), numbers
        )
        found.append(b"" if failed else numbers.raw[: size.value])
    return tuple(found)


def windows() -> object:
    """The names of all microphones on Windows, and the number of the default one."""
    library = ctypes.CDLL("winmm")
    default, flags = ctypes.c_uint32(), ctypes.c_uint32()
    library.waveInMessage(_MAPPER, _PREFERRED, ctypes.byref(default), ctypes.byref(flags))
    names = []
    for number in range(library.waveInGetNumDevs()):
        told = _Capabilities()
        library.waveInGetDevCapsW(ctypes.c_size_t(number), ctypes.byref(told), ctypes.sizeof(told))
        names.append(bytes(told.name))
    return (default.value, *names)
