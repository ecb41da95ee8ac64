"""Wayland as one set of ports, as far as it goes without being focused."""

from __future__ import annotations

from asrpro.desktop.absent import NoFocus, NoHotkeys
from asrpro.desktop.away import Away
from asrpro.desktop.current import Desktop
from asrpro.desktop.linux_scene import LinuxScene
from asrpro.desktop.wayland.delivery import WaylandDelivery


def desktop() -> Desktop:
    """What there is under Wayland."""
    focus = NoFocus()
    scene = LinuxScene(lambda: True)  # every compositor is one
    return Desktop(lambda _tell: NoHotkeys(), focus, WaylandDelivery(focus), Away, scene, keyless=True)
