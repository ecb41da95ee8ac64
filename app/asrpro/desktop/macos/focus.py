"""The focus on macOS, which belongs to programs; which of their windows has it only accessibility tools may ask."""

from __future__ import annotations

import sys
import time
from typing import Any, Final

from asrpro.desktop.ports import Target

PATIENCE: Final = 0.5
"""Seconds that a program may take to come to the front."""
_IGNORING_OTHERS: Final = 2
"""NSApplicationActivateIgnoringOtherApps."""

if sys.platform == "darwin":

    class MacFocus:
        """Which program is in front, and bringing another there; on the main thread, whose run loop keeps it true."""

        def __init__(self) -> None:
            import AppKit

            self._kit: Any = AppKit

        def target(self) -> Target | None:
            """The program in front; None where there is none."""
            front = self._kit.NSWorkspace.sharedWorkspace().frontmostApplication()
            if front is None:
                return None
            executable = front.executableURL()
            program = str(executable.lastPathComponent()).lower() if executable is not None else ""
            pid = int(front.processIdentifier())
            called = str(front.localizedName() or "")
            return Target(str(pid), called, program, pid, called)

        def activate(self, target: Target) -> bool:
            """Bring a program to the front and wait for it, half a second at most; whether it is there now."""
            if not target.id.isdecimal():
                return False
            wanted = self._kit.NSRunningApplication.runningApplicationWithProcessIdentifier_(int(target.id))
            if wanted is None or wanted.isActive():
                return wanted is not None
            wanted.activateWithOptions_(_IGNORING_OTHERS)
            end = time.monotonic() + PATIENCE
            while not wanted.isActive():
                left = end - time.monotonic()
                if left <= 0 or wanted.isTerminated():
                    return False
                # What is active changes only as this thread's events are served.
                soon = self._kit.NSDate.dateWithTimeIntervalSinceNow_(min(left, 0.02))
                self._kit.NSRunLoop.currentRunLoop().runUntilDate_(soon)
            return True

        def place(self, target: Target) -> tuple[int, int] | None:
            """The middle of the uppermost window of a program; None where it has none on the screen."""
            import Quartz

            shown = Quartz.kCGWindowListOptionOnScreenOnly | Quartz.kCGWindowListExcludeDesktopElements
            for window in Quartz.CGWindowListCopyWindowInfo(shown, Quartz.kCGNullWindowID) or ():
                if window.get("kCGWindowOwnerPID") == target.pid and window.get("kCGWindowLayer") == 0:
                    bounds = window["kCGWindowBounds"]
                    return int(bounds["X"] + bounds["Width"] / 2), int(bounds["Y"] + bounds["Height"] / 2)
            return None
