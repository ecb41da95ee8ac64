"""Whether an X screen is composited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from Xlib import X

from asrpro.desktop.x11.connection import GONE

if TYPE_CHECKING:
    from Xlib.display import Display


def composited(connection: Display) -> bool:
    """Whether a compositing manager says that it is at work, as EWMH has it do."""
    try:
        mark = connection.intern_atom(f"_NET_WM_CM_S{connection.get_default_screen()}")
        return bool(connection.get_selection_owner(mark) != X.NONE)
    except GONE:
        return False
