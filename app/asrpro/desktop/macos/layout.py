"""Where the active keyboard layout of macOS has its characters."""

from __future__ import annotations

import ctypes
import sys
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Read = Callable[[bool], Mapping[str, int]]
    """Each character's keycode; true: those that a key means while Cmd is held, where Cyrillic is Latin."""

_CARBON: Final = "/System/Library/Frameworks/Carbon.framework/Carbon"
_CORE: Final = "/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation"
_LAST: Final = 0x32
"""The last keycode that is a character's on a US keyboard, and so nearly everywhere."""
_COMMAND: Final = 1
"""The Command key, as UCKeyTranslate counts modifiers."""
_DISPLAY: Final = 3
_NO_DEAD_KEYS: Final = 1
_AT_ONCE: Final = 4
"""CFNotificationSuspensionBehaviorDeliverImmediately: what has no window in front would hear of it too late."""


class Layout:
    """Where the characters are, for any thread; macOS is asked on the main thread, for it ends who asks elsewhere."""

    def __init__(self, read: Read) -> None:
        """On the main thread."""
        self._read = read
        self.refresh()

    def refresh(self) -> None:
        """Ask which layout is active now; on the main thread."""
        written, pressed = self._read(False), self._read(True)  # noqa: FBT003
        # Each is replaced whole: another thread may be reading.
        self._written = {**pressed, **written}
        self._pressed = {**written, **pressed}

    @property
    def written(self) -> Mapping[str, int]:
        """Each character's keycode; those that the layout lacks by what keys mean while Cmd is held."""
        return self._written

    @property
    def pressed(self) -> Mapping[str, int]:
        """Each character's keycode while Cmd is held; those that no key means then by what the layout writes."""
        return self._pressed


if sys.platform == "darwin":

    def active_layout() -> Layout:
        """The layout that is active, kept true as long as the program runs; to be called once, on the main thread."""
        found = Layout(_characters)
        _listen(found.refresh)
        return found

    def _listen(changed: Callable[[], None]) -> None:
        """Have something called, on the main thread, when another layout becomes active."""
        carbon, core = ctypes.CDLL(_CARBON), ctypes.CDLL(_CORE)
        kind = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 5)
        told = kind(lambda *_about: changed())
        _kept.append(told)
        core.CFNotificationCenterGetDistributedCenter.restype = ctypes.c_void_p
        any_ = ctypes.c_void_p
        core.CFNotificationCenterAddObserver.restype = None
        core.CFNotificationCenterAddObserver.argtypes = [any_, any_, kind, any_, any_, ctypes.c_long]
        name = ctypes.c_void_p.in_dll(carbon, "kTISNotifySelectedKeyboardInputSourceChanged")
        centre = core.CFNotificationCenterGetDistributedCenter()
        core.CFNotificationCenterAddObserver(centre, None, told, name, None, _AT_ONCE)

    _kept: list[object] = []
    """What macOS calls, which nobody else holds."""


def _characters(command: bool) -> Mapping[str, int]:  # noqa: FBT001 - as Read has it
    """What macOS tells now; empty where it does not tell."""
    found: dict[str, int] = {}
    if sys.platform == "darwin":
        carbon, core = ctypes.CDLL(_CARBON), ctypes.CDLL(_CORE)
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
