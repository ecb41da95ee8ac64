"""What the census asks of macOS and Windows has the shape that these document."""

from __future__ import annotations

import ctypes

from asrpro.audio import census


def test_structures_are_as_documented() -> None:
    assert ctypes.sizeof(census._Address) == 12
    assert ctypes.sizeof(census._Capabilities) == 80
    assert census._Capabilities.name.offset == 8
    assert census._Capabilities.formats.offset == 72
