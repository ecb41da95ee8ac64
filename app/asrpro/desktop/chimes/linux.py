"""Chimes through PulseAudio's own simple library, which PipeWire answers, too.

It holds a connection and a thread of its own for each sound, and so never meets PortAudio, which is made neither for
several threads nor for a microphone that is opened at the same moment.
"""

from __future__ import annotations

import ctypes
import time
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from asrpro.desktop.chimes.samples import read

if TYPE_CHECKING:
    from pathlib import Path

_PLAYBACK: Final = 1
_S16LE: Final = 3
_SERVERS_CHOICE: Final = 0xFFFFFFFF
_AHEAD: Final = 0.05
"""Seconds of sound that the server is given ahead."""


class _Spec(ctypes.Structure):
    """pa_sample_spec."""

    _fields_ = (("format", ctypes.c_int), ("rate", ctypes.c_uint32), ("channels", ctypes.c_uint8))


class _Buffer(ctypes.Structure):
    """pa_buffer_attr."""

    _fields_ = tuple((name, ctypes.c_uint32) for name in ("maxlength", "tlength", "prebuf", "minreq", "fragsize"))


def play(path: Path, amplitude: float, end: float) -> None:
    """Play a sound file to its end, unless the server is not ready before a time; raises OSError or wave.Error."""
    library = _library()
    data, rate, channels = read(path, amplitude)
    ahead = int(_AHEAD * rate) * channels * 2
    buffer = _Buffer(_SERVERS_CHOICE, ahead, _SERVERS_CHOICE, _SERVERS_CHOICE, _SERVERS_CHOICE)
    error = ctypes.c_int()
    stream = library.pa_simple_new(
        None,
        b"ASR Pro",
        _PLAYBACK,
        None,
        b"Chime",
        ctypes.byref(_Spec(_S16LE, rate, channels)),
        None,
        ctypes.byref(buffer),
        ctypes.byref(error),
    )
    if not stream:
        raise OSError(f"pa_simple_new says {error.value}")
    try:
        if time.monotonic() > end:
            raise TimeoutError("the sound server took too long")
        if library.pa_simple_write(stream, data, len(data), ctypes.byref(error)) < 0:
            raise OSError(f"pa_simple_write says {error.value}")
        if library.pa_simple_drain(stream, ctypes.byref(error)) < 0:
            raise OSError(f"pa_simple_drain says {error.value}")
    finally:
        library.pa_simple_free(stream)


@cache
def _library() -> Any:
    """libpulse-simple, which comes with libpulse; raises OSError without it."""
    library = ctypes.CDLL("libpulse-simple.so.0")
    error = ctypes.POINTER(ctypes.c_int)
    library.pa_simple_new.restype = ctypes.c_void_p
    library.pa_simple_new.argtypes = (
        ctypes.c_char_p,
        ctypes.c_char_p,
        ctypes.c_int,
        ctypes.c_char_p,
        ctypes.c_char_p,
        ctypes.POINTER(_Spec),
        ctypes.c_void_p,
        ctypes.POINTER(_Buffer),
        error,
    )
    library.pa_simple_write.argtypes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t, error)
    library.pa_simple_drain.argtypes = (ctypes.c_void_p, error)
    library.pa_simple_free.argtypes = (ctypes.c_void_p,)
    library.pa_simple_free.restype = None
    return library
