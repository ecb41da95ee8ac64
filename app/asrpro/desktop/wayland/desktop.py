"""Wayland as one set of ports, as far as it goes without being focused."""

from __future__ import annotations

from asrpro.desktop.absent import NoFocus, NoHotkeys
from asrpro.desktop.away import Away
from asrpro.desktop.current import Desktop
from asrpro.desktop.linux_scene import LinuxScene
from asrpro.desktop.wayland.delivery import WaylandDelivery
from asrpro.i18n import _


def desktop() -> Desktop:
    """What there is under Wayland."""
    focus = NoFocus()
    keys = _(
        "Wayland lets no program hear keys that are meant for another: in the keyboard settings of your desktop, "
        "give a key the command: asrpro dictate toggle"
    )
    scene = LinuxScene(lambda: True)  # every compositor is one
    return Desktop(lambda _tell: NoHotkeys(), focus, WaylandDelivery(focus), Away, scene, keyless=True, lacks=(keys,))
