"""How things may be shown on macOS."""

from __future__ import annotations

import ctypes
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asrpro.desktop.ports import Ground, Rectangle

if sys.platform == "darwin":

    class MacScene:
        """macOS itself composes the screen."""

        def composited(self) -> bool:
            """It always is."""
            return True

        def still(self) -> bool:
            """Whether "Reduce motion" is on in the accessibility settings."""
            from AppKit import NSWorkspace

            return bool(NSWorkspace.sharedWorkspace().accessibilityDisplayShouldReduceMotion())

        def panel(self, icon: Rectangle | None) -> Ground | None:  # noqa: ARG002 - the menu bar is everywhere
            """The menu bar takes the colour of what is behind it, and colours icons by itself."""
            return "template"

        def lift(self, window: int) -> None:
            """Have it in every space, beside full-screen windows too, above the menu bar's own level."""
            import AppKit
            import objc

            view = objc.objc_object(c_void_p=ctypes.c_void_p(window))
            shown = view.window()
            shown.setCollectionBehavior_(
                AppKit.NSWindowCollectionBehaviorCanJoinAllSpaces
                | AppKit.NSWindowCollectionBehaviorFullScreenAuxiliary
                | AppKit.NSWindowCollectionBehaviorStationary
            )
            shown.setLevel_(AppKit.NSStatusWindowLevel)
            shown.setHidesOnDeactivate_(False)
