"""What a Linux desktop lets this program do, whatever shows its windows."""

from __future__ import annotations

import configparser
import contextlib
import logging
import os
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from asrpro.desktop.linux_portal import wishes
from asrpro.desktop.ports import Permission
from asrpro.errors import MicrophoneError, NoSoundServer
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from asrpro.errors import AppError

log = logging.getLogger(__name__)

Panel = Literal["sound", "keyboard", "privacy"]
_PANELS: Final[dict[str, dict[Panel, str]]] = {
    "GNOME": {
        "sound": "gnome-control-center sound",
        "keyboard": "gnome-control-center keyboard",
        "privacy": "gnome-control-center privacy",
    },
    "KDE": {"sound": "systemsettings kcm_pulseaudio", "keyboard": "systemsettings kcm_keys"},
    "XFCE": {"sound": "pavucontrol", "keyboard": "xfce4-keyboard-settings"},
}
"""By what XDG_CURRENT_DESKTOP says, the programs that show pages of the settings."""
_PRIVACY: Final = ("org.gnome.desktop.privacy", "disable-microphone")
"""Where GNOME, and what goes by its settings, keeps the wish that no program hears a microphone."""
_SNAPD: Final = 5.0
"""Seconds that snapd may take."""


@dataclass(frozen=True, slots=True)
class Sandbox:
    """What this program is shut in, if anything."""

    hears: bool = True
    """Whether microphones are let in."""
    command: str = ""
    """What lets them in."""


def unwanted(page: str) -> Permission:
    """People told their desktop that no program may hear a microphone; `page` opens the settings of that."""
    wish = _("The privacy settings of this desktop say that no program may use it.")
    return Permission(_("Microphone"), "missing", f"{_purpose()} {wish}", page)


def microphone(fault: AppError | None, sandbox: Sandbox, locked: bool, page: str = "") -> Permission:  # noqa: FBT001
    """Whether microphones may be heard.

    Args:
        fault: why none can be; None where one can.
        sandbox: what this program is shut in.
        locked: whether there are capture devices, none of which this user may open.
        page: what opens the settings of sound.
    """
    name, purpose = _("Microphone"), _purpose()
    if not sandbox.hears:
        allow = _("This sandbox keeps it away. In a terminal: {command}").format(command=sandbox.command)
        return Permission(name, "missing", f"{purpose} {allow}", page)
    if fault and locked:
        join = _("Your user may not open the sound devices. In a terminal, and then log in again: {command}")
        return Permission(name, "missing", f"{purpose} {join.format(command='sudo usermod -aG audio $USER')}", page)
    if isinstance(fault, NoSoundServer):
        return Permission(name, "missing", f"{purpose} {fault}", page)
    if fault and not isinstance(fault, MicrophoneError):
        return Permission(name, "unknown", f"{purpose} {fault}", page)
    return Permission(name, "granted", purpose, page)  # which microphones there are is told elsewhere


def _purpose() -> str:
    return _("Hears what you dictate; without it nothing can be dictated.")


def flatpak(info: str) -> Sandbox:
    """What /.flatpak-info says; see flatpak-metadata(5)."""
    parser = configparser.RawConfigParser(strict=False)
    with contextlib.suppress(configparser.Error):
        parser.read_string(info)
    sockets = parser.get("Context", "sockets", fallback="").split(";")
    name = parser.get("Application", "name", fallback="asrpro")
    return Sandbox("pulseaudio" in sockets, f"flatpak override --user --socket=pulseaudio {name}")


def settings_page(panel: Panel, environment: Mapping[str, str]) -> str:
    """The command that shows a page of this desktop's settings; empty where none is known or installed."""
    for desktop in environment.get("XDG_CURRENT_DESKTOP", "").split(":"):
        command = _PANELS.get(desktop, {}).get(panel, "")
        if command and shutil.which(command.split()[0]):
            return command
    return ""


class LinuxPermissions:
    """Looks at what can be looked at; the sound server is asked by who lists microphones."""

    def __init__(self, fault: Callable[[], AppError | None], others: Callable[[], tuple[Permission, ...]]) -> None:
        """`fault` tells why no microphone can be heard, `others` what the screen lets programs do."""
        self._fault = fault
        self._others = others

    def look(self) -> tuple[Permission, ...]:
        """How things are now."""
        if _unwanted():
            heard = unwanted(settings_page("privacy", os.environ))
        else:
            heard = microphone(self._fault(), _sandbox(), _locked(), settings_page("sound", os.environ))
        return heard, *self._others()

    def open(self, permission: Permission) -> bool:
        """Start what shows its page, where there is one."""
        from PySide6.QtCore import QProcess

        program, *arguments = shlex.split(permission.page) or [""]
        begun, _pid = QProcess.startDetached(program, arguments)
        return begun


def _unwanted() -> bool:
    try:
        return wishes([_PRIVACY]).get(_PRIVACY) is True
    except Exception as error:  # noqa: BLE001 - whatever a foreign bus says; no portal knows of no wish
        log.info("the portal does not say whether microphones are wanted: %s", type(error).__name__)
        return False


def _sandbox() -> Sandbox:
    with contextlib.suppress(OSError):
        return flatpak(Path("/.flatpak-info").read_text("utf-8"))
    if name := os.environ.get("SNAP_INSTANCE_NAME"):
        connected = ("snapctl", "is-connected", "audio-record")
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            hears = subprocess.run(connected, capture_output=True, timeout=_SNAPD, check=False).returncode == 0
            return Sandbox(hears, f"sudo snap connect {name}:audio-record")
    return Sandbox()


def _locked() -> bool:
    devices = list(Path("/dev/snd").glob("pcmC*D*c"))
    return bool(devices) and not any(os.access(device, os.R_OK | os.W_OK) for device in devices)
