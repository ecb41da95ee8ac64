"""What the desktop lets this program do: looked at beside the GUI's thread, told once, and shown when asked for."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from asrpro.i18n import _
from asrpro.ui.permissions import PermissionsWindow

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.desktop.ports import Permission, Permissions
    from asrpro.ui.theme import Theme

log = logging.getLogger(__name__)


class Granting:
    """Lives on the GUI's thread."""

    def __init__(
        self,
        permissions: Permissions,
        theme: Theme,
        *,
        say: Callable[[str], None],
        post: Callable[[Callable[[], None]], None],
        changed: Callable[[], None],
    ) -> None:
        """Look at nothing yet.

        Args:
            permissions: The desktop's.
            theme: How the window looks.
            say: Tells people something.
            post: Calls a function on this thread.
            changed: Called when `missing` may be another one.
        """
        self._permissions = permissions
        self._theme = theme
        self._say = say
        self._post = post
        self._changed = changed
        self._found: tuple[Permission, ...] | None = None
        self._looking = False
        self._again = False
        self._window: PermissionsWindow | None = None

    @property
    def missing(self) -> tuple[Permission, ...]:
        """Those that are known to be missing."""
        return tuple(one for one in self._found or () if one.state == "missing")

    def look(self) -> None:
        """See how things are now, on another thread."""
        self._again = self._looking
        if not self._looking:
            self._looking = True
            threading.Thread(target=self._work, name="permissions", daemon=True).start()

    def show(self) -> None:
        """Show the window."""
        if self._window is None:
            self._window = PermissionsWindow(self._theme, self.look, self._open)
        self._window.follow(self._found or ())
        self._window.come()

    def close(self) -> None:
        """Show nothing any more."""
        if self._window:
            self._window.end()
            self._window = None

    def _work(self) -> None:
        found: tuple[Permission, ...] = ()
        try:
            found = self._permissions.look()
        finally:
            self._post(lambda: self._looked(found))

    def _looked(self, found: tuple[Permission, ...]) -> None:
        before, self._found, self._looking = self._found, found, False
        if before != found:
            log.info("permissions: %s", ", ".join(f"{one.name} {one.state}" for one in found))
        if before is None and self.missing:
            lines = [_("Missing: {name}. {about}").format(name=one.name, about=one.purpose) for one in self.missing]
            self._say("\n".join([*lines, _('"Permissions..." in the menu has more about it.')]))
        if self._window:
            self._window.follow(found)
        self._changed()
        if self._again:
            self.look()

    def _open(self, permission: Permission) -> None:
        if not self._permissions.open(permission):
            self._say(_("The settings of {name} cannot be opened from here.").format(name=permission.name))
