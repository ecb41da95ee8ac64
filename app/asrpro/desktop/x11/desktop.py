"""X11 as one set of ports."""

from __future__ import annotations

from asrpro.desktop.away import Away
from asrpro.desktop.current import Desktop
from asrpro.desktop.delivery.qt_delivery import QtDelivery
from asrpro.desktop.linux_scene import LinuxScene
from asrpro.desktop.selections.keeper import Keeper
from asrpro.desktop.sending import Sending
from asrpro.desktop.x11.compositor import composited
from asrpro.desktop.x11.focus import X11Focus
from asrpro.desktop.x11.hotkeys import X11Hotkeys
from asrpro.desktop.x11.keyboard import X11Keyboard
from asrpro.desktop.x11.panel import ground


def desktop() -> Desktop:
    """What there is on X11."""
    sending, focus = Sending(), X11Focus()
    delivery = QtDelivery(X11Keyboard(sending), focus, Keeper())
    seen = focus.connection
    scene = LinuxScene(lambda: composited(seen), lambda icon: ground(seen, icon))
    return Desktop(lambda tell: X11Hotkeys(tell, sending), focus, delivery, Away, scene)
