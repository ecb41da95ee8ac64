"""What X11 lets this program do: all of it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from asrpro.desktop.linux_permissions import LinuxPermissions
from asrpro.desktop.ports import Permission
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.errors import AppError


def permissions(fault: Callable[[], AppError | None]) -> LinuxPermissions:
    """A microphone is all that can be kept from us; where there is no screen nothing is said of one."""
    keyboard = Permission(
        _("Keyboard"), "not needed", _("X11 lets every program hear hotkeys and press the keys that paste.")
    )
    return LinuxPermissions(fault, lambda: (keyboard,) if os.environ.get("DISPLAY") else ())
