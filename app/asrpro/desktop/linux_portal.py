"""What the portal of a Linux desktop says of people's wishes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_NAME: Final = "org.freedesktop.portal.Desktop"
_PATIENCE: Final = 1.0
"""Seconds that each answer may take."""


def wishes(wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], object]:
    """The values of these settings, each a group and a name, as far as the desktop has them.

    Raises what jeepney does where there is no bus, or nobody answers in time.
    """
    from jeepney import DBusAddress, MessageType, new_method_call
    from jeepney.io.blocking import open_dbus_connection

    settings = DBusAddress("/org/freedesktop/portal/desktop", _NAME, "org.freedesktop.portal.Settings")
    found: dict[tuple[str, str], object] = {}
    with open_dbus_connection("SESSION") as connection:
        for key in wanted:
            reply = connection.send_and_get_reply(new_method_call(settings, "Read", "ss", key), timeout=_PATIENCE)
            if reply.header.message_type == MessageType.method_return:
                found[key] = _plain(reply.body[0])
    return found


def _plain(value: Any) -> object:
    """What is in a variant, which the portal wraps into another one."""
    while isinstance(value, tuple) and len(value) == 2:  # noqa: PLR2004 - its type and its value
        value = value[1]
    return value
