"""The focus on Windows."""

from __future__ import annotations

import contextlib
import ctypes
import sys
import time
from ctypes import wintypes
from pathlib import PureWindowsPath
from typing import TYPE_CHECKING, Final

from asrpro.desktop.ports import Target

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE: Final = 0.5
"""Seconds that a window may take to come to the front."""
_QUERY_LIMITED: Final = 0x1000
_LONGEST: Final = 32_768

if sys.platform == "win32":

    class WindowsFocus:
        """Which window is in front, and bringing another there."""

        def target(self) -> Target | None:
            """The window with the focus; None where there is none."""
            import win32gui
            import win32process

            window = win32gui.GetForegroundWindow()
            if not window:
                return None
            _thread, pid = win32process.GetWindowThreadProcessId(window)
            program = _program(pid)
            title = win32gui.GetWindowText(window)
            return Target(str(window), title, program.lower(), pid or None, program[:1].upper() + program[1:])

        def activate(self, target: Target) -> bool:
            """Bring a window to the front and wait for it, half a second at most; whether it is there now."""
            import pywintypes
            import win32con
            import win32gui

            if not target.id.isdecimal():
                return False
            window, end = int(target.id), time.monotonic() + PATIENCE
            if win32gui.GetForegroundWindow() == window:
                return True
            with contextlib.suppress(pywintypes.error), _beside_the_front():
                if win32gui.IsIconic(window):
                    win32gui.ShowWindow(window, win32con.SW_RESTORE)
                win32gui.SetForegroundWindow(window)
            while win32gui.GetForegroundWindow() != window:
                if time.monotonic() > end or not win32gui.IsWindow(window):
                    return False
                time.sleep(0.01)
            return True

        def place(self, target: Target) -> tuple[int, int] | None:
            """The middle of a window; None where it is gone."""
            import pywintypes
            import win32gui

            if not target.id.isdecimal():
                return None
            try:
                left, top, right, bottom = win32gui.GetWindowRect(int(target.id))
            except pywintypes.error:
                return None
            return (left + right) // 2, (top + bottom) // 2

    @contextlib.contextmanager
    def _beside_the_front() -> Iterator[None]:
        """Share the input of the thread in front meanwhile, which alone may give the front away."""
        import win32api
        import win32gui
        import win32process

        ours = win32api.GetCurrentThreadId()
        front = win32gui.GetForegroundWindow()
        theirs = win32process.GetWindowThreadProcessId(front)[0] if front else ours
        attach = ctypes.windll.user32.AttachThreadInput
        shared = theirs != ours and attach(ours, theirs, True)  # noqa: FBT003
        try:
            yield
        finally:
            if shared:
                attach(ours, theirs, False)  # noqa: FBT003

    def _program(pid: int) -> str:
        """The file name of a program without its ending; empty where Windows does not tell."""
        kernel = ctypes.windll.kernel32
        kernel.OpenProcess.restype = wintypes.HANDLE
        process = kernel.OpenProcess(_QUERY_LIMITED, False, pid)  # noqa: FBT003
        if not process:
            return ""
        try:
            name, size = ctypes.create_unicode_buffer(_LONGEST), wintypes.DWORD(_LONGEST)
            told = kernel.QueryFullProcessImageNameW(wintypes.HANDLE(process), 0, name, ctypes.byref(size))
            return PureWindowsPath(name.value).stem if told else ""
        finally:
            kernel.CloseHandle(wintypes.HANDLE(process))
