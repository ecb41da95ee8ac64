"""What a Wayland compositor lets a program do that has not the focus."""

from __future__ import annotations

import contextlib
import os
import subprocess
from functools import cache
from typing import TYPE_CHECKING, Final

from asrpro.desktop.linux_permissions import LinuxPermissions, settings_page
from asrpro.desktop.ports import Permission
from asrpro.desktop.wayland.tools import lacking_clipboard, lacking_keys, refused_keys
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.errors import AppError

_PATIENCE: Final = 3.0
"""Seconds that the compositor may take."""


def decided(*, clipboard: str, keys: str, page: str) -> tuple[Permission, ...]:
    """The permissions, from what is said of the clipboard and of pressing keys: nothing where there is no obstacle.

    Args:
        clipboard: why no text can be put on it.
        keys: why no keys can be pressed.
        page: what opens the keyboard's settings.
    """
    hotkeys = _(
        "Wayland lets no program hear keys that are meant for another: in the keyboard settings of your desktop, "
        "give a key the command: asrpro dictate toggle"
    )
    return (
        Permission(_("Hotkeys"), "missing", hotkeys, page, vital=False),
        _of(_("Clipboard"), _("Carries what you dictate to the window you are in."), clipboard, vital=True),
        _of(_("Pressing keys"), _("Pastes what you dictate into the window you are in."), keys, vital=False),
    )


def permissions(fault: Callable[[], AppError | None]) -> LinuxPermissions:
    """What this compositor lets us do."""

    def others() -> tuple[Permission, ...]:
        page = settings_page("keyboard", os.environ)
        return decided(clipboard=lacking_clipboard(), keys=lacking_keys() or _refused(), page=page)

    return LinuxPermissions(fault, others)


def _of(name: str, purpose: str, obstacle: str, *, vital: bool) -> Permission:
    return Permission(name, "missing" if obstacle else "granted", f"{purpose} {obstacle}".rstrip(), vital=vital)


@cache
def _refused() -> str:
    """Why the compositor lets nobody press keys; empty where it does. Typing nothing tells, for as long as it runs."""
    with contextlib.suppress(subprocess.TimeoutExpired):  # then the first text will show it
        done = subprocess.run(("wtype", ""), capture_output=True, timeout=_PATIENCE, check=False)
        return refused_keys() if done.returncode else ""
    return ""
