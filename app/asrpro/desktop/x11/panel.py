"""What the icon in a tray of X11 stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from Xlib import X, error

from asrpro.desktop.x11.connection import GONE

if TYPE_CHECKING:
    from Xlib.display import Display

    from asrpro.desktop.ports import Ground, Rectangle

_MIDDLE: Final = 0.5


def ground(connection: Display, icon: Rectangle | None) -> Ground | None:
    """What the tray says of its colours, as the freedesktop.org system tray has it do; else what can be seen there."""
    try:
        return _told(connection) or (_seen(connection, icon) if icon else None)
    except (error.XError, *GONE):
        return None  # the tray is on its way


def _told(connection: Display) -> Ground | None:
    owner: Any = connection.get_selection_owner(
        connection.intern_atom(f"_NET_SYSTEM_TRAY_S{connection.get_default_screen()}")
    )
    if owner == X.NONE:
        return None
    held = owner.get_full_property(connection.intern_atom("_NET_SYSTEM_TRAY_COLORS"), X.AnyPropertyType)
    if held is None or len(held.value) < 3:  # noqa: PLR2004 - red, green and blue of what is drawn
        return None
    red, green, blue = (value / 0xFFFF for value in held.value[:3])
    return "dark" if _lightness(red, green, blue) > _MIDDLE else "light"


def _seen(connection: Display, icon: Rectangle) -> Ground | None:
    """By the corners of the icon, where nothing of it is drawn."""
    left, top, width, height = icon
    root = connection.screen().root
    corners = [(x, y) for x in (left, left + width - 1) for y in (top, top + height - 1)]
    found = [_pixel(root.get_image(x, y, 1, 1, X.ZPixmap, 0xFFFFFFFF).data) for x, y in corners]
    return "dark" if sum(found) / len(found) < _MIDDLE else "light"


def _pixel(data: bytes) -> float:
    blue, green, red = (value / 0xFF for value in data[:3])
    return _lightness(red, green, blue)


def _lightness(red: float, green: float, blue: float) -> float:
    """Luma by ITU-R BT.709, of values up to 1."""
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
