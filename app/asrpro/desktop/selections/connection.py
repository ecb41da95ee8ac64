"""A connection to the X server with a window of its own, where events are waited for no longer than agreed."""

from __future__ import annotations

import select
import time
from typing import TYPE_CHECKING, Any

from asrpro.desktop.selections.contents import CLIPBOARD, PRIMARY

if TYPE_CHECKING:
    from collections.abc import Callable

_ALL_OWNER_CHANGES = 7
"""XFixes: a new owner, its window gone, its client gone."""


class Connection:
    """Atoms, times and events; what nobody waits for goes to `handle`."""

    def __init__(self, handle: Callable[[Any], None]) -> None:
        """Connect to $DISPLAY; raises Xlib.error.DisplayError when there is none."""
        from Xlib import X
        from Xlib.display import Display
        from Xlib.error import BadAtom, BadWindow

        self.x: Any = X
        self.display: Any = Display()
        self._bad_atom = BadAtom
        self.gone = BadWindow
        """What is raised where a window that is read no longer exists."""
        self._handle = handle
        self._names: dict[int, str] = {}
        # Windows of others may be gone when something is written to them; nobody is there to miss it.
        self.display.set_error_handler(lambda *_: None)
        self.window: Any = self.new_window()
        self.display.xfixes_query_version()
        for name in (CLIPBOARD, PRIMARY):
            self.display.xfixes_select_selection_input(self.window, self.atom(name), _ALL_OWNER_CHANGES)
        self._mask: int = self.display.display.info.resource_id_mask

    def new_window(self) -> Any:
        """A window that is never shown, and tells when its properties change."""
        root = self.display.screen().root
        return root.create_window(0, 0, 1, 1, 0, 0, window_class=self.x.InputOnly, event_mask=self.x.PropertyChangeMask)

    def atom(self, name: str) -> int:
        """The number of a name."""
        number: int = self.display.get_atom(name)
        self._names[number] = name
        return number

    def name(self, atom: int) -> str:
        """The name of a number; empty where the server knows none."""
        if atom not in self._names:
            try:
                self._names[atom] = self.display.get_atom_name(atom)
            except self._bad_atom:
                return ""
        return self._names[atom]

    def client(self, window: int) -> int:
        """Whose a window is: the same number for all windows of one connection to the server."""
        return window & ~self._mask

    def owner(self, selection: str) -> int:
        """The window that owns a selection; 0 where none does."""
        found = self.display.get_selection_owner(self.atom(selection))
        return found.id if found else 0

    def owned(self, selection: str) -> bool:
        """Whether the server says that a selection is ours."""
        return self.owner(selection) == int(self.window.id)

    def now(self) -> int:
        """The server's time in milliseconds; every event before it has been handled when this returns."""
        stamp = self.atom("ASRPRO_TIME")
        self.window.change_property(stamp, self.atom("STRING"), 8, b"", self.x.PropModeAppend)
        event = self.wait(lambda event: event.type == self.x.PropertyNotify and event.atom == stamp, None)
        time_stamp: int = event.time
        return time_stamp

    def wait(self, fits: Callable[[Any], bool], deadline: float | None) -> Any:
        """The next event that fits; None when it has not come by the deadline (seconds of `time.monotonic()`)."""
        while True:
            # What is handled may ask for something, and a request that is not sent is never answered.
            self.display.flush()
            # An event that is here already counts, however late it is looked at.
            if self.display.pending_events():
                event = self.display.next_event()
                if fits(event):
                    return event
                self._handle(event)
                continue
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                return None
            select.select([self.display], [], [], left)

    def handle_pending(self) -> None:
        """Handle all that has come, and send all that came of it."""
        self.wait(lambda _: False, 0.0)
