"""Reading a selection of another program, which may be slow, huge or hung."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from asrpro.desktop.selections.contents import Content, Contents, Kind, best_first, missing

if TYPE_CHECKING:
    from asrpro.desktop.selections.connection import Connection

SILENCE = 0.25
"""Seconds that an owner may take to name its formats; one that hangs would otherwise use up all the time there is."""
_SLICE = 1 << 16
"""Units of 4 bytes that are taken of a property at once."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What could be read of a selection."""

    contents: Contents = field(default_factory=dict)
    missing: dict[Kind, str] = field(default_factory=dict)
    """Why a kind could not be read: "slow" or "large"."""
    silent: bool = False
    """Whether the owner does not even say what it has."""


class _TooLarge(Exception):
    """There is more than room is left for."""


class Reader:
    """Reads all formats of one selection after the other, within limits that hold for all of it together."""

    def __init__(self, connection: Connection, seconds: float, room: int) -> None:
        self._connection = connection
        # Gone with it is all that comes too late.
        self._window = connection.new_window()
        self._properties = itertools.count()
        self._deadline = time.monotonic() + seconds
        self._room = room

    def read(self, selection: str) -> Reading:
        """All formats of a selection as far as time and room go; what is lost is named."""
        connection = self._connection
        if not connection.owner(selection):
            return Reading()
        try:
            offered = self._convert(selection, "TARGETS", min(self._deadline, time.monotonic() + SILENCE))
        except TimeoutError:
            return Reading(silent=True)
        # The oldest programs offer text and do not say so.
        targets = best_first(self._names(offered)) if offered else ["UTF8_STRING", "STRING"]
        contents: Contents = {}
        reasons: dict[str, str] = {}
        for target in targets:
            try:
                content = self._convert(selection, target, self._deadline)
            except TimeoutError:
                reasons[target] = "slow"
            except _TooLarge:
                reasons[target] = "large"
            else:
                if content:
                    contents[target] = content
        return Reading(contents, missing(targets, contents, reasons))

    def close(self) -> None:
        """Let go of what is still on its way."""
        self._window.destroy()

    def _names(self, offered: Content) -> list[str]:
        numbers = memoryview(offered.data).cast("I") if offered.format == 32 else ()  # noqa: PLR2004
        return [name for number in numbers if (name := self._connection.name(number))]

    def _convert(self, selection: str, target: str, deadline: float) -> Content | None:
        """One format; None when the owner refuses. Raises TimeoutError and _TooLarge."""
        connection, x = self._connection, self._connection.x
        if time.monotonic() >= deadline:
            raise TimeoutError
        # One property for each: parts of one that was given up must not get among those of the next.
        wanted, into = connection.atom(target), connection.atom(f"ASRPRO_{next(self._properties)}")
        self._window.convert_selection(connection.atom(selection), wanted, into, x.CurrentTime)
        event = connection.wait(
            lambda event: (
                event.type == x.SelectionNotify
                and event.target == wanted
                and event.selection == connection.atom(selection)
            ),
            deadline,
        )
        if event is None:
            raise TimeoutError
        if not event.property:
            return None
        content = self._take(into)
        if content and content.type == "INCR":
            content = self._take_parts(into, int.from_bytes(content.data[:4], "little"), deadline)
        return content

    def _take(self, prop: int) -> Content | None:
        """What lies in a property, which is emptied; None when there is none. Raises _TooLarge."""
        window, data = self._window, bytearray()
        while True:
            part: Any = window.get_property(prop, self._connection.x.AnyPropertyType, len(data) // 4, _SLICE)
            if part is None:
                return None
            data += bytes(part.value)
            if len(data) + part.bytes_after > self._room:
                window.delete_property(prop)
                raise _TooLarge
            if not part.bytes_after:
                break
        # Emptying it is also what tells the owner to send the next part.
        window.delete_property(prop)
        self._room -= len(data)
        return Content(self._connection.name(part.property_type), part.format, bytes(data))

    def _take_parts(self, prop: int, at_least: int, deadline: float) -> Content | None:
        """What comes in parts, up to an empty one (ICCCM 2.7.2). Raises TimeoutError and _TooLarge."""
        if at_least > self._room:
            raise _TooLarge
        x, parts, first = self._connection.x, [], None
        while True:
            event = self._connection.wait(
                lambda event: (
                    event.type == x.PropertyNotify and event.atom == prop and event.state == x.PropertyNewValue
                ),
                deadline,
            )
            if event is None:
                raise TimeoutError
            part = self._take(prop)
            if part is None:
                continue
            if not part.data:
                return Content(first.type, first.format, b"".join(parts)) if first else part
            first = first or part
            parts.append(part.data)
