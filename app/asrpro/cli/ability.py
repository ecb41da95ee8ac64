"""What `asrpro doctor` says of the desktop: what it lets us do, who can be heard, and how texts get into windows."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Final

from asrpro import desktop, packages, paths
from asrpro.audio.microphones import NEEDS, Microphones
from asrpro.cli.check import Check, State
from asrpro.cli.installed import needed
from asrpro.desktop import keys
from asrpro.desktop.absent import NoHotkeys
from asrpro.desktop.permissions import permissions
from asrpro.desktop.screen import reached, trial_hotkeys
from asrpro.dictation.bindings import Bindings
from asrpro.dictation.remote import ask
from asrpro.errors import AppError, NotRunning
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asrpro.desktop.ports import Hotkeys, Permission
    from asrpro.settings.tree import Settings

_HASTE: Final = 2.0
"""Seconds that the program that runs may take to answer."""
_METHODS: Final = {
    "paste": _("pasted, and the clipboard comes back"),
    "type": _("typed key by key"),
    "copy": _("copied to the clipboard, and pasted by you"),
}


def checked_desktop() -> Check:
    """What shows windows."""
    name = _("Desktop")
    if lacking := packages.absent(desktop.NEEDS):
        return Check(name, ", ".join(lacking), "missing", packages.command(lacking))
    try:
        return Check(name, reached())
    except AppError as error:
        return Check(name, error.title, "missing", error.hint)


def runs() -> Check:
    """Whether the program is in the tray."""
    return Check(_("In the tray"), _("it runs") if _runs() else _("it does not run"))


def checked_hearing(settings: Settings) -> tuple[list[Check], Check]:
    """The permissions, of which the microphone's is asked for by listing them; and what is said of those."""
    if packages.absent(NEEDS):
        return [], needed(_("Microphones"), *NEEDS)
    with closing(Microphones()) as microphones:
        granted = [_permission(one) for one in permissions(lambda: microphones.fault).look()]
        if microphones.fault and any(check.state == "missing" for check in granted):
            return granted, Check(_("Microphones"), _("none can be heard; see the permissions"), "missing")
        return granted, _microphones(microphones, settings.audio.microphone)


def checked_ways(settings: Settings, screen: Check) -> Iterator[Check]:
    """How a dictation is started, and how its text gets into a window."""
    yield _hotkeys(settings, screen)
    yield Check(_("Delivery"), _METHODS[settings.delivery.method])


def _permission(permission: Permission) -> Check:
    states: dict[str, State] = {"granted": "ok", "not needed": "not needed", "unknown": "unknown"}
    state = states.get(permission.state, "missing" if permission.vital else "limited")
    return Check(permission.name, permission.purpose, state)


def _microphones(microphones: Microphones, wanted: str) -> Check:
    name = _("Microphones")
    try:
        microphones.check()
        if fault := microphones.fault:
            raise fault
    except AppError as error:
        return Check(name, error.title, "missing", error.hint)
    default = microphones.default or microphones.all[0]
    found = _("{count}, default: {name}").format(count=len(microphones.all), name=default.name)
    if wanted and not microphones.find(wanted):
        gone = _("{found}; the chosen one is not connected").format(found=found)
        return Check(name, gone, "limited", _("asrpro settings reset audio.microphone"))
    return Check(name, found)


def _hotkeys(settings: Settings, screen: Check) -> Check:
    """Whether they can be had; those of a program that runs are its own, and only read."""
    name = _("Hotkeys")
    if desktop.kind() == "wayland":
        return Check(name, _("none that programs hear; see the permissions"), "limited")
    problems: list[str] = []
    try:
        hotkeys: Hotkeys = NoHotkeys() if screen.state != "ok" or _runs() else trial_hotkeys()
    except AppError as error:
        return Check(name, error.title, "missing", error.hint)
    with closing(Bindings(hotkeys, keys.parse, problems.append)) as bindings:
        bindings.choose(settings.hotkey)
        bindings.bind(cancel=True)
        chords = [entry.keys for _key, entry in bindings.keys.values()]
    if problems:
        return Check(name, " ".join(problems), "limited", _("asrpro settings reset hotkey.dictate"))
    found = ", ".join(keys.shown(keys.parse(chord)) for chord in chords)
    return Check(name, found or _("none; dictation starts from the menu"), "ok" if screen.state == "ok" else "unknown")


def _runs() -> bool:
    try:
        ask(paths.socket(), {"do": "dictate", "action": "status"}, _HASTE)
    except (AppError, OSError) as error:
        return not isinstance(error, NotRunning | OSError)
    return True
