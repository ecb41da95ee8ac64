"""Owning selections, and answering whoever asks for what is on them (ICCCM 2)."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.desktop.selections.connection import Connection
    from asrpro.desktop.selections.contents import Content, Contents

_WHOLE = 1 << 17
"""Bytes that are handed over at once; the server takes twice as much in one request."""
_STALLED = 10.0
"""Seconds after which a reader that stopped taking parts is given up."""


@dataclass(slots=True)
class _Parts:
    """What is being handed over in parts."""

    content: Content
    read: Callable[[], None]
    offset: int = 0
    active: float = 0.0


class Server:
    """Answers for the selections that were given to it, until somebody else takes them."""

    def __init__(self, connection: Connection, read: Callable[[str, str, int], None]) -> None:
        """`read(selection, target, window)` is called when somebody has been given a format as a whole."""
        self._connection = connection
        self._read = read
        self._contents: dict[str, Contents] = {}
        self._since: dict[str, int] = {}
        self._parts: dict[tuple[int, int], _Parts] = {}

    def owns(self, selection: str) -> bool:
        """Whether nobody has taken it since, as far as events tell."""
        return selection in self._contents

    @property
    def idle(self) -> bool:
        """Whether nothing is left to answer for."""
        return not self._contents and not self.handing_over

    @property
    def handing_over(self) -> bool:
        """Whether somebody is still taking something in parts."""
        now = time.monotonic()
        self._parts = {key: parts for key, parts in self._parts.items() if now - parts.active < _STALLED}
        return bool(self._parts)

    def own(self, selection: str, contents: Contents, still: Callable[[], bool]) -> bool:
        """Take a selection, or say anew what is on it, if that is `still` right by then; whether it was taken."""
        connection = self._connection
        # Nobody may copy between the question and the deed.
        connection.display.grab_server()
        try:
            now = connection.now()
            if not still():
                return False
            connection.window.set_selection_owner(connection.atom(selection), now)
            granted = connection.owned(selection)
        finally:
            connection.display.ungrab_server()
            connection.display.flush()
        if granted:
            self._since[selection] = now
            self._contents[selection] = contents
        else:
            self._contents.pop(selection, None)
        return granted

    def renew(self, selection: str, contents: Contents) -> bool:
        """Say anew what is on a selection, unless somebody has taken it; nothing on it gives it up."""
        connection = self._connection
        now = connection.now()
        # Whoever copies in between must win, whatever the time of their request.
        connection.display.grab_server()
        try:
            if not connection.owned(selection):
                self._contents.pop(selection, None)
                return False
            taker = connection.window if contents else connection.x.NONE
            self._set_owner(taker, selection, now)
        finally:
            connection.display.ungrab_server()
            connection.display.flush()
        self._since[selection] = now
        if contents:
            self._contents[selection] = contents
        else:
            self._contents.pop(selection, None)
        return True

    def _set_owner(self, taker: Any, selection: str, now: int) -> None:
        from Xlib.protocol import request

        # Written out, because no window has the method that gives a selection to none.
        request.SetSelectionOwner(
            display=self._connection.display.display,
            window=taker,
            selection=self._connection.atom(selection),
            time=now,
        )

    def handle(self, event: Any) -> None:
        """Answer a request, send a next part, or let go of what was taken; other events are none of its business."""
        x = self._connection.x
        if event.type == x.SelectionRequest:
            self._answer(event)
        elif event.type == x.SelectionClear:
            # One that crossed our own taking it again says nothing.
            name = self._connection.name(event.atom)
            if not self._connection.owned(name):
                self._contents.pop(name, None)
        elif event.type == x.PropertyNotify and event.state == x.PropertyDelete:
            self._send_part(event.window, event.atom)

    def _answer(self, event: Any) -> None:
        connection = self._connection
        selection, target = connection.name(event.selection), connection.name(event.target)
        # The oldest programs name no property and mean the target's own.
        prop = event.property or event.target
        contents = self._contents.get(selection)
        given = contents is not None and self._give(event.requestor, selection, contents, (target, prop))
        self._notify(event, prop if given else connection.x.NONE)

    def _give(self, window: Any, selection: str, contents: Contents, wanted: tuple[str, int]) -> bool:
        """Write one format into a property of whoever asks; whether there is such a format."""
        connection, (target, prop) = self._connection, wanted
        atom = connection.atom("ATOM")
        if target == "TARGETS":
            numbers = [connection.atom(name) for name in ("TARGETS", "TIMESTAMP", "MULTIPLE", *contents)]
            window.change_property(prop, atom, 32, numbers)
        elif target == "TIMESTAMP":
            window.change_property(prop, connection.atom("INTEGER"), 32, [self._since[selection]])
        elif target == "MULTIPLE":
            return self._give_several(window, selection, contents, prop)
        elif target in contents:
            self._give_content(window, prop, contents[target], lambda: self._read(selection, target, window.id))
        else:
            return False
        return True

    def _give_several(self, window: Any, selection: str, contents: Contents, prop: int) -> bool:
        """Answer pairs of target and property; a property that cannot be filled is struck out."""
        connection = self._connection
        try:
            listed = window.get_full_property(prop, connection.x.AnyPropertyType)
        except connection.gone:
            return False
        if listed is None or listed.format != 32:  # noqa: PLR2004
            return False
        pairs = list(listed.value)
        for place in range(0, len(pairs) - 1, 2):
            target = connection.name(pairs[place])
            if target == "MULTIPLE" or not self._give(window, selection, contents, (target, pairs[place + 1])):
                pairs[place + 1] = connection.x.NONE
        window.change_property(prop, connection.atom("ATOM_PAIR"), 32, pairs)
        return True

    def _give_content(self, window: Any, prop: int, content: Content, read: Callable[[], None]) -> None:
        connection = self._connection
        if len(content.data) <= _WHOLE:
            window.change_property(prop, connection.atom(content.type), content.format, content.data)
            read()
            return
        self._parts[window.id, prop] = _Parts(content, read, active=time.monotonic())
        window.change_attributes(event_mask=connection.x.PropertyChangeMask)
        window.change_property(prop, connection.atom("INCR"), 32, [len(content.data)])

    def _send_part(self, window: Any, prop: int) -> None:
        """The reader emptied the property: it is ready for more, and at last for an empty part."""
        parts = self._parts.get((window.id, prop))
        if parts is None:
            return
        content, start = parts.content, parts.offset
        part = content.data[start : start + _WHOLE]
        parts.offset += len(part)
        parts.active = time.monotonic()
        window.change_property(prop, self._connection.atom(content.type), content.format, part)
        if not part:
            del self._parts[window.id, prop]
            if not any(of == window.id for of, _ in self._parts):
                window.change_attributes(event_mask=self._connection.x.NoEventMask)
            parts.read()

    def _notify(self, event: Any, prop: int) -> None:
        from Xlib.protocol.event import SelectionNotify

        answer = SelectionNotify(
            time=event.time, requestor=event.requestor, selection=event.selection, target=event.target, property=prop
        )
        event.requestor.send_event(answer)
