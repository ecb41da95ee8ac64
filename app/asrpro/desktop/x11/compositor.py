"""Whether an X screen is composited."""

from __future__ import annotations

from Xlib import X

from asrpro.desktop.x11.connection import GONE, connected
from asrpro.errors import Unsupported


def composited() -> bool:
    """Whether a compositing manager says that it is at work, as EWMH has it do."""
    try:
        connection = connected(None)
    except Unsupported:
        return False
    try:
        mark = connection.intern_atom(f"_NET_WM_CM_S{connection.get_default_screen()}")
        return connection.get_selection_owner(mark) != X.NONE
    except GONE:
        return False
    finally:
        connection.close()
