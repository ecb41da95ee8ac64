"""Where the active keyboard layout of macOS has its characters."""

from __future__ import annotations

import ctypes
import sys
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_FRAMEWORKS: Final = "/System/Library/Frameworks"
_LAST: Final = 0x32
"""The last keycode that is a character's on a US keyboard, and so nearly everywhere."""
_COMMAND: Final = 1
"""The Command key, as UCKeyTranslate counts modifiers."""
_DISPLAY: Final = 3
_NO_DEAD_KEYS: Final = 1


def layout(*, command: bool = False) -> Mapping[str, int]:
    """Each character's keycode; with `command` those that a key means while Cmd is held, where Cyrillic is Latin.

    Must be called on the main thread, for macOS ends programs that ask elsewhere. Empty where it does not tell.
    """
    found: dict[str, int] = {}
    if sys.platform == "darwin":
        carbon = ctypes.CDLL(f"{_FRAMEWORKS}/Carbon.framework/Carbon")
        core = ctypes.CDLL(f"{_FRAMEWORKS}/CoreFoundation.framework/CoreFoundation")
        carbon.TISCopyCurrentKeyboardLayoutInputSource.restype = ctypes.c_void_p
        carbon.TISGetInputSourceProperty.restype = ctypes.c_void_p
        carbon.TISGetInputSourceProperty.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
        core.CFDataGetBytePtr.restype = ctypes.c_void_p
        core.CFDataGetBytePtr.argtypes = [ctypes.c_void_p]
        core.CFRelease.argtypes = [ctypes.c_void_p]
        source = carbon.TISCopyCurrentKeyboardLayoutInputSource()
        if not source:
            return found
        try:
            name = ctypes.c_void_p.in_dll(carbon, "kTISPropertyUnicodeKeyLayoutData")
            if data := carbon.TISGetInputSourceProperty(source, name):
                table = core.CFDataGetBytePtr(data)
                for code in reversed(range(_LAST + 1)):
                    if character := _translated(carbon, table, code, _COMMAND if command else 0):
                        found[character] = code
        finally:
            core.CFRelease(source)
    return found


def _translated(carbon: Any, table: int, code: int, modifiers: int) -> str:
    """What a key types; empty where that is not one character."""
    text, length, dead = (ctypes.c_uint16 * 4)(), ctypes.c_ulong(), ctypes.c_uint32()
    failed = carbon.UCKeyTranslate(
        ctypes.c_void_p(table),
        ctypes.c_uint16(code),
        ctypes.c_uint16(_DISPLAY),
        ctypes.c_uint32(modifiers),
        ctypes.c_uint32(carbon.LMGetKbdType()),
        ctypes.c_uint32(_NO_DEAD_KEYS),
        ctypes.byref(dead),
        ctypes.c_ulong(len(text)),
        ctypes.byref(length),
        text,
    )
    character = chr(text[0]) if not failed and length.value == 1 else ""
    return character.lower() if character.isprintable() and not character.isspace() else ""
