"""Sound as a recording holds it: 16-bit samples behind a WAV header that says how many there are."""

from __future__ import annotations

import struct

from asrpro.domain import SAMPLE_RATE, Audio

WIDTH = 2
"""Bytes of a sample."""
BYTE_RATE = SAMPLE_RATE * WIDTH
"""Bytes of a second."""

_HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")
_FULL = 1 << 15
_LARGEST = 0xFFFFFFFF
"""What stands for the size of what is too long for 32 bits (37 hours): readers then read to the end."""

HEADER = _HEADER.size
"""Bytes before the first sample."""


def header(size: int) -> bytes:
    """The first bytes of a mono WAV at 16 kHz with `size` bytes of whole samples."""
    size -= size % WIDTH
    riff, data = (min(length, _LARGEST) for length in (size + HEADER - 8, size))
    return _HEADER.pack(
        b"RIFF", riff, b"WAVE", b"fmt ", 16, 1, 1, SAMPLE_RATE, BYTE_RATE, WIDTH, 8 * WIDTH, b"data", data
    )


def packed(audio: Audio) -> bytes:
    """The samples as 16-bit little-endian numbers: rounded, clipped at full scale, silence where there is no number."""
    import numpy as np

    scaled = np.nan_to_num(audio.samples * np.float32(_FULL), nan=0.0, posinf=_FULL, neginf=-_FULL)
    data: bytes = np.rint(scaled).clip(-_FULL, _FULL - 1).astype("<i2").tobytes()
    return data


def unpacked(data: bytes) -> Audio:
    """The samples of what was packed."""
    import numpy as np

    return Audio(np.frombuffer(data, "<i2").astype(np.float32) / np.float32(_FULL))
