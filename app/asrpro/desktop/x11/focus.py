"""The focus on X11, by what window managers agreed on (EWMH)."""

from __future__ import annotations

import os
import select
import time
from typing import TYPE_CHECKING, Any, Final

from Xlib import X, Xatom, error
from Xlib.protocol import event

from asrpro.desktop.ports import Target
from asrpro.desktop.x11.connection import GONE, connected, unheard

if TYPE_CHECKING:
    from Xlib.xobject.drawable import Window

PATIENCE: Final = 0.5
"""Seconds a window manager has to give the focus to a window."""
_PAGER: Final = 2
"""Who asks for it: somebody who does so for the user, whom window managers obey."""

_EVERYWHERE: Final = 0xFFFFFFFF
"""The workspace of windows that are on all of them."""
_FURNITURE: Final = ("_NET_WM_WINDOW_TYPE_DOCK", "_NET_WM_WINDOW_TYPE_DESKTOP")
"""What nobody writes into."""
_MARK: Final = "_NET_SUPPORTING_WM_CHECK"


class X11Focus:
    """Which window has the focus, and giving it to another."""

    def __init__(self, screen: str | None = None) -> None:
        """`screen` is as in DISPLAY.

        Raises:
            Unsupported: there is no X server.
        """
        self.connection = connected(screen)
        """For others on this thread, too: a new one takes 25 ms."""
        self._root = self.connection.screen().root
        self._root.change_attributes(event_mask=X.PropertyChangeMask)

    def target(self) -> Target | None:
        """The window with the focus, or behind it where that is one of this program's; None where there is none."""
        try:
            window = self._focused()
            if window is not None and self._is_ours(window):
                window = self._behind()
            return None if window is None else self._described(window)
        except (error.BadWindow, error.BadDrawable):
            return None  # it went while we looked

    def activate(self, target: Target) -> bool:
        """Give a window the focus and wait until it has it, half a second at most; whether it has it now."""
        if not target.id.isdecimal():
            return False
        end = time.monotonic() + PATIENCE
        window = self.connection.create_resource_object("window", int(target.id))
        if not self._has_focus(window):
            with unheard(self.connection):
                self._ask_for(window)
        while not self._has_focus(window):
            left = end - time.monotonic()
            if left <= 0 or not self._exists(window):
                return False
            if not self.connection.pending_events():
                # Window managers tell through the root; without one nobody does.
                select.select([self.connection.fileno()], [], [], min(left, 0.05))
            while self.connection.pending_events():
                self.connection.next_event()
        return True

    def place(self, target: Target) -> tuple[int, int] | None:
        """The middle of a window; None where it is gone."""
        if not target.id.isdecimal():
            return None
        window = self.connection.create_resource_object("window", int(target.id))
        try:
            size, corner = window.get_geometry(), window.translate_coords(self._root, 0, 0)
        except (error.BadWindow, error.BadDrawable, *GONE):
            return None
        return size.width // 2 - corner.x, size.height // 2 - corner.y

    def close(self) -> None:
        """End the connection."""
        self.connection.close()

    def _ask_for(self, window: Window) -> None:
        if self._managed():
            message = event.ClientMessage(
                window=window,
                client_type=self.connection.intern_atom("_NET_ACTIVE_WINDOW"),
                data=(32, [_PAGER, X.CurrentTime, 0, 0, 0]),
            )
            self._root.send_event(message, X.SubstructureRedirectMask | X.SubstructureNotifyMask)
        else:
            window.set_input_focus(X.RevertToParent, X.CurrentTime)

    def _has_focus(self, window: Window) -> bool:
        try:
            focused = self._focused()
        except (error.BadWindow, error.BadDrawable):
            return False
        return focused is not None and focused.id == window.id

    def _exists(self, window: Window) -> bool:
        try:
            window.get_attributes()
        except (error.BadWindow, error.BadDrawable):
            return False
        return True

    def _managed(self) -> bool:
        """Whether there is a window manager that tells of the focus; one that has ended leaves its mark behind."""
        mark = self._value(self._root, _MARK)
        if not mark:
            return False
        try:
            return bool(self._value(self.connection.create_resource_object("window", mark[0]), _MARK))
        except error.BadWindow:
            return False

    def _focused(self) -> Window | None:
        if self._managed():
            active = self._value(self._root, "_NET_ACTIVE_WINDOW")
            return self.connection.create_resource_object("window", active[0]) if active and active[0] else None
        focus: Any = self.connection.get_input_focus().focus
        # Whose child has the focus is the window that people know.
        while not isinstance(focus, int) and focus.id != self._root.id:
            if focus.get_wm_class():
                window: Window = focus
                return window
            focus = focus.query_tree().parent
        return None

    def _behind(self) -> Window | None:
        """The uppermost window of another program that can be seen."""
        here = self._value(self._root, "_NET_CURRENT_DESKTOP")
        for number in reversed(self._value(self._root, "_NET_CLIENT_LIST_STACKING") or ()):
            window = self.connection.create_resource_object("window", number)
            try:
                if not self._is_ours(window) and self._is_seen(window, here[0] if here else _EVERYWHERE):
                    return window
            except (error.BadWindow, error.BadDrawable):
                continue  # it went while we looked
        return None

    def _is_ours(self, window: Window) -> bool:
        pid = self._value(window, "_NET_WM_PID")
        return bool(pid) and pid[0] == os.getpid()

    def _is_seen(self, window: Window, here: int) -> bool:
        """Whether people have it before them: on this workspace, not made small, and no panel."""
        where = self._value(window, "_NET_WM_DESKTOP")
        elsewhere = bool(where) and where[0] not in (here, _EVERYWHERE)
        states = self._value(window, "_NET_WM_STATE") or ()
        kinds = self._value(window, "_NET_WM_WINDOW_TYPE") or ()
        furniture = {self.connection.intern_atom(kind) for kind in _FURNITURE}
        hidden = self.connection.intern_atom("_NET_WM_STATE_HIDDEN") in states
        return not (elsewhere or hidden or furniture & {*kinds})

    def _described(self, window: Window) -> Target:
        pid = self._value(window, "_NET_WM_PID")
        title = self._value(window, "_NET_WM_NAME")
        name = self._value(window, Xatom.WM_NAME) if title is None else title
        _instance, program = [*_text(self._value(window, Xatom.WM_CLASS)).split("\0"), "", ""][:2]
        called = program[:1].upper() + program[1:]
        return Target(str(window.id), _text(name), program.lower(), pid[0] if pid else None, called)

    def _value(self, window: Window, name: str | int) -> Any:
        """What a property holds: bytes, or numbers; None where there is none."""
        atom = self.connection.intern_atom(name) if isinstance(name, str) else name
        held = window.get_full_property(atom, X.AnyPropertyType)
        return None if held is None else held.value


def _text(value: Any) -> str:
    """A property's text, by rights UTF-8 or Latin-1 depending on the property; programs do as they like."""
    if not isinstance(value, bytes):
        return ""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")
